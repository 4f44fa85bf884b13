"""`make big-shop`: a shop of any size, and what its staff's lists cost. A small one is tried by tests/component/big_shop."""

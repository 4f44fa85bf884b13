"""`make big-shop`: a shop of any size, and what its staff's lists cost. tests/component/big_shop tries small ones."""

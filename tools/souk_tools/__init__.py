"""Tools over a running shop, for its operator and for its proofs. They know the local cloud; it knows none of them."""

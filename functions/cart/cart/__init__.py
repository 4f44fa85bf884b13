"""Carts and wishlists of guests and signed-in shoppers."""

"""Customers, as the staff see and treat them."""

"""Shipping: shipments of paid orders, their carriers and their tracking."""

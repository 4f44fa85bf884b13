"""Picking, packing, splitting and shipping, for the staff."""

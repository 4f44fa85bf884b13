"""Prices over time: what was shown, what a former price needs to be shown, and what a price is for one measure."""

"""The export of one's data: its routes, and what hears of its files."""

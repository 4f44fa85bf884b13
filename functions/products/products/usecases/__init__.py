"""The use cases, in the words of the shop: the catalogue, its editing, stock and reservations, import and export."""

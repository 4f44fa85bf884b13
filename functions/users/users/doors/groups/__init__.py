"""Groups of customers, for the staff."""

"""Groups of customers: what staff do with them, and who is in one."""

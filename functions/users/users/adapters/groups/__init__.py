"""Groups of customers and what their rules go by, in the users table."""

"""Whose a cart or an order is, what opens it without signing in, and what people may write of themselves."""

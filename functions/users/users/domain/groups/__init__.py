"""Groups of customers: who is in one by the staff's hand, and who by a rule."""

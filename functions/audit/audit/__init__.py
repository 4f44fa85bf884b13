"""Audit: who of the staff did what, chained so that nobody can change it unseen."""

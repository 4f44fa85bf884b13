"""What the staff may do, and what they have changed."""

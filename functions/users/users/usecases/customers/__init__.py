"""What the staff see of a customer, and do in their place or against them."""

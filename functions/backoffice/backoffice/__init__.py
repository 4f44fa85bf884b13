"""What the staff see at a glance: orders, customers and figures, as events have told of them."""

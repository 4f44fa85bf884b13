"""What a person may ask of their orders: to have a copy of them, and to be forgotten."""

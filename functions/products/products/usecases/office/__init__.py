"""What only staff ask for, and their workers do."""

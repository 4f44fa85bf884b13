"""What staff do, by its subject."""

"""What staff try promotions with."""

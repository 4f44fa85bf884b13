"""What promotions make of the catalogue: its prices, now and to come."""

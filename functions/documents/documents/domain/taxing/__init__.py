"""What the tax office is told: sums over documents, by period."""

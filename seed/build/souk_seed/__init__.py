"""Builds the seed catalogue: the Shopify CSV and one picture a product, from the files in `products/`."""

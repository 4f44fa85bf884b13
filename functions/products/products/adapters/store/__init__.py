"""The products table: the only code that knows its keys (see docs/services/products.md)."""

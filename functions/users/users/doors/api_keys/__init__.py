"""API keys of the merchant's own systems."""

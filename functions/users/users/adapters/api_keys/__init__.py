"""API keys, and on whose roles they stand."""

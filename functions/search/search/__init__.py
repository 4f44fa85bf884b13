"""The search service: products by text, category and other criteria, from an index on S3."""

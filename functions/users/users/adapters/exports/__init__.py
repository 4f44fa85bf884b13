"""Exports of people's data: their records, the files in the bucket, and what is written of the service's own items."""

"""Shopify's product CSV: a product is the consecutive rows of one handle, the first of which describes it.

The format is Shopify's help page "Using CSV files to import and export products". Both generations of column names are
read (`Handle`, `Variant SKU` … and `URL handle`, `SKU` …); columns Souk has no use for are passed over.
"""

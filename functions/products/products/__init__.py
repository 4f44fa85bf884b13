"""The products service: the catalogue, stock and its ledger, reservations, and the Shopify CSV import."""

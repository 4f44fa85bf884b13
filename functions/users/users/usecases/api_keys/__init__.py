"""API keys: made, listed and revoked by an admin, and looked at whenever one is used."""

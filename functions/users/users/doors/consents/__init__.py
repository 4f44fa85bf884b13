"""Consents of signed-in people."""

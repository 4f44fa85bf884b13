"""Payments of orders: providers, captures, refunds, webhooks and their reconciliation."""

"""Logs: every service's lines by request, errors in groups, alerts, the archive."""

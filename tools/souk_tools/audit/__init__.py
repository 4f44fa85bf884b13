"""The audit: what must be true of everything in the tables, compared row by row. No access to any table is here."""

from souk_tools.audit.checks import audit
from souk_tools.audit.rows import Finding, Row, Shop, opened, plain

__all__ = ["Finding", "Row", "Shop", "audit", "opened", "plain"]

"""The HTTP side of the audit service."""

from __future__ import annotations

from audit.doors import staff
from audit.doors.router import api

__all__ = ["api", "handler", "staff"]

handler = api.handler

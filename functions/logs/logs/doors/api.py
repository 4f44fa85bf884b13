"""The HTTP side of the logs service."""

from __future__ import annotations

from logs.doors import staff
from logs.doors.router import api

__all__ = ["api", "handler", "staff"]

handler = api.handler

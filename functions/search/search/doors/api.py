"""The HTTP side of the search service."""

from __future__ import annotations

from search.doors import shop
from search.doors.router import api

__all__ = ["api", "handler", "shop"]

handler = api.handler

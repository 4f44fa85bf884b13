"""The HTTP side of the documents service."""

from __future__ import annotations

from documents.doors import shopper, staff, taxing
from documents.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "shopper", "staff", "taxing"]

serve(api)
handler = api.handler

"""The HTTP side of the logs service."""

from __future__ import annotations

from logs.doors import staff
from logs.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "staff"]

serve(api)
handler = api.handler

"""The HTTP side of the notifications service."""

from __future__ import annotations

from notifications.doors import staff
from notifications.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "staff"]

serve(api)
handler = api.handler

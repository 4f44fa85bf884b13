"""The HTTP side of the notifications service."""

from __future__ import annotations

from notifications.doors import letters, orders, staff
from notifications.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "letters", "orders", "staff"]

serve(api)
handler = api.handler

"""The HTTP side of the audit service."""

from __future__ import annotations

from audit.doors import staff
from audit.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "staff"]

serve(api)
handler = api.handler

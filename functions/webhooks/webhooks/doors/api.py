"""The HTTP side of the webhooks service."""

from __future__ import annotations

from souk.http.dead_letters import serve
from webhooks.doors import staff_deliveries, staff_endpoints
from webhooks.doors.router import api

__all__ = ["api", "handler", "staff_deliveries", "staff_endpoints"]

serve(api)
handler = api.handler

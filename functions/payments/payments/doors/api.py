"""The HTTP side of the payments service."""

from __future__ import annotations

from payments.doors import disputes, staff, transfers, webhooks
from payments.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "disputes", "handler", "staff", "transfers", "webhooks"]

serve(api)
handler = api.handler

"""The HTTP side of the shipping service."""

from __future__ import annotations

from shipping.doors import shipments, staff, staff_batches, staff_work, webhooks
from shipping.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "shipments", "staff", "staff_batches", "staff_work", "webhooks"]

serve(api)
handler = api.handler

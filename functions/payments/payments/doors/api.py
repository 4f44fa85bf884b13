"""The HTTP side of the payments service."""

from __future__ import annotations

from payments.doors import disputes, staff, transfers, webhooks
from payments.doors.gift_cards import shop as gift_cards
from payments.doors.gift_cards import staff as staff_gift_cards
from payments.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "disputes", "gift_cards", "handler", "staff", "staff_gift_cards", "transfers", "webhooks"]

serve(api)
handler = api.handler

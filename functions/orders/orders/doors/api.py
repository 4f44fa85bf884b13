"""The HTTP side of the orders service."""

from __future__ import annotations

from orders.doors import access, checkout, files, orders, staff, withdrawals
from orders.doors.codes import codes
from orders.doors.delivering import rates
from orders.doors.drafting import drafts
from orders.doors.router import api
from orders.doors.taxing import numbers, taxes
from souk.http.dead_letters import serve

__all__ = [
    "access",
    "api",
    "checkout",
    "codes",
    "drafts",
    "files",
    "handler",
    "numbers",
    "orders",
    "rates",
    "staff",
    "taxes",
    "withdrawals",
]

serve(api)
handler = api.handler

"""The HTTP side of the shipping service."""

from __future__ import annotations

from shipping.doors import shipments, staff, staff_batches, staff_splits, staff_troubles, staff_work, webhooks
from shipping.doors.carrying import manifests, points, rates
from shipping.doors.returning import shoppers as returns_of_shoppers
from shipping.doors.returning import staff as returns_of_staff
from shipping.doors.router import api
from souk.http.dead_letters import serve

__all__ = [
    "api",
    "handler",
    "manifests",
    "points",
    "rates",
    "returns_of_shoppers",
    "returns_of_staff",
    "shipments",
    "staff",
    "staff_batches",
    "staff_splits",
    "staff_troubles",
    "staff_work",
    "webhooks",
]

serve(api)
handler = api.handler

"""The HTTP side of the shipping service."""

from __future__ import annotations

from shipping.doors import shipments, staff, staff_troubles, webhooks
from shipping.doors.carrying import manifests, points, rates
from shipping.doors.fulfilling import batches, splits, work
from shipping.doors.returning import shoppers as returns_of_shoppers
from shipping.doors.returning import staff as returns_of_staff
from shipping.doors.router import api
from souk.http.dead_letters import serve

__all__ = [
    "api",
    "batches",
    "handler",
    "manifests",
    "points",
    "rates",
    "returns_of_shoppers",
    "returns_of_staff",
    "shipments",
    "splits",
    "staff",
    "staff_troubles",
    "webhooks",
    "work",
]

serve(api)
handler = api.handler

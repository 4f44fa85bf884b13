"""Cancelling an order, or units of it: what shoppers and staff do alike."""

from __future__ import annotations

import hashlib
from typing import Any

from orders.compose import services
from orders.domain.order import Order
from orders.doors.schemas import CancelBody
from orders.usecases.orders import Viewer
from souk.http import Request


def cancelled(viewer: Viewer, request: Request[CancelBody, Any], order_id: str, version: int | None = None) -> Order:
    """The order afterwards; of a preview, as it would be."""
    orders, body = services().orders, request.body
    units = body.units()
    if body.preview:
        return orders.without_lines(order_id, viewer, units)
    if not units:
        return orders.cancel(order_id, viewer, body.reason, version, as_credit=body.as_credit)
    key = request_key(viewer, request)
    return orders.cancel_lines(order_id, viewer, units, key, body.reason, version, as_credit=body.as_credit)


def request_key(viewer: Viewer, request: Request[Any, Any]) -> str:
    """What a wish is known by when it comes again."""
    return hashlib.sha256(f"{viewer.actor}:{request.idempotency_key}".encode()).hexdigest()[:24]

"""What the orders service tells, in the terms of shipping."""

from __future__ import annotations

from datetime import datetime

from shipping.domain.consignment import DEFAULT_WEIGHT_GRAMS, Address, Consignment, ConsignmentLine
from souk.events.orders import OrderPaid


def consignment_of(
    order: OrderPaid, now: datetime, correlation_id: str = "", *, picks: bool = False
) -> Consignment | None:
    """What is to be sent of a paid order; None when nothing of it is sent (gift cards, downloads).

    `picks`: staff pick it, and have to tell its variants apart.
    """
    physical = [line for line in order.lines if line.requires_shipping]
    if not physical:
        return None
    return Consignment(
        order_id=order.order_id,
        order_number=order.number,
        owner=order.owner,
        email=order.email,
        access_key=order.access_key,
        lines=tuple(
            ConsignmentLine(line.sku, line.quantity, line.title, line.variant_title if picks else "")
            for line in physical
        ),
        address=Address(**order.shipping_address.model_dump()),
        weight_grams=sum(line.weight_grams * line.quantity for line in physical) or DEFAULT_WEIGHT_GRAMS,
        created_at=now,
        correlation_id=correlation_id,
        service=order.shipping_method,
        free=not order.total.amount,
    )

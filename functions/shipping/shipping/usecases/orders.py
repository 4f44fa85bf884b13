"""What the orders service tells, in the terms of shipping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shipping.domain.consignment import (
    DEFAULT_WEIGHT_GRAMS,
    Address,
    Consignment,
    ConsignmentLine,
    Elsewhere,
    PickupPlace,
    PickupPoint,
)
from souk.events.orders import OrderPaid


def by_arrival(whole: Consignment, order: OrderPaid) -> list[Consignment]:
    """What is there in one parcel, and in one for each day what was promised for it: these wait for their goods."""
    days: dict[str, dict[str, int]] = {}
    for line in order.lines:
        if line.waiting and line.requires_shipping:
            days.setdefault(line.available_from, {})[line.sku] = min(line.waiting, line.quantity)
    if not days:
        return [whole]
    weights = {line.sku: line.weight_grams for line in order.lines}
    here = whole.without({sku: units for each in days.values() for sku, units in each.items()})
    parts = [here] if here.lines else []
    parts += [replace(whole.only(units), awaits=tuple(units)) for _, units in sorted(days.items())]
    return [
        replace(part, parcel=number, weight_grams=_weight(part, weights)) for number, part in enumerate(parts, start=1)
    ]


def _weight(consignment: Consignment, weights: Mapping[str, int]) -> int:
    return sum(weights[sku] * count for sku, count in consignment.units.items()) or DEFAULT_WEIGHT_GRAMS


def fetched_together(here: Consignment, shares: Mapping[str, Mapping[str, int]], location: str) -> Consignment:
    """What is fetched at a location, in one parcel there: what others have of it is brought."""
    wanted = here.units
    elsewhere = tuple(
        Elsewhere(place, sku, min(count, wanted[sku]))
        for place, units in shares.items()
        for sku, count in units.items()
        if place != location and sku in wanted
    )
    return replace(here, location=location, elsewhere=elsewhere)


def consignments_of(
    order: OrderPaid,
    shares: Mapping[str, Mapping[str, int]],
    now: datetime,
    correlation_id: str = "",
    *,
    picks: bool = False,
) -> list[Consignment]:
    """What each location sends of a paid order, a parcel each, numbered from 1; none of what needs no parcel."""
    whole = consignment_of(order, now, correlation_id, picks=picks)
    parcels: list[Consignment] = []
    left = {line.sku: line.quantity - line.waiting for line in order.lines if line.requires_shipping}
    weights = {line.sku: line.weight_grams for line in order.lines}
    for location, units in shares.items():
        mine = {sku: min(count, left.get(sku, 0)) for sku, count in units.items() if left.get(sku)}
        if whole is None or not mine:
            continue
        left = {sku: count - mine.get(sku, 0) for sku, count in left.items()}
        weight = sum(weights[sku] * count for sku, count in mine.items()) or DEFAULT_WEIGHT_GRAMS
        parcel = replace(whole.only(mine), parcel=len(parcels) + 1, location=location, weight_grams=weight)
        parcels.append(parcel)
    return parcels


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
            ConsignmentLine(
                line.sku,
                line.quantity,
                line.title,
                line.variant_title if picks else "",
                line.withdrawal_exclusion,
                # What it cost the shopper is not known here where tax comes on top of it.
                line.total.amount // line.quantity if order.tax_included else 0,
            )
            for line in physical
        ),
        address=Address(**order.shipping_address.model_dump()),
        weight_grams=sum(line.weight_grams * line.quantity for line in physical) or DEFAULT_WEIGHT_GRAMS,
        created_at=now,
        correlation_id=correlation_id,
        service=order.shipping_method,
        free=not order.total.amount,
        pickup=PickupPlace(**order.pickup.model_dump()) if order.pickup else None,
        code=_new_code() if order.pickup else "",
        point=PickupPoint(**order.pickup_point.model_dump()) if order.pickup_point else None,
        currency=order.total.currency,
    )


def _new_code() -> str:
    # Imported here: few orders are fetched.
    from souk.shop.pickup import new_code

    return new_code()

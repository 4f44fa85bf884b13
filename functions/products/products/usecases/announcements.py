"""The events of stock. Only what someone acts on is published.

A hold within a band is silent, so that a checkout stays cheap.
"""

from __future__ import annotations

from collections.abc import Iterable

from products.domain import stock
from products.domain.reservation import ReservationStep
from products.domain.stock import StockLevel
from products.usecases.ports import LevelChange
from souk.events import Event
from souk.events.common import EventData
from souk.events.factory import new_event
from souk.events.products import DayMoved, ReservationChanged, StockChanged, StockLine, StockShort, UnitsIn


def between(before: StockLevel, after: StockLevel) -> list[Event]:
    """stock.sold_out, stock.low or stock.back_in_stock, where a level leaves its band."""
    announcement = stock.announcement(before.band, after.band)
    return [_event(announcement, after)] if announcement else []


def of(changes: Iterable[LevelChange]) -> list[Event]:
    """The same for every level that changes."""
    return [event for change in changes for event in between(change.before, change.after)]


def of_staff(change: LevelChange) -> list[Event]:
    """What staff change is always told: stock.changed when no band is left."""
    return of([change]) or [_event("stock.changed", change.after)]


def of_reservation(step: ReservationStep) -> list[Event]:
    """What a step tells, if anything. What else happens to a hold is the orders service's own doing."""
    after = step.after
    if not step.told:
        return []
    if step.given:
        units = -step.waiting[step.given]
        data: EventData = UnitsIn(order_id=after.id, sku=step.given, quantity=units)
    elif step.moved:
        sku = step.moved
        data = DayMoved(order_id=after.id, sku=sku, quantity=after.waiting[sku], day=after.promised[sku])
    elif step.short:
        lines = [StockLine(sku=line.sku, requested=line.requested, available=line.available) for line in step.short]
        data = StockShort(reservation_id=after.id, lines=dict(after.lines), shortages=lines)
    else:
        data = ReservationChanged(reservation_id=after.id, lines=dict(after.lines), reason=after.reason)
    return [new_event(step.told, aggregate_id=after.id, aggregate_version=after.version, data=data)]


def _event(event_type: str, level: StockLevel) -> Event:
    return new_event(
        event_type,
        aggregate_id=level.sku,
        aggregate_version=level.version,
        data=StockChanged(
            sku=level.sku,
            product_id=level.product_id,
            available=level.available,
            on_hand=level.on_hand,
            reserved=level.reserved,
            threshold=level.threshold,
            for_sale=level.for_sale,
        ),
    )

"""What comes in the place of goods that were sent back: an order of its own, placed when they are here.

It is put together as a draft is, at the prices that were agreed before anything was sent, and is delivered free of
charge. Its money is like any other order's: what came back is paid back, and the shopper pays for the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from orders.domain.drafting.draft import Agreed, DraftContent, DraftLine, OrderDraft
from orders.domain.facts.exchanges import DRAFTED
from orders.domain.order import Order
from orders.domain.rates import STANDARD
from souk.money import Money
from souk.shopper.owner import user_id_of


@dataclass(frozen=True, slots=True)
class WantedUnits:
    """Units of a variant that are to be sent for what came in, at the agreed price of one."""

    sku: str
    quantity: int
    title: str
    price: Money


def way_of(order: Order) -> str:
    """How what follows an order is sent: as that was, but for one to a pick-up point, which nobody chose again."""
    return STANDARD if order.details.pickup_point else order.details.shipping_method


def draft_for(order: Order, return_id: str, wanted: Iterable[WantedUnits], at: datetime) -> OrderDraft:
    """The same for a return however often it is put together, so that it becomes one order."""
    reason = f"exchange, {return_id.rpartition('-')[2]} of {order.details.number}"
    user_id = user_id_of(order.details.owner) or ""
    content = DraftContent(
        tuple(DraftLine(each.sku, each.quantity, Agreed(each.price, reason)) for each in wanted),
        order.address,
        way_of(order),
        email="" if user_id else order.email,
        user_id=user_id,
        shipping=Agreed(Money(0, order.total.currency), reason),
        locale=order.details.locale,
        business=order.details.business,
        market=order.details.market,
    )
    return OrderDraft(f"{DRAFTED}{return_id}", 1, "", at, at, content)

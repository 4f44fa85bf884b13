"""What is added to a paid order is an order of its own, put together as a draft is, at the prices that were agreed."""

from __future__ import annotations

from orders.domain.drafting.draft import Agreed, DraftContent, DraftLine, OrderDraft
from orders.domain.drafting.exchange import way_of
from orders.domain.facts.supplements import DRAFTED, Supplement
from orders.domain.order import Order
from souk.money import Money
from souk.shopper.owner import user_id_of


def supplement_draft(order: Order, supplement: Supplement) -> OrderDraft:
    """The same for a supplement however often it is put together, so that it becomes one order."""
    reason, currency = f"added to {order.details.number}", order.total.currency
    user_id = user_id_of(order.details.owner) or ""
    content = DraftContent(
        tuple(
            DraftLine(line.sku, line.quantity, Agreed(Money(line.price, currency), reason)) for line in supplement.lines
        ),
        order.address,
        way_of(order),
        email="" if user_id else order.email,
        user_id=user_id,
        shipping=Agreed(Money(supplement.shipping, currency), reason),
        locale=order.details.locale,
        business=order.details.business,
        market=order.details.market,
    )
    draft_id = f"{DRAFTED}{order.id}-S{supplement.number}"
    return OrderDraft(draft_id, 1, "", supplement.at, supplement.at, content)

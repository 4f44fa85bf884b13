"""What staff added to a paid order, as the HTTP routes take and show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import Field

from orders.domain.details import number_of
from orders.domain.editing.adding import refusal_of
from orders.domain.facts.supplements import Supplement, supplement_of
from orders.domain.order import Order
from souk import clock
from souk.http import MoneyView, View
from souk.money import Money

if TYPE_CHECKING:
    from orders.domain.details import Details

Refusal = Literal["sold_out", "not_possible", "not_changed"]


class AddedLineView(View):
    sku: str
    title: str
    quantity: int
    unit_price: MoneyView


class SupplementView(View):
    """Units that staff added to the paid order: an order of its own, `order_id`, which its shopper pays by the link of
    a letter, or `refusal` says why it is none. Neither: the change that it was agreed with waits, or it is being
    ordered. `total` is what it costs with delivery and tax. Shoppers see what was ordered, and neither who nor why.
    """

    number: int
    lines: list[AddedLineView]
    shipping: MoneyView
    total: MoneyView
    order_id: str | None
    order_number: str | None
    refusal: Annotated[
        Refusal | None, Field(description="`not_changed`: the change that it was agreed with was refused")
    ]
    requested_at: str
    requested_by: str
    reason: str

    @classmethod
    def all(cls, order: Order, *, staff: bool) -> list[SupplementView]:
        return [cls._of(one, order, staff=staff) for one in order.supplements if staff or one.order_id]

    @classmethod
    def _of(cls, supplement: Supplement, order: Order, *, staff: bool) -> SupplementView:
        currency = order.total.currency
        refusal = refusal_of(order, supplement)
        return cls(
            number=supplement.number,
            lines=[
                AddedLineView(
                    sku=line.sku,
                    title=line.title,
                    quantity=line.quantity,
                    unit_price=MoneyView.of(Money(line.price, currency)),
                )
                for line in supplement.lines
            ],
            shipping=MoneyView.of(Money(supplement.shipping, currency)),
            total=MoneyView.of(Money(supplement.total, currency)),
            order_id=supplement.order_id or None,
            order_number=number_of(supplement.order_id) if supplement.order_id else None,
            refusal=cast("Refusal | None", refusal or None),
            requested_at=clock.isoformat(supplement.at),
            requested_by=supplement.by if staff else supplement.by.partition(":")[0],
            reason=supplement.reason if staff else "",
        )


class AddedToView(View):
    """The order that this one was added to."""

    order_id: str
    number: str

    @classmethod
    def of(cls, details: Details) -> AddedToView | None:
        order_id = supplement_of(details.cart_id)
        return cls(order_id=order_id, number=number_of(order_id)) if order_id else None

"""What is captured or paid back once units of an order are cancelled, or staff have changed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from payments.domain.ordered import OrderedLine
from payments.domain.payment import Payment
from payments.domain.reducing import NOT_LOWERED, Lowered, reduced
from payments.domain.refund import RefundLine
from payments.usecases.completion import Completion, apart
from payments.usecases.ports import OrderPayments
from souk.events.orders import OrderEdited, OrderLinesCancelled
from souk.telemetry import count

if TYPE_CHECKING:
    from payments.usecases.gift_cards.sold import SoldCards


class ReducedOrders:
    def __init__(self, completion: Completion, sold: Callable[[], SoldCards]) -> None:
        self._completion = completion
        self._sold = sold

    def lines_cancelled(self, order: OrderLinesCancelled) -> None:
        """Each cancellation counts once, by its number. The reconciler asks a provider that cannot be reached."""
        held = self._completion.store.order(order.order_id)
        lines = tuple(
            RefundLine(line.sku, line.quantity, line.amount.amount if line.amount else 0) for line in order.cancelled
        )
        if held.gifts and order.was_paid:
            lines = self._without_spent(held, order, lines)
        lowered, what = NOT_LOWERED, "cancelled of"
        if isinstance(order, OrderEdited):
            lowered, what = _lowered(order), "changed of"
        units = [f"{line.quantity} × {line.sku}" for line in lines]
        units += [f"price of {sku or 'delivery'}" for sku in (*lowered.lines, *([""] if lowered.shipping else []))]
        reason = f"{what} {order.number}: " + ", ".join(units)
        ordered = held.lines if order.was_paid else None
        as_credit = order.as_credit and bool(held.owner)
        money = [payment_id for payment_id in held.attempts.values() if payment_id != held.credit]
        for payment_id in held.attempts.values():
            # Of two payments one says which lines its refund is for.
            named = None if money and payment_id == held.credit else ordered
            with apart():
                self._reduce(payment_id, order, lines, named, reason, lowered, as_credit=as_credit)

    def _without_spent(
        self, held: OrderPayments, order: OrderLinesCancelled, lines: tuple[RefundLine, ...]
    ) -> tuple[RefundLine, ...]:
        """Of a gift card goes back what is left on it."""
        units = {line.sku: line.quantity for line in lines}
        spent = self._sold().take_back(held, f"cancelled/{order.number_of_wish}", units)
        return tuple(replace(line, amount=max((line.amount or 0) - spent.get(line.sku, 0), 0)) for line in lines)

    def _reduce(
        self,
        payment_id: str,
        order: OrderLinesCancelled,
        lines: tuple[RefundLine, ...],
        ordered: tuple[OrderedLine, ...] | None,
        reason: str,
        lowered: Lowered,
        *,
        as_credit: bool,
    ) -> None:
        before = self._completion.store.load(payment_id)
        # Gift cards keep their share: what costs less comes off the money first.
        number, rest = order.number_of_wish, max(order.total.amount - before.beside, 0)
        payment = self._completion.change(
            payment_id,
            lambda held, at: reduced(held, number, rest, lines, ordered, reason, at, lowered, as_credit=as_credit),
        )
        if len(payment.refunds) > len(before.refunds):
            count("RefundsRequested")
        self._follow_up(payment)

    def _follow_up(self, payment: Payment) -> None:
        if payment.unsent_refunds or payment.must_be_voided:
            self._completion.follow_up_if_possible(payment)


def _lowered(order: OrderEdited) -> Lowered:
    credit = order.shipping_credit
    return Lowered({line.sku: line.amount.amount for line in order.repriced}, credit.amount if credit else 0)

"""What an order does when it hears of its payments, its parcels and its stock.

Events come at least once, late and in any order: the order joins facts (see `order`), so nothing else is needed here
to be idempotent, and an event that tells nothing new costs one read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from orders.domain.cancellation import TOO_LATE
from orders.domain.cancelling.lines import lines_freed, lines_kept
from orders.domain.correcting import not_readdressed, readdressed
from orders.domain.disputes import OrderDispute
from orders.domain.facts.marks import Mark, MarkKind, kind_of, to_the_millisecond
from orders.domain.order import Cause, Order
from orders.domain.parcels import Parcel, ParcelLine
from orders.domain.settlement import OrderPayment, OrderRefund
from orders.domain.states import DEAD
from orders.usecases.changes import Change, change
from orders.usecases.ports import OrderStore
from souk import clock
from souk.events import Event, data_of
from souk.events.payments import DisputeChanged, FraudWarned, PaymentChanged, RefundChanged, TransferChanged
from souk.events.products import DayMoved, ReservationChanged, StockShort, UnitsIn
from souk.events.shipping import (
    GrantedUnits,
    ReaddressingAnswered,
    RecallAnswered,
    ReturnChanged,
    ReturnedUnits,
    ReturningLine,
    ShipmentChanged,
    TakeoutAnswered,
)
from souk.telemetry import count, logger

# What of a parcel its order's timeline tells.
_OF_PARCELS: dict[str, MarkKind] = {
    "created": "parcel_packed",
    "shipped": "parcel_shipped",
    "in_transit": "parcel_in_transit",
    "exception": "parcel_held_up",
    "out_for_delivery": "parcel_out_for_delivery",
    "ready": "parcel_ready",
    "delivered": "parcel_delivered",
    "undelivered": "parcel_undelivered",
}


class Reactions:
    def __init__(self, store: OrderStore) -> None:
        self._store = store

    def payment_changed(self, event: Event) -> None:
        """payment.authorised, payment.captured, payment.voided.

        A capture for an order that was cancelled or has expired does not revive it. It is kept on its money axis and
        in its history; the payments service, which knows from order.cancelled or order.expired that the order has
        ended, gives the money back.
        """
        data = data_of(event, PaymentChanged)
        progress = "held" if data.on_shipment else event.type.partition(".")[2]
        if data.amount.currency != data.captured.currency:
            raise ValueError(f"payment {data.payment_id} mixes currencies")
        fact = OrderPayment(
            data.payment_id,
            data.provider,
            progress,
            authorised=data.amount.amount if progress in ("authorised", "held", "captured") else 0,
            captured=data.captured.amount,
            refunded=data.refunded.amount,
        )
        cause = self._cause(event, "payments", f"payment {progress}")
        mark = None
        if progress == "captured":
            mark = Mark.of("paid", fact.id, event.occurred_at, fact.captured)
        elif progress == "held":
            mark = Mark.of("payment_held", fact.id, event.occurred_at, fact.authorised)
        order = self._change(
            event,
            data.order_id,
            lambda order: order.learned_of_payment(fact, cause).marked(mark),
            currency=data.amount.currency,
        )
        if order is not None and order.state in DEAD and progress == "captured":
            logger.warning("captured after the order ended", extra={"order_id": order.id, "state": order.state})
            count("CapturesAfterEnd")

    def payment_failed(self, event: Event) -> None:
        """payment.failed: the order stays as it is, and the shopper may try again until it expires."""
        data = data_of(event, PaymentChanged)
        fact = OrderPayment(data.payment_id, data.provider, "failed")
        reason = data.decline_code or data.reason or "declined"
        cause = self._cause(event, "payments", f"payment failed: {reason}")
        failed = Mark.of("payment_failed", fact.id, event.occurred_at)
        self._change(event, data.order_id, lambda order: order.payment_failed(fact, cause).marked(failed))

    def refund_succeeded(self, event: Event) -> None:
        """refund.succeeded: the money axis, and for which lines; what comes back of the goods is another matter."""
        data = data_of(event, RefundChanged)
        fact, refund = OrderPayment(data.payment_id, refunded=data.refunded_total.amount), _refund(event, data)
        cause = self._cause(event, "payments", data.reason)
        paid_back = Mark.of("refunded", refund.id, event.occurred_at, refund.amount)
        self._change(
            event,
            data.order_id,
            lambda order: order.learned_of_payment(fact, cause).learned_of_refund(refund).marked(paid_back),
        )

    def refund_failed(self, event: Event) -> None:
        """refund.failed: its lines are not refunded after all."""
        data = data_of(event, RefundChanged)
        refund = _refund(event, data)
        failed = Mark.of("refund_failed", refund.id, event.occurred_at, refund.amount)
        self._change(event, data.order_id, lambda order: order.learned_of_refund(refund).marked(failed))

    def transfer_changed(self, event: Event) -> None:
        """transfer.received, transfer.returned: what was due of it is told by payment.captured; the rest is a line in
        its history.
        """
        data = data_of(event, TransferChanged)
        if not data.surplus.amount:
            return
        if event.type == "transfer.returned":
            words = f"{data.surplus.money()} of a bank transfer, not due, given back"
        else:
            words = f"bank transfer of {data.amount.money()}: {data.surplus.money()} not due, to be given back"
        cause = self._cause(event, "payments", words)
        self._change(event, data.order_id, lambda order: order.learned_of_transfer(cause))

    def dispute_changed(self, event: Event) -> None:
        """dispute.*: the money axis and the history; its goods are not called back, which is for staff to decide."""
        data = data_of(event, DisputeChanged)
        fact = OrderDispute(
            data.dispute_id,
            data.payment_id,
            event.aggregate_version,
            data.status,
            data.reason,
            data.amount.amount,
            contested=data.contested.amount,
            gone=data.withdrawn.amount - data.reinstated.amount,
            due_by=data.due_by,
        )
        cause = self._cause(event, "payments", _told_of_dispute(event.type.partition(".")[2], data))
        kind = kind_of(event.type.replace(".", "_"))
        mark = Mark.of(kind, fact.id, event.occurred_at) if kind else None
        currency = data.amount.currency
        self._change(event, data.order_id, lambda order: order.learned_of_dispute(fact, cause).marked(mark), currency)

    def fraud_warned(self, event: Event) -> None:
        """fraud_warning.received: it is suspicious, for staff to judge."""
        self._change(event, data_of(event, FraudWarned).order_id, lambda order: order.warned_of_fraud())

    def stock_short(self, event: Event) -> None:
        """stock.shortage: it stays as it is, with a line in its history, until goods come in or staff cancel it."""
        data = data_of(event, StockShort)
        missing = ", ".join(f"{line.sku} ({line.requested} ordered, {line.available} left)" for line in data.shortages)
        cause = self._cause(event, "products", f"out of stock though paid: {missing}")
        if self._change(event, data.reservation_id, lambda order: order.learned_of_shortage(cause)) is not None:
            logger.error("a paid order cannot be fulfilled", extra={"order_id": data.reservation_id})
            count("OrdersShort")

    def stock_there_again(self, event: Event) -> None:
        """stock.shortage_ended: goods came in, and the order has them."""
        data = data_of(event, ReservationChanged)
        had = ", ".join(f"{sku} ({quantity})" for sku, quantity in data.lines.items())
        cause = self._cause(event, "products", f"in stock again: {had}")
        self._change(event, data.reservation_id, lambda order: order.learned_of_shortage(cause))

    def units_in(self, event: Event) -> None:
        """stock.units_in: what it waited for came in, and shipping is told."""
        data, at = data_of(event, UnitsIn), to_the_millisecond(event.occurred_at)
        cause = self._cause(event, "products", f"came in: {data.sku} ({data.quantity})")
        self._change(event, data.order_id, lambda order: order.got(data.sku, at, cause))

    def day_moved(self, event: Event) -> None:
        """stock.day_moved: what it waits for comes on another day, and its shopper is told."""
        data, at = data_of(event, DayMoved), to_the_millisecond(event.occurred_at)
        cause = self._cause(event, "products", f"expected on {data.day}: {data.sku} ({data.quantity})")
        self._change(event, data.order_id, lambda order: order.promised_for(data.sku, data.day, at, cause))

    def shipment_changed(self, event: Event) -> Order | None:
        """shipment.*: the parcel's tracking, and the order's way from FULFILLING to DELIVERED."""
        data = data_of(event, ShipmentChanged)
        state = event.type.partition(".")[2]
        fact = Parcel.reported(
            data.shipment_id,
            event.aggregate_version,
            "created" if state == "repacked" else state,  # other units are in it, and it is here
            complete=data.complete,
            carrier=data.carrier,
            tracking_code=data.tracking_code,
            tracking_url=data.tracking_url,
            lines=tuple(ParcelLine(line.sku, line.quantity) for line in data.lines),
            arrived=data.arrived,
        )
        words = f"shipment {state.replace('_', ' ')}" + (f": {data.trouble}" if data.trouble else "")
        cause = self._cause(event, "shipping", words)
        kind = "parcel_sent_again" if state == "created" and data.replaces else _OF_PARCELS.get(state)
        mark = Mark.of(kind, fact.id, event.occurred_at) if kind else None
        return self._change(event, data.order_id, lambda order: order.learned_of_parcel(fact, cause).marked(mark))

    def recall_answered(self, event: Event) -> None:
        """recall.succeeded, recall.refused: what came of the wish to cancel it. Money and stock follow the order."""
        data = data_of(event, RecallAnswered)
        cause = self._cause(event, "shipping", data.reason)
        recalled = event.type == "recall.succeeded"
        mark = Mark.of("cancelled" if recalled else "cancellation_refused", "", event.occurred_at)

        def decide(order: Order) -> Order:
            after = order.recalled(cause) if recalled else order.not_recalled(data.reason or TOO_LATE, cause)
            return after.marked(mark)

        if self._change(event, data.order_id, decide) is not None:
            count("OrdersCancelled" if recalled else "CancellationsRefused")

    def readdressing_answered(self, event: Event) -> None:
        """readdressing.succeeded, readdressing.refused: what came of the wish for another address."""
        data = data_of(event, ReaddressingAnswered)
        cause, number = self._cause(event, "shipping", data.reason), data.number_of_wish
        done = event.type == "readdressing.succeeded"
        mark = Mark.of("address_corrected", "", event.occurred_at)

        def decide(order: Order) -> Order:
            if not done:
                return not_readdressed(order, number, data.reason, cause)
            return readdressed(order, number, cause).marked(mark)

        self._change(event, data.order_id, decide)

    def takeout_answered(self, event: Event) -> Order | None:
        """takeout.succeeded, takeout.refused: what came of the wish to have units out of it."""
        data = data_of(event, TakeoutAnswered)
        cause, number = self._cause(event, "shipping", data.reason), data.number_of_wish
        freed = event.type == "takeout.succeeded"
        mark = Mark.of("units_cancelled" if freed else "units_cancellation_refused", str(number), event.occurred_at)

        def decide(order: Order) -> Order:
            known = (
                lines_freed(order, number, cause, data.places)
                if freed
                else lines_kept(order, number, data.reason, cause)
            )
            return known.marked(mark)

        after = self._change(event, data.order_id, decide)
        if after is not None:
            count("LinesCancelled" if freed else "CancellationsRefused")
        return after

    def return_changed(self, event: Event) -> None:
        """return.*: a line of its history; its state stays, and its money follows the refund."""
        data = data_of(event, ReturnChanged)
        state, number = event.type.partition(".")[2], data.return_id.rpartition("-")[2]
        words = f"{data.kind} {number} {state}"
        units = Counter[str]()
        if state in ("requested", "received", "granted", "sent_again"):
            for line in _told_units(data, state):
                units[line.sku] += line.quantity
            words += ": " + ", ".join(f"{count} × {sku}" for sku, count in units.items())
        cause = self._cause(event, "shipping", words)
        # That its money went back is told by the refund.
        of_kind = "claim" if data.kind == "claim" else "return"
        kind = kind_of(f"{of_kind}_{state}")
        mark = Mark.of(kind, data.return_id, event.occurred_at, lines=units.items()) if kind else None
        self._change(event, data.order_id, lambda order: order.learned_of_return(cause).marked(mark))

    def _cause(self, event: Event, by: str, reason: str) -> Cause:
        return Cause(clock.now(), by, reason, event.id)

    def _change(self, event: Event, order_id: str, decide: Change, currency: str | None = None) -> Order | None:
        known = self._store.find(order_id)
        if known is None:
            # Payments and shipments exist only for stored orders, so this one is of another shop or was wiped.
            logger.warning("event for an unknown order", extra={"order_id": order_id, "event_type": event.type})
            count("UnknownOrders")
            return None
        if currency is not None and currency != known.total.currency:
            raise ValueError(f"order {order_id} is in {known.total.currency}, its payment in {currency}")
        return change(self._store, order_id, decide, known=known)


def _refund(event: Event, data: RefundChanged) -> OrderRefund:
    lines = tuple((line.sku, line.quantity) for line in data.lines)
    failed = event.type == "refund.failed"
    to = "store_credit" if data.as_credit else "credits" if data.to_credits else ""
    return OrderRefund(data.refund_id, event.aggregate_version, data.amount.amount, lines, failed, to)


def _told_units(data: ReturnChanged, state: str) -> Sequence[ReturningLine | ReturnedUnits | GrantedUnits]:
    if state == "received":
        return data.received
    return (state in ("granted", "sent_again") and data.granted) or data.lines


def _told_of_dispute(what: str, dispute: DisputeChanged) -> str:
    """The line of the history."""
    told = {
        "opened": f"the shopper's bank disputes {dispute.amount.money()}: {dispute.reason or 'no reason given'}",
        "funds_withdrawn": f"the shopper's bank has taken {dispute.withdrawn.money()} back",
        "funds_reinstated": f"the shopper's bank has given {dispute.reinstated.money()} back to the shop",
    }
    return told.get(what, f"the dispute is {dispute.status.replace('_', ' ')}") + f" ({dispute.dispute_id})"

"""What each event says of an order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from backoffice.domain.facts import PLACED, Facts, HeardDispute, HeardParcel, HeardRefund, Sale, Who
from souk.events import Event, data_of
from souk.events.orders import OrderCorrected, OrderLinesCancelled, OrderPaid, OrderPlaced, OrderSnapshot
from souk.events.payments import (
    DisputeChanged,
    FraudWarned,
    PaymentChanged,
    PaymentMismatch,
    RefundChanged,
    TransferChanged,
)
from souk.events.shipping import ShipmentChanged

_STATES: Mapping[str, str] = {
    "order.placed": PLACED,
    "order.paid": "PAID",
    "order.fulfilling": "FULFILLING",
    "order.partially_shipped": "PARTIALLY_SHIPPED",
    "order.shipped": "SHIPPED",
    "order.delivered": "DELIVERED",
    "order.cancelled": "CANCELLED",
    "order.expired": "EXPIRED",
}
_SNAPSHOTS: Mapping[str, type[OrderSnapshot]] = {"order.placed": OrderPlaced, "order.paid": OrderPaid}
Hear = Callable[[Facts, Event], Facts]


def _at(event: Event) -> datetime:
    """To the millisecond, as a row keeps it: what follows from a row is the same before it is written and after."""
    return datetime.fromtimestamp(round(event.occurred_at.timestamp() * 1000) / 1000, UTC)


def _state(facts: Facts, event: Event) -> Facts:
    found = facts.moved(_STATES[event.type], _at(event))
    model = _SNAPSHOTS.get(event.type)
    if model is None:
        return found
    data = data_of(event, model)
    if isinstance(data, OrderPlaced) and data.pay_to:
        found = found.to_be_transferred(datetime.fromisoformat(data.expires_at))
    return found.described(event.aggregate_version, *_described(data))


def _described(data: OrderSnapshot) -> tuple[Who, Sale]:
    units: dict[str, int] = {}
    for line in data.lines:
        units[line.sku] = units.get(line.sku, 0) + line.quantity
    to_send = any(line.requires_shipping for line in data.lines)
    total, country, off = data.total, data.shipping_address.country, _reductions(data)
    return _who(data), Sale(total.amount, total.currency, country, units, to_send, off)


def _reductions(data: OrderSnapshot) -> tuple[tuple[str, int], ...]:
    """What each promotion takes off lines and delivery together."""
    names: dict[str, str] = {}
    amounts = Counter[str]()
    for each in (*(part for line in data.lines for part in line.reductions), *data.shipping_reductions):
        names.setdefault(each.promotion_id, each.name)
        amounts[each.promotion_id] += each.amount.amount
    return tuple((name, amounts[promotion_id]) for promotion_id, name in names.items())


def _who(data: OrderSnapshot | OrderCorrected) -> Who:
    return Who(data.number, data.owner, data.email, data.shipping_address.name)


def _corrected(facts: Facts, event: Event) -> Facts:
    """Of the address a row has the name and the country, and that stays."""
    return facts.put_right(event.aggregate_version, _who(data_of(event, OrderCorrected)))


def _less(facts: Facts, event: Event) -> Facts:
    """Of an order that is not paid yet, less is sold. What was paid was sold, but for these units; refunds say what
    money went back.
    """
    data = data_of(event, OrderLinesCancelled)
    if data.was_paid:
        return facts.taken_out(data.number_of_wish, {line.sku: line.quantity for line in data.cancelled})
    return facts.described(event.aggregate_version, *_described(data))


def _wish(facts: Facts, event: Event) -> Facts:
    return facts.wished(event.aggregate_version, is_open=event.type == "order.cancellation_requested")


def _short(facts: Facts, event: Event) -> Facts:
    return facts.found_short(event.aggregate_version, is_short=event.type == "stock.shortage")


def _payment(facts: Facts, event: Event) -> Facts:
    data = data_of(event, PaymentChanged)
    state = event.type.partition(".")[2]
    part = data.captured.amount if data.captured.amount < data.amount.amount else 0
    return facts.paying(data.payment_id, event.aggregate_version, state, _at(event), part=part)


def _transfer(facts: Facts, event: Event) -> Facts:
    data = data_of(event, TransferChanged)
    to_give_back = data.surplus_total.amount > 0
    return facts.transferred(data.payment_id, event.aggregate_version, to_give_back=to_give_back)


def _mismatch(facts: Facts, event: Event) -> Facts:
    return facts.differing(data_of(event, PaymentMismatch).payment_id, event.aggregate_version)


def _refund(facts: Facts, event: Event) -> Facts:
    data = data_of(event, RefundChanged)
    succeeded = event.type == "refund.succeeded"
    heard = HeardRefund(event.aggregate_version, succeeded, data.amount.amount, _at(event))
    return facts.refunding(data.refund_id, heard)


def _dispute(facts: Facts, event: Event) -> Facts:
    data = data_of(event, DisputeChanged)
    return facts.disputing(data.dispute_id, HeardDispute(event.aggregate_version, data.status))


def _warning(facts: Facts, event: Event) -> Facts:
    data = data_of(event, FraudWarned)
    return facts.warned(data.warning_id, actionable=data.actionable)


def _parcel(facts: Facts, event: Event) -> Facts:
    data = data_of(event, ShipmentChanged)
    heard = HeardParcel(event.aggregate_version, event.type.partition(".")[2], data.tracking_code)
    return facts.sending(data.shipment_id, heard, complete=data.complete)


def _anonymised(facts: Facts, _event: Event) -> Facts:
    return facts.forgotten()


# Of a parcel's way only what a list or a search is changed by: a scan on the way is none of it.
HEARD: Mapping[str, Hear] = {
    **dict.fromkeys(_STATES, _state),
    **dict.fromkeys(("order.cancellation_requested", "order.cancellation_refused"), _wish),
    "order.corrected": _corrected,
    **dict.fromkeys(("order.lines_cancelled", "order.edited"), _less),
    "order.anonymised": _anonymised,
    **dict.fromkeys(("stock.shortage", "stock.shortage_ended"), _short),
    **dict.fromkeys(("payment.authorised", "payment.captured", "payment.voided", "payment.failed"), _payment),
    "payment.mismatch": _mismatch,
    **dict.fromkeys(("transfer.received", "transfer.returned"), _transfer),
    **dict.fromkeys(("refund.succeeded", "refund.failed"), _refund),
    **dict.fromkeys(
        (
            *("dispute.opened", "dispute.updated", "dispute.closed"),
            *("dispute.funds_withdrawn", "dispute.funds_reinstated"),
        ),
        _dispute,
    ),
    **dict.fromkeys(("fraud_warning.received", "fraud_warning.closed"), _warning),
    **dict.fromkeys(
        (
            *("shipment.shipped", "shipment.delivered", "shipment.exception"),
            *("shipment.cancelled", "shipment.astray", "shipment.undelivered"),
        ),
        _parcel,
    ),
}
# Their key is the order's id; the others name it.
_KEYED_BY_ORDER = ("order", "stock")


def order_of(event: Event) -> str:
    """Which order the event is about."""
    if event.type.partition(".")[0] in _KEYED_BY_ORDER:
        return event.aggregate_id
    return str(event.data["order_id"])


def heard(facts: Facts, event: Event) -> Facts:
    return HEARD[event.type](facts, event)

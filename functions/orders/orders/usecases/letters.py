"""A letter about an order once more: staff ask, and the notifications service writes it from what is told here.

Who wrote the first one keeps no copy. What it said is in the order, and it goes to where the order's letters go now.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from orders.domain.details import order_id_of
from orders.domain.order import Order
from orders.domain.parcels import Parcel
from orders.domain.settlement import OrderRefund
from orders.domain.states import UNPAID, OrderState
from orders.usecases.announcements import snapshot
from orders.usecases.ports import OrderStore
from souk.errors import Conflict, NotFound
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.orders import LetterLine, OrderLetterAsked
from souk.limits import rules
from souk.limits.limits import Limits, for_email
from souk.staff.changes import note
from souk.telemetry import count


class Repeatable(StrEnum):
    """The letters that can be sent again, by their names in the notifications service."""

    RECEIVED = "order_received"
    CONFIRMED = "order_confirmed"
    CANCELLED = "order_cancelled"
    EXPIRED = "order_expired"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    REFUNDED = "refunded"


# What the order has told that the letter followed.
_FOLLOWED = {
    Repeatable.RECEIVED: "order.placed",
    Repeatable.CONFIRMED: "order.paid",
    Repeatable.CANCELLED: "order.cancelled",
    Repeatable.EXPIRED: "order.expired",
}
_TOLD = (
    "expires_at",
    "pay_to",
    "placed_by",
    "exchange_of",
    "supplement_of",
    "reason",
    "cancelled_by",
    "was_paid",
    "owed",
    "held",
)


class Letters:
    def __init__(self, store: OrderStore, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def possible(self, order: Order) -> Sequence[Repeatable]:
        """What can be sent again of an order as it is."""
        return _possible(order)

    def again(self, order_id: str, kind: Repeatable, key: str) -> None:
        """Has the letter sent; the same key has it sent once.

        Raises NotFound, Conflict for a letter that the order does not give reason for, RateLimited.
        """
        order = self._store.find(order_id)
        if order is None:
            raise NotFound("there is no such order")
        said = _said(order, kind)
        self._limits.take(for_email(rules.LETTERS_AGAIN, order.email))
        event = _letter(order, kind, said)
        # Whoever asks under the same key again, because no answer came, asks for the same letter.
        self._store.publish(event.model_copy(update={"id": order_id_of(f"letter:{order.id}", key)}))
        note(f"order:{order.id}", {}, {"letter": kind.value})
        count("LettersAskedAgain")


def asked_again(order: Order, kind: Repeatable) -> str:
    """An event, as JSON text, that has the letter sent: what it said holds no more."""
    return _letter(order, kind, _said(order, kind)).text()


def _letter(order: Order, kind: Repeatable, said: Mapping[str, Any]) -> Event:
    data = OrderLetterAsked(**snapshot(order), kind=kind, **said)
    return new_event("order.letter_asked", aggregate_id=order.id, aggregate_version=order.version, data=data)


def _possible(order: Order) -> Sequence[Repeatable]:
    if not order.email:
        return ()
    told = {json.loads(text)["type"] for text in order.published}
    by_state = [kind for kind, event_type in _FOLLOWED.items() if event_type in told]
    if order.state not in UNPAID:
        by_state = [kind for kind in by_state if kind is not Repeatable.RECEIVED]
    others = {
        Repeatable.SHIPPED: _latest(order) is not None,
        Repeatable.DELIVERED: order.state is OrderState.DELIVERED,
        Repeatable.REFUNDED: _latest_refund(order) is not None,
    }
    return [*by_state, *(kind for kind, is_reason in others.items() if is_reason)]


def _said(order: Order, kind: Repeatable) -> Mapping[str, Any]:
    """The members that are not in the snapshot."""
    if kind not in _possible(order):
        raise Conflict(f"there is no reason for this letter: the order is {order.state}", state=str(order.state))
    if kind in _FOLLOWED:
        data = next(_data(text) for text in reversed(order.published) if _type(text) == _FOLLOWED[kind])
        held = {"on_shipment": True} if kind is Repeatable.CONFIRMED and order.balance.secured else {}
        return {name: data[name] for name in _TOLD if name in data} | held
    if kind is Repeatable.REFUNDED:
        return _of_refund(order)
    parcel = _latest(order)
    titles = {line.sku: line.title for line in order.details.lines}
    return _of_parcel(parcel, titles) if parcel else {}


def _of_parcel(parcel: Parcel, titles: Mapping[str, str]) -> dict[str, Any]:
    lines = [LetterLine(sku=line.sku, quantity=line.quantity, title=titles.get(line.sku, "")) for line in parcel.lines]
    return {
        "tracking_code": parcel.tracking_code,
        "tracking_url": parcel.tracking_url,
        "parcel_lines": lines,
        "complete": parcel.all_shipped,
    }


def _of_refund(order: Order) -> dict[str, Any]:
    refund, currency = _latest_refund(order), order.total.currency
    if refund is None:
        return {}
    return {
        "refunded": Amount(amount=refund.amount, currency=currency),
        "refunded_total": Amount(amount=order.balance.refunded, currency=currency),
    }


def _latest_refund(order: Order) -> OrderRefund | None:
    """The last that came about."""
    return max((it for it in order.refunds if not it.failed), key=lambda it: it.version, default=None)


def _latest(order: Order) -> Parcel | None:
    return next((parcel for parcel in reversed(order.parcels) if parcel.left), None)


def _type(text: str) -> str:
    return str(json.loads(text)["type"])


def _data(text: str) -> dict[str, Any]:
    return dict(json.loads(text)["data"])

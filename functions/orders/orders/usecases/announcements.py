"""What a change of an order tells the world: one event for every state it entered, in order, then what became of a wish
to cancel it, and of staff who put it right.

The events go into `Order.published`, which is stored with the order in one write.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from orders.domain.cancellation import Cancellation, LinesCancellation, Repricing, Unread, WishState, Withdrawal
from orders.domain.details import Address, OrderCredit, number_of
from orders.domain.facts.exchanges import OrderExchange, exchange_of
from orders.domain.facts.supplements import supplement_of
from orders.domain.order import HistoryEntry, Order
from orders.domain.settlement import OrderPayment
from orders.domain.states import DEAD, OrderState
from souk import clock
from souk.bank_account import BankAccount
from souk.events import Event
from souk.events.common import (
    Amount,
    EventData,
    LabelledText,
    OrderLine,
    PickupPlace,
    PickupPoint,
    PostalAddress,
    Reduced,
)
from souk.events.factory import new_event
from souk.events.orders import (
    CancelledLine,
    CapturedPayment,
    CreditUsed,
    LetterLine,
    OrderCancellationWish,
    OrderCancelled,
    OrderCaptureAsked,
    OrderCorrected,
    OrderDayMoved,
    OrderDelivered,
    OrderEdited,
    OrderExchangeRefused,
    OrderExpired,
    OrderLinesCancelled,
    OrderLinesWish,
    OrderPaid,
    OrderPaymentDue,
    OrderPlaced,
    OrderReaddressing,
    OrderSilent,
    OrderStateChanged,
    OrderUnitsIn,
    RepricedLine,
    TaxShare,
    WithdrawalDeclared,
    WithdrawalStated,
)

# A new order is told by `placing`. AWAITING_PAYMENT is not announced: payment.started already says it, and every event
# costs its write units.
_EVENT_TYPES = {
    OrderState.PAID: "order.paid",
    OrderState.FULFILLING: "order.fulfilling",
    OrderState.PARTIALLY_SHIPPED: "order.partially_shipped",
    OrderState.SHIPPED: "order.shipped",
    OrderState.DELIVERED: "order.delivered",
    OrderState.CANCELLED: "order.cancelled",
    OrderState.EXPIRED: "order.expired",
}
_LINES = {
    WishState.REQUESTED: "order.lines_cancellation_requested",
    WishState.REFUSED: "order.lines_cancellation_refused",
    WishState.ACCEPTED: "order.lines_cancelled",
}
# An accepted wish is told by order.cancelled.
_WISHES = {WishState.REQUESTED: "order.cancellation_requested", WishState.REFUSED: "order.cancellation_refused"}


def placing(order: Order, account: BankAccount | None) -> Order:
    """A new order with the event that tells of it, and of the account it is to be paid to."""
    details = order.details
    first = supplement_of(details.cart_id)
    data = OrderPlaced(
        **snapshot(order),
        expires_at=clock.isoformat(details.pay_by),
        cart_owner=details.owner,
        cart_id=details.cart_id,
        payment_method=details.payment_method,
        placed_by=order.history[0].by.partition(":")[0],
        exchange_of=_first_order(exchange_of(details.cart_id)),
        supplement_of=number_of(first) if first else "",
        pay_to=[LabelledText(label=label, value=value) for label, value in account.lines] if account else [],
    )
    placed = new_event("order.placed", aggregate_id=order.id, aggregate_version=order.version, data=data)
    return replace(order, published=(placed.text(),))


def changing(before: Order, after: Order) -> Order:
    """`after` with its new version and the events of the change.

    Each event has a version of its own, so the order's version grows by as many as there are (by one if there is none).
    """
    previous, version = before.state, before.version
    published = [*before.published]
    for entry in after.history[len(before.history) :]:
        if entry.state is not previous and entry.state in _EVENT_TYPES:
            version += 1
            published.append(_event(after, entry, previous, version).text())
        previous = entry.state
    for data_type, data in (
        *_called_off(before, after),
        *_put_right(before, after),
        *_of_lines(before, after),
        *_of_waiting(before, after),
        *_of_goods(before, after),
        *_of_days(before, after),
        *_of_money(before, after),
        *_withdrawn(before, after),
        *_not_exchanged(before, after),
    ):
        version += 1
        event = new_event(data_type, aggregate_id=after.id, aggregate_version=version, data=data)
        published.append(event.text())
    return replace(after, version=max(version, before.version + 1), published=tuple(published))


def account_told(order: Order) -> list[LabelledText]:
    """The account that the shopper was told to transfer the total to; empty for other ways to pay."""
    placed = json.loads(order.published[0])["data"] if order.published else {}
    return [LabelledText.model_validate(line) for line in placed.get("pay_to", ())]


def _of_waiting(before: Order, after: Order) -> list[tuple[str, EventData]]:
    """What is told of an order that still waits for a bank transfer."""
    told = []
    if after.is_unpaid and after.balance.captured > before.balance.captured:
        told.append("order.partly_paid")
    if after.is_unpaid and after.reminded and not before.reminded:
        told.append("order.payment_due")
    account = account_told(after) if told else []
    return [(data_type, _payment_due(after, account)) for data_type in told if account]


def _of_goods(before: Order, after: Order) -> list[tuple[str, EventData]]:
    """What came in of what it waited for, and goes into a parcel: shipping knows nothing of the rest."""
    waited = {line.sku: line.waiting for line in before.lines}
    unsent = {line.sku for line in after.details.lines if not line.requires_shipping}
    told = [each for each in after.came_in[len(before.came_in) :] if each[0] not in unsent]
    return [
        (
            "order.units_in",
            OrderUnitsIn(order_id=after.id, number=after.details.number, sku=sku, quantity=waited.get(sku, 0)),
        )
        for sku, _ in told
    ]


def _of_days(before: Order, after: Order) -> list[tuple[str, EventData]]:
    """For when what it waits for is promised now."""
    lines = {line.sku: line for line in before.lines}
    return [
        (
            "order.day_moved",
            OrderDayMoved(
                **snapshot(after), sku=sku, quantity=lines[sku].waiting, day=day, day_before=lines[sku].available_from
            ),
        )
        for sku, day, at in after.days
        if (sku, day, at) not in before.days
    ]


def _of_money(before: Order, after: Order) -> list[tuple[str, EventData]]:
    """What was held until the order is sent is to be captured, or is."""
    told: list[tuple[str, EventData]] = []
    if after.to_capture and not before.to_capture:
        told.append(("order.capture_asked", OrderCaptureAsked(order_id=after.id, number=after.details.number)))
    worked_on = not before.is_unpaid and before.state not in DEAD
    # Of two payments that are held it is charged once both are captured.
    charged = before.balance.secured and not after.balance.secured
    if worked_on and charged and after.balance.captured > before.balance.captured:
        told.append(("order.charged", _paid(after)))
    return told


def _payment_due(order: Order, account: list[LabelledText]) -> OrderPaymentDue:
    received = order.balance.captured + order.balance.pledged
    return OrderPaymentDue(
        **snapshot(order),
        expires_at=clock.isoformat(order.details.pay_by),
        pay_to=account,
        received=Amount(amount=received, currency=order.total.currency),
        due=Amount(amount=order.total.amount - received, currency=order.total.currency),
    )


def _put_right(before: Order, after: Order) -> list[tuple[str, EventData]]:
    told: list[tuple[str, EventData]] = []
    if after.corrected and after.corrected != before.corrected:
        told.append(("order.corrected", OrderCorrected(**_to_address(after, after.address))))
    wish = after.readdressing
    if wish and wish.is_open and wish != before.readdressing:
        told.append(
            (
                "order.readdressing_asked",
                OrderReaddressing(**_to_address(after, wish.address), number_of_wish=wish.number),
            )
        )
    return told


def _to_whom(order: Order) -> dict[str, Any]:
    details = order.details
    return {
        "order_id": order.id,
        "number": details.number,
        "owner": details.owner,
        "email": order.email,
        "access_key": details.access_key,
        "locale": details.locale,
    }


def _to_address(order: Order, address: Address) -> dict[str, Any]:
    return {**_to_whom(order), "shipping_address": PostalAddress.model_validate(address, from_attributes=True)}


def _called_off(before: Order, after: Order) -> list[tuple[str, EventData]]:
    wish = after.cancellation
    if not wish or wish == before.cancellation or wish.state not in _WISHES:
        return []
    return [(_WISHES[wish.state], OrderCancellationWish(**_wished(after, wish)))]


def _wished(order: Order, wish: Cancellation | LinesCancellation) -> dict[str, Any]:
    return {
        **_to_whom(order),
        "reason": wish.reason,
        "requested_by": wish.by.partition(":")[0],
        "requested_at": clock.isoformat(wish.requested_at),
        "answer": wish.answer,
    }


def _of_lines(before: Order, after: Order) -> list[tuple[str, EventData]]:
    """Of the wishes to have units out of it that were had or answered; of a dead order its end says all."""
    if after.state in DEAD:
        return []
    known = {wish.number: wish.state for wish in before.line_cancellations}
    changed = [wish for wish in after.line_cancellations if known.get(wish.number) is not wish.state]
    return [_of_wish(after, wish) for wish in changed]


def _of_wish(order: Order, wish: LinesCancellation) -> tuple[str, EventData]:
    if wish.state is not WishState.ACCEPTED:
        return _LINES[wish.state], _lines_wish(order, wish)
    if wish.edit is None:
        return _LINES[wish.state], OrderLinesCancelled(**_lines_cancelled(order, wish))
    return "order.edited", _edited(order, wish, wish.edit)


def _edited(order: Order, wish: LinesCancellation, edit: Repricing) -> EventData:
    currency, less = order.total.currency, dict(wish.lowered)
    lines = {line.sku: line for line in order.lines}
    return OrderEdited(
        **_lines_cancelled(order, wish),
        repriced=[
            RepricedLine(
                sku=sku,
                quantity=lines[sku].quantity,
                title=lines[sku].title,
                before=Amount(amount=before, currency=currency),
                after=Amount(amount=after, currency=currency),
                amount=Amount(amount=less[sku], currency=currency),
            )
            for sku, before, after in edit.prices
            if sku in lines  # all of them may have been cancelled while it waited for shipping
        ],
        shipping_before=Amount(amount=edit.shipping[0], currency=currency) if edit.shipping else None,
        shipping_credit=Amount(amount=less[""], currency=currency) if edit.shipping else None,
    )


def _lines_cancelled(order: Order, wish: LinesCancellation) -> dict[str, Any]:
    """The members of `OrderLinesCancelled`."""
    currency = order.total.currency
    paid_before = sum(known.amount for known in order.line_cancellations if known.paid)
    return dict(
        **snapshot(order),
        number_of_wish=wish.number,
        cancelled=_cancelled_lines(order, wish),
        reason=wish.reason,
        cancelled_by=wish.by.partition(":")[0],
        was_paid=wish.paid,
        credit=Amount(amount=wish.amount, currency=currency),
        charged=Amount(amount=order.total.amount + paid_before, currency=currency),
        held=wish.held,
        places={place: dict(units) for place, units in wish.places.items()},
        as_credit=wish.as_credit,
    )


def _lines_wish(order: Order, wish: LinesCancellation) -> EventData:
    details, units = order.details, dict(wish.lines)
    weights = (line.weight_grams * units.get(line.sku, 0) for line in details.lines if line.requires_shipping)
    return OrderLinesWish(
        **_wished(order, wish),
        number_of_wish=wish.number,
        lines=_cancelled_lines(order, wish),
        withdrawn=_named(order, wish.withdrawn),
        weight_grams=sum(weights),
    )


def _cancelled_lines(order: Order, wish: LinesCancellation) -> list[CancelledLine]:
    titles, currency = {line.sku: line.title for line in order.details.lines}, order.total.currency
    amounts = dict(zip((sku for sku, _ in wish.lines), wish.amounts, strict=False))
    return [
        CancelledLine(
            sku=sku,
            quantity=units,
            title=titles.get(sku, ""),
            amount=Amount(amount=amounts[sku], currency=currency) if sku in amounts else None,
        )
        for sku, units in wish.lines
    ]


def _withdrawn(before: Order, after: Order) -> list[tuple[str, EventData]]:
    new = after.withdrawals[len(before.withdrawals) :]
    in_words = [kept for kept in after.unread if kept not in before.unread]
    return [
        *(("withdrawal.stated", _in_words(after, kept)) for kept in in_words),
        *(("withdrawal.declared", _withdrawal(after, withdrawal)) for withdrawal in new),
    ]


def _in_words(order: Order, kept: Unread) -> EventData:
    return WithdrawalStated(
        **_to_whom(order),
        name=kept.statement.declared_by,
        contact=kept.statement.contact,
        words=kept.statement.words,
        declared_at=clock.isoformat(kept.at),
    )


def _not_exchanged(before: Order, after: Order) -> list[tuple[str, EventData]]:
    new = after.exchanges[len(before.exchanges) :]
    return [("order.exchange_refused", _exchange_refused(after, each)) for each in new if each.refusal]


def _exchange_refused(order: Order, exchange: OrderExchange) -> EventData:
    lines = [LetterLine(sku=sku, quantity=units, title=title) for sku, units, title in exchange.lines]
    return OrderExchangeRefused(**_to_whom(order), return_id=exchange.return_id, lines=lines, reason=exchange.refusal)


def _first_order(return_id: str) -> str:
    """The number of the order that the return is of."""
    return number_of(return_id.rpartition("-R")[0]) if return_id else ""


def _withdrawal(order: Order, withdrawal: Withdrawal) -> EventData:
    # Imported here: only where it is declared.
    from orders.domain.withdrawing.withdrawal import excluded, left

    return WithdrawalDeclared(
        **_to_whom(order),
        number_of_withdrawal=withdrawal.number,
        name=withdrawal.statement.declared_by,
        contact=withdrawal.statement.contact,
        words=withdrawal.statement.words,
        lines=_named(order, withdrawal.lines),
        called_off=_named(order, withdrawal.called_off),
        excluded=_named(order, () if left(order) else excluded(order)),
        whole=withdrawal.whole,
        declared_at=clock.isoformat(withdrawal.at),
        delivery=Amount(amount=withdrawal.delivery, currency=order.total.currency) if withdrawal.delivery else None,
        refusal=withdrawal.refusal,
    )


def _named(order: Order, lines: Sequence[tuple[str, int]]) -> list[LetterLine]:
    titles = {line.sku: line.title for line in order.details.lines}
    return [LetterLine(sku=sku, quantity=units, title=titles.get(sku, "")) for sku, units in lines]


def silent(order: Order, since: datetime) -> Event:
    """Nothing was heard of the order's parcels since then: shipping tells again what it knows."""
    data = OrderSilent(order_id=order.id, number=order.details.number, state=order.state, since=clock.isoformat(since))
    return new_event("order.silent", aggregate_id=order.id, aggregate_version=order.version, data=data)


def _event(order: Order, entry: HistoryEntry, previous: OrderState, version: int) -> Event:
    return new_event(
        _EVENT_TYPES[entry.state], aggregate_id=order.id, aggregate_version=version, data=_data(order, entry, previous)
    )


def _data(order: Order, entry: HistoryEntry, previous: OrderState) -> EventData:
    match entry.state:
        case OrderState.PAID:
            return _paid(order)
        case OrderState.CANCELLED | OrderState.EXPIRED:
            model = OrderCancelled if entry.state is OrderState.CANCELLED else OrderExpired
            return model(
                **_to_whom(order),
                reason=entry.reason,
                cancelled_by=entry.by.partition(":")[0],
                payment_id=order.payment.id if order.payment else None,
                was_paid=order.was_paid,
                total=Amount.of(order.total),
                owed=Amount.of(order.owed),
                held=order.was_paid and order.balance.secured > 0,
                as_credit=order.cancellation is not None and order.cancellation.as_credit,
            )
        case OrderState.DELIVERED:
            return OrderDelivered(**_moved(order, entry, previous), skus=[line.sku for line in order.details.lines])
        case _:
            return OrderStateChanged(**_moved(order, entry, previous))


def _moved(order: Order, entry: HistoryEntry, previous: OrderState) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "number": order.details.number,
        "owner": order.details.owner,
        "email": order.email,
        "state": entry.state,
        "previous": previous,
        "tracking_code": next((parcel.tracking_code for parcel in reversed(order.parcels)), ""),
    }


def _paid(order: Order) -> OrderPaid:
    details, totals = order.details, order.totals
    return OrderPaid(
        **snapshot(order),
        payment_id=order.payment.id if order.payment else "",
        placed_at=clock.isoformat(details.placed_at),
        payment_method=details.payment_method,
        taxes=[TaxShare(rate=tax.rate, amount=Amount.of(tax.amount)) for tax in totals.taxes],
        tax_included=totals.tax_included,
        shipping_rate=totals.shipping_rate,
        taxed_in=totals.taxed_in,
        vat_number=details.business.number if details.business else "",
        shipping_category=totals.shipping_category,
        payments=[
            CapturedPayment(id=payment.id, captured=Amount(amount=brought, currency=order.total.currency))
            for payment in order.payments
            if (brought := payment.captured or _pledged(order, payment))
        ],
        on_shipment=order.balance.secured > 0,
    )


def _pledged(order: Order, payment: OrderPayment) -> int:
    """What will be taken of a gift card now that the order is paid: no more than is left to pay."""
    balance = order.balance
    return min(payment.pledged, max(0, order.total.amount - balance.captured - balance.secured))


def snapshot(order: Order) -> dict[str, Any]:
    """The members of `OrderSnapshot`."""
    details, totals = order.details, order.totals
    point = details.pickup_point
    return {
        **_to_whom(order),
        "lines": [OrderLine.model_validate(line, from_attributes=True) for line in order.lines],
        "shipping_address": PostalAddress.model_validate(order.address, from_attributes=True),
        "shipping_method": details.shipping_method,
        "subtotal": Amount.of(totals.subtotal),
        "shipping": Amount.of(totals.shipping),
        "tax": Amount.of(totals.tax),
        "total": Amount.of(totals.total),
        "pickup": PickupPlace.model_validate(details.pickup, from_attributes=True) if details.pickup else None,
        "pickup_point": PickupPoint.model_validate(point, from_attributes=True) if point else None,
        "shipping_reductions": [
            Reduced.model_validate(each, from_attributes=True) for each in totals.shipping_reductions
        ],
        "credits": [_credit(order, credit) for credit in details.credits],
    }


def _credit(order: Order, credit: OrderCredit) -> CreditUsed:
    amount = Amount(amount=credit.amount, currency=order.total.currency)
    return CreditUsed(kind=credit.kind, last_four=credit.last_four, amount=amount)

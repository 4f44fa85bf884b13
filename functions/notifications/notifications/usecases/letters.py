"""Which letter follows which event.

A new letter is a function that writes it (`order_letters`, `parcel_letters`, `return_letters`, `account_letters`,
`guest_letters`, `reader_letters`), a kind of its own, and a line in LETTERS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from notifications.domain.letter import Letter, LetterKind, Shop
from notifications.usecases import (
    account_letters,
    guest_letters,
    order_letters,
    parcel_letters,
    reader_letters,
    return_letters,
)
from notifications.usecases.gifts import gift_letters
from notifications.usecases.ports import Contact, Contacts, GiftCardCodes
from souk.errors import NotFound
from souk.events import Event, data_of
from souk.events.common import EventData
from souk.events.documents import DocumentIssued
from souk.events.notifications import WishAsked
from souk.events.orders import (
    OrderCancellationWish,
    OrderCancelled,
    OrderDayMoved,
    OrderEdited,
    OrderExchangeRefused,
    OrderExpired,
    OrderLetterAsked,
    OrderLinesCancelled,
    OrderLinesWish,
    OrderLinkAsked,
    OrderPaid,
    OrderPaymentDue,
    OrderPlaced,
    WithdrawalDeclared,
    WithdrawalStated,
)
from souk.events.payments import GiftCardSent, RefundChanged, TransferChanged
from souk.events.shipping import ReturnChanged, ShipmentChanged
from souk.events.users import AccountAlert, AccountClosing, ExportReady, GuestAsked, GuestForgotten, UserChanged


@dataclass(frozen=True, slots=True)
class Desk:
    """What a writer may look at beside the event."""

    shop: Shop
    contacts: Contacts
    codes: Callable[[], GiftCardCodes]


Data = TypeVar("Data", bound=EventData)
# None when this event of its type is told to nobody.
Writer = Callable[[Event, Desk], Letter | None]


def _on(model: type[Data], write: Callable[[Data, Shop], Letter]) -> Writer:
    """A letter that says what the event says."""
    return lambda event, desk: write(data_of(event, model), desk.shop)


def _not_cancelled(event: Event, desk: Desk) -> Letter | None:
    """To a shopper who asked; what staff wanted and did not get is no shopper's business.

    That it was asked for is not written about: the page says so, and the answer follows within moments.
    """
    wish = data_of(event, OrderCancellationWish)
    return order_letters.not_cancelled(wish, desk.shop) if wish.requested_by == "shopper" else None


def _lines_kept(event: Event, desk: Desk) -> Letter | None:
    wish = data_of(event, OrderLinesWish)
    return order_letters.lines_kept(wish, desk.shop) if wish.requested_by == "shopper" else None


def _contact(order_id: str, desk: Desk) -> Contact:
    """Raises NotFound while the order's placement is not known: the event comes again later."""
    contact = desk.contacts.of_order(order_id)
    if contact is None:
        raise NotFound("nobody is known to write to about this order")
    return contact


def _issued(event: Event, desk: Desk) -> Letter:
    document = data_of(event, DocumentIssued)
    return order_letters.documented(document, _contact(document.order_id, desk), desk.shop)


def _refunded(event: Event, desk: Desk) -> Letter:
    refund = data_of(event, RefundChanged)
    contact = _contact(refund.order_id, desk)
    return order_letters.refunded(refund, contact.email, contact.number, contact.access_key, desk.shop)


def _gift_card(event: Event, desk: Desk) -> Letter:
    """Its code is asked for as it is written, and is in no event."""
    brought = data_of(event, GiftCardSent)
    return gift_letters.brought(brought, desk.codes().of(brought.gift_card_id), desk.shop)


def _gift_card_given(event: Event, desk: Desk) -> Letter | None:
    """To who bought it; whoever bought it for themselves has the card's own letter."""
    given = data_of(event, GiftCardSent)
    contact = _contact(given.order_id, desk)
    if contact.email.casefold() == given.email.casefold():
        return None
    return gift_letters.given(given, contact.email, contact.number, contact.access_key, desk.shop)


def _transferred(event: Event, desk: Desk) -> Letter | None:
    """Only of what is not due: of the rest the order tells."""
    transfer = data_of(event, TransferChanged)
    if not transfer.surplus.amount:
        return None
    contact = _contact(transfer.order_id, desk)
    returned = event.type == "transfer.returned"
    write = order_letters.transfer_returned if returned else order_letters.transfer_back
    return write(transfer, contact.email, contact.number, contact.access_key, desk.shop)


def _return_asked(event: Event, desk: Desk) -> Letter | None:
    """Where staff decide; else the approval follows in the same moment."""
    asked = data_of(event, ReturnChanged)
    return None if asked.send_by or asked.granted else return_letters.asked(asked, desk.shop)


def _return_granted(event: Event, desk: Desk) -> Letter | None:
    """Of a parcel that did not arrive its shopper was told what follows."""
    granted = data_of(event, ReturnChanged)
    return return_letters.claim_granted(granted, desk.shop) if granted.kind == "claim" else None


def _return_sent_again(event: Event, desk: Desk) -> Letter | None:
    """Of a parcel that did not arrive its shopper was told that another one follows."""
    again = data_of(event, ReturnChanged)
    return return_letters.claim_sent_again(again, desk.shop) if again.kind == "claim" else None


def _return_received(event: Event, desk: Desk) -> Letter | None:
    """Of a parcel that did not arrive its shopper was told what follows, and hears of the money."""
    returned = data_of(event, ReturnChanged)
    return None if returned.kind == "undelivered" else return_letters.received(returned, desk.shop)


def _again(event: Event, desk: Desk) -> Letter | None:
    """One that was sent before, as the order is now."""
    asked = data_of(event, OrderLetterAsked)
    write = _AGAIN.get(asked.kind)
    return write(asked, desk.shop) if write else None


def _as(
    model: type[Data], write: Callable[[Data, Shop], Letter], **more: str
) -> Callable[[OrderLetterAsked, Shop], Letter]:
    """WrittenLetter from the members it shares with the event that this letter follows."""
    return lambda asked, shop: write(model.model_validate({**asked.model_dump(), **more}), shop)


def _of_parcel(write: Callable[[ShipmentChanged, Shop], Letter]) -> Callable[[OrderLetterAsked, Shop], Letter]:
    def about(asked: OrderLetterAsked, shop: Shop) -> Letter:
        known = asked.model_dump()
        more = {"order_number": asked.number, "lines": known["parcel_lines"], "shipment_id": "", "carrier": ""}
        return write(ShipmentChanged.model_validate({**known, **more}), shop)

    return about


def _of_refund(asked: OrderLetterAsked, shop: Shop) -> Letter | None:
    """None when it is not said how much: nobody is told of an amount that is made up."""
    if asked.refunded is None or asked.refunded_total is None:
        return None
    refund = RefundChanged(
        refund_id="",
        payment_id="",
        order_id=asked.order_id,
        amount=asked.refunded,
        refunded_total=asked.refunded_total,
        reason="",
        requested_by="",
    )
    return order_letters.refunded(refund, asked.email, asked.number, asked.access_key, shop)


_AGAIN: dict[str, Callable[[OrderLetterAsked, Shop], Letter | None]] = {
    LetterKind.RECEIVED: _as(OrderPlaced, order_letters.received, cart_owner="", cart_id=""),
    LetterKind.CONFIRMED: _as(OrderPaid, order_letters.confirmed, payment_id=""),
    LetterKind.CANCELLED: _as(OrderCancelled, order_letters.cancelled),
    LetterKind.EXPIRED: _as(OrderExpired, order_letters.expired),
    LetterKind.SHIPPED: _of_parcel(parcel_letters.shipped),
    LetterKind.DELIVERED: _of_parcel(parcel_letters.delivered),
    LetterKind.REFUNDED: _of_refund,
}
LETTERS: dict[str, Writer] = {
    "user.registered": _on(UserChanged, parcel_letters.welcome),
    "user.password_changed": _on(AccountAlert, account_letters.password_changed),
    "user.email_changed": _on(AccountAlert, account_letters.email_changed),
    "user.session_reused": _on(AccountAlert, account_letters.session_reused),
    "user.export_ready": _on(ExportReady, account_letters.export_ready),
    "user.closing": _on(AccountClosing, account_letters.closing),
    "guest.asked": _on(GuestAsked, guest_letters.asked),
    "guest.forgotten": _on(GuestForgotten, guest_letters.forgotten),
    "wish.asked": _on(WishAsked, reader_letters.asked),
    "order.placed": _on(OrderPlaced, order_letters.received),
    "order.paid": _on(OrderPaid, order_letters.confirmed),
    "order.partly_paid": _on(OrderPaymentDue, order_letters.partly_paid),
    "order.payment_due": _on(OrderPaymentDue, order_letters.payment_due),
    "order.day_moved": _on(OrderDayMoved, order_letters.day_moved),
    "order.cancelled": _on(OrderCancelled, order_letters.cancelled),
    "order.cancellation_refused": _not_cancelled,
    "order.lines_cancelled": _on(OrderLinesCancelled, order_letters.lines_cancelled),
    "order.edited": _on(OrderEdited, order_letters.edited),
    "order.lines_cancellation_refused": _lines_kept,
    "order.link_asked": _on(OrderLinkAsked, order_letters.link),
    "order.expired": _on(OrderExpired, order_letters.expired),
    "order.letter_asked": _again,
    "shipment.shipped": _on(ShipmentChanged, parcel_letters.shipped),
    "shipment.ready": _on(ShipmentChanged, parcel_letters.ready_at_point),
    "shipment.uncollected": _on(ShipmentChanged, parcel_letters.uncollected),
    "shipment.delivered": _on(ShipmentChanged, parcel_letters.delivered),
    "shipment.undelivered": _on(ShipmentChanged, parcel_letters.undelivered),
    "return.requested": _return_asked,
    "return.approved": _on(ReturnChanged, return_letters.approved),
    "return.rejected": _on(ReturnChanged, return_letters.rejected),
    "return.received": _return_received,
    "return.granted": _return_granted,
    "return.sent_again": _return_sent_again,
    "return.expired": _on(ReturnChanged, return_letters.expired),
    "order.exchange_refused": _on(OrderExchangeRefused, return_letters.not_exchanged),
    "withdrawal.declared": _on(WithdrawalDeclared, return_letters.withdrawal),
    "withdrawal.stated": _on(WithdrawalStated, return_letters.withdrawal_in_words),
    "refund.succeeded": _refunded,
    "document.issued": _issued,
    "transfer.received": _transferred,
    "transfer.returned": _transferred,
    "gift_card.sent": _gift_card,
    "gift_card.given": _gift_card_given,
}

"""A letter of each kind about something that might have happened, to be looked at by staff and in the local cloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from notifications.domain.letter import Letter, LetterKind, Shop
from notifications.usecases import account_letters, guest_letters, order_letters, parcel_letters, return_letters
from souk.events.common import Amount, LabelledText, OrderLine, PostalAddress
from souk.events.orders import (
    CancelledLine,
    LetterLine,
    OrderCancellationWish,
    OrderCancelled,
    OrderExpired,
    OrderLinesCancelled,
    OrderLinesWish,
    OrderLinkAsked,
    OrderPaid,
    OrderPaymentDue,
    OrderPlaced,
    WithdrawalDeclared,
)
from souk.events.payments import RefundChanged, TransferChanged
from souk.events.shipping import ReturnChanged, ReturnedUnits, ReturningLine, ShipmentChanged, ShipmentLine
from souk.events.users import AccountAlert, AccountClosing, ExportReady, GuestAsked, GuestForgotten, UserChanged

# To this order's page nothing leads, and nobody has this address (RFC 2606).
_ORDER_ID, _NUMBER, _EMAIL, _UNTIL = "example", "SK-7Q2M9-XK4TD", "amira@example.com", "2026-12-01T09:48:00+00:00"


def _euro(amount: int) -> Amount:
    return Amount(amount=amount, currency="EUR")


def _line(sku: str, title: str, variant: str, quantity: int, price: int) -> OrderLine:
    return OrderLine(
        sku=sku,
        quantity=quantity,
        product_id=sku,
        title=title,
        variant_title=variant,
        unit_price=_euro(price),
        total=_euro(price * quantity),
    )


_SHORT: dict[str, Any] = {"order_id": _ORDER_ID, "number": _NUMBER, "owner": "user:example", "email": _EMAIL}
_ORDER: dict[str, Any] = {
    **_SHORT,
    "lines": [_line("LAMP", "Brass lamp", "Small", 2, 4900), _line("RUG", "Kilim rug", "120 × 180 cm", 1, 18900)],
    "shipping_address": PostalAddress(
        name="Amira Haddad", line1="Ringstraße 1", city="Wien", postal_code="1010", country="AT"
    ),
    "shipping_method": "standard",
    "subtotal": _euro(28700),
    "shipping": _euro(490),
    "tax": _euro(4865),
    "total": _euro(29190),
}
_PLACED: dict[str, Any] = {**_ORDER, "expires_at": _UNTIL, "cart_owner": "", "cart_id": ""}
_ACCOUNT = [
    LabelledText(label="Account holder", value="Souk Ltd"),
    LabelledText(label="IBAN", value="DE36 0000 0000 0000 0000 00"),
    LabelledText(label="BIC", value="SOUKDE00XXX"),
]
_ENDED: dict[str, Any] = {**_SHORT, "reason": "", "total": _euro(29190)}
_DUE = OrderPaymentDue(**_ORDER, expires_at=_UNTIL, pay_to=_ACCOUNT, received=_euro(0), due=_euro(29190))
_TRANSFER = TransferChanged(
    transfer_id="example",
    payment_id="example",
    order_id=_ORDER_ID,
    reference=_NUMBER,
    amount=_euro(30000),
    surplus=_euro(810),
    due=_euro(0),
    surplus_total=_euro(810),
    late=False,
    arrived_on="2026-11-30",
)
_WISH = OrderCancellationWish(**_SHORT, reason="", requested_by="shopper", requested_at=_UNTIL)
_LINES_CANCELLED = OrderLinesCancelled(
    **{**_ORDER, "lines": _ORDER["lines"][1:], "subtotal": _euro(18900), "tax": _euro(3232), "total": _euro(19390)},
    number_of_wish=1,
    cancelled=[CancelledLine(sku="LAMP", quantity=2, title="Brass lamp", amount=_euro(9800))],
    reason="",
    cancelled_by="shopper",
    was_paid=True,
    credit=_euro(9800),
    charged=_euro(29190),
)
_PARCEL = ShipmentChanged(
    shipment_id="example",
    order_id=_ORDER_ID,
    order_number=_NUMBER,
    owner="user:example",
    email=_EMAIL,
    carrier="sandbox",
    tracking_code="SBX-4402-118",
    tracking_url="https://carrier.example/SBX-4402-118",
    lines=[
        ShipmentLine(sku="LAMP", quantity=2, title="Brass lamp"),
        ShipmentLine(sku="RUG", quantity=1, title="Kilim rug"),
    ],
    complete=True,
)
_REFUND = RefundChanged(
    refund_id="example",
    payment_id="example",
    order_id=_ORDER_ID,
    amount=_euro(4900),
    refunded_total=_euro(9800),
    reason="",
    requested_by="staff",
)
_RETURN = ReturnChanged(
    return_id="example-R1",
    order_id=_ORDER_ID,
    order_number=_NUMBER,
    owner="user:example",
    email=_EMAIL,
    kind="return",
    by="staff",
    note="The lamp was used outdoors.",
    lines=[ReturningLine(sku="LAMP", quantity=2, title="Brass lamp", reason="changed_mind")],
    received=[ReturnedUnits(sku="LAMP", quantity=2, condition="resaleable", restock=True)],
    send_by=_UNTIL,
)
_WITHDRAWAL = WithdrawalDeclared(
    **_SHORT,
    number_of_withdrawal=1,
    name="Amira Haddad",
    contact=_EMAIL,
    lines=[
        LetterLine(sku="LAMP", quantity=2, title="Brass lamp"),
        LetterLine(sku="RUG", quantity=1, title="Kilim rug"),
    ],
    whole=True,
    declared_at="2026-11-17T09:48:07+00:00",
    delivery=_euro(490),
)
_ALERT = AccountAlert(user_id="example", email=_EMAIL, device="Firefox on Linux")

# By the letter's kind; a second one of a kind, which says something else, has more to its name.
EXAMPLES: Mapping[str, Callable[[Shop], Letter]] = MappingProxyType(
    {
        LetterKind.WELCOME: lambda shop: parcel_letters.welcome(
            UserChanged(user_id="example", email=_EMAIL, name="Amira Haddad"), shop
        ),
        LetterKind.RECEIVED: lambda shop: order_letters.received(OrderPlaced(**_PLACED), shop),
        f"{LetterKind.RECEIVED}-transfer": lambda shop: order_letters.received(
            OrderPlaced(**_PLACED, pay_to=_ACCOUNT), shop
        ),
        LetterKind.CONFIRMED: lambda shop: order_letters.confirmed(OrderPaid(**_ORDER, payment_id="example"), shop),
        LetterKind.CANCELLED: lambda shop: order_letters.cancelled(
            OrderCancelled(**_ENDED, cancelled_by="shopper", was_paid=True), shop
        ),
        LetterKind.NOT_CANCELLED: lambda shop: order_letters.not_cancelled(_WISH, shop),
        LetterKind.LINES_CANCELLED: lambda shop: order_letters.lines_cancelled(_LINES_CANCELLED, shop),
        f"{LetterKind.LINES_CANCELLED}-unpaid": lambda shop: order_letters.lines_cancelled(
            _LINES_CANCELLED.model_copy(update={"was_paid": False}), shop
        ),
        LetterKind.LINES_KEPT: lambda shop: order_letters.lines_kept(
            OrderLinesWish(**_WISH.model_dump(), number_of_wish=1, lines=_LINES_CANCELLED.cancelled), shop
        ),
        LetterKind.EXPIRED: lambda shop: order_letters.expired(OrderExpired(**_ENDED, cancelled_by="system"), shop),
        f"{LetterKind.EXPIRED}-part": lambda shop: order_letters.expired(
            OrderExpired(**_ENDED, cancelled_by="system", owed=_euro(10000)), shop
        ),
        LetterKind.PAYMENT_DUE: lambda shop: order_letters.payment_due(_DUE, shop),
        LetterKind.PARTLY_PAID: lambda shop: order_letters.partly_paid(
            _DUE.model_copy(update={"received": _euro(10000), "due": _euro(19190)}), shop
        ),
        LetterKind.TRANSFER_BACK: lambda shop: order_letters.transfer_back(_TRANSFER, _EMAIL, _NUMBER, "", shop),
        f"{LetterKind.TRANSFER_BACK}-late": lambda shop: order_letters.transfer_back(
            _TRANSFER.model_copy(update={"surplus": _TRANSFER.amount, "late": True}), _EMAIL, _NUMBER, "", shop
        ),
        f"{LetterKind.REFUNDED}-transfer": lambda shop: order_letters.transfer_returned(
            _TRANSFER, _EMAIL, _NUMBER, "", shop
        ),
        LetterKind.SHIPPED: lambda shop: parcel_letters.shipped(_PARCEL, shop),
        f"{LetterKind.SHIPPED}-part": lambda shop: parcel_letters.shipped(
            _PARCEL.model_copy(update={"complete": False, "lines": _PARCEL.lines[:1]}), shop
        ),
        LetterKind.DELIVERED: lambda shop: parcel_letters.delivered(_PARCEL, shop),
        LetterKind.UNDELIVERED: lambda shop: parcel_letters.undelivered(
            _PARCEL.model_copy(update={"trouble": "lost", "outcome": "refunded"}), shop
        ),
        f"{LetterKind.UNDELIVERED}-returned": lambda shop: parcel_letters.undelivered(
            _PARCEL.model_copy(update={"trouble": "returned", "outcome": "awaited"}), shop
        ),
        f"{LetterKind.UNDELIVERED}-refused": lambda shop: parcel_letters.undelivered(
            _PARCEL.model_copy(update={"trouble": "refused", "outcome": "settled"}), shop
        ),
        f"{LetterKind.UNDELIVERED}-damaged": lambda shop: parcel_letters.undelivered(
            _PARCEL.model_copy(update={"trouble": "damaged", "outcome": "refunded"}), shop
        ),
        LetterKind.REFUNDED: lambda shop: order_letters.refunded(_REFUND, _EMAIL, _NUMBER, "", shop),
        LetterKind.LINK: lambda shop: order_letters.link(
            OrderLinkAsked(order_id=_ORDER_ID, number=_NUMBER, email=_EMAIL, code="example"), shop
        ),
        LetterKind.RETURN_ASKED: lambda shop: return_letters.asked(_RETURN, shop),
        LetterKind.RETURN_APPROVED: lambda shop: return_letters.approved(_RETURN, shop),
        LetterKind.RETURN_REJECTED: lambda shop: return_letters.rejected(_RETURN, shop),
        LetterKind.RETURN_RECEIVED: lambda shop: return_letters.received(_RETURN, shop),
        f"{LetterKind.RETURN_RECEIVED}-free": lambda shop: return_letters.received(
            _RETURN.model_copy(update={"free": True}), shop
        ),
        LetterKind.RETURN_EXPIRED: lambda shop: return_letters.expired(_RETURN, shop),
        LetterKind.WITHDRAWAL: lambda shop: return_letters.withdrawal(_WITHDRAWAL, shop),
        f"{LetterKind.WITHDRAWAL}-part": lambda shop: return_letters.withdrawal(
            _WITHDRAWAL.model_copy(update={"whole": False, "lines": _WITHDRAWAL.lines[:1], "delivery": None}), shop
        ),
        f"{LetterKind.WITHDRAWAL}-late": lambda shop: return_letters.withdrawal(
            _WITHDRAWAL.model_copy(
                update={"whole": False, "delivery": None, "refusal": "The time to withdraw is over."}
            ),
            shop,
        ),
        LetterKind.PASSWORD_CHANGED: lambda shop: account_letters.password_changed(_ALERT, shop),
        LetterKind.EMAIL_CHANGED: lambda shop: account_letters.email_changed(_ALERT, shop),
        LetterKind.SESSION_REUSED: lambda shop: account_letters.session_reused(_ALERT, shop),
        LetterKind.CLOSING: lambda shop: account_letters.closing(
            AccountClosing(user_id="example", email=_EMAIL, closes_at=_UNTIL), shop
        ),
        LetterKind.EXPORT_READY: lambda shop: account_letters.export_ready(
            ExportReady(user_id="example", email=_EMAIL, until=_UNTIL), shop
        ),
        LetterKind.GUEST_ASKED: lambda shop: guest_letters.asked(
            GuestAsked(email=_EMAIL, token=_NUMBER, has_account=True), shop
        ),
        LetterKind.GUEST_FORGOTTEN: lambda shop: guest_letters.forgotten(GuestForgotten(email=_EMAIL), shop),
    }
)

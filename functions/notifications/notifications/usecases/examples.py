"""A letter of each kind about something that might have happened, to be looked at by staff and in the local cloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from notifications.domain.letter import Letter, LetterKind, Shop
from notifications.domain.watch import ForSale
from notifications.domain.wish import WantedVariant
from notifications.usecases import (
    account_letters,
    guest_letters,
    order_letters,
    parcel_letters,
    reader_letters,
    return_letters,
)
from notifications.usecases.gifts import gift_letters
from notifications.usecases.ports import Contact
from souk.events.common import Amount, LabelledText, OrderLine, PickupPlace, PickupPoint, PostalAddress
from souk.events.documents import DocumentIssued
from souk.events.notifications import WishAsked
from souk.events.orders import (
    CancelledLine,
    LetterLine,
    OrderCancellationWish,
    OrderCancelled,
    OrderDayMoved,
    OrderEdited,
    OrderExchangeRefused,
    OrderExpired,
    OrderLinesCancelled,
    OrderLinesWish,
    OrderLinkAsked,
    OrderPaid,
    OrderPaymentDue,
    OrderPlaced,
    RepricedLine,
    WithdrawalDeclared,
    WithdrawalStated,
)
from souk.events.payments import GiftCardSent, RefundChanged, TransferChanged
from souk.events.shipping import (
    ExchangeWanted,
    GrantedUnits,
    ReturnChanged,
    ReturnedUnits,
    ReturningLine,
    ShipmentChanged,
    ShipmentLine,
)
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
_EXCHANGED: dict[str, Any] = {**_PLACED, "placed_by": "exchange", "exchange_of": "SK-7Q2M9-XK4TD"}
_ADDED: dict[str, Any] = {**_PLACED, "placed_by": "staff", "supplement_of": "SK-7Q2M9-XK4TD"}
_ACCOUNT = [
    LabelledText(label="Account holder", value="Souk Ltd"),
    LabelledText(label="IBAN", value="DE36 0000 0000 0000 0000 00"),
    LabelledText(label="BIC", value="SOUKDE00XXX"),
]
_ENDED: dict[str, Any] = {**_SHORT, "reason": "", "total": _euro(29190)}
_DUE = OrderPaymentDue(**_ORDER, expires_at=_UNTIL, pay_to=_ACCOUNT, received=_euro(0), due=_euro(29190))
_MOVED = OrderDayMoved(**_ORDER, sku="LAMP", quantity=2, day="2030-02-28", day_before="2030-01-31")
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
_EDITED = OrderEdited(
    **{
        **_LINES_CANCELLED.model_dump(),
        **{"cancelled_by": "staff", "shipping": _euro(0), "total": _euro(16900), "credit": _euro(12290)},
    },
    repriced=[
        RepricedLine(
            sku="RUG", quantity=1, title="Kilim rug", before=_euro(18900), after=_euro(16900), amount=_euro(2000)
        )
    ],
    shipping_before=_euro(490),
    shipping_credit=_euro(490),
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
_PLACE = PickupPlace(
    location="main",
    name="Souk am Naschmarkt",
    line1="Linke Wienzeile 4",
    postal_code="1060",
    city="Wien",
    country="AT",
    hours="Mo–Fr 10–18",
)
_FETCHED = _PARCEL.model_copy(update={"pickup": _PLACE, "carrier": "manual", "tracking_code": "", "tracking_url": ""})
_POINT = PickupPoint(
    carrier="sandbox",
    id="AT-1060-1",
    kind="shop",
    name="Trafik am Naschmarkt",
    line1="Linke Wienzeile 8",
    postal_code="1060",
    city="Wien",
    country="AT",
    hours="Mo–Sa 7–19",
)
_TO_POINT = _PARCEL.model_copy(update={"pickup_point": _POINT})
_REFUND = RefundChanged(
    refund_id="example",
    payment_id="example",
    order_id=_ORDER_ID,
    amount=_euro(4900),
    refunded_total=_euro(9800),
    reason="",
    requested_by="staff",
)
_CONTACT = Contact(_ORDER_ID, _NUMBER, _EMAIL, "")
_INVOICE = DocumentIssued(
    order_id=_ORDER_ID,
    order_number=_NUMBER,
    number="INV-2026-000042",
    type="invoice",
    issued_on="2026-11-30",
    total=_euro(29190),
)
_CREDIT_NOTE = _INVOICE.model_copy(
    update={"number": "CN-2026-000007", "type": "credit_note", "total": _euro(4900), "corrects": _INVOICE.number}
)
_REVERSAL = _CREDIT_NOTE.model_copy(
    update={"number": "INV-2026-000043", "type": "reversal", "corrects": _CREDIT_NOTE.number}
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
_INSTEAD = ExchangeWanted(sku="LAMP-L", title="Large", price=_euro(5400))
_EXCHANGE = _RETURN.model_copy(
    update={"lines": [_RETURN.lines[0].model_copy(update={"reason": "does_not_fit", "exchange": _INSTEAD})]}
)
_NOT_EXCHANGED = OrderExchangeRefused(
    **_SHORT,
    return_id="example-R1",
    lines=[LetterLine(sku="LAMP-L", quantity=2, title="Large")],
    reason="sold_out",
)
_CLAIM = _RETURN.model_copy(
    update={
        "kind": "claim",
        "note": "The picture shows another lamp.",
        "lines": [ReturningLine(sku="LAMP", quantity=1, title="Brass lamp", reason="damaged")],
        "received": [],
        "granted": [GrantedUnits(sku="LAMP", quantity=1)],
    }
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
_STATED = WithdrawalStated(
    **_SHORT,
    name="Amira Haddad",
    contact=_EMAIL,
    words="the two lamps, not the rug",
    declared_at="2026-11-17T09:48:07+00:00",
)
_ALERT = AccountAlert(user_id="example", email=_EMAIL, device="Firefox on Linux")
_WANTED = WantedVariant("RUG", "RUG", "kilim-rug", "Kilim rug", "120 × 180 cm")
_CHEAPER = ForSale(_WANTED, _euro(14900).money(), sold_out=False)
_LAMP = ForSale(WantedVariant("LAMP", "LAMP", "brass-lamp", "Brass lamp", "Small"), _euro(4900).money(), sold_out=False)
_GIFT_CARD = GiftCardSent(
    gift_card_id="example",
    amount=Amount(amount=5000, currency="EUR"),
    email=_EMAIL,
    name="Bea",
    sender="Ada",
    message="Happy birthday!",
    expires_on="2029-12-31",
)
_ASKED = WishAsked(
    email=_EMAIL, token=_NUMBER, sku="RUG", handle="kilim-rug", title="Kilim rug", variant_title="120 × 180 cm"
)

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
        LetterKind.PAYMENT_LINK: lambda shop: order_letters.received(OrderPlaced(**_PLACED, placed_by="staff"), shop),
        LetterKind.EXCHANGE_PLACED: lambda shop: order_letters.received(OrderPlaced(**_EXCHANGED), shop),
        f"{LetterKind.EXCHANGE_PLACED}-transfer": lambda shop: order_letters.received(
            OrderPlaced(**_EXCHANGED, pay_to=_ACCOUNT), shop
        ),
        f"{LetterKind.EXCHANGE_PLACED}-free": lambda shop: order_letters.received(
            OrderPlaced(**{**_EXCHANGED, "total": _euro(0)}), shop
        ),
        LetterKind.ADDITION_PLACED: lambda shop: order_letters.received(OrderPlaced(**_ADDED), shop),
        f"{LetterKind.ADDITION_PLACED}-transfer": lambda shop: order_letters.received(
            OrderPlaced(**_ADDED, pay_to=_ACCOUNT), shop
        ),
        f"{LetterKind.ADDITION_PLACED}-free": lambda shop: order_letters.received(
            OrderPlaced(**{**_ADDED, "total": _euro(0)}), shop
        ),
        LetterKind.CONFIRMED: lambda shop: order_letters.confirmed(OrderPaid(**_ORDER, payment_id="example"), shop),
        f"{LetterKind.CONFIRMED}-held": lambda shop: order_letters.confirmed(
            OrderPaid(**_ORDER, payment_id="example", on_shipment=True), shop
        ),
        f"{LetterKind.CONFIRMED}-fetched": lambda shop: order_letters.confirmed(
            OrderPaid(**{**_ORDER, "pickup": _PLACE, "shipping": _euro(0)}, payment_id="example"), shop
        ),
        LetterKind.CANCELLED: lambda shop: order_letters.cancelled(
            OrderCancelled(**_ENDED, cancelled_by="shopper", was_paid=True), shop
        ),
        f"{LetterKind.CANCELLED}-held": lambda shop: order_letters.cancelled(
            OrderCancelled(**_ENDED, cancelled_by="shopper", was_paid=True, owed=_euro(0), held=True), shop
        ),
        LetterKind.NOT_CANCELLED: lambda shop: order_letters.not_cancelled(_WISH, shop),
        LetterKind.LINES_CANCELLED: lambda shop: order_letters.lines_cancelled(_LINES_CANCELLED, shop),
        f"{LetterKind.LINES_CANCELLED}-unpaid": lambda shop: order_letters.lines_cancelled(
            _LINES_CANCELLED.model_copy(update={"was_paid": False}), shop
        ),
        f"{LetterKind.LINES_CANCELLED}-held": lambda shop: order_letters.lines_cancelled(
            _LINES_CANCELLED.model_copy(update={"held": True}), shop
        ),
        LetterKind.EDITED: lambda shop: order_letters.edited(_EDITED, shop),
        f"{LetterKind.EDITED}-held": lambda shop: order_letters.edited(_EDITED.model_copy(update={"held": True}), shop),
        LetterKind.LINES_KEPT: lambda shop: order_letters.lines_kept(
            OrderLinesWish(**_WISH.model_dump(), number_of_wish=1, lines=_LINES_CANCELLED.cancelled), shop
        ),
        LetterKind.EXPIRED: lambda shop: order_letters.expired(OrderExpired(**_ENDED, cancelled_by="system"), shop),
        f"{LetterKind.EXPIRED}-part": lambda shop: order_letters.expired(
            OrderExpired(**_ENDED, cancelled_by="system", owed=_euro(10000)), shop
        ),
        LetterKind.PAYMENT_DUE: lambda shop: order_letters.payment_due(_DUE, shop),
        LetterKind.DAY_MOVED: lambda shop: order_letters.day_moved(_MOVED, shop),
        f"{LetterKind.DAY_MOVED}-earlier": lambda shop: order_letters.day_moved(
            _MOVED.model_copy(update={"day": "2030-01-15"}), shop
        ),
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
        f"{LetterKind.SHIPPED}-again": lambda shop: parcel_letters.shipped(
            _PARCEL.model_copy(update={"replaces": f"{_ORDER_ID}-1"}), shop
        ),
        LetterKind.READY_FOR_PICKUP: lambda shop: parcel_letters.shipped(_FETCHED, shop),
        f"{LetterKind.READY_FOR_PICKUP}-part": lambda shop: parcel_letters.shipped(
            _FETCHED.model_copy(update={"complete": False, "lines": _PARCEL.lines[:1]}), shop
        ),
        LetterKind.READY_AT_POINT: lambda shop: parcel_letters.ready_at_point(_TO_POINT, shop),
        LetterKind.PICKUP_REMINDER: lambda shop: parcel_letters.uncollected(_FETCHED, shop),
        LetterKind.DELIVERED: lambda shop: parcel_letters.delivered(_PARCEL, shop),
        f"{LetterKind.DELIVERED}-fetched": lambda shop: parcel_letters.delivered(_FETCHED, shop),
        f"{LetterKind.DELIVERED}-collected": lambda shop: parcel_letters.delivered(_TO_POINT, shop),
        f"{LetterKind.UNDELIVERED}-at-point": lambda shop: parcel_letters.undelivered(
            _TO_POINT.model_copy(update={"trouble": "uncollected", "outcome": "awaited"}), shop
        ),
        f"{LetterKind.UNDELIVERED}-uncollected": lambda shop: parcel_letters.undelivered(
            _FETCHED.model_copy(update={"trouble": "uncollected", "outcome": "refunded"}), shop
        ),
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
        f"{LetterKind.UNDELIVERED}-again": lambda shop: parcel_letters.undelivered(
            _PARCEL.model_copy(update={"trouble": "lost", "outcome": "sent_again"}), shop
        ),
        LetterKind.REFUNDED: lambda shop: order_letters.refunded(_REFUND, _EMAIL, _NUMBER, "", shop),
        LetterKind.INVOICE: lambda shop: order_letters.documented(_INVOICE, _CONTACT, shop),
        f"{LetterKind.INVOICE}-fetched": lambda shop: order_letters.documented(
            _INVOICE, _CONTACT, shop
        ).without_paper(),
        f"{LetterKind.INVOICE}-again": lambda shop: order_letters.documented(_REVERSAL, _CONTACT, shop),
        LetterKind.CREDIT_NOTE: lambda shop: order_letters.documented(_CREDIT_NOTE, _CONTACT, shop),
        LetterKind.LINK: lambda shop: order_letters.link(
            OrderLinkAsked(order_id=_ORDER_ID, number=_NUMBER, email=_EMAIL, code="example"), shop
        ),
        LetterKind.RETURN_ASKED: lambda shop: return_letters.asked(_RETURN, shop),
        LetterKind.RETURN_APPROVED: lambda shop: return_letters.approved(_RETURN, shop),
        f"{LetterKind.RETURN_APPROVED}-label": lambda shop: return_letters.approved(
            _RETURN.model_copy(update={"label": True}), shop
        ),
        f"{LetterKind.RETURN_APPROVED}-exchange": lambda shop: return_letters.approved(_EXCHANGE, shop),
        LetterKind.RETURN_REJECTED: lambda shop: return_letters.rejected(_RETURN, shop),
        LetterKind.RETURN_RECEIVED: lambda shop: return_letters.received(_RETURN, shop),
        f"{LetterKind.RETURN_RECEIVED}-free": lambda shop: return_letters.received(
            _RETURN.model_copy(update={"free": True}), shop
        ),
        LetterKind.RETURN_EXPIRED: lambda shop: return_letters.expired(_RETURN, shop),
        LetterKind.EXCHANGE_REFUSED: lambda shop: return_letters.not_exchanged(_NOT_EXCHANGED, shop),
        f"{LetterKind.EXCHANGE_REFUSED}-gone": lambda shop: return_letters.not_exchanged(
            _NOT_EXCHANGED.model_copy(update={"reason": "not_possible"}), shop
        ),
        LetterKind.CLAIM_ASKED: lambda shop: return_letters.asked(_CLAIM, shop),
        LetterKind.CLAIM_GRANTED: lambda shop: return_letters.claim_granted(_CLAIM, shop),
        f"{LetterKind.CLAIM_GRANTED}-again": lambda shop: return_letters.claim_sent_again(_CLAIM, shop),
        LetterKind.CLAIM_REJECTED: lambda shop: return_letters.rejected(_CLAIM, shop),
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
        f"{LetterKind.WITHDRAWAL}-words": lambda shop: return_letters.withdrawal_in_words(_STATED, shop),
        f"{LetterKind.WITHDRAWAL}-read": lambda shop: return_letters.withdrawal(
            _WITHDRAWAL.model_copy(
                update={"whole": False, "lines": _WITHDRAWAL.lines[:1], "delivery": None, "words": _STATED.words}
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
        LetterKind.WISH_ASKED: lambda shop: reader_letters.asked(_ASKED, shop),
        LetterKind.BACK_IN_STOCK: lambda shop: reader_letters.back_in_stock(_WANTED, _EMAIL, shop, "example"),
        LetterKind.PRICE_DROP: lambda shop: reader_letters.price_drop([_CHEAPER], _EMAIL, shop, "example"),
        LetterKind.ABANDONED_CART: lambda shop: reader_letters.abandoned_cart(
            [(_CHEAPER, 1), (_LAMP, 2)], _EMAIL, shop, "example"
        ),
        LetterKind.REVIEW_REQUEST: lambda shop: reader_letters.review_request(
            _NUMBER,
            [(each.variant, f"https://reviews.example/{each.variant.handle}") for each in (_LAMP, _CHEAPER)],
            _EMAIL,
            shop,
            "example",
        ),
        LetterKind.GIFT_CARD: lambda shop: gift_letters.brought(_GIFT_CARD, "7Q2M-9XK4-TD0A-VB3C", shop),
        LetterKind.GIFT_CARD_GIVEN: lambda shop: gift_letters.given(_GIFT_CARD, _EMAIL, _NUMBER, "", shop),
        LetterKind.GUEST_FORGOTTEN: lambda shop: guest_letters.forgotten(GuestForgotten(email=_EMAIL), shop),
    }
)

"""In-memory ports of the notifications service, and the events it hears."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from notifications.domain.letter import Shop, WrittenLetter
from notifications.domain.returned import Trouble, Unreachable
from notifications.domain.wording import Words
from notifications.usecases.ports import Claim, Contact, Named, Sent
from souk import clock
from souk.events import Event
from souk.events.common import Amount, EventData, LabelledText, OrderLine, PostalAddress
from souk.events.content import ContentPublished
from souk.events.documents import DocumentIssued
from souk.events.factory import new_event
from souk.events.orders import (
    CancelledLine,
    LetterLine,
    OrderCancellationWish,
    OrderCancelled,
    OrderDayMoved,
    OrderEdited,
    OrderExpired,
    OrderLinesCancelled,
    OrderLinesWish,
    OrderLinkAsked,
    OrderPaid,
    OrderPaymentDue,
    OrderPlaced,
    OrderSnapshot,
    RepricedLine,
    WithdrawalDeclared,
    WithdrawalStated,
)
from souk.events.payments import GiftCardSent, RefundChanged, TransferChanged
from souk.events.shipping import (
    GrantedUnits,
    ReturnChanged,
    ReturnedUnits,
    ReturningLine,
    ShipmentChanged,
    ShipmentLine,
)
from souk.events.users import AccountAlert, UserChanged
from souk.exports.readable import Json

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SHOP = Shop("Souk & Sons", "https://shop.example")


def event(event_type: str, data: EventData, at: datetime = NOW) -> Event:
    with clock.freeze(at):
        return new_event(event_type, aggregate_id="o1", aggregate_version=1, data=data)


def euro(amount: int) -> Amount:
    return Amount(amount=amount, currency="EUR")


_ORDER = {
    "order_id": "o1",
    "number": "SK-000001",
    "owner": "user:ada",
    "email": "ada@example.com",
    "access_key": "the-key",
    "lines": [
        OrderLine(
            sku="MUG",
            quantity=2,
            product_id="p1",
            title="Mug <blue>",
            variant_title="Large",
            image="/media/mug.webp",
            unit_price=euro(1000),
            total=euro(2000),
        ),
        OrderLine(sku="TEA", quantity=1, product_id="p2", title="Tea", unit_price=euro(500), total=euro(500)),
    ],
    "shipping_address": PostalAddress(
        name="Ada Lovelace", line1="Ring 1", city="Wien", postal_code="1010", country="AT"
    ),
    "shipping_method": "standard",
    "subtotal": euro(2500),
    "shipping": euro(490),
    "tax": euro(498),
    "total": euro(2990),
}
_CANCELLED = {
    "order_id": "o1",
    "number": "SK-000001",
    "owner": "user:ada",
    "email": "ada@example.com",
    "access_key": "the-key",
    "reason": "",
    "total": euro(2990),
}

PLACED = OrderPlaced.model_validate({**_ORDER, "expires_at": "", "cart_owner": "user:ada", "cart_id": "c1"})
PAID = OrderPaid.model_validate({**_ORDER, "payment_id": "pay1"})
CANCELLED = OrderCancelled.model_validate({**_CANCELLED, "cancelled_by": "shopper"})
WISH = OrderCancellationWish(
    order_id="o1",
    number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    access_key="the-key",
    reason="",
    requested_by="shopper",
    requested_at="2026-05-04T10:00:00.000Z",
    answer="the parcel is on its way already",
)
DUE = OrderPaymentDue.model_validate(
    {
        **_ORDER,
        "expires_at": "2026-06-03T10:00:00Z",
        "pay_to": [LabelledText(label="IBAN", value="DE89 3704 0044 0532 0130 00")],
        "received": euro(400),
        "due": euro(3600),
    }
)
TRANSFER = TransferChanged(
    transfer_id="t1",
    payment_id="p1",
    order_id="o1",
    reference="SK-000001",
    amount=euro(5000),
    surplus=euro(1000),
    due=euro(0),
    surplus_total=euro(1000),
    late=False,
    arrived_on="2026-06-01",
)
_CUP = CancelledLine(sku="CUP", quantity=1, title="Cup <blue>", amount=euro(1000))
LINES_WISH = OrderLinesWish(**WISH.model_dump(), number_of_wish=1, lines=[_CUP.model_copy(update={"amount": None})])
LINES_CANCELLED = OrderLinesCancelled(
    **PLACED.model_dump(exclude={"expires_at", "cart_owner", "cart_id", "payment_method", "pay_to"}),
    number_of_wish=1,
    cancelled=[_CUP],
    reason="",
    cancelled_by="shopper",
    was_paid=True,
    credit=euro(1000),
    charged=PLACED.total,
)
MOVED = OrderDayMoved(
    **PAID.model_dump(include=set(OrderSnapshot.model_fields)),
    sku=PAID.lines[0].sku,
    quantity=1,
    day="2030-02-28",
    day_before="2030-01-31",
)
EDITED = OrderEdited(
    **LINES_CANCELLED.model_dump(exclude={"cancelled_by"}),
    cancelled_by="staff",
    repriced=[RepricedLine(sku="POT", quantity=1, title="Pot", before=euro(1000), after=euro(900), amount=euro(100))],
    shipping_before=euro(490),
    shipping_credit=euro(490),
)
EXPIRED = OrderExpired.model_validate({**_CANCELLED, "cancelled_by": "system"})
LINK_ASKED = OrderLinkAsked(order_id="o1", number="SK-000001", email="ada@example.com", code="1.ab.cd")
SHIPMENT = ShipmentChanged(
    shipment_id="o1-1",
    order_id="o1",
    order_number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    access_key="the-key",
    carrier="sandbox",
    tracking_code="TRACK1",
    tracking_url="https://carrier.example/TRACK1",
    lines=[ShipmentLine(sku="MUG", quantity=2, title="Mug <blue>")],
    complete=True,
)
REFUND = RefundChanged(
    refund_id="r1",
    payment_id="pay1",
    order_id="o1",
    amount=euro(1000),
    refunded_total=euro(1500),
    reason="",
    requested_by="staff",
)
INVOICE = DocumentIssued(
    order_id="o1",
    order_number="SK-000001",
    number="INV-2026-000001",
    type="invoice",
    issued_on="2026-05-04",
    total=euro(2990),
)
CREDIT_NOTE = INVOICE.model_copy(
    update={"number": "CN-2026-000001", "type": "credit_note", "total": euro(1000), "corrects": INVOICE.number}
)
REVERSAL = CREDIT_NOTE.model_copy(
    update={"number": "INV-2026-000002", "type": "reversal", "corrects": CREDIT_NOTE.number}
)
RETURN = ReturnChanged(
    return_id="o1-2",
    order_id="o1",
    order_number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    access_key="the-key",
    kind="return",
    by="staff",
    lines=[ReturningLine(sku="MUG", quantity=2, title="Mug <blue>"), ReturningLine(sku="TEA", quantity=1, title="Tea")],
    received=[
        ReturnedUnits(sku="MUG", quantity=1, condition="resaleable", restock=True),
        ReturnedUnits(sku="MUG", quantity=1, condition="damaged", restock=False),
    ],
    send_by="2026-06-03T10:00:00.000Z",
)
CLAIM = ReturnChanged(
    return_id="o1-3",
    order_id="o1",
    order_number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    access_key="the-key",
    kind="claim",
    by="staff",
    lines=[ReturningLine(sku="MUG", quantity=2, title="Mug <blue>", reason="damaged")],
    granted=[GrantedUnits(sku="MUG", quantity=1, amount=400)],
)
WITHDRAWAL = WithdrawalDeclared(
    order_id="o1",
    number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    access_key="the-key",
    number_of_withdrawal=1,
    name="Ada Lovelace",
    contact="ada@example.com",
    lines=[LetterLine(sku="MUG", quantity=2, title="Mug <blue>")],
    whole=True,
    declared_at="2026-05-04T10:00:07.123Z",
    delivery=euro(490),
)
STATED = WithdrawalStated(
    order_id="o1",
    number="SK-000001",
    owner="user:ada",
    email="ada@example.com",
    access_key="the-key",
    name="Ada Lovelace",
    contact="ada@example.com",
    words="the chipped one,\n not the other",
    declared_at="2026-05-04T10:00:07.123Z",
)
ALERT = AccountAlert(user_id="ada", email="ada@example.com", device="Firefox on Linux")
USER = UserChanged(user_id="ada", email="ada@example.com", name="Ada")


class FakeMailer:
    """Takes letters, or fails with `trouble`."""

    def __init__(self) -> None:
        self.letters: list[WrittenLetter] = []
        self.trouble: BaseException | None = None

    def __len__(self) -> int:
        return len(self.letters)

    def send(self, letter: WrittenLetter, named: Named) -> str:
        if self.trouble:
            raise self.trouble
        self.letters.append(letter)
        return f"message-{len(self.letters)}"


GIFT = GiftCardSent(
    gift_card_id="g1",
    amount=euro(5000),
    email="ada@example.com",
    name="Bea",
    sender="Ada",
    message="Happy birthday!\nSee you soon.",
    expires_on="2029-12-31",
)
CODE = "7Q2M-9XK4-TD0A-VB3C"


class FakeCodes:
    """The code of every gift card."""

    def of(self, gift_card_id: str) -> str:
        return CODE


class FakePapers:
    """Has every document, or fails with `trouble`."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.content = b"%PDF-1.7"
        self.trouble: Exception | None = None

    def pdf(self, order_id: str, number: str) -> bytes:
        self.asked.append((order_id, number))
        if self.trouble:
            raise self.trouble
        return self.content


class FakeClaims:
    def __init__(self) -> None:
        self.leases: dict[tuple[str, str], int] = {}
        self.done: dict[tuple[str, str], str] = {}
        self.names: dict[tuple[str, str], Named] = {}

    def claim(self, letter: Named, lease_seconds: int, *, late: bool) -> Claim:
        key = (letter.event_id, letter.kind)
        if key in self.done:
            return Claim.DONE
        if self.leases.get(key, 0) > clock.epoch():
            return Claim.HELD
        self.leases[key], self.names[key] = clock.epoch() + lease_seconds, letter
        return Claim.WON

    def sent(self, letter: Named, message_id: str) -> None:
        self.done[(letter.event_id, letter.kind)] = message_id

    def rejected(self, letter: Named, reason: str) -> None:
        self.done[(letter.event_id, letter.kind)] = reason

    def came_back(self, letter: Named, why: Trouble) -> None:
        self.done[(letter.event_id, letter.kind)] = why

    def release(self, letter: Named) -> None:
        self.leases[(letter.event_id, letter.kind)] = 0

    def of_order(self, order_id: str, limit: int, after: str | None) -> tuple[list[Sent], str | None]:
        found = [Sent(named, "sent", NOW) for named in self.names.values() if named.order_id == order_id]
        return found[:limit], None

    def forget(self, order_id: str) -> None:
        self.names = {key: named for key, named in self.names.items() if named.order_id != order_id}


class FakeContacts:
    def __init__(self) -> None:
        self.kept: dict[str, Contact] = {}

    def keep(self, contact: Contact, version: int) -> None:
        self.kept[contact.order_id] = contact

    def forget(self, order_id: str) -> None:
        self.kept[order_id] = Contact(order_id, "", "", "")

    def of_order(self, order_id: str) -> Contact | None:
        return self.kept.get(order_id)

    def exported(self, order_ids: Sequence[str]) -> list[Json]:
        return [{"email": self.kept[order_id].email} for order_id in order_ids if order_id in self.kept]


class FakeDeadAddresses:
    def __init__(self) -> None:
        self.kept: dict[str, Unreachable] = {}

    def put(self, address: str, why: Unreachable) -> None:
        self.kept[address] = why

    def find(self, address: str) -> Unreachable | None:
        return self.kept.get(address)

    def lift(self, address: str) -> None:
        self.kept.pop(address, None)


class FakeHouse:
    def __init__(self) -> None:
        self.own = SHOP
        self.kept: dict[tuple[str, str], Words] = {}

    def shop(self) -> Shop:
        return self.own

    def words(self, kind: str, language: str) -> Words:
        return self.kept.get((kind, language), Words())

    def keep(self, published: ContentPublished, version: int) -> None:
        raise AssertionError("the use cases leave this to the door")

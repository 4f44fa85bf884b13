"""Events of an order's life as the services tell them, for those who follow it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from souk import clock
from souk.events import Event
from souk.events.common import Amount, EventData, LabelledText, OrderLine, PostalAddress
from souk.events.factory import new_event
from souk.events.orders import (
    OrderAnonymised,
    OrderCancellationWish,
    OrderCancelled,
    OrderCorrected,
    OrderDelivered,
    OrderExpired,
    OrderPaid,
    OrderPlaced,
    OrderStateChanged,
)
from souk.events.payments import (
    DisputeChanged,
    FraudWarned,
    PaymentChanged,
    PaymentMismatch,
    RefundChanged,
    TransferChanged,
)
from souk.events.products import ReservationChanged, StockChanged, StockShort
from souk.events.shipping import ShipmentChanged
from souk.events.users import PersonErased, UserChanged
from souk.shopper.owner import guest_owner, user_owner

# As events tell it, to the microsecond.
START = datetime(2026, 3, 1, 12, 0, 0, 617_709, tzinfo=UTC)


def told(event_type: str, aggregate_id: str, version: int, data: EventData, at: datetime = START) -> Event:
    with clock.freeze(at):
        return new_event(event_type, aggregate_id=aggregate_id, aggregate_version=version, data=data)


def eur(amount: int) -> Amount:
    return Amount(amount=amount, currency="EUR")


@dataclass
class Order:
    """Each method is an event of it, a minute after the one before."""

    id: str = "o1"
    number: str = "SK-7Q2M9-XK4TD"
    user: str = ""
    email: str = "ada@example.com"
    name: str = "Ada Lovelace"
    country: str = "DE"
    units: dict[str, int] = field(default_factory=lambda: {"MUG": 2})
    total: int = 2000
    by_transfer: bool = False
    at: datetime = START
    version: int = 0
    payment_version: int = 0
    parcel_version: int = 0

    def placed(self) -> Event:
        more: dict[str, Any] = {"expires_at": "2026-03-01T12:15:00Z", "cart_owner": self.owner, "cart_id": "c1"}
        if self.by_transfer:
            more |= {"expires_at": "2026-03-02T12:00:00Z", "pay_to": [LabelledText(label="IBAN", value="DE00")]}
        return self._order("order.placed", OrderPlaced(**self._snapshot(), **more))

    def paid(self) -> Event:
        return self._order("order.paid", OrderPaid(**self._snapshot(), payment_id=f"pay-{self.id}"))

    def moved(self, event_type: str) -> Event:
        state = event_type.partition(".")[2].upper()
        model = OrderDelivered if state == "DELIVERED" else OrderStateChanged
        data = model(**self._named(), state=state, previous="")
        return self._order(event_type, data)

    def cancelled(self, event_type: str = "order.cancelled") -> Event:
        model = OrderExpired if event_type == "order.expired" else OrderCancelled
        data = model(**self._named(), reason="", cancelled_by="staff", total=eur(self.total))
        return self._order(event_type, data)

    def wished(self, event_type: str = "order.cancellation_requested") -> Event:
        more = {"reason": "", "requested_by": "shopper", "requested_at": clock.isoformat(self.at)}
        return self._order(event_type, OrderCancellationWish(**self._named(), **more))

    def corrected(self, email: str = "", name: str = "") -> Event:
        """All that comes after it says the same."""
        self.email, self.name = email or self.email, name or self.name
        return self._order("order.corrected", OrderCorrected(**self._named(), shipping_address=self._address))

    def anonymised(self) -> Event:
        return self._order("order.anonymised", OrderAnonymised(order_id=self.id))

    def short(self, event_type: str = "stock.shortage") -> Event:
        data: EventData = ReservationChanged(reservation_id=self.id, lines=self.units)
        if event_type == "stock.shortage":
            data = StockShort(reservation_id=self.id, lines=self.units, shortages=[])
        self.parcel_version += 1
        return told(event_type, self.id, self.parcel_version, data, self._next())

    def transfer(self, event_type: str, surplus: int, left: int) -> Event:
        """Of 1000, of which `surplus` was not due; `left` waits to be given back afterwards."""
        data = TransferChanged(
            **self._of_payment(),
            transfer_id="t1",
            reference=self.number,
            amount=eur(1000),
            surplus=eur(surplus),
            due=eur(0),
            surplus_total=eur(left),
            late=False,
            arrived_on="2026-03-01",
        )
        return self._payment(event_type, data)

    def payment(self, event_type: str, payment_id: str = "", captured: int | None = None) -> Event:
        whole = self.total if event_type == "payment.captured" else 0
        data = PaymentChanged(
            **self._of_payment(payment_id),
            attempt="1",
            provider="stripe",
            amount=eur(self.total),
            captured=eur(whole if captured is None else captured),
            refunded=eur(0),
        )
        return self._payment(event_type, data)

    def mismatch(self) -> Event:
        more: dict[str, Any] = {"provider": "stripe", "kind": "amount", "expected": eur(1), "found": eur(2)}
        return self._payment("payment.mismatch", PaymentMismatch(**self._of_payment(), **more))

    def refunded(self, amount: int, event_type: str = "refund.succeeded", refund_id: str = "r1") -> Event:
        data = RefundChanged(
            **self._of_payment(),
            refund_id=refund_id,
            amount=eur(amount),
            refunded_total=eur(amount),
            reason="",
            requested_by="staff",
        )
        return self._payment(event_type, data)

    def disputed(self, status: str = "needs_response", event_type: str = "dispute.opened") -> Event:
        money: dict[str, Any] = dict.fromkeys(("withdrawn", "reinstated", "contested", "disputed_total"), eur(0))
        more: dict[str, Any] = {"dispute_id": "d1", "provider": "stripe", "amount": eur(self.total), "status": status}
        return self._payment(event_type, DisputeChanged(**self._of_payment(), **more, **money))

    def warned(self, event_type: str = "fraud_warning.received") -> Event:
        actionable = event_type == "fraud_warning.received"
        more: dict[str, Any] = {"warning_id": "w1", "provider": "stripe", "amount": eur(self.total)}
        return self._payment(event_type, FraudWarned(**self._of_payment(), **more, actionable=actionable))

    def parcel(self, event_type: str, code: str = "TRACK1", number: int = 1) -> Event:
        named = self._named()
        data = ShipmentChanged(
            shipment_id=f"{self.id}-{number}",
            order_id=self.id,
            order_number=named["number"],
            owner=self.owner,
            email=self.email,
            carrier="sandbox",
            tracking_code=code,
            lines=[],
            complete=True,
        )
        self.parcel_version += 1
        return told(event_type, f"{self.id}-{number}", self.parcel_version, data, self._next())

    def delivered(self) -> list[Event]:
        """All of a life that goes well."""
        return [
            self.placed(),
            self.payment("payment.captured"),
            self.paid(),
            self.moved("order.fulfilling"),
            self.parcel("shipment.shipped"),
            self.moved("order.shipped"),
            self.parcel("shipment.delivered"),
            self.moved("order.delivered"),
        ]

    @property
    def owner(self) -> str:
        return user_owner(self.user) if self.user else guest_owner("token")

    def _next(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at

    def _order(self, event_type: str, data: EventData) -> Event:
        self.version += 1
        return told(event_type, self.id, self.version, data, self._next())

    def _payment(self, event_type: str, data: Any) -> Event:
        self.payment_version += 1
        return told(event_type, data.payment_id, self.payment_version, data, self._next())

    def _of_payment(self, payment_id: str = "") -> dict[str, Any]:
        return {"payment_id": payment_id or f"pay-{self.id}", "order_id": self.id}

    def _named(self) -> dict[str, Any]:
        return {"order_id": self.id, "number": self.number, "owner": self.owner, "email": self.email}

    @property
    def _address(self) -> PostalAddress:
        return PostalAddress(name=self.name, line1="1 Road", city="Bonn", postal_code="53111", country=self.country)

    def _snapshot(self) -> dict[str, Any]:
        lines = [
            OrderLine(sku=sku, quantity=n, product_id="p1", title="Mug", unit_price=eur(1), total=eur(n))
            for sku, n in self.units.items()
        ]
        money = dict.fromkeys(("subtotal", "shipping", "tax"), eur(0))
        more = {
            "lines": lines,
            "shipping_address": self._address,
            "shipping_method": "standard",
            "total": eur(self.total),
        }
        return {**self._named(), **money, **more}


def account(user_id: str, version: int, email: str, name: str = "") -> Event:
    kind = "user.registered" if version == 1 else "user.updated"
    return told(kind, user_id, version, UserChanged(user_id=user_id, email=email, name=name))


def erased(user_id: str) -> Event:
    return told("user.erased", user_id, 9, PersonErased(user_id=user_id))


def stock(event_type: str, sku: str, version: int, available: int, threshold: int = 5) -> Event:
    data = StockChanged(
        sku=sku, product_id=f"p-{sku}", available=available, on_hand=available, reserved=0, threshold=threshold
    )
    return told(event_type, sku, version, data)


def life() -> list[Event]:
    """One order with all that may happen, another of the same guest, one of a member, and stock."""
    first, second = Order(), Order(id="o2", number="SK-22222-22222", units={"MUG": 1, "POT": 3}, total=5000)
    member = Order(id="o3", number="SK-33333-33333", user="u1", email="bob@example.com", name="Bob", total=700)
    return [
        *(first.placed(), first.payment("payment.failed", "pay-0"), first.payment("payment.authorised")),
        *(first.payment("payment.captured"), first.paid(), first.wished(), first.wished("order.cancellation_refused")),
        *(first.short(), first.short("stock.shortage_ended"), first.moved("order.fulfilling")),
        *(first.parcel("shipment.shipped"), first.moved("order.shipped"), first.parcel("shipment.exception")),
        *(first.parcel("shipment.delivered"), first.moved("order.delivered")),
        *(
            first.refunded(300, "refund.failed"),
            first.refunded(300),
            first.disputed(),
            first.warned(),
            first.mismatch(),
        ),
        *(second.placed(), second.payment("payment.captured"), second.paid(), second.cancelled()),
        *(member.placed(), member.paid(), account("u1", 1, "bob@example.com")),
        *(account("u1", 2, "bob@example.org", "B"), stock("stock.low", "MUG", 3, 2)),
        *(stock("stock.back_in_stock", "MUG", 4, 20), stock("stock.low", "POT", 7, 1)),
    ]

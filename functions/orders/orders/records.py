"""The items of the orders table.

    ORDER#<id>  ORDER           the changing part: state, money, parcels, history
        gsi2: UNPAID#<shard> by the time to pay, then STATE#<state> by the time placed
    ORDER#<id>  ORDER#DETAILS   the part that never changes
        gsi1: OWNER#<owner> by the time placed; gsi2: PLACED#<month> by the time placed
    ORDER#<id>  OUTBOX#<event>  what the order published (souk.outbox)

Two items, because every change writes its item whole, and every index that holds it: the changing part of an ordinary
order stays below 1 KB, one write unit, and changes the second index only. A guest's details are in no owner's list.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from pynamodb.attributes import DiscriminatorAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from orders.codec import (
    entry_from_json,
    entry_to_json,
    fields,
    line_from_json,
    line_to_json,
    parcel_from_json,
    parcel_to_json,
    payment_to_json,
    totals_from_json,
    totals_to_json,
)
from orders.details import Address, Details
from orders.order import Order
from orders.settlement import Payment
from orders.states import UNPAID, OrderState
from souk import clock
from souk.dynamo import Record
from souk.owner import is_guest

HEAD = "ORDER"
DETAILS = "ORDER#DETAILS"
# Every order is written to the list of unpaid ones when it is placed, so one partition of the index would bound how
# many orders a second the shop can take. More shards may be added at any time; fewer only when no order is unpaid.
UNPAID_SHARDS = 4


class ByState(GlobalSecondaryIndex["Head"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ByOwner(GlobalSecondaryIndex["DetailsItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = AllProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ByMonth(GlobalSecondaryIndex["DetailsItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi2"
        projection = AllProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class OrderItem(Record):
    """Either part; a query of a whole order yields both."""

    kind = DiscriminatorAttribute()
    gsi2pk = UnicodeAttribute()
    gsi2sk = UnicodeAttribute()


class Head(OrderItem, discriminator="head"):
    state = UnicodeAttribute()
    version = NumberAttribute()
    payments = JSONAttribute(null=True)
    parcels = JSONAttribute(null=True)
    history = JSONAttribute()
    refusal = UnicodeAttribute(null=True)

    by_state = ByState()

    @classmethod
    def of(cls, order: Order) -> Head:
        partition, sort = state_key(order)
        return cls(
            pk_of(order.id),
            HEAD,
            gsi2pk=partition,
            gsi2sk=sort,
            state=order.state.value,
            version=order.version,
            payments=[payment_to_json(payment) for payment in order.payments] or None,
            parcels=[parcel_to_json(parcel) for parcel in order.parcels] or None,
            history=[entry_to_json(entry) for entry in order.history],
            refusal=order.refusal or None,
        )

    def order(self, details: DetailsItem) -> Order:
        return Order(
            details.details(),
            OrderState(self.state),
            int(self.version),
            tuple(entry_from_json(entry) for entry in self.history),
            tuple(Payment(*payment) for payment in self.payments or ()),
            tuple(parcel_from_json(parcel) for parcel in self.parcels or ()),
            self.refusal or "",
        )


class DetailsItem(OrderItem, discriminator="details"):
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    owner = UnicodeAttribute()
    email = UnicodeAttribute()
    access_key = UnicodeAttribute(null=True)
    fingerprint = UnicodeAttribute()
    currency = UnicodeAttribute()
    lines = JSONAttribute()
    totals = JSONAttribute()
    address = JSONAttribute()
    shipping_method = UnicodeAttribute()
    payment_method = UnicodeAttribute()
    cart_id = UnicodeAttribute()
    placed_at = UnicodeAttribute()
    pay_by = UnicodeAttribute()
    notes = UnicodeAttribute(null=True)

    by_owner = ByOwner()
    by_month = ByMonth()

    @classmethod
    def of(cls, details: Details) -> DetailsItem:
        sort = sort_key(details.placed_at, details.id)
        guest = is_guest(details.owner)
        return cls(
            pk_of(details.id),
            DETAILS,
            gsi1pk=None if guest else owner_key(details.owner),
            gsi1sk=None if guest else sort,
            gsi2pk=month_key(clock.isoformat(details.placed_at)[:7]),
            gsi2sk=sort,
            owner=details.owner,
            email=details.email,
            access_key=details.access_key or None,
            fingerprint=details.fingerprint,
            currency=details.totals.total.currency,
            lines=[line_to_json(line) for line in details.lines],
            totals=totals_to_json(details.totals),
            address={name: text for name, text in fields(details.shipping_address).items() if text},
            shipping_method=details.shipping_method,
            payment_method=details.payment_method,
            cart_id=details.cart_id,
            placed_at=clock.isoformat(details.placed_at),
            pay_by=clock.isoformat(details.pay_by),
            notes=details.notes or None,
        )

    def details(self) -> Details:
        return Details(
            id=self.pk.partition("#")[2],
            owner=self.owner,
            email=self.email,
            access_key=self.access_key or "",
            lines=tuple(line_from_json(line, self.currency) for line in self.lines),
            totals=totals_from_json(self.totals, self.currency),
            shipping_address=Address(**self.address),
            shipping_method=self.shipping_method,
            payment_method=self.payment_method,
            cart_id=self.cart_id,
            placed_at=datetime.fromisoformat(self.placed_at),
            pay_by=datetime.fromisoformat(self.pay_by),
            fingerprint=self.fingerprint,
            notes=self.notes or "",
        )


def pk_of(order_id: str) -> str:
    return f"ORDER#{order_id}"


def owner_key(owner: str) -> str:
    return f"OWNER#{owner}"


def month_key(month: str) -> str:
    """`month` as 2026-01."""
    return f"PLACED#{month}"


def unpaid_key(shard: int) -> str:
    return f"UNPAID#{shard}"


def sort_key(moment: datetime, order_id: str) -> str:
    """Sorts by time; the piece of the id tells orders of one millisecond apart."""
    return f"{clock.isoformat(moment)}#{order_id[:8]}"


def state_key(order: Order) -> tuple[str, str]:
    """Where the order stands in the index by state: unpaid ones by the time to pay, others by the time placed."""
    if order.state in UNPAID:
        shard = hashlib.sha256(order.id.encode()).digest()[0] % UNPAID_SHARDS
        return unpaid_key(shard), sort_key(order.details.pay_by, order.id)
    return f"STATE#{order.state}", sort_key(order.details.placed_at, order.id)

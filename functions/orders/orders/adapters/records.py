"""The items of the orders table.

    ORDER#<id>  ORDER           the changing part: state, money, parcels, history, and the events of its changes
        gsi1: NUMBER#<number>, until its person is forgotten
        gsi2: UNPAID#<shard> by the time to pay, then STATE#<state> or UNDER_WAY by the time placed
    ORDER#<id>  ORDER#DETAILS   the part that never changes, and order.placed
        gsi1: OWNER#<owner> by the time placed; gsi2: PLACED#<month> by the time placed
    ORDER#<id>      UNREAD      that a withdrawal in words of this order waits to be read; gone once it is
        gsi2: UNREAD by the time it came in
    CART#<cart id>  ORDERED     which order this filling of a cart became, so that it becomes one
    HELD#<id>       HELD        which counters of unpaid units the order is in, until they end
    LIMIT#<hash>    <limit>#…   a counter (see `souk.limits.table`)
    DRAFT#<id>      DRAFT       what staff put together for somebody, until 30 days after its last change
        gsi2: DRAFTS by the time changed
    CODE#<hash>     USED        that the code of a mailed link was used, until it would be too old
    COUPON#<code>   COUPON      a code that shoppers give for a promotion, and in how many orders it was used
        gsi1: COUPONS#<promotion id> by the batch it was made in, and the code
    PROMOTION#<id>  USES        in how many orders a promotion with a limit was used, and what it took off them
    PERSON#<hash>   USES#<id>   in how many orders of a person, for two years from the last
    USES#<order id> USE#<id>    that the order has used the promotion, while it lives; or that it must not any more
        gsi1: USED#<code> by the time placed

    OFFERS#<hash>   OFFERS      what a carrier asked for a parcel to a place, for minutes

    ORDER#<id>  OUTBOX#<event>#…  an event that is told again, for a day
    TOLD#<id>   OUTBOX#<event>#…  an event about an order or a person that is no change of an order, for a day
    FOLLOW-UP   FOLLOW-UP       how far the lists of orders were gone through for those that wait

Two items, because every change writes its item whole: what never changes is paid for once. Each is packed with its
events into a journal (see `souk.storage.journal`), so that a change is one conditional write, and one write unit for an
ordinary order. The indexes hold keys only: an entry is written when its key changes, not with every change of the item.
A guest's details are in no owner's list, nor are those of whom the shop has
forgotten; these have an end, `expires_at`, at which DynamoDB deletes both items.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from orders.adapters.codec import details_from_json, details_to_json, progress_from_json, progress_to_json
from orders.domain.details import Details
from orders.domain.order import Order
from orders.domain.states import UNPAID, OrderState
from souk import clock
from souk.shopper.owner import user_id_of
from souk.storage.dynamo import Record
from souk.storage.journal import pack, unpack

HEAD = "ORDER"
DETAILS = "ORDER#DETAILS"
FILLING = "ORDERED"
HELD = "HELD"
UNREAD = "UNREAD"
USED = "USED"
COUPON = "COUPON"
USES = "USES"
OFFERS = "OFFERS"
DRAFT = "DRAFT"
DRAFTS = "DRAFTS"
PLACE = "FOLLOW-UP"
# Every order is written to the list of unpaid ones when it is placed, so one partition of the index would bound how
# many orders a second the shop can take. More shards may be added at any time; fewer only when no order is unpaid.
UNPAID_SHARDS = 4
# From the first parcel to the door an order changes its state two or three times in a few days. One list for these
# states saves the two write units that a move from list to list costs. The back office lists each of them.
UNDER_WAY = frozenset({OrderState.FULFILLING, OrderState.PARTIALLY_SHIPPED, OrderState.SHIPPED})


class ByList(GlobalSecondaryIndex["ListEntry"]):  # type: ignore[no-untyped-call]
    """Of the changing parts by list, of the details by month."""

    class Meta:
        index_name = "gsi2"
        projection = KeysOnlyProjection()

    gsi2pk = UnicodeAttribute(hash_key=True)
    gsi2sk = UnicodeAttribute(range_key=True)


class ByOwner(GlobalSecondaryIndex["ListEntry"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "gsi1"
        projection = KeysOnlyProjection()

    gsi1pk = UnicodeAttribute(hash_key=True)
    gsi1sk = UnicodeAttribute(range_key=True)


class ListEntry(Record):
    """An order's place in a list: an entry of an index, which holds keys only."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)

    by_owner = ByOwner()
    by_list = ByList()


class OrderItem(Record):
    """Either part. A query of a whole order yields both."""

    kind = DiscriminatorAttribute()
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    gsi2pk = UnicodeAttribute()
    gsi2sk = UnicodeAttribute()
    journal = BinaryAttribute(legacy_encoding=False)
    expires_at = NumberAttribute(null=True)


class Head(OrderItem, discriminator="head"):
    """`state` is for people who read the table, and for conditions."""

    state = UnicodeAttribute()
    version = NumberAttribute()

    @classmethod
    def of(cls, order: Order) -> Head:
        partition, sort = list_key(order)
        return cls(
            pk_of(order.id),
            HEAD,
            gsi1pk=None if order.details.kept_until else number_key(order.details.number),
            gsi1sk=None if order.details.kept_until else HEAD,
            gsi2pk=partition,
            gsi2sk=sort,
            state=order.state.value,
            version=order.version,
            journal=pack(progress_to_json(order), order.published[1:]),
            expires_at=end_of(order.details),
        )

    def order(self, details: DetailsItem) -> Order:
        progress, events = unpack(self.journal)
        placed, published = unpack(details.journal)
        return Order(
            details_from_json(order_id_of(self), placed),
            OrderState(self.state),
            int(self.version),
            **progress_from_json(progress),
            published=published + events,
        )


class DetailsItem(OrderItem, discriminator="details"):
    @classmethod
    def of(cls, order: Order) -> DetailsItem:
        details = order.details
        sort = sort_key(details.placed_at, details.id)
        listed = user_id_of(details.owner) is not None
        return cls(
            pk_of(details.id),
            DETAILS,
            gsi1pk=owner_key(details.owner) if listed else None,
            gsi1sk=sort if listed else None,
            gsi2pk=month_key(clock.isoformat(details.placed_at)[:7]),
            gsi2sk=sort,
            journal=pack(details_to_json(details), order.published[:1]),
            expires_at=end_of(details),
        )


class Filling(Record):
    """Written with the order it became, and never again."""

    order_id = UnicodeAttribute()

    @classmethod
    def of(cls, order: Order) -> Filling:
        return cls(filling_key(order.details.cart_id), FILLING, order_id=order.id)


def coupon_key(code: str) -> str:
    return f"COUPON#{code}"


def coupons_key(promotion_id: str) -> str:
    return f"COUPONS#{promotion_id}"


def promotion_key(promotion_id: str) -> str:
    return f"PROMOTION#{promotion_id}"


def person_key(person: str) -> str:
    return f"PERSON#{person}"


def person_uses(promotion_id: str) -> str:
    return f"USES#{promotion_id}"


def uses_key(order_id: str) -> str:
    return f"USES#{order_id}"


def use_sort(promotion_id: str) -> str:
    return f"USE#{promotion_id}"


def used_key(code: str) -> str:
    return f"USED#{code}"


def draft_key(draft_id: str) -> str:
    return f"DRAFT#{draft_id}"


def claim_key(order_id: str) -> str:
    return f"HELD#{order_id}"


def told_key(aggregate_id: str) -> str:
    return f"TOLD#{aggregate_id}"


def filling_key(cart_id: str) -> str:
    return f"CART#{cart_id}"


class UnreadItem(Record):
    """Written and deleted with the change of the order that says so."""

    gsi2pk = UnicodeAttribute(null=True)
    gsi2sk = UnicodeAttribute(null=True)

    @classmethod
    def of(cls, order: Order) -> UnreadItem:
        since = sort_key(order.unread[0].at, order.id) if order.unread else None
        return cls(pk_of(order.id), UNREAD, gsi2pk=UNREAD if since else None, gsi2sk=since)


class Claim(Record):
    """`counters` is JSON: of each its keys, the units, and when its window ends in Unix time."""

    counters = UnicodeAttribute()
    expires_at = NumberAttribute()


class UsedCode(Record):
    """`by` is a hash of what whoever used it said to be known again by."""

    by = UnicodeAttribute()
    expires_at = NumberAttribute()

    @classmethod
    def of(cls, code: str, by: str, until: datetime) -> UsedCode:
        return cls(f"CODE#{code}", USED, by=by, expires_at=int(until.timestamp()))


class CouponItem(Record):
    """`used` is counted where there is a `limit`. `ended_at` is there once staff have ended it."""

    gsi1pk = UnicodeAttribute()
    gsi1sk = UnicodeAttribute()
    promotion_id = UnicodeAttribute()
    limit = NumberAttribute(null=True)
    used = NumberAttribute(null=True)
    made_at = UnicodeAttribute()
    made_by = UnicodeAttribute()
    batch = UnicodeAttribute(null=True)
    ended_at = UnicodeAttribute(null=True)


class PromotionUses(Record):
    """`spent` in minor units. No item: none."""

    used = NumberAttribute(null=True)
    spent = NumberAttribute(null=True)


class PersonUses(Record):
    used = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class Tally(Record):
    """Any of those that count, to be read in one request."""

    promotion_id = UnicodeAttribute(null=True)
    limit = NumberAttribute(null=True)
    used = NumberAttribute(null=True)
    spent = NumberAttribute(null=True)
    made_at = UnicodeAttribute(null=True)
    made_by = UnicodeAttribute(null=True)
    batch = UnicodeAttribute(null=True)
    ended_at = UnicodeAttribute(null=True)


class UseItem(Record):
    """`refused`: the checkout of this order found nothing left, so that no twin of it may go on with what it held."""

    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)
    code = UnicodeAttribute(null=True)
    amount = NumberAttribute(null=True)
    currency = UnicodeAttribute(null=True)
    at = UnicodeAttribute(null=True)
    refused = BooleanAttribute(null=True)
    expires_at = NumberAttribute(null=True)


class DraftItem(Record):
    """`wish` is JSON; there is none once it is an order."""

    gsi2pk = UnicodeAttribute()
    gsi2sk = UnicodeAttribute()
    version = NumberAttribute()
    made_by = UnicodeAttribute()
    made_at = UnicodeAttribute()
    changed_at = UnicodeAttribute()
    wish = UnicodeAttribute(null=True)
    order_id = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class OfferItem(Record):
    """`offers` is JSON; of nobody's answer it is of none, for a shorter time."""

    offers = UnicodeAttribute()
    expires_at = NumberAttribute()


class PlaceItem(Record):
    """`lists` is JSON: of each list that was not gone through to its end, the last entry that was looked at."""

    lists = UnicodeAttribute()


def end_of(details: Details) -> int | None:
    """When the order is deleted, in seconds since the epoch."""
    return int(details.kept_until.timestamp()) if details.kept_until else None


def pk_of(order_id: str) -> str:
    return f"ORDER#{order_id}"


def order_id_of(record: Record) -> str:
    return str(record.pk).partition("#")[2]


def number_key(number: str) -> str:
    return f"NUMBER#{number}"


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


def state_key(state: OrderState) -> str:
    """The list of the paid or dead orders in this state."""
    return "UNDER_WAY" if state in UNDER_WAY else f"STATE#{state}"


def list_key(order: Order) -> tuple[str, str]:
    """The list an order is in, and where: unpaid ones by the time to pay, others by the time placed."""
    if order.state in UNPAID:
        shard = hashlib.sha256(order.id.encode()).digest()[0] % UNPAID_SHARDS
        return unpaid_key(shard), sort_key(order.details.pay_by, order.id)
    return state_key(order.state), sort_key(order.details.placed_at, order.id)

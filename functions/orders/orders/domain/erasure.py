"""What is left of an order whose person is to be forgotten.

Tax law keeps the records of a sale: what was sold to whom, when and for how much. In Germany that is § 147 (1) no. 4
and (3) AO, https://www.gesetze-im-internet.de/ao_1977/__147.html: eight years for documents of entries in the books,
from the end of the calendar year (4). Everything else is removed, and of an order that nobody has paid, the address as
well: there was no sale.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from orders.domain.cancellation import Cancellation
from orders.domain.details import Address, Details
from orders.domain.order import HistoryEntry, Order
from orders.domain.parcels import Parcel
from orders.domain.states import DEAD
from souk.shopper.owner import ERASED

TAX_YEARS = 8
# A sale can be withdrawn from for 14 days (directive 2011/83/EU, article 9), and then money goes back.
SETTLING = timedelta(days=30)


def is_over(order: Order, now: datetime) -> bool:
    """Whether nothing can come of it any more for which its person would have to be known."""
    owing = order.state in DEAD and bool(order.owed)
    contested = any(dispute.contested for dispute in order.disputes)
    open_ = owing or contested or bool(order.unread)
    return order.ended_at is not None and not open_ and order.ended_at + SETTLING <= now


def is_anonymous(order: Order) -> bool:
    return order.details.kept_until is not None


def anonymised(order: Order) -> Order:
    """Without its person but for what tax law keeps, and without the events that named them."""
    wish = order.cancellation
    return replace(
        order,
        details=_details(order),
        history=tuple(_entry(entry) for entry in order.history),
        parcels=tuple(_parcel(parcel) for parcel in order.parcels),
        cancellation=_wish(wish) if wish else None,
        corrected=None,
        readdressing=None,
        line_cancellations=tuple(known.anonymised() for known in order.line_cancellations),
        supplements=tuple(supplement.anonymised() for supplement in order.supplements),
        withdrawals=tuple(withdrawal.anonymised() for withdrawal in order.withdrawals),
        published=(),
    )


def _details(order: Order) -> Details:
    details = order.details
    held, country = order.address, order.address.country
    address = replace(held, phone="") if order.was_paid else Address(name="", line1="", country=country)
    return replace(
        details,
        owner=ERASED,
        email="",
        access_key="",
        shipping_address=address,
        fingerprint="",
        notes="",
        locale="",
        flags=(),
        agreed=(),
        pickup_point=None,
        gifts=(),
        # A sole trader's is personal; what was invoiced keeps it as long as tax law keeps the invoice.
        business=details.business if order.was_paid else None,
        kept_until=datetime(details.placed_at.year + TAX_YEARS + 1, 1, 1, tzinfo=UTC),
    )


def _entry(entry: HistoryEntry) -> HistoryEntry:
    """What a shopper or staff wrote may name somebody; what the shop writes by itself does not."""
    by_people = entry.by == "shopper" or entry.by.startswith("staff:")
    return replace(entry, reason="") if by_people else entry


def _wish(wish: Cancellation) -> Cancellation:
    return replace(wish, reason="")


def _parcel(parcel: Parcel) -> Parcel:
    """The carrier tells by its code who had it."""
    return replace(parcel, tracking_code="", tracking_url="")

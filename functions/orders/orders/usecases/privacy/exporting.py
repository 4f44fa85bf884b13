"""What a person is given of their orders when they ask for their data (`souk.exports`).

The orders are written page by page, and each page is told to those who keep something under an order. What is done
twice is written over: only orders that were placed before it was asked for are taken, so the pages are the same again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from orders.domain.cancellation import Cancellation, LinesCancellation, Repricing, Statement, Unread, Withdrawal
from orders.domain.corrections import Corrected, Readdressing
from orders.domain.details import Address, Details, GiftFor, PickupPoint
from orders.domain.disputes import OrderDispute
from orders.domain.facts.downloads import Download, FileConsent
from orders.domain.facts.supplements import AddedLine, Supplement
from orders.domain.order import HistoryEntry, Order
from orders.domain.parcels import Parcel, ParcelLine
from orders.domain.settlement import OrderPayment
from orders.domain.totals import OrderLine, Tax, Totals
from orders.usecases.ports import OrderStore
from orders.usecases.privacy.owned import owned_by
from souk.events.factory import new_event
from souk.events.orders import OrdersExportAsked
from souk.exports.parts import ExportParts
from souk.exports.readable import Covered, readable
from souk.pricing.delivery.arrival import ArrivalDays
from souk.shopper.owner import user_owner
from souk.taxes.business import BusinessNumber

A_PAGE = 50
COVERED: Covered = {
    Order: (
        "details",
        "state",
        "history",
        "payments",
        "parcels",
        "disputes",
        "cancellation",
        "corrected",
        "readdressing",
        "withdrawals",
        "unread",
        "line_cancellations",
        "supplements",
        "downloads",
        "file_consents",
    ),
    BusinessNumber: ("number", "place", "confirmed", "consultation", "asked_on"),
    Download: ("sku", "name", "times", "first"),
    FileConsent: ("sku", "version", "at"),
    LinesCancellation: (
        "number",
        "state",
        "lines",
        "requested_at",
        "reason",
        "answered_at",
        "answer",
        "amounts",
        "edit",
    ),
    Repricing: ("prices", "shipping"),
    Supplement: ("number", "lines", "shipping", "total", "at", "reason", "order_id", "refusal", "answered_at"),
    AddedLine: ("sku", "title", "quantity", "price"),
    Withdrawal: ("number", "statement", "lines", "at", "refusal"),
    Statement: ("declared_by", "contact", "words"),
    Unread: ("statement", "at"),
    Details: (
        "id",
        "number",
        "owner",
        "email",
        "business",
        "placed_at",
        "pay_by",
        "payment_method",
        "shipping_method",
        "shipping_address",
        "lines",
        "totals",
        "notes",
        "locale",
        "flags",
        "digital_consent",
        "pickup_point",
        "arrives",
        "gifts",
    ),
    GiftFor: ("sku", "email", "send_on", "name", "sender", "message"),
    ArrivalDays: ("earliest", "latest"),
    PickupPoint: ("carrier", "id", "kind", "name", "line1", "postal_code", "city", "country", "hours"),
    Corrected: ("email", "address"),
    Readdressing: ("address", "state", "at", "reason", "answer"),
    Address: ("name", "line1", "line2", "city", "postal_code", "region", "country", "phone"),
    OrderLine: ("sku", "title", "variant_title", "quantity", "unit_price"),
    Totals: ("subtotal", "shipping", "tax", "total", "taxes", "tax_included"),
    Tax: ("rate", "amount"),
    HistoryEntry: ("state", "at", "reason"),
    OrderPayment: ("id", "provider", "status", "authorised", "captured", "refunded"),
    Parcel: ("id", "state", "carrier", "tracking_code", "tracking_url", "lines"),
    ParcelLine: ("sku", "quantity"),
    OrderDispute: ("id", "status", "reason", "amount"),
    Cancellation: ("state", "requested_at", "reason", "answered_at", "answer"),
}


class ExportedOrders:
    def __init__(self, store: OrderStore, parts: ExportParts) -> None:
        self._store = store
        self._parts = parts

    def of_person(self, user_id: str, export_id: str, asked_at: datetime) -> None:
        orders = owned_by(user_owner(user_id), self._store)
        self.of_orders(export_id, (order for order in orders if order.details.placed_at <= asked_at))

    def of_orders(self, export_id: str, orders: Iterable[Order]) -> None:
        """Writes these orders, at most a page of them in memory. Whoever they belong to is not looked at."""
        page = 0
        for page, held in enumerate(_pages(orders), start=1):
            self._parts.put(export_id, page, {"orders": [readable(order, COVERED) for order in held]})
            data = OrdersExportAsked(export_id=export_id, page=page, order_ids=[order.id for order in held])
            self._store.publish(
                new_event("order.export_asked", aggregate_id=export_id, aggregate_version=page, data=data)
            )
        self._parts.counted(export_id, page)


def _pages(orders: Iterable[Order]) -> Iterator[list[Order]]:
    left = iter(orders)
    while held := list(islice(left, A_PAGE)):
        yield held

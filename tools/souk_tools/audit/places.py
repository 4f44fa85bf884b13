"""Locations: what is where adds up to the stock, and orders are sent from where their units were."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from souk_tools.audit.rows import Finding, Row, Shop, decoded

MAIN = "main"


def recorded(shop: Shop) -> Iterator[Finding]:
    """True at every moment: of each location beside the first the ledger says what its book says, and the first has
    what is left, with what was sold and is not shared out yet. No location has fewer than none.
    """
    waiting: Counter[str] = Counter()
    for reservation in shop.reservations.values():
        if reservation["state"] == "committed" and not _allocated(reservation):
            waiting.update(_out(reservation))
    for sku, book in {**dict.fromkeys(shop.ledger), **shop.books}.items():
        units: dict[str, int] = decoded(book, "units") if book else {}
        moved: Counter[str] = Counter()
        for row in shop.ledger.get(sku, ()):
            moved.update(decoded(row, "moved") or {})
        if +moved != Counter(units) or -moved:
            yield Finding("stock-places", sku, f"recorded {units}, the ledger says {dict(moved)}")
        on_hand = sum(row["on_hand"] for row in shop.levels.get(sku, ()))
        owed = any(row.get("backorder") for row in shop.levels.get(sku, ())) or on_hand < 0
        if units and sum(units.values()) > on_hand + waiting[sku] and not owed:
            yield Finding("stock-places", sku, f"{units} are elsewhere, {on_hand} are on hand in all")


def shared_out(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what is allocated of an order is what is out of it."""
    for reservation_id, reservation in shop.reservations.items():
        allocated = _allocated(reservation)
        units = sum((Counter(share) for share in allocated.values()), Counter[str]())
        if allocated and (reservation["state"] != "committed" or units != _out(reservation)):
            told = f"allocated {allocated}, {dict(_out(reservation))} are out"
            yield Finding("stock-allocated", reservation_id, told)


def sent(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: each location sends what was allocated to it, until units come back."""
    for order in shop.whole_orders():
        reservation = shop.reservations.get(order.id, {})
        allocated = _allocated(reservation)
        again = any(parcel.get("again") for parcel in shop.tracking.get(order.id, ()))
        # What is sent again leaves from where staff say, as far as it is there.
        if not allocated or decoded(reservation, "returned") or again:
            continue
        to_send: dict[str, Counter[str]] = {}
        for place, share in allocated.items():
            units = Counter({sku: count for sku, count in share.items() if sku in order.to_send})
            if units:
                to_send[place] = units
        parcels: dict[str, Counter[str]] = defaultdict(Counter)
        for parcel in shop.tracking.get(order.id, ()):
            if not parcel.get("cancelled_at"):
                here = parcel.get("location", MAIN)
                for sku, quantity, *_ in parcel.get("lines", ()):
                    parcels[here][sku] += quantity
                # What is fetched is brought together.
                for place, sku, quantity in parcel.get("elsewhere", ()):
                    parcels[place][sku] += quantity
                    parcels[here][sku] -= quantity
        if {place: +units for place, units in parcels.items() if +units} != to_send:
            yield Finding("parcel-allocated", order.id, f"sent {dict(parcels)}, allocated {to_send}")


def _allocated(reservation: Row) -> dict[str, dict[str, int]]:
    return decoded(reservation, "allocated") or {}


def _out(reservation: Row) -> Counter[str]:
    return Counter(decoded(reservation, "lines") or {}) - Counter(decoded(reservation, "returned") or {})

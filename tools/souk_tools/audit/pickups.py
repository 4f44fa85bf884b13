"""Orders that are fetched: staff see what lies ready, and nothing is handed out that did not. Orders to a pick-up point
of a carrier: their parcels go there."""

from __future__ import annotations

from collections.abc import Iterator

from souk.shopper.owner import ERASED
from souk_tools.audit.rows import Finding, Shop

_WAITING = ("QUEUE#to_collect", "QUEUE#uncollected")


def handed_out(shop: Shop) -> Iterator[Finding]:
    """True at every moment: no carrier has what is fetched, and it lay ready before it was handed out."""
    for order_id, parcels in shop.tracking.items():
        for parcel in parcels:
            if not parcel.get("pickup"):
                continue
            name, said = f"{order_id} {parcel['sk']}", {scan[1] for scan in parcel.get("scans", ())}
            if parcel.get("carrier") != "manual":
                yield Finding("pickup-carried", name, f"it is fetched, and {parcel.get('carrier')} is to bring it")
            if "delivered" in said and "ready" not in said:
                yield Finding("pickup-not-ready", name, "handed out, and it never lay ready")
            if parcel["state"] == "shipped" and parcel.get("gsi1pk") not in _WAITING:
                yield Finding("pickup-unseen", name, "it lies ready, and is in no list")


def to_points(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what is sent to a carrier's point goes to the one that its shopper chose, and by nobody but
    that carrier or staff.
    """
    for order_id, parcels in shop.tracking.items():
        order = shop.orders.get(order_id)
        chosen = order.details.get("pickup_point") if order else None
        for parcel in parcels:
            if "lines" not in parcel or parcel.get("owner") == ERASED:
                continue
            point, name = parcel.get("point"), f"{order_id} {parcel['sk']}"
            if chosen and point != chosen:
                yield Finding("point-elsewhere", name, f"{chosen['id']} was chosen, it goes to {point and point['id']}")
            if point and parcel.get("carrier") not in (point["carrier"], "manual"):
                yield Finding("point-of-another", name, f"{parcel.get('carrier')} does not go to {point['id']}")

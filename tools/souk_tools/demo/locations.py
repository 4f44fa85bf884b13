"""What the shop has at several locations."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.telling import step
from souk_tools.shopper import Placed, Shopper


def buy_at_two_locations(shopper: Shopper, operator: ShopApi) -> Placed:
    """Staff set up a second location and take all there is of the second thing there."""
    things = [shopper.something_in_stock()]
    things.append(shopper.something_in_stock(besides=things[0]["sku"]))
    known = operator.send("GET", "/admin/locations")
    places = {each["id"]: each for each in known.json()["locations"]}
    for number, (place, country) in enumerate((("main", "DE"), ("lyon", "FR")), start=1):
        places.setdefault(place, {"id": place, "name": place.title(), "country": country, "priority": number})
    body = {"rule": "fewest", "locations": [*places.values()]}
    operator.call("PUT", "/admin/locations", body, {"If-Match": known.headers["ETag"]})
    for thing, place in zip(things, ("main", "lyon"), strict=True):
        path = f"/admin/stock/{quote(thing['sku'], safe='')}"
        there = operator.call("GET", path)["locations"]
        for other, units in there.items():
            if other != place and units > 0:
                moved = {"kind": "transfer", "quantity": units, "reason": "demo", "location": other, "to": place}
                operator.call("POST", f"{path}/movements", moved, {"Idempotency-Key": str(uuid.uuid4())})
        step(shopper, f"stock     {thing['sku']}: {operator.call('GET', path)['locations']}")
        shopper.put_into_cart(thing["sku"])
    return pay(shopper, check_out(shopper, "stripe"))


def one_leaves_first(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """Each location has its parcel; one is handed over, and the other follows."""
    found: list[dict[str, Any]] = []

    def are_booked() -> bool:
        found[:] = operator.call("GET", f"/admin/shipments?order_id={placed.order_id}")["items"]
        return len(found) > 1 and all(parcel["state"] != "created" for parcel in found)

    if not wait_until(are_booked, 60, every_seconds=0.2) or {it["location"] for it in found} != {"main", "lyon"}:
        raise LocalCloudError(f"{placed.number} has no two parcels: {found}")
    for parcel in found:
        lines = ", ".join(f"{line['quantity']} × {line['sku']}" for line in parcel["lines"])
        step(shopper, f"parcel    {parcel['id']} from {parcel['location']}: {lines}, {parcel['tracking_code']}")
    first = found[-1]["id"]
    operator.call("POST", f"/admin/shipments/{first}/hand-over", {}, {"Idempotency-Key": first})
    step(shopper, f"left      {first}")
    return 0

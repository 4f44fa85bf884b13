"""What is picked up in the shop, for the code of the letter."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.telling import step
from souk_tools.shopper import Placed, Shopper

PLACE = {
    "location": "main",
    "name": "Market hall, stall 12",
    "line1": "Marheinekeplatz 15",
    "postal_code": "10961",
    "city": "Berlin",
    "country": "DE",
    "hours": "Mon–Fri 10–18",
}
WRONG = "000000"


def buy_to_pick_up(shopper: Shopper, operator: ShopApi) -> Placed:
    """Staff publish where orders can be picked up, unless they have."""
    path = "/admin/content/settings"
    seen = operator.send("GET", path)
    draft = seen.json()["draft"]["settings"]
    if not any(place["location"] == PLACE["location"] for place in draft["pickups"]):
        body = {"settings": {**draft, "pickups": [*draft["pickups"], PLACE]}}
        after = operator.call("PUT", path, body, {"If-Match": seen.headers["ETag"]})
        operator.call("POST", f"{path}/publish", headers={"If-Match": f'"{after["version"]}"'})
    way = f"pickup-{PLACE['location']}"
    shopper.put_into_cart(shopper.something_in_stock()["sku"])

    def is_offered() -> bool:
        offered = shopper.call("GET", f"/checkout/options?country={shopper.address['country']}")
        return any(each["id"] == way for each in offered["shipping_methods"])

    if not wait_until(is_offered, 90, every_seconds=1):
        raise LocalCloudError(f"{way} is not offered")
    step(shopper, f"pick-up   at {PLACE['name']}, {PLACE['line1']}, {PLACE['city']}")
    shopper.shipping_method = way
    return pay(shopper, check_out(shopper, "stripe"))


def is_handed_out(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """It is packed and lies ready; only who knows its code is given it."""
    found: list[dict[str, Any]] = []

    def is_made() -> bool:
        found[:] = operator.call("GET", f"/admin/shipments?order_id={placed.order_id}")["items"]
        return bool(found)

    if not wait_until(is_made, 60, every_seconds=0.5) or found[0]["carrier"] != "manual":
        raise LocalCloudError(f"{placed.number} has nothing to pick up: {found}")
    path = f"/admin/shipments/{found[0]['id']}"

    def work(act: str, body: dict[str, Any]) -> Any:
        return operator.call("POST", f"{path}/{act}", body, {"Idempotency-Key": str(uuid.uuid4())})

    work("packing", {})
    work("hand-over", {})
    [lies] = shopper.call("GET", f"/shipments?order_id={placed.order_id}", **shopper.key(placed))["items"]
    step(shopper, f"ready     {lies['id']} is {lies['state']}, for the code {lies['pickup_code']}")
    refused = operator.send("POST", f"{path}/hand-over", {"code": WRONG})
    if lies["pickup_code"] != WRONG and refused.status_code != HTTPStatus.CONFLICT:
        raise LocalCloudError(f"{placed.number} was handed out for a wrong code")
    step(shopper, f"refused   for the code {WRONG}: {refused.json()['code']}")
    out = work("hand-over", {"code": lies["pickup_code"]})
    step(shopper, f"out       {out['id']} is {out['state']}")
    return 0

"""What is sold before it is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.telling import step
from souk_tools.goods import promised
from souk_tools.shopper import Placed, Shopper

TITLE, UNITS, DAYS = "Brass Sundial", 3, 30


def buy_in_advance(shopper: Shopper, operator: ShopApi) -> Placed:
    """One of three is there; the others are promised for a day."""
    day = str((datetime.now(UTC) + timedelta(days=DAYS)).date())
    sku = promised(operator, TITLE, day)

    def for_sale() -> int:
        stock = shopper.stock(sku)
        return int(stock["available"] + (stock["preorder_left"] or 0))

    if not wait_until(lambda: for_sale() >= UNITS, 30, every_seconds=0.5):
        raise LocalCloudError(f"only {for_sale()} of {sku} are for sale")
    shopper.put_into_cart(sku, UNITS)
    placed = check_out(shopper, "stripe")
    [line] = shopper.order(placed)["lines"]
    step(shopper, f"promised  {line['waiting']} of {line['quantity']} × {sku} for {line['available_from']}")
    return pay(shopper, placed)


def comes_in(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """What is there leaves; what waits follows once staff have received it."""
    found: list[dict[str, Any]] = []

    def parcels() -> list[dict[str, Any]]:
        found[:] = operator.call("GET", f"/admin/shipments?order_id={placed.order_id}")["items"]
        return found

    def has_left() -> bool:
        return any(parcel["awaits"] for parcel in parcels()) and any(
            parcel["state"] not in ("created", "booked") for parcel in found
        )

    if not wait_until(has_left, 60, every_seconds=0.5):
        raise LocalCloudError(f"{placed.number} has no parcel that left and one that waits: {found}")
    for parcel in found:
        units = ", ".join(f"{line['quantity']} × {line['sku']}" for line in parcel["lines"])
        step(shopper, f"parcel    {parcel['id']}: {units}, {'waits' if parcel['awaits'] else parcel['state']}")
    sku = found[0]["lines"][0]["sku"]
    waits = operator.call("GET", f"/admin/stock/waiting?sku={quote(sku, safe='')}")["items"]
    # Others may have waited longer.
    units = sum(one["units"] for one in waits)
    if placed.order_id not in {one["order_id"] for one in waits}:
        raise LocalCloudError(f"{placed.number} is not among what is awaited: {waits}")
    body = {"kind": "receipt", "quantity": units, "reason": "what was promised"}
    path = f"/admin/stock/{quote(sku, safe='')}/movements"
    operator.call("POST", path, body, {"Idempotency-Key": f"came-in-{placed.order_id}"})
    step(shopper, f"received  {units} × {sku}, for which {len(waits)} waited")
    return 0

"""What is changed before it is sent."""

from __future__ import annotations

import uuid
from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import paid_and_sent
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper


def cancels_a_line(shopper: Shopper, placed: Placed, _operator: ShopApi) -> int:
    """The shopper wants one unit out, looks at what comes back, and says so; shipping opens the parcel, if it can."""
    seen: dict[str, Any] = {}

    def is_paid() -> bool:
        seen.update(shopper.order(placed))
        return seen["state"] in ("PAID", "FULFILLING")

    if not wait_until(is_paid, 60, every_seconds=0.2) or not seen["cancellable"]:
        raise LocalCloudError(f"nothing of {placed.number} can be cancelled: it is {seen['state']}")
    line = {"sku": seen["cancellable"][0]["sku"], "quantity": 1}
    path = f"/orders/{placed.order_id}/cancel"

    def cancel(**more: bool) -> Any:
        body = {"lines": [line], "reason": "one is enough", **more}
        return shopper.call("POST", path, body, Idempotency_Key=str(uuid.uuid4()), **shopper.key(placed))

    less = cancel(preview=True)["line_cancellations"][0]["amount"]
    step(shopper, f"preview   1 × {line['sku']} would give back {money(less)}")
    number = cancel()["line_cancellations"][0]["number"]
    wish: dict[str, Any] = {}

    def is_answered() -> bool:
        (found,) = (one for one in shopper.order(placed)["line_cancellations"] if one["number"] == number)
        wish.update(found)
        return bool(wish["state"] != "requested")

    if not wait_until(is_answered, 60, every_seconds=0.5) or wish["state"] != "accepted":
        raise LocalCloudError(f"the unit is not cancelled: {wish}")

    def is_paid_back() -> bool:
        seen.update(shopper.order(placed))
        return bool(seen["money"]["refunded"]["amount"] == less["amount"])

    if not wait_until(is_paid_back, 60, every_seconds=0.5):
        raise LocalCloudError(f"{money(less)} are not paid back: {seen['money']}")
    step(shopper, f"cancelled 1 × {line['sku']}, {money(less)} went back, the order costs {money(seen['total'])}")
    return int(less["amount"])


def is_edited(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """On the telephone again: one unit is enough, a tenth less for the delay, and something else beside it; staff look
    first. What is added is an order of its own, paid by the link of its letter.
    """
    path = f"/admin/orders/{placed.order_id}"
    seen: dict[str, Any] = {}

    def is_packed() -> bool:
        seen.update(operator.call("GET", path))
        return bool(seen["state"] == "FULFILLING" and seen["cancellable"])

    if not wait_until(is_packed, 60, every_seconds=0.2):
        raise LocalCloudError(f"{placed.number} cannot be changed: it is {seen['state']}")
    line = seen["lines"][0]
    price = {**line["unit_price"], "amount": line["unit_price"]["amount"] * 9 // 10}
    body: dict[str, Any] = {
        "remove": [{"sku": line["sku"], "quantity": 1}],
        "prices": [{"sku": line["sku"], "price": price}],
        "add": [{"sku": shopper.something_in_stock(1)["sku"], "quantity": 1}],
        "reason": "One is enough, and it came late",
    }

    def edit(**more: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4()), "If-Match": f'"{operator.call("GET", path)["version"]}"'}
        return operator.call("POST", f"{path}/edits", {**body, **more}, headers)

    after = edit(preview=True)
    less, due = after["edits"][-1]["amount"], after["supplements"][-1]["total"]
    step(shopper, f"preview   {money(after['total'])} instead of {money(seen['total'])}, {money(less)} would go back")
    step(shopper, f"preview   1 × {body['add'][0]['sku']} beside it would be {money(due)}")
    number = edit(expected_due=due)["edits"][-1]["number"]

    def is_paid_back() -> bool:
        seen.update(operator.call("GET", path))
        is_added = bool(seen["supplements"] and seen["supplements"][-1]["order_id"])
        return bool(seen["money"]["refunded"]["amount"] == less["amount"]) and is_added

    if not wait_until(is_paid_back, 60, every_seconds=0.5):
        raise LocalCloudError(f"change {number} of {placed.number} has not come true: {seen['edits']}")
    if seen["total"] != after["total"]:
        raise LocalCloudError(f"{placed.number} costs {money(seen['total'])}, and not what was shown")
    step(shopper, f"edited    {money(less)} went back, the order costs {money(seen['total'])}")
    added = seen["supplements"][-1]
    step(shopper, f"added     {paid_and_sent(shopper, added['order_id'], added['order_number'], due)}")
    return int(less["amount"])

"""What comes back, is claimed or does not arrive."""

from __future__ import annotations

import uuid
from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import paid_and_sent
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper


def returns(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """The shopper asks, sends it, staff receive it, and the money goes back."""
    held = shopper.call("GET", f"/returns?order_id={placed.order_id}", **shopper.key(placed))
    lines = [{"sku": one["sku"], "quantity": one["units"], "reason": "does_not_fit"} for one in held["returnable"]]
    path, key = f"/returns?order_id={placed.order_id}", str(uuid.uuid4())
    asked = shopper.call("POST", path, {"lines": lines}, Idempotency_Key=key, **shopper.key(placed))
    step(shopper, f"return    {asked['id']} is {asked['state']}")
    sent = {"state": "sent", "tracking_code": "RX-1"}
    shopper.call("PATCH", f"/returns/{asked['id']}", sent, **shopper.key(placed))
    return comes_back(shopper, operator, placed)


def exchanges(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """Another variant is wanted for what comes back; it is ordered when that is here, and paid by the letter's link."""
    [bought] = shopper.order(placed)["lines"]
    variants = shopper.call("GET", f"/products/{bought['product_id']}")["variants"]
    [back] = [each for each in variants if each["sku"] == bought["sku"]]
    others = [each for each in variants if each["available"] and each is not back]
    wanted = others[0] if others else back
    saved = max(0, back["price"]["amount"] - bought["unit_price"]["amount"])
    price = max(0, wanted["price"]["amount"] - saved)
    line = {"sku": bought["sku"], "quantity": 1, "reason": "does_not_fit"}
    body = {"lines": [{**line, "exchange": {"sku": wanted["sku"], "price": price}}]}
    path, key = f"/returns?order_id={placed.order_id}", str(uuid.uuid4())
    asked = shopper.call("POST", path, body, Idempotency_Key=key, **shopper.key(placed))
    agreed = money({**placed.total, "amount": price})
    step(shopper, f"exchange  {asked['id']} is {asked['state']}: {wanted['sku']} for {bought['sku']}, at {agreed}")
    refunded = comes_back(shopper, operator, placed)
    found: list[dict[str, Any]] = []

    def is_ordered() -> bool:
        found[:] = shopper.order(placed)["exchanges"]
        return bool(found)

    if not wait_until(is_ordered, 60, every_seconds=0.5) or not found[0]["order_id"]:
        raise LocalCloudError(f"nothing was ordered in exchange: {found}")
    order_id, number = found[0]["order_id"], found[0]["number"]
    step(shopper, f"ordered   {number} in its place")
    step(shopper, f"exchanged {paid_and_sent(shopper, order_id, number, {**placed.total, 'amount': price})}")
    return refunded


def claims(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """A unit arrived damaged: the shopper keeps it, and staff pay half of its price back."""
    held = shopper.call("GET", f"/returns?order_id={placed.order_id}", **shopper.key(placed))
    line = {"sku": held["claimable"][0]["sku"], "quantity": 1, "reason": "damaged"}
    path, key = f"/returns?order_id={placed.order_id}", str(uuid.uuid4())
    body = {"kind": "claim", "lines": [line], "note": "There is a crack."}
    asked = shopper.call("POST", path, body, Idempotency_Key=key, **shopper.key(placed))
    step(shopper, f"claim     {asked['id']} is {asked['state']}: 1 × {line['sku']} is damaged")
    seen = _return_in(operator, placed, "requested")
    granted = [{"sku": line["sku"], "quantity": 1, "amount": seen["lines"][0]["price"] // 2}]
    tag = {"If-Match": f'"{seen["version"]}"'}
    operator.call("PATCH", f"/admin/returns/{seen['id']}", {"decision": "grant", "granted": granted}, tag)
    return paid_back(shopper, operator, placed)


def withdraws(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """A guest names the order; the acknowledgement is mailed, and the goods come back."""
    body = {"order_number": placed.number, "email": shopper.email, "name": "Amira Haddad", "contact": shopper.email}
    taken = shopper.call("POST", "/withdrawals", body)
    step(shopper, f"withdrawn {placed.number}, stated {taken['declared_at']}")
    return comes_back(shopper, operator, placed)


def is_lost(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """The carrier says that it lost the parcel; staff have it paid back, with its delivery."""
    found: list[dict[str, Any]] = []

    def is_lost() -> bool:
        found[:] = operator.call("GET", f"/admin/shipments?order_id={placed.order_id}")["items"]
        return bool(found) and found[0]["trouble"] == "lost"

    if not wait_until(is_lost, 60, every_seconds=0.5):
        raise LocalCloudError(f"the parcel of {placed.number} is not lost: {found}")
    parcel = found[0]
    step(shopper, f"lost      {parcel['id']} waits in queue {parcel['queue']}")
    tag = {"If-Match": f'"{parcel["version"]}"'}
    ended = operator.call("PATCH", f"/admin/shipments/{parcel['id']}", {"decision": "refund"}, tag)
    step(shopper, f"parcel    {ended['state']}, {ended['outcome']} by {ended['return_id']}")
    return paid_back(shopper, operator, placed)


def comes_back(shopper: Shopper, operator: ShopApi, placed: Placed) -> int:
    """Staff receive the order's return as good as new, and wait until it is paid back."""
    back = _return_in(operator, placed, "approved", "in_transit")
    lines = [
        {"sku": line["sku"], "quantity": line["quantity"], "condition": "resaleable", "restock": True}
        for line in back["lines"]
    ]
    path, tag = f"/admin/returns/{back['id']}", f'"{back["version"]}"'
    operator.call("PATCH", path, {"decision": "receive", "lines": lines}, {"If-Match": tag})
    return paid_back(shopper, operator, placed)


def paid_back(shopper: Shopper, operator: ShopApi, placed: Placed) -> int:
    """In the currency's smallest unit."""
    back = _return_in(operator, placed, "refunded")
    for each in back["steps"]:
        step(shopper, f"{each['state']:<18}{each['at']}  by {each['by'].partition(':')[0]}")
    refunded: int = back["refunded"]
    return refunded


def _return_in(operator: ShopApi, placed: Placed, *states: str) -> dict[str, Any]:
    """The order's first return once it is in one of these states."""
    found: list[dict[str, Any]] = []

    def is_there() -> bool:
        found[:] = operator.call("GET", f"/admin/returns?order_id={placed.order_id}")["items"]
        return bool(found) and found[0]["state"] in states

    if not wait_until(is_there, 60, every_seconds=0.5):
        raise LocalCloudError(f"no return of {placed.number} is {' or '.join(states)}: {found}")
    return found[0]

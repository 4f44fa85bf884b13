"""Goods of a kind that the seed has none of, made by staff for the demo and the tour."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until


def product(operator: ShopApi, title: str, *, gift_card: bool = False, **variant: Any) -> dict[str, Any]:
    """The product of that title with one variant; made where it is not there yet. Lists do not show it, so nobody finds
    it who looks for something to buy.
    """
    handle = title.lower().replace(" ", "-")
    listed = operator.call("GET", f"/admin/products?q={quote(title)}")["items"]
    known = next((each["id"] for each in listed if each["handle"] == handle), None)
    if known is None:
        body: dict[str, Any] = {"title": title, "handle": handle, "status": "unlisted", "variants": [variant]}
        body |= {"gift_card": True} if gift_card else {}
        known = operator.call("POST", "/admin/products", body, {"Idempotency-Key": str(uuid.uuid4())})["id"]
    found: dict[str, Any] = operator.call("GET", f"/admin/products/{known}")
    return found


def promised(operator: ShopApi, title: str, day: str) -> str:
    """The SKU of something of which one unit is there, and five more are sold in advance for that day."""
    sold = product(operator, title, price={"amount": 4900, "currency": "EUR"}, weight_grams=900, on_hand=1)
    [variant] = sold["variants"]
    sku: str = variant["sku"]
    path = f"/admin/stock/{quote(sku, safe='')}"
    if missing := 1 - variant["on_hand"] + variant["reserved"]:
        body = {"kind": "adjustment", "quantity": missing, "reason": "counted for a demo"}
        operator.call("POST", f"{path}/movements", body, {"Idempotency-Key": str(uuid.uuid4())})
    advance = {"units": 5, "available_from": day}
    tag = {"If-Match": operator.send("GET", f"/admin/products/{sold['id']}").headers["ETag"]}
    body = {"variants": [{"sku": sku, "preorder": advance}]}
    operator.call("PATCH", f"/admin/products/{sold['id']}", body, tag)

    def is_offered() -> bool:
        [now] = operator.call("GET", f"/admin/products/{sold['id']}")["variants"]
        return bool(now["preorder"] and now["preorder"]["available_from"] == day)

    if not wait_until(is_offered, 30, every_seconds=0.5):
        raise LocalCloudError(f"{sku} is not sold in advance")
    return sku

"""Promotions, codes and gift cards that staff make for the demo and the browser tests."""

from __future__ import annotations

import uuid
from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until

_RULES = "/admin/rates/promotions"
# What is published is known everywhere after half a minute.
_KNOWN_AFTER_SECONDS = 90


def publish(operator: ShopApi, promotion: dict[str, Any]) -> bool:
    """`promotion` beside those that the shop has, in the place of one with its id. False: one is in force already."""
    answer = operator.send("GET", _RULES)
    document, version = answer.json(), {"If-Match": answer.headers["ETag"]}
    promotions = (document["draft"] or {"promotions": {"promotions": []}})["promotions"]["promotions"]
    if any(each["id"] == promotion["id"] for each in promotions) and document["in_force"]:
        return False
    others = [each for each in promotions if each["id"] != promotion["id"]]
    written = operator.call("PUT", _RULES, {"promotions": {"promotions": [*others, promotion]}}, version)
    operator.call("POST", f"{_RULES}/publish", None, {"If-Match": f'"{written["version"]}"'})
    return True


def new_code(operator: ShopApi, promotion_id: str, prefix: str, limit: int = 1) -> str:
    """A code of a promotion that `limit` orders may use."""
    code = f"{prefix}-{uuid.uuid4().hex[:8].upper()}"
    _made(operator, f"/admin/promotions/{promotion_id}/codes", {"code": code, "limit": limit})
    return code


def given(shopper: ShopApi, code: str, family: str = "") -> dict[str, Any]:
    """The cart of `shopper` once `code` takes something off it. Raises LocalCloudError when it never does."""
    cart: dict[str, Any] = {}

    def takes_it() -> bool:
        answer = shopper.send("POST", f"{family}/cart/codes", {"code": code}, {})
        cart.update(answer.json() if answer.is_success else {})
        return answer.is_success and bool(cart["reductions"])

    if not wait_until(takes_it, _KNOWN_AFTER_SECONDS, every_seconds=3):
        raise LocalCloudError(f"the cart does not take {code}")
    return cart


def gift_card(operator: ShopApi, amount: dict[str, Any], reason: str) -> str:
    """The code of a new gift card, issued by staff."""
    card = _made(operator, "/admin/gift-cards", {"amount": amount, "reason": reason})
    code: str = operator.call("POST", f"/admin/gift-cards/{card['id']}/code")["code"]
    return code


def _made(operator: ShopApi, path: str, body: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = operator.call("POST", path, body, {"Idempotency-Key": str(uuid.uuid4())})
    return made

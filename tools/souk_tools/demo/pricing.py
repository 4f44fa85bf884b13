"""Bought for less, by a code of a promotion, and paid in part with a gift card."""

from __future__ import annotations

import uuid
from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper

_ID = "demo-tenth"
_RULES = "/admin/rates/promotions"


def buy_with_a_code(shopper: Shopper, operator: ShopApi) -> Placed:
    """Two of something for a tenth less, of which a gift card pays a part. One person may have it once."""
    _publish(shopper, operator)
    code = f"TENTH-{uuid.uuid4().hex[:8].upper()}"
    _made(operator, f"/admin/promotions/{_ID}/codes", {"code": code, "limit": 1})
    variant = shopper.something_in_stock(2)
    cart = shopper.put_into_cart(variant["sku"], 2)
    step(shopper, f"cart      {cart['item_count']} × {money(variant['price'])}, {money(cart['subtotal'])}")
    given: dict[str, Any] = {}

    def takes_the_code() -> bool:
        """What staff published is known everywhere within half a minute."""
        answer = shopper.api.send("POST", f"{shopper.family}/cart/codes", {"code": code}, {})
        given.update(answer.json() if answer.is_success else {})
        return answer.is_success and bool(given["reductions"])

    if not wait_until(takes_the_code, 90, every_seconds=3):
        raise LocalCloudError(f"the cart does not take {code}")
    step(shopper, f"code      {code} takes {money(given['discount'])} off")
    third = {**given["subtotal"], "amount": given["subtotal"]["amount"] // 3}
    card = _made(operator, "/admin/gift-cards", {"amount": third, "reason": "The demo"})
    shopper.gift_cards = [operator.call("POST", f"/admin/gift-cards/{card['id']}/code")["code"]]
    quote = shopper.quote()
    step(
        shopper, f"quote     {money(quote['total'])}, of which a gift card pays {money(quote['credits'][0]['amount'])}"
    )
    step(shopper, f"left      {money(quote['due'])} to pay by card")
    return pay(shopper, check_out(shopper, "stripe"))


def _publish(shopper: Shopper, operator: ShopApi) -> None:
    """The promotion, beside those that the shop has."""
    answer = operator.send("GET", _RULES)
    document, version = answer.json(), {"If-Match": answer.headers["ETag"]}
    promotions = (document["draft"] or {"promotions": {"promotions": []}})["promotions"]["promotions"]
    if any(each["id"] == _ID for each in promotions) and document["in_force"]:
        return
    tenth = {
        "id": _ID,
        "name": "A tenth less",
        "trigger": "code",
        "effect": {"kind": "percentage", "share": 1000},
        "limits": {"total": 0, "per_person": 1},
    }
    others = [each for each in promotions if each["id"] != _ID]
    written = operator.call("PUT", _RULES, {"promotions": {"promotions": [*others, tenth]}}, version)
    operator.call("POST", f"{_RULES}/publish", None, {"If-Match": f'"{written["version"]}"'})
    step(shopper, "published a tenth less for who gives a code")


def _made(operator: ShopApi, path: str, body: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = operator.call("POST", path, body, {"Idempotency-Key": str(uuid.uuid4())})
    return made

"""Bought in another market: at its prices, in its currency, to the letters and the documents."""

from __future__ import annotations

from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper

SWITZERLAND: dict[str, Any] = {
    "id": "demo-ch",
    "name": "Switzerland",
    "countries": ["CH"],
    "currency": "CHF",
    "rate": "0.9468",
    "rounding": "step",
    "step": 5,
}
BERN = {"name": "Amira Haddad", "line1": "Kramgasse 49", "postal_code": "3011", "city": "Bern", "country": "CH"}
_RULES = "/admin/rates/markets"


def buy_abroad(shopper: Shopper, operator: ShopApi) -> Placed:
    """Two of something, sent to Bern and paid in francs."""
    publish_market(operator)
    variant = shopper.something_in_stock(2)
    cart = shopper.put_into_cart(variant["sku"], 2)
    step(shopper, f"cart      {cart['item_count']} × {money(variant['price'])}, {money(cart['subtotal'])}")
    moved: dict[str, Any] = {}

    def is_there() -> bool:
        """What staff published is known everywhere within half a minute."""
        moved.update(shopper.call("POST", f"{shopper.family}/cart/market", {"market": SWITZERLAND["id"]}))
        return bool(moved["market"])

    if not wait_until(is_there, 90, every_seconds=3):
        raise LocalCloudError("the cart knows of no market in Switzerland")
    there = moved["lines"][0]["unit_price"]
    step(shopper, f"moved     to Switzerland: {money(there)} each, {money(moved['subtotal'])}")
    quote: dict[str, Any] = {}

    def is_quoted() -> bool:
        """The checkout hears of it by itself."""
        answer = shopper.api.send(
            "POST",
            f"{shopper.family}/checkout/quote",
            {**shopper.look(), "shipping_address": dict(shopper.address), "shipping_method": shopper.shipping_method},
        )
        quote.update(answer.json() if answer.is_success else {})
        return answer.is_success

    if not wait_until(is_quoted, 90, every_seconds=3):
        raise LocalCloudError("the checkout does not know the prices of Switzerland")
    step(shopper, f"quote     {money(quote['total'])}, of which the delivery is {money(quote['shipping'])}")
    return pay(shopper, check_out(shopper, "stripe"))


def publish_market(operator: ShopApi) -> None:
    """Switzerland, beside the markets that the shop has."""
    answer = operator.send("GET", _RULES)
    document, version = answer.json(), {"If-Match": answer.headers["ETag"]}
    markets = (document["draft"] or {"markets": {"markets": []}})["markets"]["markets"]
    if any(each["id"] == SWITZERLAND["id"] for each in markets) and document["in_force"]:
        return
    others = [each for each in markets if each["id"] != SWITZERLAND["id"]]
    written = operator.call("PUT", _RULES, {"markets": {"markets": [*others, SWITZERLAND]}}, version)
    operator.call("POST", f"{_RULES}/publish", None, {"If-Match": f'"{written["version"]}"'})

"""Bought for less, by a code of a promotion, and paid in part with a gift card."""

from __future__ import annotations

from souk_local.shop_api import ShopApi
from souk_tools import promotions
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.telling import money, step
from souk_tools.shopper import Placed, Shopper

_TENTH = {
    "id": "demo-tenth",
    "name": "A tenth less",
    "trigger": "code",
    "effect": {"kind": "percentage", "share": 1000},
    "limits": {"total": 0, "per_person": 1},
}


def buy_with_a_code(shopper: Shopper, operator: ShopApi) -> Placed:
    """Two of something for a tenth less, of which a gift card pays a part. One person may have it once."""
    if promotions.publish(operator, _TENTH):
        step(shopper, "published a tenth less for who gives a code")
    code = promotions.new_code(operator, "demo-tenth", "TENTH")
    variant = shopper.something_in_stock(2)
    cart = shopper.put_into_cart(variant["sku"], 2)
    step(shopper, f"cart      {cart['item_count']} × {money(variant['price'])}, {money(cart['subtotal'])}")
    given = promotions.given(shopper.api, code, shopper.family)
    step(shopper, f"code      {code} takes {money(given['discount'])} off")
    third = {**given["subtotal"], "amount": given["subtotal"]["amount"] // 3}
    shopper.gift_cards = [promotions.gift_card(operator, third, "The demo")]
    quote = shopper.quote()
    step(
        shopper, f"quote     {money(quote['total'])}, of which a gift card pays {money(quote['credits'][0]['amount'])}"
    )
    step(shopper, f"left      {money(quote['due'])} to pay by card")
    return pay(shopper, check_out(shopper, "stripe"))

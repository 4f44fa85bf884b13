"""A gift card that is bought for somebody, comes by a letter, pays an order, and gets its money back with a return."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.returning import returns
from souk_tools.demo.telling import money, step
from souk_tools.goods import product
from souk_tools.letters import mails_to
from souk_tools.shopper import Placed, Shopper

TITLE = "Gift card of the market"
WORTH: dict[str, Any] = {"amount": 20_000, "currency": "EUR"}
_CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


def buy_with_a_bought_card(shopper: Shopper, operator: ShopApi) -> Placed:
    """One shopper buys the card for another, who pays with it."""
    code = _bought_for(shopper, operator)
    shopper.gift_cards = [code]
    variant = shopper.something_in_stock()
    shopper.put_into_cart(variant["sku"])
    quote = shopper.quote()
    step(shopper, f"quote     {money(quote['total'])}, of which the card pays {money(quote['credits'][0]['amount'])}")
    placed = check_out(shopper, "stripe")
    return pay(shopper, placed) if quote["due"]["amount"] else placed


def is_returned_to_the_card(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    back = returns(shopper, placed, operator)
    [code] = shopper.gift_cards
    told: dict[str, Any] = {}

    def is_whole() -> bool:
        told.update(shopper.call("POST", "/gift-cards/balance", {"code": code}))
        kept = placed.total["amount"] - back
        return bool(told["balance"]["amount"] == WORTH["amount"] - kept)

    if not wait_until(is_whole, 60, every_seconds=0.5):
        raise LocalCloudError(f"the card has {told['balance']}")
    step(shopper, f"card      … {told['last_four']} has {money(told['balance'])} again")
    return back


def _bought_for(shopper: Shopper, operator: ShopApi) -> str:
    """The code, from the letter."""
    sold = product(operator, TITLE, gift_card=True, price=WORTH, requires_shipping=False, tracked=False)
    sku = sold["variants"][0]["sku"]
    giver = Shopper(shopper.settings, shopper.correlation_id)
    today = datetime.now(UTC).date().isoformat()
    try:
        giver.put_into_cart(sku)
        giver.gifts = [{"sku": sku, "email": shopper.email, "send_on": today, "name": "Amira", "sender": "Lea"}]
        placed = pay(giver, check_out(giver, "stripe"))
    finally:
        giver.close()
    step(shopper, f"gift      {money(WORTH)}, bought with {placed.number}")
    codes: list[str] = []

    def has_come() -> bool:
        codes.extend(code for mail in mails_to(shopper.settings, shopper.email) for code in _CODE.findall(str(mail)))
        return bool(codes)

    if not wait_until(has_come, 60, every_seconds=0.5):
        raise LocalCloudError("no letter with a gift card came")
    step(shopper, f"letter    with a card that ends in {codes[0][-4:]}")
    return codes[0]

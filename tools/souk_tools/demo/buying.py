"""How something is bought: by a shopper in the shop, or by staff for somebody who pays by the link of a letter."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import unquote

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.telling import money, step
from souk_tools.letters import mails_to
from souk_tools.shopper import DISPUTED_CARD, Placed, Shopper


def order(shopper: Shopper, payment_method: str, units: int = 1) -> Placed:
    variant = shopper.something_in_stock(units)
    step(shopper, f"found     {variant['product']} {variant['title']}".rstrip() + f" ({variant['sku']})")
    cart = shopper.put_into_cart(variant["sku"], units)
    step(shopper, f"cart      {cart['item_count']} × {money(variant['price'])}, {money(cart['subtotal'])}")
    return check_out(shopper, payment_method)


def check_out(shopper: Shopper, payment_method: str) -> Placed:
    placed = shopper.check_out(str(uuid.uuid4()), payment_method)
    step(shopper, f"ordered   {placed.number}, {money(placed.total)}, payment {placed.payment['payment_id']}")
    return placed


def pay(shopper: Shopper, placed: Placed) -> Placed:
    intent = shopper.pay(placed)
    step(shopper, f"paid      {intent['id']} is {intent['status']}")
    return placed


def buy(shopper: Shopper, _operator: ShopApi, units: int = 1) -> Placed:
    return pay(shopper, order(shopper, "stripe", units))


def buy_with_a_disputed_card(shopper: Shopper, _operator: ShopApi) -> Placed:
    placed = order(shopper, "stripe")
    intent = shopper.pay(placed, DISPUTED_CARD)
    step(shopper, f"paid      {intent['id']} is {intent['status']}, with a card whose bank will ask it back")
    return placed


def buy_two(shopper: Shopper, operator: ShopApi) -> Placed:
    return buy(shopper, operator, units=2)


def buy_by_draft(shopper: Shopper, operator: ShopApi) -> Placed:
    """Staff put it together on the telephone; what opens its page is in the letter alone."""
    variant = shopper.something_in_stock(2)
    price = {**variant["price"], "amount": variant["price"]["amount"] * 9 // 10}
    line = {"sku": variant["sku"], "quantity": 2, "agreed": {"price": price, "reason": "A tenth less for two"}}
    body = {"lines": [line], "email": shopper.email, "shipping_address": dict(shopper.address)}
    draft = operator.call("POST", "/admin/drafts", body, {"Idempotency-Key": str(uuid.uuid4())})
    total = draft["sums"]["total"]
    step(shopper, f"draft     2 × {variant['sku']} at {money(price)}, {money(total)} with its delivery")
    headers = {"If-Match": f'"{draft["version"]}"', "X-Correlation-Id": shopper.correlation_id}
    body = {"payment_method": "stripe", "expected_total": total}
    ordered = operator.call("POST", f"/admin/drafts/{draft['id']}/order", body, headers)
    step(shopper, f"ordered   {ordered['order_number']}, the letter with the link is on its way")
    return paid_by_the_link(shopper, ordered["order_id"], ordered["order_number"], total)


def paid_by_the_link(shopper: Shopper, order_id: str, number: str, total: dict[str, Any]) -> Placed:
    keys: list[str] = []

    def has_come() -> bool:
        told = f"/orders/{order_id}#key=([\\w%-]+)"
        keys.extend(key for mail in mails_to(shopper.settings, shopper.email) for key in re.findall(told, str(mail)))
        return bool(keys)

    if not wait_until(has_come, 60, every_seconds=0.5):
        raise LocalCloudError(f"no letter with a link to {number} came")
    placed = Placed(order_id, number, unquote(keys[0]), {}, total)
    placed.payment = shopper.call("GET", f"/orders/{order_id}/payment", **shopper.key(placed))
    intent = shopper.pay(placed)
    step(shopper, f"paid      by the link, {intent['id']} is {intent['status']}")
    return placed


def paid_and_sent(shopper: Shopper, order_id: str, number: str, total: dict[str, Any]) -> str:
    """An order beside the first one, paid by the link of its letter: how it is then."""
    other = paid_by_the_link(shopper, order_id, number, total)
    sent: dict[str, Any] = {}

    def is_sent() -> bool:
        sent.update(shopper.order(other))
        return bool(sent["state"] in ("FULFILLING", "SHIPPED", "DELIVERED"))

    if not wait_until(is_sent, 60, every_seconds=0.5) or sent["money"]["captured"] != total:
        raise LocalCloudError(f"{number} does not agree: {sent['state']}, {sent['money']}")
    return f"{number} is {sent['state']}, {money(total)} paid"

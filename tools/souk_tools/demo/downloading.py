"""Files that are bought and downloaded, as often as the shop gives them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import httpx

from souk_local.problems import LocalCloudError
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.demo.buying import check_out, pay
from souk_tools.demo.telling import step
from souk_tools.goods import product
from souk_tools.shopper import Placed, Shopper

TITLE, NAME = "Recipes of the Market", "recipes.txt"
CONTENT = b"Boil the lentils until they give in.\n"
DIGITAL: dict[str, Any] = {
    "price": {"amount": 900, "currency": "EUR"},
    "requires_shipping": False,
    "withdrawal_exclusion": "digital_content",
    "tracked": True,
    "on_hand": 1000,
}


def buy_a_file(shopper: Shopper, operator: ShopApi) -> Placed:
    """Staff have sent it, as they send pictures."""
    sold = product(operator, TITLE, **DIGITAL)
    sku, path = sold["variants"][0]["sku"], f"/admin/products/{sold['id']}/files"
    if all(file["removed_at"] for file in operator.call("GET", path)["items"]):
        begun = operator.call("POST", path, {"sku": sku, "content_type": "text/plain"})
        form = begun["upload"]
        sent = httpx.request(
            form["method"], form["url"], data=form["fields"], files={"file": (NAME, CONTENT, "text/plain")}, timeout=30
        )
        if sent.is_error:
            raise LocalCloudError(f"sending {NAME} answered {sent.status_code}: {sent.text[:300]}")
        operator.call("PUT", f"{path}/{begun['file_id']}", {"sku": sku, "name": NAME})
    for file in operator.call("GET", path)["items"]:
        step(shopper, f"file      {file['name']} of {sku}, {file['size']} bytes")
    if not wait_until(lambda: shopper.stock(sku)["available"] > 0, 30, every_seconds=0.5):
        raise LocalCloudError(f"{sku} is not for sale")
    shopper.put_into_cart(sku)
    return pay(shopper, check_out(shopper, "stripe"))


def is_downloaded(shopper: Shopper, placed: Placed, operator: ShopApi) -> int:
    """With the consent that ends the right to withdraw, until none is left; staff give one more."""
    path = f"/orders/{placed.order_id}/files"
    key = {"X-Correlation-Id": shopper.correlation_id, "X-Order-Key": placed.access_key}
    [line] = shopper.call("GET", path, **shopper.key(placed))["lines"]
    [file] = line["files"]
    wish = {"sku": line["sku"], "file_id": file["id"]}

    def refusal(body: dict[str, Any]) -> str:
        answer = shopper.api.send("POST", path, body, key)
        if answer.status_code != HTTPStatus.CONFLICT:
            raise LocalCloudError(f"{file['name']} was given though it must not be: {answer.status_code}")
        return str(answer.json()["code"])

    def download(**more: str) -> int:
        link = shopper.call("POST", path, {**wish, **more}, **shopper.key(placed))
        if httpx.get(link["url"], timeout=30).content != CONTENT:
            raise LocalCloudError(f"the link of {file['name']} leads to something else")
        return int(link["left"])

    step(shopper, f"refused   without consent: {refusal(wish)}")
    left = download(consent=line["consent"]["version"])
    step(shopper, f"download  {file['name']}, {left} left until {line['until']}")
    while left:
        left = download()
    step(shopper, f"refused   when none is left: {refusal(wish)}")
    order = f"/admin/orders/{placed.order_id}"
    tag = {"If-Match": operator.send("GET", order).headers["ETag"]}
    operator.call("POST", f"{order}/files", {"sku": line["sku"], "downloads": 1}, tag)
    step(shopper, f"given     one more, then {download()} left")
    [told] = operator.call("GET", order)["downloads"]
    step(shopper, f"counted   {told['times']} times {told['name']}")
    return 0

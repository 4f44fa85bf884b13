"""Customers who buy at the same time through the public API, and ask again while the shop does not answer."""

from __future__ import annotations

import csv
import io
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from souk_local.catalogue import import_file
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.shopper import ADDRESS, Placed, Shopper, shown
from tests.support.cloud import TestCloud

PATIENCE_SECONDS = 240.0
AGAIN_SECONDS = 0.5
# The shop is away, or a function died before it answered.
# 429 says itself that the same request may be sent again in a moment.
_NO_ANSWER = {429, 500, 502, 503, 504}
_QUANTITIES = (1, 2, 3)


@dataclass(frozen=True)
class Bought:
    """An order, whose it is, and what it was to be."""

    placed: Placed
    email: str
    lines: dict[str, int]


@dataclass
class Crowd:
    """`orders` customers, so many at once, each with a cart, an e-mail address and an order of their own."""

    cloud: TestCloud
    seed: int
    orders: int
    at_once: int
    skus: tuple[str, ...] = field(default_factory=lambda: tuple(f"CHAOS-{uuid4().hex[:8]}".upper() for _ in range(3)))
    bought: list[Bought] = field(default_factory=list)
    asked_again: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def stock(self) -> int:
        """Units of each SKU at first: enough for everybody."""
        return self.orders * max(_QUANTITIES)

    @property
    def sold(self) -> dict[str, int]:
        return {sku: sum(each.lines.get(sku, 0) for each in self.bought) for sku in self.skus}

    def open(self, operator: ShopApi) -> None:
        """Brings in what they will buy, through the staff's import."""
        text = io.StringIO()
        rows = [_product(sku, self.stock) for sku in self.skus]
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        report = import_file(operator, "chaos.csv", text.getvalue().encode())
        assert report["status"] == "succeeded", report

    def buy(self) -> None:
        """Everybody buys and pays. Raises AssertionError when somebody gets no answer, or a no."""
        with ThreadPoolExecutor(self.at_once) as pool:
            for _ in pool.map(self._customer, range(self.orders)):
                pass

    def _customer(self, number: int) -> None:
        chance = random.Random(f"{self.seed}/{number}")
        lines = {sku: chance.choice(_QUANTITIES) for sku in chance.sample(self.skus, chance.choice((1, 2)))}
        email = f"chaos-{number}-{uuid4().hex}@example.com"
        with closing(Shopper(self.cloud.settings, f"chaos-{uuid4()}", email=email)) as shopper:
            for sku, quantity in lines.items():
                self._put_into_cart(shopper, sku, quantity)
            placed = self._check_out(shopper)
            shopper.pay(placed)
        with self._lock:
            self.bought.append(Bought(placed, email, lines))

    def _put_into_cart(self, shopper: Shopper, sku: str, quantity: int) -> None:
        """Adding twice makes two, so after a lost answer the quantity is set."""
        tries = self._insist(shopper, "POST", "/cart/lines", {"sku": sku, "quantity": quantity})[1]
        if tries > 1:
            self._insist(shopper, "PUT", f"/cart/lines/{sku}", {"quantity": quantity})

    def _check_out(self, shopper: Shopper) -> Placed:
        cart, _ = self._insist(shopper, "GET", "/cart", None)
        where = {"shipping_address": {"country": ADDRESS["country"]}, "shipping_method": "standard"}
        quote, _ = self._insist(shopper, "POST", "/checkout/quote", {**shown(cart), **where})
        body = {
            **shown(cart),
            "email": shopper.email,
            "shipping_address": ADDRESS,
            "shipping_method": "standard",
            "payment_method": "stripe",
            "expected_total": quote["total"],
        }
        answer, _ = self._insist(shopper, "POST", "/checkout", body, key=str(uuid4()))
        order = answer["order"]
        return Placed(order["id"], order["number"], answer["access_key"], answer["payment"], order["total"])

    def _insist(self, shopper: Shopper, method: str, path: str, body: Any, key: str = "") -> tuple[Any, int]:
        """The JSON of a successful answer, and how often it was asked for; the key stays the same."""
        headers = {"X-Correlation-Id": shopper.correlation_id, **({"Idempotency-Key": key} if key else {})}
        tries: list[httpx.Response | httpx.TransportError] = []

        def answered() -> bool:
            try:
                tries.append(shopper.api.send(method, path, body, headers))
            except httpx.TransportError as problem:
                tries.append(problem)
            return _is_an_answer(tries[-1])

        wait_until(answered, PATIENCE_SECONDS, every_seconds=AGAIN_SECONDS)
        last = tries[-1]
        with self._lock:
            self.asked_again += len(tries) - 1
        assert isinstance(last, httpx.Response), f"{method} {path}: {last!r} after {len(tries)} tries"
        assert last.is_success, f"{method} {path}: {last.status_code} {last.text} after {len(tries)} tries"
        return last.json(), len(tries)


def _is_an_answer(response: httpx.Response | httpx.TransportError) -> bool:
    if isinstance(response, httpx.TransportError) or response.status_code in _NO_ANSWER:
        return False
    # The first try is still at work, or died with its claim, which ends by itself.
    return not (response.status_code == 409 and response.json()["code"] == "in_progress")


def _product(sku: str, units: int) -> dict[str, str]:
    return {
        "Handle": sku.lower(),
        "Title": f"Bowl {sku}",
        "Variant SKU": sku,
        "Variant Price": "10.00",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Policy": "deny",
        "Variant Inventory Qty": str(units),
        "Variant Requires Shipping": "TRUE",
        "Published": "TRUE",
        "Status": "active",
    }

"""The back office as its staff come to it: the logins that `make up` prints, its pages, and an example of each."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import pyotp
from playwright.sync_api import Page, ViewportSize, expect

from souk_local import process, report
from souk_local.cloud import Cloud
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_tools.shopper import ADDRESS, DISPUTED_CARD, GOOD_CARD, Placed, Shopper
from tests.support.cloud import TestCloud
from tests.support.polling import eventually

REGISTRY = Path(__file__).resolve().parents[2] / "frontend/admin/pages/registry.ts"
_LOGIN = re.compile(r"^ +(\w+) +(\S+@\S+), ([A-Z2-7]+)$", re.MULTILINE)
_PARAMETER = re.compile(r":(\w+)")
# So long an order's parcel stays in the house, where a local carrier would have fetched it at once.
_STAYS_SECONDS = 120.0
# What is left stays in sight until the next page is there, so it is marked.
LEAVE = """path => {
  const bare = (each) => each.replace(/\\/$/, '');
  if (bare(location.pathname) === bare(path)) return;
  document.querySelector('main h1')?.setAttribute('data-left', '');
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}"""
MUG = "speckled stoneware mug"
# Codes are made of it before it is published.
PROMOTION = "spring"
TELEPHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Login:
    """What somebody signs in with."""

    email: str
    password: str
    authenticator_key: str


def printed(settings: Settings) -> tuple[str, dict[str, Login]]:
    """The address of the back office and a login of each role, read from what `make up` prints."""
    text = report.addresses(settings)
    address, password = re.findall(r"back office +(\S+) .*password of all: ([^;]+);", text)[0]
    return address, {role: Login(email, password, key) for role, email, key in _LOGIN.findall(text)}


def sign_in(page: Page, address: str, login: Login) -> None:
    page.goto(address)
    page.get_by_label("E-mail").fill(login.email)
    page.get_by_label("Password", exact=True).fill(login.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code of your authenticator app").fill(pyotp.TOTP(login.authenticator_key).now())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name=re.compile("^Account of"))).to_be_visible()


def go(page: Page, path: str) -> None:
    """Another page without loading the back office anew, as its links do; waits until it has what it shows."""
    page.evaluate(LEAVE, path)
    expect(page.locator("main h1[data-left]")).to_have_count(0)
    settle(page)


def settle(page: Page) -> None:
    expect(page.locator("main h1")).not_to_have_text(re.compile("^(Loading …)?$"))
    expect(page.get_by_role("status").filter(has_text="Loading …")).to_have_count(0)


def paths() -> list[str]:
    """Every page of the registry below /admin, with its parameters: "/orders/:orderId"."""
    found = re.findall(r"\bpath: '(/[^']*)'", REGISTRY.read_text())
    assert found, f"{REGISTRY} is written in another way than it is read here"
    return found


def parameters() -> set[str]:
    return {name for path in paths() for name in _PARAMETER.findall(path)}


def filled_in(path: str, examples: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda found: examples[found[1]], path).rstrip("/")


@contextmanager
def parcels_stay(cloud: TestCloud) -> Iterator[None]:
    """Within the block the carrier books parcels, but comes for them only later, so that there is time to pack them."""
    slow = Cloud(replace(cloud.settings, carrier_step_seconds=_STAYS_SECONDS))
    process.stop(cloud.cloud.parts["carrier"])
    slow.start("carrier")
    try:
        yield
    finally:
        process.stop(slow.parts["carrier"])
        cloud.cloud.start("carrier")


def place(shopper: Shopper, units: Mapping[str, int], card: str = GOOD_CARD) -> Placed:
    """An order of these units by SKU, paid by card, once the order before has left the cart, as it does by an event."""
    eventually(lambda: not shopper.look()["lines"], because=lambda: f"still in the cart: {shopper.seen}")
    for sku, quantity in units.items():
        shopper.put_into_cart(sku, quantity)
    placed = shopper.check_out(str(uuid.uuid4()))
    shopper.pay(placed, card)
    return placed


def withdraw(shopper: Shopper, placed: Placed, units: Mapping[str, int]) -> None:
    """From some of an order."""
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in units.items()]
    body = {"name": "Amira Haddad", "contact": shopper.email, "lines": lines}
    path, key = f"/orders/{placed.order_id}/withdrawal", str(uuid.uuid4())
    shopper.call("POST", path, body, Idempotency_Key=key, **shopper.key(placed))


def withdraw_in_words(shopper: Shopper, number: str) -> None:
    """From some of an order, for staff to read."""
    body = {"name": "Amira Haddad", "contact": shopper.email, "order_number": number, "email": shopper.email}
    shopper.call("POST", "/withdrawals", {**body, "words": "One of the two, the smaller one."})


def parcel_of(staff: ShopApi, order_id: str) -> dict[str, Any]:
    """The order's only parcel, once a carrier has booked it."""
    found: list[dict[str, Any]] = []

    def is_booked() -> bool:
        found[:] = staff.call("GET", f"/admin/shipments?order_id={order_id}")["items"]
        return [parcel["state"] for parcel in found] == ["booked"]

    eventually(is_booked, because=lambda: f"{order_id}: {found}")
    return found[0]


def release(staff: ShopApi, order_id: str) -> None:
    """The order's parcel is sent all the same, though the bank asks its money back."""
    held: list[str] = []

    def is_held() -> bool:
        parcels = staff.call("GET", f"/admin/shipments?order_id={order_id}")["items"]
        held[:] = [f"/admin/shipments/{parcel['id']}" for parcel in parcels if parcel["held"]]
        return bool(held)

    eventually(is_held, because=lambda: f"nothing holds the parcel of {order_id}")
    version = {"If-Match": staff.send("GET", held[0]).headers["ETag"]}
    staff.call("PATCH", held[0], {"decision": "release"}, version)


def made(staff: ShopApi, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What staff make with a POST of its own."""
    answer: dict[str, Any] = staff.call("POST", path, dict(body), {"Idempotency-Key": str(uuid.uuid4())})
    return answer


@dataclass
class Examples:
    """One of everything that a page shows, made where it does not come with a seeded shop. Keys are the registry's."""

    cloud: TestCloud
    staff: ShopApi

    def all(self) -> dict[str, str]:
        order, product = self._order, self.mug
        [parcel] = self.staff.call("GET", f"/admin/shipments?order_id={order['id']}")["items"]
        known: dict[str, Callable[[], str]] = {
            "orderId": lambda: order["id"],
            "paymentId": lambda: order["payment"]["id"],
            "disputeId": self._dispute,
            "cardId": lambda: self._made("/admin/gift-cards", self._gift)["id"],
            "promotionId": lambda: PROMOTION,
            "code": lambda: self._made(f"/admin/promotions/{PROMOTION}/codes", self._code)["code"],
            "shipmentId": lambda: parcel["id"],
            "batchId": lambda: self._made("/admin/batches", {"shipment_ids": [parcel["id"]]})["id"],
            "step": lambda: "pack",
            "queue": lambda: "exception",
            "state": lambda: "approved",
            "returnId": lambda: self._return,
            "draftId": lambda: self._made("/admin/drafts", self._draft(order))["id"],
            "productId": lambda: product["id"],
            "bulkId": lambda: self._made("/admin/products/bulk-edits", self._raise)["bulk_id"],
            "importId": lambda: self._first("/admin/products/imports")["import_id"],
            "sku": lambda: order["lines"][0]["sku"],
            "countId": self._count,
            "slug": lambda: self._first("/admin/content?family=page")["kind"].partition(":")[2],
            "letter": lambda: "shipped",
            "language": lambda: "en",
            "groupId": self._group,
            "customerId": lambda: self._first("/admin/backoffice/customers")["customer_id"],
            "endpointId": self._endpoint,
            "correlationId": lambda: order["traces"][0]["correlation_id"],
            "fingerprint": self._error,
            "service": lambda: "orders",
        }
        return {name: known[name]() for name in parameters()}

    @property
    def _code(self) -> dict[str, Any]:
        return {"code": f"SPRING-{uuid.uuid4().hex[:6]}", "limit": 50}

    @property
    def _gift(self) -> dict[str, Any]:
        letter = {"email": "bea@example.com", "send_on": "2099-12-24", "name": "Bea", "sender": "Ada"}
        return {"amount": {"amount": 5000, "currency": "EUR"}, "reason": "a present", "letter": letter}

    @cached_property
    def mug(self) -> dict[str, Any]:
        """A product with variants."""
        return self._first(f"/admin/products?q={MUG.replace(' ', '%20')}")

    @cached_property
    def _order(self) -> dict[str, Any]:
        """A guest's order of two lines, whose parcel waits to be picked, and whose money the bank asks back. What is
        withdrawn of it waits to be read.
        """
        with closing(Shopper(self.cloud.settings, f"office-{uuid.uuid4()}")) as shopper:
            placed = place(shopper, dict.fromkeys(skus(self.staff, self.mug["id"], 2), 1), DISPUTED_CARD)
            release(self.staff, placed.order_id)
            parcel_of(self.staff, placed.order_id)
            order: dict[str, Any] = self.staff.call("GET", f"/admin/orders/{placed.order_id}")
            withdraw_in_words(shopper, order["number"])
        return order

    @cached_property
    def _return(self) -> str:
        """What is withdrawn from a part of an order whose parcel is packed comes back."""
        with closing(Shopper(self.cloud.settings, f"office-{uuid.uuid4()}")) as shopper:
            ordered = dict.fromkeys(skus(self.staff, self.mug["id"], 2), 1)
            placed = place(shopper, ordered)
            parcel = f"/admin/shipments/{parcel_of(self.staff, placed.order_id)['id']}"
            version = {"If-Match": self.staff.send("GET", parcel).headers["ETag"]}
            picked = {"lines": [{"sku": sku, "units": units} for sku, units in ordered.items()]}
            self.staff.call("PUT", f"{parcel}/picks", picked, version)
            self._made(f"{parcel}/packing", {})
            withdraw(shopper, placed, {next(iter(ordered)): 1})
        return str(self._soon(f"/admin/returns?order_id={placed.order_id}", "items")["id"])

    def _dispute(self) -> str:
        payment = self._order["payment"]["id"]
        return str(self._soon(f"/admin/payments/{payment}", "disputes")["dispute_id"])

    def _soon(self, path: str, member: str) -> dict[str, Any]:
        """The first of them, once there are any."""
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            found[:] = self.staff.call("GET", path)[member]
            return bool(found)

        eventually(is_there, because=lambda: f"{path} has no {member}")
        return found[0]

    @property
    def _raise(self) -> dict[str, Any]:
        """Looked at, and never started."""
        return {"selection": {"q": MUG}, "change": {"price": {"basis_points": 500, "round_to": 10}}}

    def _first(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self.staff.call("GET", path)["items"][0]
        return found

    def _draft(self, order: dict[str, Any]) -> dict[str, Any]:
        """What the order's shopper might order on the telephone."""
        sku = order["lines"][0]["sku"]
        return {
            "lines": [{"sku": sku, "quantity": 1}],
            "email": order["email"],
            "shipping_address": dict(ADDRESS),
        }

    def _made(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        return made(self.staff, path, body)

    def _group(self) -> str:
        """Of regular customers, by a rule."""
        body = {"id": f"regulars-{uuid.uuid4().hex[:8]}", "name": "Regular customers", "rule": {"orders": 3}}
        return str(self._made("/admin/customer-groups", body)["id"])

    def _count(self) -> str:
        count: str = self._made("/admin/stock/counts", {"name": "Shelf with the mugs"})["count_id"]
        lines = [{"code": sku, "counted": 5} for sku in skus(self.staff, self.mug["id"], 2)]
        self.staff.call("PUT", f"/admin/stock/counts/{count}/lines", {"lines": lines})
        return count

    def _endpoint(self) -> str:
        """It was sent one event to try it, which nobody took."""
        url = f"{self.cloud.url}/api/books/{uuid.uuid4().hex[:6]}"
        body = {"url": url, "event_types": ["dispute.closed"], "description": "Our books"}
        made: str = self._made("/admin/webhooks/endpoints", body)["id"]
        self._made(f"/admin/webhooks/endpoints/{made}/test", {})
        return made

    def _error(self) -> str:
        """Somebody sends what no carrier has signed, which is an error from the third time on."""
        for _ in range(3):
            httpx.post(
                f"{self.cloud.url}/api/webhooks/carriers/sandbox", json={}, headers={"X-Carrier-Signature": "t=1,v1=00"}
            )
        eventually(lambda: bool(self.staff.call("GET", "/ops/errors")["items"]))
        fingerprint: str = self._first("/ops/errors")["fingerprint"]
        return fingerprint


def skus(staff: ShopApi, product_id: str, count: int) -> list[str]:
    """The product's SKUs with most units."""
    variants = staff.call("GET", f"/admin/products/{product_id}")["variants"]
    return [variant["sku"] for variant in sorted(variants, key=lambda one: -one["available"])[:count]]


def name_of(path: str) -> str:
    """What the picture of a page is called: "orders-orderId"."""
    return "-".join(part.lstrip(":") for part in path.split("/") if part) or "home"

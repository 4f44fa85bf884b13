"""The smaller race, through the whole HTTP path of a running shop: cart, quote, checkout, card, webhooks, events."""

from __future__ import annotations

import csv
import io
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx

from souk_local import staff
from souk_local.aws import Clients
from souk_local.catalogue import import_file
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.audit import Finding
from souk_tools.audit import tables as audited
from souk_tools.audit.__main__ import settled
from souk_tools.flash_sale import plan
from souk_tools.flash_sale.plan import Fate
from souk_tools.flash_sale.report import latencies
from souk_tools.shopper import ADDRESS, Placed, Shopper, shown

TRIES = 5
SETTLE_SECONDS = 300
ANSWERS = {(409, "out_of_stock"): "sold_out"}


@dataclass
class ShopSale:
    """`left` are orders nobody pays; they are called off at the end, and their units come back."""

    settings: Settings
    units: int
    attempts: int
    buyers: int
    limit_seconds: float
    seed: int = 1
    sku: str = field(default_factory=lambda: f"FLASH-{uuid.uuid4().hex[:8]}".upper())
    counts: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"ordered": [], "sold_out": []})
    errors: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    took: float = 0
    stock: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def sold(self) -> int:
        return self.units - self.stock["on_hand"]

    @property
    def exact(self) -> bool:
        whole = self.stock["reserved"] == 0 and self.sold + self.stock["available"] == self.units and self.sold > 0
        return whole and not (self.findings or self.errors)

    def run(self) -> None:
        """Raises LocalCloudError when no shop is running, or what was ordered does not come to its end in time."""
        operator = ShopApi(self.settings.public_url)
        try:
            staff.sign_in(self.settings, operator)
            self._open(operator)
            try:
                self._sell()
                self._end(operator)
            finally:
                self._close(operator)
        except httpx.TransportError as problem:
            raise LocalCloudError(
                f"The shop does not answer at {self.settings.public_url} ({problem}); make up starts it."
            ) from problem
        finally:
            operator.close()

    def _sell(self) -> None:
        began = time.monotonic()
        with ThreadPoolExecutor(self.buyers) as pool:
            list(pool.map(lambda attempt: self._attempt(attempt, began + self.limit_seconds), range(self.attempts)))
        self.took = time.monotonic() - began

    def _attempt(self, attempt: int, ends: float) -> None:
        if time.monotonic() > ends:
            self._failed(attempt, "out of time")
            return
        wish = plan.wish(self.seed, attempt)
        shopper = Shopper(self.settings, f"sale-{uuid.uuid4()}", email=f"buyer+{attempt}@example.com")
        try:
            self._buy(shopper, min(wish.lines[plan.SKU], 99), wish.fate)
        except (LocalCloudError, httpx.HTTPError, KeyError) as problem:
            self._failed(attempt, repr(problem))
        finally:
            shopper.api.close()

    def _buy(self, shopper: Shopper, quantity: int, fate: Fate) -> None:
        cart = self._patiently(shopper, "POST", "/cart/lines", {"sku": self.sku, "quantity": quantity}).json()
        seen = shown(cart)
        body: dict[str, object] = {
            **seen,
            "email": shopper.email,
            "shipping_address": ADDRESS,
            "shipping_method": "standard",
            "payment_method": "stripe",
        }
        question = {**seen, "shipping_address": {"country": ADDRESS["country"]}, "shipping_method": "standard"}
        body["expected_total"] = self._patiently(shopper, "POST", "/checkout/quote", question).json()["total"]
        key = {"Idempotency-Key": str(uuid.uuid4())}
        started = time.perf_counter()
        answer = self._patiently(shopper, "POST", "/checkout", body, key)
        took = time.perf_counter() - started
        what = "ordered" if answer.status_code == 201 else ANSWERS.get((answer.status_code, answer.json()["code"]))
        if what is None:
            raise LocalCloudError(f"checkout answered {answer.status_code}: {answer.text[:300]}")
        with self._lock:
            self.counts[what] += 1
            self.seconds[what].append(took)
        if what == "ordered":
            order = answer.json()["order"]
            access_key = answer.json()["access_key"]
            self._live(
                shopper,
                Placed(order["id"], order["number"], access_key, answer.json()["payment"], order["total"]),
                fate,
            )

    def _live(self, shopper: Shopper, placed: Placed, fate: Fate) -> None:
        if fate is Fate.PAID:
            shopper.pay(placed)
        elif fate is Fate.CANCELLED:
            path = f"/orders/{placed.order_id}/cancel"
            named = {"Idempotency_Key": str(uuid.uuid4()), "X_Order_Key": placed.access_key}
            shopper.call("POST", path, {"reason": "changed my mind"}, **named)
        else:
            fate = Fate.ABANDONED
            self.left.append(placed.order_id)
        with self._lock:
            self.counts[fate] += 1

    def _patiently(
        self, shopper: Shopper, method: str, path: str, body: object, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Sends it again while the shop says to; the last answer there was."""
        sent = {"X-Correlation-Id": shopper.correlation_id, **(headers or {})}
        answer = shopper.api.send(method, path, body, sent)
        for attempt in range(TRIES):
            if answer.status_code not in (429, 502, 503, 504):
                break
            with self._lock:
                self.counts["asked_again"] += 1
            time.sleep(0.2 * 2**attempt)
            answer = shopper.api.send(method, path, body, sent)
        return answer

    def _end(self, operator: ShopApi) -> None:
        """What nobody paid is called off; then everything arrives, and the audit looks at every row."""
        for order_id in self.left:
            body = {"reason": "not paid"}
            operator.call("POST", f"/admin/orders/{order_id}/cancel", body, {"Idempotency-Key": str(uuid.uuid4())})

        def arrived() -> bool:
            self.stock = operator.call("GET", f"/admin/stock/{self.sku}")
            return self.stock["reserved"] == 0

        wait_until(arrived, SETTLE_SECONDS, every_seconds=1)
        clients = Clients(self.settings)
        named = audited.names(self.settings, clients)
        _, self.findings = settled(lambda: audited.read(clients.tables, named), 60)
        arrived()

    def _open(self, operator: ShopApi) -> None:
        row = {
            "Handle": self.sku.lower(),
            "Title": f"Flash sale {self.sku}",
            "Variant SKU": self.sku,
            "Variant Price": "10.00",
            "Variant Inventory Tracker": "shopify",
            "Variant Inventory Policy": "deny",
            "Variant Inventory Qty": str(self.units),
            "Variant Requires Shipping": "FALSE",
            "Published": "TRUE",
            "Status": "active",
        }
        text = io.StringIO()
        writer = csv.DictWriter(text, list(row))
        writer.writeheader()
        writer.writerow(row)
        report = import_file(operator, "flash-sale.csv", text.getvalue().encode())
        if report["status"] != "succeeded":
            raise LocalCloudError(f"the product of the sale could not be imported: {report}")

    def _close(self, operator: ShopApi) -> None:
        """The product leaves the shop; its ledger stays."""
        product = operator.call("GET", f"/products/{self.sku.lower()}")
        path = f"/admin/products/{product['id']}"
        answer = operator.send("GET", path)
        changed = operator.send("PATCH", path, {"status": "archived"}, {"If-Match": answer.headers["etag"]})
        if changed.is_error:
            raise LocalCloudError(f"the product of the sale could not be archived: {changed.text[:300]}")

    def _failed(self, attempt: int, why: str) -> None:
        with self._lock:
            self.counts["error"] += 1
            self.errors.append(f"attempt {attempt}: {why}")


def told(sale: ShopSale) -> str:
    """The report for a person."""
    return "\n".join(
        [
            f"{sale.attempts} attempts in {sale.took:.1f} s: {sale.attempts / sale.took:.1f} attempts/s, "
            "each a cart, a quote and a checkout",
            *latencies(sale.seconds),
            "  " + ", ".join(f"{number} {what}" for what, number in sorted(sale.counts.items())),
            f"  {sale.units} units: {sale.sold} sold, {sale.stock['available']} available, "
            f"{sale.stock['reserved']} reserved",
            *(f"  error: {error}" for error in sale.errors[:20]),
            *(f"  difference: {finding}" for finding in sale.findings[:50]),
            f"  the audit found {len(sale.findings)} differences",
        ]
    )

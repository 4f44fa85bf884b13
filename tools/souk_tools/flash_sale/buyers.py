"""One process of buyers, as `python -m souk_tools.flash_sale.buyers <JSON>`: the orders service's own checkout.

It says "ready", and starts when it is sent a line; its next line of output says what came of all attempts. Sent another
line, it sees to the aftermath and says what could not be delivered. It ends when its input does. Beside its buyers the
first process ends, every second, the orders that were not paid in time, as the orders service's timer does.
"""

from __future__ import annotations

import contextlib
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import grpc

from orders.adapters.clients import GrpcCatalogue, GrpcInventory, GrpcPayments
from orders.adapters.codes import DynamoCodeBook
from orders.adapters.drafts import DynamoDraftStore
from orders.adapters.files import S3FileLinks
from orders.adapters.points import SealedPoints
from orders.adapters.store import DynamoOrderStore
from orders.adapters.taxing.seals import SealedNumbers
from orders.adapters.taxing.vies import Unasked
from orders.compose import Parts, Services
from orders.domain import holding
from orders.domain.details import Address, order_id_of
from orders.domain.rates import ShippingTable
from orders.doors.consumers import handler as orders_consumer
from orders.settings import OrdersSettings
from orders.usecases.checkout_run import Checkout, CheckoutOutcome
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cart, Shopper, Variant
from orders.usecases.shown import Amounts, Shown, ShownLine
from souk import clock
from souk.errors import IllegalTransition, NotFound, OutOfStock, SoukError, Unavailable
from souk.events import Event
from souk.exports.parts import S3ExportParts
from souk.limits.limits import Charge
from souk.shop.copy import ShopCopy
from souk.taxes.taxes import Taxes
from souk.telemetry import ComesAgain
from souk_tools.flash_sale import plan
from souk_tools.flash_sale.aftermath import LANES, Aftermath
from souk_tools.flash_sale.plan import Fate, Sale, Wish
from souk_tools.flash_sale.remote import FOR_PRODUCTS, Host, Hosts, msk_event

ADDRESS = Address("Amira Haddad", "Sonnenallee 12", "DE", "Berlin", "12047")
STAFF = Viewer(user_id="sale", staff=True)
# How often a shopper sends a request again that was answered "try again shortly".
TRIES = 8
# How long units stay held for a checkout that died.
DIED_SECONDS = 5


class PriceList(GrpcCatalogue):
    """The catalogue, asked once: prices stay as they are during the sale."""

    def __init__(self, host: Host) -> None:
        super().__init__(lambda: host.channel)

    @cached_property
    def _all(self) -> dict[str, Variant]:
        return super().variants([plan.SKU, plan.EXTRA])

    def variants(self, skus: list[str]) -> dict[str, Variant]:
        return {sku: self._all[sku] for sku in skus}


@dataclass(frozen=True)
class Baskets:
    """Each attempt is a guest with a cart of its own."""

    sale: Sale

    def get(self, owner: str) -> Cart:
        return Cart(owner, self.sale.wish(int(owner.partition(":")[2])).lines)


class Nobody:
    """All buyers are guests."""

    def email(self, user_id: str) -> str:
        raise LookupError(user_id)

    def find(self, user_id: str, groups: Collection[str]) -> Shopper:
        raise LookupError(user_id, groups)


class Uncounted:
    """What races for the stock is to be everybody who asks."""

    def add(self, charge: Charge) -> int:
        return charge.units

    def subtract(self, charge: Charge) -> None:
        pass


@dataclass
class Buyers:
    """`counts` of what came of the attempts, `seconds` of each answered checkout by what it led to, `moments` at which
    one was begun or answered, on the clock that all processes share.
    """

    sale: Sale
    process: int
    hosts: Hosts
    counts: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"ordered": [], "sold_out": []})
    errors: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.inventory = self.hosts.products[self.process % len(self.hosts.products)]
        self.prices = PriceList(self.inventory)
        self.holds = GrpcInventory(lambda: self.inventory.channel)
        self.payments = GrpcPayments(lambda: self.hosts.payments.channel)
        parts = Parts(
            store=DynamoOrderStore(),
            carts=Baskets(self.sale),
            catalogue=self.prices,
            inventory=self.holds,
            payments=self.payments,
            shoppers=Nobody(),
            shipping=ShippingTable(),
            taxes=Taxes(),
            counters=Uncounted(),
            policies=lambda _method: holding.online(OrdersSettings().reservation_seconds),
            exports=S3ExportParts(),
            shop=ShopCopy(),
            drafts=DynamoDraftStore,
            file_links=S3FileLinks,
            points=SealedPoints(),
            seals=SealedNumbers(),
            register=Unasked,
            codes=DynamoCodeBook,
        )
        self.orders = Services(parts).orders

    def warm_up(self) -> None:
        """So that the first buyer finds everything loaded, here and in the other services."""
        self._wanted("guest:0")
        for ask in (
            lambda: self.holds.reserve("nobody", {"NOTHING": 1}, 1),
            lambda: self.payments.get("nobody"),
            lambda: self.orders.order("nobody", STAFF),
        ):
            with contextlib.suppress(NotFound, OutOfStock):
                ask()

    def run(self) -> None:
        """All attempts of this process, each buyer's one after the other, until they are done or the time is over."""
        shares = plan.share(self.sale, self.process)
        ends = time.monotonic() + self.sale.limit_seconds
        stop = threading.Event()
        timer = threading.Thread(target=self._expire_until, args=(stop,))
        timer.start()
        try:
            with ThreadPoolExecutor(len(shares)) as pool:
                for done in [pool.submit(self._buyer, attempts, ends) for attempts in shares]:
                    done.result()
        finally:
            stop.set()
            timer.join()

    def _buyer(self, attempts: list[int], ends: float) -> None:
        for attempt in attempts:
            if time.monotonic() > ends:
                self._count("out_of_time")
                continue
            try:
                self._attempt(attempt)
            except Exception as error:  # told in the report, and the race has failed
                self._count("error")
                with self._lock:
                    self.errors.append(f"attempt {attempt}: {error!r}")

    def _attempt(self, attempt: int) -> None:
        wish = self.sale.wish(attempt)
        owner, key = f"guest:{attempt}", f"sale-{self.sale.seed}-{attempt}"
        rng = random.Random(attempt)  # noqa: S311
        if wish.fate is Fate.DIED:
            return self._die(order_id_of(owner, key), wish)
        started = time.monotonic()
        outcome = self._both(owner, key, rng) if wish.twin else self._check_out(owner, key, rng)
        ended = time.monotonic()
        took = ended - started
        with self._lock:
            self.moments += [started, ended]
        if isinstance(outcome, str):
            self._count(outcome, took)
            return None
        self._count("ordered", took)
        if wish.again and self.orders.check_out(self._wanted(owner), key).order.id != outcome.order.id:
            raise AssertionError("a repeated checkout made another order")
        self._live(outcome, wish, rng)
        return None

    def _check_out(self, owner: str, key: str, rng: random.Random) -> CheckoutOutcome | str:
        """What it led to. A shopper whose request was not answered sends the same one again."""
        for attempt in range(TRIES):
            try:
                return self.orders.check_out(self._wanted(owner), key)
            except OutOfStock:
                return "sold_out"
            except Unavailable:
                self._count("asked_again")
                time.sleep(rng.uniform(0, 0.1 * 2 ** min(attempt, 4)))
        return "gave_up"

    def _both(self, owner: str, key: str, rng: random.Random) -> CheckoutOutcome | str:
        """The same request twice at once."""
        with ThreadPoolExecutor(2) as pool:
            one, other = (pool.submit(self._check_out, owner, key, random.Random(rng.random())) for _ in "ab")  # noqa: S311
        first, second = one.result(), other.result()
        if (
            isinstance(first, CheckoutOutcome)
            and isinstance(second, CheckoutOutcome)
            and first.order.id != second.order.id
        ):
            raise AssertionError("a checkout sent twice made two orders")
        return first if isinstance(first, CheckoutOutcome) else second

    def _die(self, order_id: str, wish: Wish) -> None:
        try:
            self.holds.reserve(order_id, wish.lines, DIED_SECONDS)
            self._count("died")
        except OutOfStock:
            self._count("sold_out_before_death")
        except SoukError:
            self._count("gave_up")

    def _live(self, outcome: CheckoutOutcome, wish: Wish, rng: random.Random) -> None:
        """Pays, cancels, or does neither; and, unless it is lazy, delivers what follows from it."""
        order_id = outcome.order.id
        if wish.fate is Fate.PAID and outcome.payment:
            try:
                self.hosts.payments.call("receive", outcome.payment.id)
            except grpc.RpcError:  # its order has expired meanwhile, or will
                self._count("paid_too_late")
            self.payment_told(outcome.payment.id)
        elif wish.fate is Fate.CANCELLED:
            try:
                self.orders.cancel(order_id, STAFF, "changed my mind")
            except IllegalTransition:
                self._count("cancelled_too_late")
        if not wish.lazy:
            self.order_told(order_id, rng)
        self._count(wish.fate)

    def payment_told(self, payment_id: str) -> None:
        """Delivers a payment's events to the orders service."""
        events = [Event.model_validate_json(text) for text in self.hosts.payments.call("published", payment_id)]
        for _ in range(TRIES):
            with contextlib.suppress(ComesAgain):
                orders_consumer(msk_event(events), None)
                return
        raise AssertionError(f"the orders service refuses the events of payment {payment_id}")

    def order_told(self, order_id: str, rng: random.Random) -> None:
        """Delivers an order's events to products and payments."""
        published = [Event.model_validate_json(text) for text in self.orders.order(order_id, STAFF).published]
        events = [event for event in published if event.type in FOR_PRODUCTS]
        if events:
            self.hosts.tell(self.inventory, events, rng)
            self.hosts.tell(self.hosts.payments, events, rng)

    def expire(self) -> None:
        """The timers of orders and products, once, and what follows from them."""
        overdue = DynamoOrderStore().overdue(clock.now(), 200)
        if overdue:
            try:
                self.orders.expire()
            except SoukError:
                self._count("expired_later")
            with ThreadPoolExecutor(LANES) as pool:
                list(pool.map(lambda order_id: self.order_told(order_id, random.Random(order_id)), overdue))  # noqa: S311
        self.inventory.call("schedule", {"job": "sweep"})

    def _expire_until(self, stop: threading.Event) -> None:
        while not stop.wait(1.0):
            if self.process == 0:
                try:
                    self.expire()
                except (grpc.RpcError, SoukError):
                    self._count("expired_later")

    def _wanted(self, owner: str) -> Checkout:
        """What a buyer sees: the cart at the prices of the list, which the quote agrees with."""
        wanted = Baskets(self.sale).get(owner).quantities
        prices = self.prices.variants(sorted(wanted))
        seen = Shown(0, tuple(ShownLine(sku, quantity, prices[sku].price) for sku, quantity in wanted.items()))
        total = self.orders.quote(owner, seen, ADDRESS.destination, "standard").totals.total
        return Checkout(owner, "buyer@example.com", ADDRESS, "standard", "manual", seen, Amounts(total))

    def _count(self, what: str, seconds: float | None = None) -> None:
        with self._lock:
            self.counts[what] += 1
            if seconds is not None and what in self.seconds:
                self.seconds[what].append(seconds)

    def result(self) -> dict[str, Any]:
        return {
            "counts": self.counts,
            "seconds": self.seconds,
            "errors": self.errors[:20],
            "moments": [min(self.moments, default=0), max(self.moments, default=0)],
            "undelivered": self.hosts.undelivered,
        }


def main(text: str) -> None:
    given = json.loads(text)
    buyers = Buyers(Sale(**given["sale"]), given["process"], Hosts.at(given["products"], given["payments"]))
    output, sys.stdout = sys.stdout, sys.stderr  # metrics go where the log goes
    buyers.warm_up()
    print("ready", file=output, flush=True)
    sys.stdin.readline()
    buyers.run()
    print(json.dumps(buyers.result()), file=output, flush=True)
    if sys.stdin.readline():
        buyers.hosts.undelivered.clear()  # all that is sent again now
        Aftermath(buyers, given["tables"]).settle(buyers.sale.seconds_to_pay + 120)
        print(json.dumps(buyers.hosts.undelivered), file=output, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])

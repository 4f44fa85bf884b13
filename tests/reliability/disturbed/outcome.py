"""What must have become of everything that was bought, asked of the shop and of those outside of it."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import httpx

from souk_local import secrets
from souk_local.aws import Clients
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.audit import tables
from souk_tools.audit.__main__ import settled
from souk_tools.letters import mails
from tests.reliability.disturbed.customers import Bought, Crowd
from tests.support.cloud import TestCloud

STATES = ["PENDING", "AWAITING_PAYMENT", "PAID", "FULFILLING", "SHIPPED", "DELIVERED"]
EVENTS = ["order.placed", "order.paid", "order.fulfilling", "order.shipped", "order.delivered"]
LETTERS = 5  # received, confirmed, the invoice, on its way, arrived
AUDIT_SECONDS = 300.0
# A process that dies with a letter in its hands keeps it for the lease of 90 s; then the event has to come again.
LETTERS_SECONDS = 240.0


@dataclass
class Outcome:
    """`limit_seconds`: for all orders together to arrive. That nothing is set aside is the audit's to say."""

    cloud: TestCloud
    crowd: Crowd
    limit_seconds: float
    letters_in_danger: int
    every_letter: bool
    problems: list[str] = field(default_factory=list)
    letters_twice: int = 0
    settled_after: float = 0.0

    def look(self, operator: ShopApi) -> list[str]:
        """Everything that is not as it must be."""
        began = time.monotonic()
        self.problems += self._orders(operator)
        self.problems += self._charges()
        self.problems += self._stock(operator)
        self.problems += self._audit()
        self.settled_after = time.monotonic() - began
        self.problems += self._letters()
        return self.problems

    def _orders(self, operator: ShopApi) -> Iterator[str]:
        """Each is delivered, went through each state once, and said so once, with one payment and one parcel."""
        ends = time.monotonic() + self.limit_seconds
        events: Counter[str] = Counter()
        for bought in self.crowd.bought:
            order = self._delivered(bought, ends)
            states = [entry["state"] for entry in order["history"]]
            if states != STATES:
                yield f"order {bought.placed.order_id}: {states}"
                continue
            if order["money"]["captured"] != order["total"] or len(order["shipments"]) != 1:
                yield f"order {bought.placed.order_id}: {order['money']}, {len(order['shipments'])} parcels"
            if {line["sku"]: line["quantity"] for line in order["lines"]} != bought.lines:
                yield f"order {bought.placed.order_id}: {order['lines']}, not {bought.lines}"
            published = operator.call("GET", f"/admin/orders/{bought.placed.order_id}")["events"]
            events.update(event["id"] for event in published)
            if [event["type"] for event in published] != EVENTS:
                yield f"order {bought.placed.order_id}: published {[event['type'] for event in published]}"
        yield from (f"event {event} is there {number} times" for event, number in events.items() if number > 1)

    def _delivered(self, bought: Bought, ends: float) -> dict[str, Any]:
        """The order once it has arrived, or as it is when the time is over."""
        placed, last = bought.placed, dict[str, Any]()
        key = {"X-Order-Key": placed.access_key}
        with closing(self.cloud.shopper()) as shopper:

            def arrived() -> bool:
                last.update(shopper.call("GET", f"/orders/{placed.order_id}", headers=key))
                return bool(last["state"] == STATES[-1])

            wait_until(arrived, max(0.0, ends - time.monotonic()), every_seconds=1.0)
        return last

    def _charges(self) -> Iterator[str]:
        """The provider has charged each order once, all of it, and nothing else."""
        charged: dict[str, list[int]] = defaultdict(list)
        for intent in provider_intents(self.cloud):
            charges = [charge["amount"] for charge in intent["charges"]["data"] if charge["captured"]]
            charged[intent["metadata"]["order_id"]] += charges
        for bought in self.crowd.bought:
            total = bought.placed.total["amount"]
            if charged[bought.placed.order_id] != [total]:
                yield f"order {bought.placed.order_id} of {total} is charged {charged[bought.placed.order_id]}"

    def _stock(self, operator: ShopApi) -> Iterator[str]:
        """What was ordered has left, once, and nothing is held any more."""
        for sku, sold in self.crowd.sold.items():
            level: dict[str, Any] = {}

            def moved(sku: str = sku, sold: int = sold, level: dict[str, Any] = level) -> bool:
                level.update(operator.call("GET", f"/admin/stock/{sku}"))
                return (level["on_hand"], level["reserved"]) == (self.crowd.stock - sold, 0)

            if not wait_until(moved, AUDIT_SECONDS, every_seconds=1.0):
                yield f"{sku}: {level['on_hand']} on hand of {self.crowd.stock} less {sold}, {level['reserved']} held"

    def _audit(self) -> list[str]:
        clients = Clients(self.cloud.settings)
        named = tables.names(self.cloud.settings, clients)
        return [str(finding) for finding in settled(lambda: tables.read(clients.tables, named), AUDIT_SECONDS)[1]]

    def _letters(self) -> Iterator[str]:
        """A letter comes twice at most where a process died with it in its hands; `every_letter` waits for all."""
        customers = {bought.email for bought in self.crowd.bought}
        sent: Counter[tuple[str, str]] = Counter()

        def complete() -> bool:
            sent.clear()
            sent.update(mail for mail in letters(self.cloud) if mail[0] in customers)
            return len(sent) == LETTERS * len(customers)

        if not wait_until(complete, LETTERS_SECONDS * self.every_letter, every_seconds=3.0) and self.every_letter:
            yield f"{len(sent)} different letters of {LETTERS * len(customers)}"
        self.letters_twice = sent.total() - len(sent)
        if self.letters_twice > self.letters_in_danger:
            yield f"{self.letters_twice} letters came twice, {self.letters_in_danger} were in danger"


def letters(cloud: TestCloud) -> list[tuple[str, str]]:
    """To whom and about what, of every letter that was ever sent."""
    return [(mail["To"][0], mail["Subject"]) for mail in mails(cloud.settings, timeout=60)]


def provider_intents(cloud: TestCloud) -> Iterator[dict[str, Any]]:
    """Every PaymentIntent the provider's stand-in knows of."""
    key = secrets.load(cloud.settings).stripe_secret_key
    with httpx.Client(base_url=cloud.settings.stripe_url, auth=(key, ""), timeout=60) as provider:
        after: dict[str, str] = {}
        while True:
            answer = provider.get("/v1/payment_intents", params={"limit": "100", **after}).raise_for_status().json()
            yield from answer["data"]
            if not answer["has_more"]:
                return
            after = {"starting_after": answer["data"][-1]["id"]}

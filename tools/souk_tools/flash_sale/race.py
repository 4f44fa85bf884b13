"""The race: the services' own code in several processes against one DynamoDB, until every attempt is answered."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from souk_local.aws import Clients
from souk_tools.audit import Finding, Row, audit
from souk_tools.audit.rows import Shop, decoded
from souk_tools.audit.tables import read
from souk_tools.flash_sale import crossings, tables
from souk_tools.flash_sale.engine import Children, dynamodb
from souk_tools.flash_sale.plan import EXTRA, SKU, Sale
from souk_tools.flash_sale.remote import Host
from souk_tools.flash_sale.report import latencies

SERVICES = ("products", "orders", "payments")
LEFT_EXTRA = 100_000
FIFTY = Sale(units=10, attempts=50, buyers=50, processes=2, inventory_processes=2, seconds_to_pay=300, plain=True)
"""Fifty buyers at the same moment, each for one of ten units."""


@dataclass
class Result:
    """What came of a race. `most_shards` and `conflicts` show how hot the SKU was, `answered_in` is the time from the
    first checkout asked for to the last one answered, in seconds.
    """

    sale: Sale
    seconds: float
    counts: Counter[str]
    checkouts: dict[str, list[float]]
    errors: list[str]
    answered_in: float
    sold: int = 0
    available: int = 0
    reserved: int = 0
    orders: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    undelivered: list[str] = field(default_factory=list)
    crossings: Counter[str] = field(default_factory=Counter)
    most_shards: int = 0
    conflicts: Counter[str] = field(default_factory=Counter)

    @property
    def exact(self) -> bool:
        """Whether every unit is sold or back on the shelf, and everything agrees."""
        whole = self.sold + self.available == self.sale.units and self.reserved == 0
        return whole and not (self.findings or self.errors or self.undelivered)


def quiet(_text: str) -> None:
    """Says nothing."""


def run(sale: Sale, say: Callable[[str], None] = quiet, port: int | None = None) -> Result:
    """The whole race, from an empty DynamoDB to the audit. Raises LocalCloudError when a process fails."""
    with dynamodb(port) as settings, Children(settings) as children:
        client = Clients(settings).tables
        names = tables.create(client, SERVICES)
        race = _Race(sale, children, names)
        say(f"{sale.units} units, {sale.attempts} attempts, {sale.buyers} buyers in {sale.processes} processes")
        result = race.run(say)
        say("everything that was left behind comes to its end")
        race.settle(result)
        _account(result, read(client, names))
        return result


class _Race:
    def __init__(self, sale: Sale, children: Children, names: dict[str, str]) -> None:
        self._sale = sale
        self._children = children
        self._names = names
        started = [
            children.start("host", service, service, names[service])
            for service in (*["products"] * sale.inventory_processes, "payments")
        ]
        ports = [int(children.line(child)) for child in started]
        self._products, self._payments = ports[:-1], ports[-1]
        self._hosts = [Host(port) for port in ports]
        self._hosts[0].call("sell", {SKU: sale.units, EXTRA: LEFT_EXTRA})

    def run(self, say: Callable[[str], None]) -> Result:
        buyers = self._buyers = [self._start(process) for process in range(self._sale.processes)]
        for child in buyers:
            self._children.line(child)  # it is ready
        began = time.monotonic()
        for child in buyers:
            self._children.go(child)
        with ThreadPoolExecutor(len(buyers)) as answering:
            pending = [answering.submit(self._children.line, child) for child in buyers]
            most_shards = self._watch(pending, began, say)
        seconds = time.monotonic() - began
        return self._result(seconds, [json.loads(answer.result()) for answer in pending], most_shards)

    def _watch(self, pending: list[Future[str]], began: float, say: Callable[[str], None]) -> int:
        """Says now and then how the sale goes, until all have answered; answers how many shards there were at most."""
        most_shards, told = 0, began
        while not all(answer.done() for answer in pending):
            level = self._hosts[0].call("level", SKU)
            most_shards = max(most_shards, level["shards"])
            if time.monotonic() - told > 15:
                told = time.monotonic()
                say(f"{told - began:5.0f} s: {level['available']} available, {level['reserved']} reserved")
            time.sleep(0.25)
        return most_shards

    def _result(self, seconds: float, answers: list[dict[str, Any]], most_shards: int) -> Result:
        """What the buyers say of it; the tables are read when everything has come to its end."""
        conflicts: Counter[str] = Counter()
        for host in self._hosts[:-1]:
            conflicts.update(host.call("conflicts"))
        return Result(
            sale=self._sale,
            seconds=seconds,
            counts=sum((Counter(answer["counts"]) for answer in answers), Counter()),
            checkouts={
                kind: [took for answer in answers for took in answer["seconds"][kind]]
                for kind in ("ordered", "sold_out")
            },
            errors=[error for answer in answers for error in answer["errors"]],
            answered_in=max(answer["moments"][1] for answer in answers) - min(a["moments"][0] for a in answers),
            most_shards=most_shards,
            conflicts=conflicts,
        )

    def settle(self, result: Result) -> None:
        """The first process of buyers sees to it."""
        child = self._buyers[0]
        self._children.go(child)
        result.undelivered = json.loads(self._children.line(child))

    def _start(self, process: int) -> Any:
        given = {
            "sale": self._sale.as_json(),
            "process": process,
            "products": self._products,
            "payments": self._payments,
            "tables": self._names,
        }
        pay = str(self._sale.seconds_to_pay)
        environment = {"MANUAL_PAYMENT_SECONDS": pay, "RESERVATION_SECONDS": pay}
        return self._children.start("buyers", json.dumps(given), "orders", self._names["orders"], **environment)


def _account(result: Result, rows: dict[str, list[Row]]) -> None:
    """What the tables say, by the rows alone."""
    shop = Shop.of(rows)
    result.findings = audit(rows, datetime.now(UTC), settled=True)
    counters = shop.levels[SKU]
    on_hand = sum(row["on_hand"] for row in counters)
    result.available = sum(row["available"] for row in counters)
    result.reserved = on_hand - result.available
    sold = [r for r in shop.reservations.values() if r["state"] == "committed"]
    result.sold = sum(decoded(reservation, "lines").get(SKU, 0) for reservation in sold)
    result.orders = Counter(order.state for order in shop.orders.values())
    result.crossings, wrong = crossings.checked(rows["products"], SKU, result.available)
    result.findings += wrong


def told(result: Result) -> str:
    """The report for a person."""
    sale, counts = result.sale, result.counts
    return "\n".join(
        [
            f"{sale.attempts} attempts in {result.seconds:.1f} s: {sale.attempts / result.seconds:.0f} attempts/s",
            *latencies(result.checkouts),
            "  " + ", ".join(f"{number} {what}" for what, number in sorted(counts.items())),
            f"  {result.conflicts['refused']} of {result.conflicts.total()} transactions on stock met another, "
            f"at most {result.most_shards} shards",
            "  told: " + ", ".join(f"{number} {what}" for what, number in sorted(result.crossings.items())),
            "  orders: " + ", ".join(f"{number} {state}" for state, number in sorted(result.orders.items())),
            f"  {sale.units} units: {result.sold} sold, {result.available} available, {result.reserved} reserved",
            *(f"  error: {error}" for error in result.errors),
            *(f"  undelivered: {event}" for event in result.undelivered),
            *(f"  difference: {finding}" for finding in result.findings[:50]),
            f"  the audit found {len(result.findings)} differences",
        ]
    )

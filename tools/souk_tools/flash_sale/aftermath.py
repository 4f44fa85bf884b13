"""What a sale leaves behind comes to its end.

Orders nobody pays expire, holds of checkouts that died lapse, and every event there is is delivered, also those that
were delivered before: nothing may come of them.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Protocol

from orders.doors.consumers import handler as orders_consumer
from souk.cloud.aws import client
from souk.events import Event
from souk.telemetry import ComesAgain
from souk_local.problems import LocalCloudError
from souk_local.waiting import wait_until
from souk_tools.audit.rows import Row
from souk_tools.audit.tables import read
from souk_tools.flash_sale.remote import DELIVERIES, FOR_PRODUCTS, Host, Hosts, msk_event

BATCH = 50
LANES = 8
UNPAID = {"PENDING", "AWAITING_PAYMENT"}


class Timers(Protocol):
    """What goes on by itself, and the processes it goes on in."""

    hosts: Hosts
    inventory: Host

    def expire(self) -> None:
        """The timers of orders and products, once."""


class Aftermath:
    def __init__(self, timers: Timers, tables: dict[str, str]) -> None:
        self._timers = timers
        self._tables = tables

    def settle(self, limit_seconds: float) -> None:
        """Raises LocalCloudError when orders stay unpaid beyond the limit."""
        # Payments first: one that came in time has to be known before its order's time is over.
        self._tell_of_payments()

        def nobody_may_pay() -> bool:
            self._timers.expire()
            return not any(row.get("state") in UNPAID for row in self._rows("orders") if row["sk"] == "ORDER")

        if not wait_until(nobody_may_pay, limit_seconds, every_seconds=1):
            raise LocalCloudError(f"orders are still unpaid after {limit_seconds:.0f} s")
        self._timers.inventory.call("sweep_later")
        self._tell_of_payments()
        self._tell_of_orders()
        # What that led to (money given back), and everything once more.
        self._tell_of_payments()
        self._tell_of_orders()

    def _tell_of_payments(self) -> None:
        _each(_events(self._rows("payments")), self._tell_orders)

    def _tell_of_orders(self) -> None:
        events = [event for event in _events(self._rows("orders")) if event.type in FOR_PRODUCTS]
        _each(events, self._tell_of_a_few)

    def _tell_orders(self, events: list[Event]) -> None:
        for _ in range(DELIVERIES):
            with contextlib.suppress(ComesAgain):
                orders_consumer(msk_event(events), None)
                return
        self._timers.hosts.undelivered += [event.id for event in events]

    def _tell_of_a_few(self, events: list[Event]) -> None:
        rng, hosts = random.Random(events[0].id), self._timers.hosts  # noqa: S311
        for host in (rng.choice(hosts.products), hosts.payments):
            hosts.tell(host, events, rng)

    def _rows(self, service: str) -> list[Row]:
        return read(client("dynamodb"), {service: self._tables[service]})[service]


def _each(events: list[Event], tell: Callable[[list[Event]], object]) -> None:
    """Several batches at once, as from several partitions: all events of an aggregate are in one."""
    batches: list[list[Event]] = [[]]
    for _, own in groupby(events, key=lambda event: event.aggregate_id):
        if len(batches[-1]) >= BATCH:
            batches.append([])
        batches[-1] += own
    with ThreadPoolExecutor(LANES) as pool:
        list(pool.map(tell, filter(None, batches)))


def _events(rows: list[Row]) -> list[Event]:
    """Each aggregate's in order."""
    found = [Event.model_validate_json(row["event"]) for row in rows if row["sk"].startswith("OUTBOX#")]
    return sorted(found, key=lambda event: (event.aggregate_id, event.aggregate_version))

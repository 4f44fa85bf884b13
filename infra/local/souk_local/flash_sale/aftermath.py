"""What a sale leaves behind comes to its end, as `python -m souk_local.flash_sale.aftermath <JSON>`.

Orders nobody pays expire, holds of checkouts that died lapse, and every event there is is delivered, also those that
were delivered before: nothing may come of them.
"""

from __future__ import annotations

import json
import random
import sys

from orders.consumers import handler as orders_consumer
from souk.aws import client
from souk.events import Event
from souk_local.audit.rows import Row
from souk_local.audit.tables import read
from souk_local.flash_sale.buyers import FOR_PRODUCTS, Buyers
from souk_local.flash_sale.plan import Sale
from souk_local.flash_sale.remote import Hosts, msk_event
from souk_local.problems import LocalCloudError
from souk_local.waiting import wait_until

BATCH = 50
UNPAID = {"PENDING", "AWAITING_PAYMENT"}


def main(text: str) -> None:
    given = json.loads(text)
    sale = Sale(**given["sale"])
    output, sys.stdout = sys.stdout, sys.stderr  # metrics go where the log goes
    aftermath = Aftermath(Buyers(sale, 0, Hosts.at(given["products"], given["payments"])), given["tables"])
    aftermath.settle(sale.seconds_to_pay + 120)
    print(json.dumps({"undelivered": aftermath.buyers.hosts.undelivered}), file=output, flush=True)


class Aftermath:
    def __init__(self, buyers: Buyers, tables: dict[str, str]) -> None:
        self.buyers = buyers
        self._tables = tables

    def settle(self, limit_seconds: float) -> None:
        """Raises LocalCloudError when orders stay unpaid beyond the limit."""
        # Payments first: one that came in time has to be known before its order's time is over.
        self._tell_of_payments()

        def nobody_may_pay() -> bool:
            self.buyers.expire()
            return not any(row.get("state") in UNPAID for row in self._rows("orders") if row["sk"] == "ORDER")

        if not wait_until(nobody_may_pay, limit_seconds, every_seconds=1):
            raise LocalCloudError(f"orders are still unpaid after {limit_seconds:.0f} s")
        self.buyers.inventory.call("sweep_later")
        self._tell_of_payments()
        self._tell_of_orders()
        # What that led to (money given back), and everything once more.
        self._tell_of_payments()
        self._tell_of_orders()

    def _tell_of_payments(self) -> None:
        events = _events(self._rows("payments"))
        for start in range(0, len(events), BATCH):
            orders_consumer(msk_event(events[start : start + BATCH]), None)

    def _tell_of_orders(self) -> None:
        events = [event for event in _events(self._rows("orders")) if event.type in FOR_PRODUCTS]
        for start in range(0, len(events), BATCH):
            for host in (self.buyers.inventory, self.buyers.hosts.payments):
                self.buyers.hosts.tell(host, events[start : start + BATCH], random.Random(start))  # noqa: S311

    def _rows(self, service: str) -> list[Row]:
        return read(client("dynamodb"), {service: self._tables[service]})[service]


def _events(rows: list[Row]) -> list[Event]:
    """Each aggregate's in order."""
    found = [Event.model_validate_json(row["event"]) for row in rows if row["sk"].startswith("OUTBOX#")]
    return sorted(found, key=lambda event: (event.aggregate_id, event.aggregate_version))


if __name__ == "__main__":
    main(sys.argv[1])

"""A carrier on a loopback port, as small as it can be."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.support.loopback import Handler, serving

RATES = [
    {"name": "Post Express", "amount": 990, "currency": "EUR", "days": 1},
    {"name": "Post Standard", "amount": 490, "currency": "EUR", "days": None},
]


class Carrier:
    """Books each Idempotency-Key once. The next answers have the statuses in `failing`; `keys` are those received.
    It does not answer what ends with `away`. `meanwhile` happens before the next answer.
    """

    def __init__(self) -> None:
        self.base = ""
        self.failing: list[int] = []
        self.keys: list[str] = []
        self.bookings: dict[str, dict[str, Any]] = {}
        self.cancelled: list[str] = []
        self.away = "nothing"
        self.meanwhile: Callable[[], None] | None = None

    def answer(self, path: str, key: str, body: Any) -> tuple[int, Any]:
        self.keys.append(key)
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        if path.endswith(self.away):
            return 503, {"error": "not today"}
        if self.failing:
            return self.failing.pop(0), {"error": "not today"}
        if path.endswith("/rates"):
            return 200, {"rates": RATES}
        if path.endswith("/manifests"):
            return 200, {"url": f"{self.base}/manifest/{'-'.join(body['shipments'])}"}
        if path.endswith("/cancel"):
            self.cancelled.append(path.split("/")[-2])
            return 200, {"status": "cancelled"}
        number = len(self.bookings) + 1
        booking: dict[str, Any] = {
            "carrier_reference": f"CR{number}",
            "tracking_code": f"TRACK{number}",
            "tracking_url": f"{self.base}/track/{number}",
            "label_url": f"{self.base}/label/{number}",
            "rate": next(rate for rate in RATES if rate["name"] == body.get("rate", "Post Standard")),
            "status": "booked",
        }
        return 201, self.bookings.setdefault(key, booking)


@contextlib.contextmanager
def running() -> Iterator[Carrier]:
    carrier = Carrier()

    class Bookings(Handler):
        def respond(self) -> None:
            status, answer = carrier.answer(self.path, self.headers["Idempotency-Key"], json.loads(self.body()))
            self.answer(status, json.dumps(answer).encode())

    with serving(Bookings) as carrier.base:
        yield carrier

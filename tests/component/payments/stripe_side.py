"""A real Stripe-like server for the tests, and what a shopper and Stripe do there."""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.support.loopback import Handler, serving

LOCAL_CLOUD = Path(__file__).parents[3] / "infra/local"
SECRET_KEY = "sk_test_souk"
PUBLISHABLE_KEY = "pk_test_souk"
VISA = "4242424242424242"
DECLINED = "4000000000000341"
NEEDS_ACTION = "4000002500003155"
DISPUTED = "4000000000000259"
WARNED = "4000000000005423"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Starts localstripe and gives its base address."""
    port = free_port()
    script = Path(__file__).with_name("stripe_server.py")
    environment = {**os.environ, "PYTHONPATH": str(LOCAL_CLOUD)}
    process = subprocess.Popen([sys.executable, str(script), str(port)], stdout=subprocess.DEVNULL, env=environment)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)


def forget_everything(base: str) -> None:
    httpx.delete(f"{base}/_config/data", timeout=10).raise_for_status()


def _wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        threading.Event().wait(0.05)
    raise RuntimeError(f"localstripe did not start on port {port}")


@dataclass
class StripeSide:
    """The browser's and the dashboard's side of Stripe."""

    base: str
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=self.base, auth=(SECRET_KEY, ""), timeout=10)

    def attach(self, reference: str, card: str) -> None:
        """The shopper types a card into the element."""
        details = {"number": card, "exp_month": 12, "exp_year": 2030, "cvc": "123"}
        method = self._post("/v1/payment_methods", {"type": "card", "card": details}).json()
        self._post(f"/v1/payment_intents/{reference}", {"payment_method": method["id"]}).raise_for_status()

    def pay(self, reference: str, card: str = VISA) -> httpx.Response:
        """The shopper confirms with a card; 402 when it is declined."""
        self.attach(reference, card)
        return self._post(f"/v1/payment_intents/{reference}/confirm", {})

    def authenticate(self, reference: str, client_secret: str, *, success: bool) -> None:
        """The shopper answers the bank's 3-D Secure question."""
        answer = self.client.post(
            f"/v1/payment_intents/{reference}/_authenticate",
            params={"success": str(success).lower()},
            json={"key": PUBLISHABLE_KEY, "client_secret": client_secret},
        )
        answer.raise_for_status()

    def refund(self, reference: str, amount: int) -> None:
        """Somebody refunds in Stripe's dashboard."""
        self._post("/v1/refunds", {"payment_intent": reference, "amount": amount}).raise_for_status()

    def cancel(self, reference: str) -> None:
        """The bank lets go of what it holds, or somebody cancels it in Stripe's dashboard."""
        self._post(f"/v1/payment_intents/{reference}/cancel", {}).raise_for_status()

    def intent(self, reference: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/v1/payment_intents/{reference}").json()
        return found

    def intents(self) -> list[dict[str, Any]]:
        """The newest hundred, newest first."""
        found: list[dict[str, Any]] = self.client.get("/v1/payment_intents", params={"limit": 100}).json()["data"]
        return found

    def charges(self) -> list[dict[str, Any]]:
        """Everything that was ever charged, up to a thousand."""
        found = self.client.get("/v1/charges", params={"limit": 1000}).json()["data"]
        return [charge for charge in found if charge["status"] == "succeeded" and charge["captured"]]

    def refunded(self, reference: str) -> list[int]:
        refunds = self.intent(reference)["latest_charge"]["refunds"]["data"]
        return sorted(refund["amount"] for refund in refunds)

    def send_webhooks_to(self, url: str, secret: str) -> None:
        self._post("/_config/webhooks/test", {"url": url, "secret": secret}).raise_for_status()

    def _post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self.client.post(path, json=body)


@dataclass(frozen=True)
class Delivery:
    body: str
    signature: str


@contextlib.contextmanager
def endpoint() -> Iterator[tuple[str, queue.Queue[Delivery]]]:
    """An address that takes webhooks and puts them in a queue, so that the test decides when they arrive."""
    deliveries: queue.Queue[Delivery] = queue.Queue()

    class Webhooks(Handler):
        def respond(self) -> None:
            deliveries.put(Delivery(self.body().decode(), self.headers["Stripe-Signature"]))
            self.answer(200)

    with serving(Webhooks) as address:
        yield f"{address}/webhooks", deliveries

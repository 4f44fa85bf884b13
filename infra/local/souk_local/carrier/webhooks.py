"""Sending tracking webhooks, signed, until the shop takes them."""

import asyncio
import hashlib
import hmac
import logging
import time
from datetime import UTC, datetime

import aiohttp

from souk_local.carrier.ledger import Delivery, Ledger

log = logging.getLogger("carrier")

ATTEMPTS = 15
FIRST_RETRY_SECONDS = 0.5
LONGEST_RETRY_SECONDS = 60.0
TICK_SECONDS = 0.1


def signature(body: bytes, secret: str, timestamp: int) -> str:
    """The header X-Carrier-Signature: HMAC-SHA256 over `timestamp.body`."""
    digest = hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Courier:
    """Moves parcels and tells the shop, forever."""

    def __init__(self, ledger: Ledger, secret: str, step_seconds: float) -> None:
        self._ledger = ledger
        self._secret = secret
        self._step_seconds = step_seconds
        self._sending: set[str] = set()

    async def run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=30)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as tasks:
            while True:
                now = time.time()
                self._ledger.advance(now, self._step_seconds, datetime.now(UTC).isoformat())
                for delivery in self._ledger.due(now):
                    if delivery.event_id not in self._sending:
                        self._sending.add(delivery.event_id)
                        tasks.create_task(self._send(session, delivery))
                await asyncio.sleep(TICK_SECONDS)

    async def _send(self, session: aiohttp.ClientSession, delivery: Delivery) -> None:
        headers = {
            "Content-Type": "application/json",
            "X-Carrier-Signature": signature(delivery.body, self._secret, int(time.time())),
        }
        try:
            async with session.post(delivery.url, data=delivery.body, headers=headers) as answer:
                taken, outcome = answer.status < 300, str(answer.status)
        except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
            taken, outcome = False, f"{type(problem).__name__}: {problem}"
        if taken:
            self._ledger.delivered(delivery.event_id)
        else:
            log.warning("webhook %s to %s: %s", delivery.event_id, delivery.url, outcome)
            self._ledger.failed(delivery.event_id, self._next_attempt(delivery.attempts + 1))
        self._sending.discard(delivery.event_id)

    @staticmethod
    def _next_attempt(attempts: int) -> float | None:
        if attempts >= ATTEMPTS:
            return None
        return time.time() + min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2.0 ** (attempts - 1))

"""A circuit breaker before a provider: when it does not answer, callers are told at once instead of after seconds.

    closed ── `failures` calls in a row unanswered ──▶ open ── `seconds` later, one call of one process ──▶ half-open
       ▲                                                ▲                                                      │
       └────────────── it is answered ──────────────────┼──────────────────────────────────────────────────────┤
                                                        └───────────────────── it is not answered ─────────────┘

The count is each process's own; that the circuit is open all processes share, at no cost while all is well: the shared
memory is read when a process first calls the provider, and when a call has failed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from payments.domain.dispute import ProviderDispute
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind
from payments.domain.snapshot import ProviderPayment, ProviderRefund
from payments.domain.warning import ProviderWarning
from payments.usecases.ports import PaymentProvider, ProviderEvent, StartRequest
from souk import clock
from souk.errors import PaymentMisconfigured, SoukError, Unavailable
from souk.money import Money
from souk.telemetry import count, logger


class CircuitMemory(Protocol):
    """What the processes share. Times are seconds since the epoch."""

    def open_until(self, provider: str) -> int:
        """0 when the circuit is closed."""
        ...

    def open(self, provider: str, until: int) -> None: ...

    def claim(self, provider: str, seen: int, until: int) -> bool:
        """Whether this process may try: only one of those that saw the circuit open until `seen`."""
        ...

    def close(self, provider: str) -> None: ...


class Circuit:
    """`failures` in a row open it for `seconds`."""

    def __init__(self, provider: str, memory: CircuitMemory, failures: int = 3, seconds: int = 15) -> None:
        self._provider = provider
        self._memory = memory
        self._limit = failures
        self._seconds = seconds
        self._failures = 0
        self._open_until: int | None = None  # None: not asked yet
        self._probing = False

    @contextlib.contextmanager
    def calling(self) -> Iterator[None]:
        """One call of the provider. Raises Unavailable at once while the circuit is open."""
        self._admit()
        try:
            yield
        except PaymentMisconfigured:  # it answers: leaving it alone would not mend it
            self._answered()
            raise
        except Unavailable:
            self._failed()
            raise
        except SoukError:  # a refusal is an answer
            self._answered()
            raise
        self._answered()

    def _admit(self) -> None:
        if self._open_until is None:
            self._open_until = self._memory.open_until(self._provider)
        now = clock.epoch()
        if self._open_until and self._open_until <= now:
            self._probing = self._memory.claim(self._provider, self._open_until, now + self._seconds)
            if not self._probing:
                self._open_until = self._memory.open_until(self._provider)  # another one tries, or it is closed
        if self._open_until > now:
            wait = self._open_until - now
            count("CircuitRefusals")
            raise Unavailable(
                "the payment provider does not answer at the moment and nothing was charged; "
                f"try again in {wait} seconds or choose another way to pay",
                retry_after=wait,
            )

    def _failed(self) -> None:
        self._failures += 1
        now = clock.epoch()
        others = self._memory.open_until(self._provider)
        if self._probing or self._failures >= self._limit or others > now:
            self._open_until = now + self._seconds
            self._memory.open(self._provider, self._open_until)
            logger.error("circuit open", extra={"provider": self._provider, "seconds": self._seconds})
            count("CircuitsOpened")
        self._probing = False

    def _answered(self) -> None:
        if self._open_until:
            self._memory.close(self._provider)
            logger.info("circuit closed", extra={"provider": self._provider})
        self._failures, self._open_until, self._probing = 0, 0, False


class GuardedProvider:
    """A provider behind its circuit."""

    def __init__(self, provider: PaymentProvider, circuit: Circuit) -> None:
        self._provider = provider
        self._circuit = circuit
        self.id = provider.id
        self.remote = provider.remote
        self.can_hold = provider.can_hold

    def start(self, request: StartRequest) -> ProviderPayment:
        with self._circuit.calling():
            return self._provider.start(request)

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        with self._circuit.calling():
            return self._provider.capture(payment_id, reference, amount)

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        with self._circuit.calling():
            return self._provider.void(payment_id, reference, amount)

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund:
        with self._circuit.calling():
            return self._provider.refund(refund_id, reference, amount)

    def fetch(self, reference: str) -> ProviderPayment | None:
        with self._circuit.calling():
            return self._provider.fetch(reference)

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        with self._circuit.calling():
            yield from self._provider.listed(since, after)

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        with self._circuit.calling():
            yield from self._provider.disputes(since)

    def upload_evidence(self, file: EvidenceFile, content: bytes, key: str) -> str:
        with self._circuit.calling():
            return self._provider.upload_evidence(file, content, key)

    def submit_evidence(
        self, reference: str, evidence: Evidence, files: Mapping[FileKind, str], key: str
    ) -> ProviderDispute:
        with self._circuit.calling():
            return self._provider.submit_evidence(reference, evidence, files, key)

    def accept_dispute(self, reference: str, key: str) -> ProviderDispute:
        with self._circuit.calling():
            return self._provider.accept_dispute(reference, key)

    def warnings(self, since: datetime) -> Iterator[ProviderWarning]:
        with self._circuit.calling():
            yield from self._provider.warnings(since)

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        return self._provider.parse_webhook(body, headers)

    def publishable_key(self) -> str:
        return self._provider.publishable_key()

    def close(self) -> None:
        self._provider.close()

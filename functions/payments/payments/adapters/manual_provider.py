# ruff: noqa: ARG002 - an adapter takes what the port gives, needed or not
"""Bank transfer: the shopper gets instructions with a reference, staff mark the money received or sent back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from payments.domain.dispute import ProviderDispute
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind
from payments.domain.payment import MANUAL
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from payments.domain.warning import ProviderWarning
from payments.usecases.ports import ProviderEvent, ProviderRefused, StartRequest
from souk.bank_account import BankAccount
from souk.errors import InvalidInput
from souk.money import Money


class ManualProvider:
    """Nobody to ask and nobody who calls: our own ledger is the only memory, staff are its eyes."""

    id = MANUAL
    remote = False
    can_hold = False

    def __init__(self, bank_account: Callable[[], BankAccount | None]) -> None:
        self._bank_account = bank_account

    def start(self, request: StartRequest) -> ProviderPayment:
        """Raises ProviderRefused while the shop has no account: nobody could pay."""
        reference = request.number or reference_of(request.payment_id)
        account = self._bank_account()
        if account is None:
            raise ProviderRefused("bank transfer is not offered at the moment; choose another way to pay")
        instructions = (
            f"Transfer {request.amount} to {account}, quoting the reference {reference}. "
            "We send your order as soon as the money has arrived."
        )
        return ProviderPayment(reference, ProviderStatus.OPEN, request.amount, instructions=instructions)

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        return ProviderPayment(
            reference, ProviderStatus.CAPTURED, amount, authorised=amount.amount, captured=amount.amount
        )

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        return ProviderPayment(reference, ProviderStatus.CANCELLED, amount)

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund:
        """Waits for staff to make the transfer and say so."""
        return ProviderRefund(f"transfer-{refund_id}", amount.amount, "pending", refund_id=refund_id)

    def fetch(self, reference: str) -> ProviderPayment | None:
        return None

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        return iter(())

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        """A transfer is not taken back."""
        return iter(())

    def upload_evidence(self, file: EvidenceFile, content: bytes, key: str) -> str:
        raise ProviderRefused("a bank transfer is not disputed")

    def submit_evidence(
        self, reference: str, evidence: Evidence, files: Mapping[FileKind, str], key: str
    ) -> ProviderDispute:
        raise ProviderRefused("a bank transfer is not disputed")

    def accept_dispute(self, reference: str, key: str) -> ProviderDispute:
        raise ProviderRefused("a bank transfer is not disputed")

    def warnings(self, since: datetime) -> Iterator[ProviderWarning]:
        return iter(())

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        raise InvalidInput("bank transfers have no webhook")

    def publishable_key(self) -> str:
        return ""

    def close(self) -> None:
        """Nothing is held."""


def reference_of(payment_id: str) -> str:
    """What the shopper writes on the transfer for an order without a number, e.g. "RF-3F2A-91BC-07DE"."""
    digits = payment_id.replace("-", "").upper()[-12:]
    return f"RF-{digits[:4]}-{digits[4:8]}-{digits[8:]}"

# ruff: noqa: ARG002 - an adapter takes what the port gives, needed or not
"""Gift cards and store credit as a provider of payments: our own table is the bank.

A payment by them is opened by holding, in one transaction with the payment itself (`usecases.gift_cards.tenders`); from
then on it is captured, voided and refunded as any other, and a crash between its books and the payment's is healed by
the same reconciler.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from payments.domain.dispute import ProviderDispute
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind
from payments.domain.gift_cards.hold import CreditHold, reference_of, seen_of
from payments.domain.gift_cards.movement import CreditMovement
from payments.domain.ledger import OverRefund
from payments.domain.payment import GIFT_CARD
from payments.domain.snapshot import ProviderPayment, ProviderRefund
from payments.domain.warning import ProviderWarning
from payments.usecases.gift_cards.ports import CreditStore
from payments.usecases.ports import ProviderEvent, ProviderRefused, StartRequest
from souk import clock
from souk.errors import NotFound
from souk.money import Money
from souk.storage.versioned import until_fresh
from souk.webhooks import BadSignature

Act = Callable[[CreditHold, datetime], tuple[CreditHold, tuple[CreditMovement, ...]]]


class GiftCardProvider:
    id = GIFT_CARD
    remote = True
    can_hold = True

    def __init__(self, store: CreditStore) -> None:
        self._store = store

    def start(self, request: StartRequest) -> ProviderPayment:
        """Raises ProviderRefused: it is held beside other payments, and never chosen as the one way to pay."""
        raise ProviderRefused("give the code of the gift card, and choose a way to pay what it does not cover")

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        return seen_of(self._change(payment_id, lambda hold, at: hold.capture(amount.amount, at)))

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        return seen_of(self._change(payment_id, lambda hold, at: hold.release(at)))

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund:
        try:
            self._change(reference, lambda hold, at: hold.refund(refund_id, amount.amount, at))
        except OverRefund as error:
            raise ProviderRefused(error.message) from error
        return ProviderRefund(reference_of(refund_id), amount.amount, "succeeded", refund_id=refund_id)

    def fetch(self, reference: str) -> ProviderPayment | None:
        try:
            return seen_of(self._store.held_by(reference))
        except NotFound as error:
            raise ProviderRefused("nothing is held for this payment") from error

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        """None: no payment of ours can be unknown to us, as it is written with what it holds."""
        return iter(())

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        """No bank takes it back."""
        return iter(())

    def upload_evidence(self, file: EvidenceFile, content: bytes, key: str) -> str:
        raise ProviderRefused("a gift card is not disputed")

    def submit_evidence(
        self, reference: str, evidence: Evidence, files: Mapping[FileKind, str], key: str
    ) -> ProviderDispute:
        raise ProviderRefused("a gift card is not disputed")

    def accept_dispute(self, reference: str, key: str) -> ProviderDispute:
        raise ProviderRefused("a gift card is not disputed")

    def warnings(self, since: datetime) -> Iterator[ProviderWarning]:
        return iter(())

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        raise BadSignature("gift cards have no webhook")

    def publishable_key(self) -> str:
        return ""

    def close(self) -> None:
        """Nothing is held open."""

    def _change(self, payment_id: str, act: Act) -> CreditHold:
        def once() -> CreditHold:
            hold = self._store.held_by(payment_id)
            after, movements = act(hold, clock.now())
            if after != hold:
                self._store.move(after, movements)
            return after

        return until_fresh(once)

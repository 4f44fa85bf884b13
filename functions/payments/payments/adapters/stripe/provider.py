"""Stripe through PaymentIntents (docs.stripe.com/payments/payment-intents). The card stays in Stripe's element."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal, cast

from payments.adapters.stripe.amounts import to_stripe
from payments.adapters.stripe.client import StripeConnection
from payments.adapters.stripe.evidence import evidence_params
from payments.adapters.stripe.snapshot import UNREADABLE, dispute_of, payment_of, reference_of, refund_of, warning_of
from payments.adapters.stripe.webhook import verified_event
from payments.domain.dispute import ProviderDispute
from payments.domain.disputes.evidence import SUFFIXES, Evidence, EvidenceFile, FileKind
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from payments.domain.warning import ProviderWarning
from payments.usecases.ports import ProviderEvent, ProviderRefused, StartRequest
from souk import clock
from souk.errors import PaymentDeclined, PaymentMisconfigured
from souk.ids import new_id
from souk.money import Money
from souk.telemetry import count, logger
from souk.webhooks import BadSignature

if TYPE_CHECKING:
    from stripe.params import DisputeUpdateParamsEvidence

Capture = Literal["automatic", "manual"]
_EXPAND = ["latest_charge.refunds"]
_PAGE = 100  # Stripe's largest


class StripeProvider:
    """Answers the port. Every call carries an idempotency key made of our own ids."""

    id = "stripe"
    remote = True
    can_hold = True

    def __init__(self, connection: StripeConnection, capture: Capture = "automatic") -> None:
        self._connection = connection
        self._capture: Capture = capture

    def start(self, request: StartRequest) -> ProviderPayment:
        try:
            return self._started(request)
        except PaymentMisconfigured:
            # The key may have been changed since it was read; it is forgotten now, and read anew.
            return self._started(request)

    def _started(self, request: StartRequest) -> ProviderPayment:
        # No receipt_email: the shop writes its own e-mails, and Stripe need not know the shopper.
        with self._connection.calling("start the payment"):
            intent = self._intents.create(
                {
                    "amount": to_stripe(request.amount),
                    "currency": request.amount.currency.lower(),
                    "capture_method": "manual" if request.on_shipment else self._capture,
                    "payment_method_types": ["card"],
                    "metadata": {
                        "payment_id": request.payment_id,
                        "order_id": request.order_id,
                        "attempt": request.attempt,
                        "description": request.description,
                        "correlation_id": request.correlation_id,
                        **({"on_shipment": "yes"} if request.on_shipment else {}),
                    },
                },
                {"idempotency_key": f"{request.payment_id}/start"},
            )
        return _readable(intent.to_dict())

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        # As with cancelling: a refusal is kept for a day under its key, and an intent is captured once at most.
        key = f"{payment_id}/capture/{new_id()}"
        try:
            with self._connection.calling("capture the payment"):
                self._intents.capture(reference, {"amount_to_capture": to_stripe(amount)}, {"idempotency_key": key})
        except (ProviderRefused, PaymentDeclined):
            seen = self._fetched(reference)
            if seen.status not in (ProviderStatus.CANCELLED, ProviderStatus.CAPTURED):
                raise
            return seen
        return self._fetched(reference)

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:  # noqa: ARG002
        # Stripe keeps a refusal under its key for a day. Cancelling twice is harmless, so each call asks anew.
        key = f"{payment_id}/void/{new_id()}"
        try:
            with self._connection.calling("cancel the payment"):
                self._intents.cancel(reference, {}, {"idempotency_key": key})
        except ProviderRefused:
            seen = self._fetched(reference)
            if seen.status not in (ProviderStatus.CANCELLED, ProviderStatus.CAPTURED):
                raise
            return seen
        return self._fetched(reference)

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund:
        with self._connection.calling("refund the payment"):
            refund = self._connection.client.v1.refunds.create(
                {
                    "payment_intent": reference,
                    "amount": to_stripe(amount),
                    "metadata": {"refund_id": refund_id},
                },
                {"idempotency_key": refund_id},
            )
        return refund_of(refund.to_dict(), amount.currency)

    def fetch(self, reference: str) -> ProviderPayment | None:
        return self._fetched(self._intent_of(reference))

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        with self._connection.calling("list disputes"):
            page = self._connection.client.v1.disputes.list(
                {"created": {"gte": int(since.timestamp())}, "limit": _PAGE, "expand": ["data.payment_intent"]}
            )
            for dispute in page.auto_paging_iter():
                yield from _disputes([dispute.to_dict()])

    def upload_evidence(self, file: EvidenceFile, content: bytes, key: str) -> str:
        sent = io.BytesIO(content)
        sent.name = f"{file.kind}.{SUFFIXES[file.media_type]}"
        with self._connection.calling("take a file"):
            return self._connection.client.v1.files.create(
                {"purpose": "dispute_evidence", "file": sent}, {"idempotency_key": key}
            ).id

    def submit_evidence(
        self, reference: str, evidence: Evidence, files: Mapping[FileKind, str], key: str
    ) -> ProviderDispute:
        params = cast("DisputeUpdateParamsEvidence", evidence_params(evidence, files))
        with self._connection.calling("send the evidence"):
            dispute = self._connection.client.v1.disputes.update(
                reference,
                {"evidence": params, "submit": True},
                {"idempotency_key": key},
            )
        return _readable_dispute(dispute.to_dict())

    def accept_dispute(self, reference: str, key: str) -> ProviderDispute:
        with self._connection.calling("accept the dispute"):
            dispute = self._connection.client.v1.disputes.close(reference, {}, {"idempotency_key": key})
        return _readable_dispute(dispute.to_dict())

    def warnings(self, since: datetime) -> Iterator[ProviderWarning]:
        with self._connection.calling("list fraud warnings"):
            page = self._connection.client.v1.radar.early_fraud_warnings.list(
                {"created": {"gte": int(since.timestamp())}, "limit": _PAGE, "expand": ["data.payment_intent"]}
            )
            for warning in page.auto_paging_iter():
                try:
                    yield warning_of(warning.to_dict())
                except UNREADABLE:
                    logger.exception("a fraud warning cannot be read", extra={"reference": warning.id})
                    count("PaymentsUnreadable")

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        query: dict[str, Any] = {
            "created": {"gte": int(since.timestamp())},
            "limit": _PAGE,
            "expand": [f"data.{path}" for path in _EXPAND],
        }
        while True:
            page = {**query, "starting_after": after} if after else query
            with self._connection.calling("list payments"):
                listed = self._intents.list(page).to_dict()
            for intent in listed["data"]:
                with contextlib.suppress(ProviderUnreadable):  # logged; the others are looked at all the same
                    yield self._fetched(intent["id"]) if _is_cut(intent) else _readable(intent)
            if not (listed["has_more"] and listed["data"]):
                return
            after = listed["data"][-1]["id"]

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        try:
            return verified_event(body, headers, self._webhook_secrets)
        except BadSignature:
            # The secret may have been rotated since it was read.
            if not self._connection.renew_credentials():
                raise
        return verified_event(body, headers, self._webhook_secrets)

    def publishable_key(self) -> str:
        return self._connection.credentials["publishable_key"]

    def close(self) -> None:
        self._connection.close()

    @property
    def _webhook_secrets(self) -> list[str]:
        """During a rotation both the new and the previous secret are accepted."""
        return [secret for name, secret in self._connection.credentials.items() if name.startswith("webhook_secret")]

    @property
    def _intents(self) -> Any:
        return self._connection.client.v1.payment_intents

    def _fetched(self, reference: str) -> ProviderPayment:
        with self._connection.calling("look up the payment"):
            intent = self._intents.retrieve(reference, {"expand": _EXPAND}).to_dict()
            if _has_more_refunds(intent):
                page = self._connection.client.v1.refunds.list({"payment_intent": reference, "limit": 100})
                refunds = [refund.to_dict() for refund in page.auto_paging_iter()]
                intent["latest_charge"]["refunds"]["data"] = refunds
            disputes = self._disputes_of(reference) if _is_disputed(intent) else []
        return _readable(intent, disputes)

    def _disputes_of(self, reference: str) -> list[ProviderDispute]:
        page = self._connection.client.v1.disputes.list({"payment_intent": reference, "limit": _PAGE})
        return _disputes([dispute.to_dict() for dispute in page.auto_paging_iter()])

    def _intent_of(self, reference: str) -> str:
        """The PaymentIntent of a charge, refund, dispute or warning. Raises ProviderRefused when there is none."""
        if reference.startswith("pi_"):
            return reference
        prefix = reference.partition("_")[0]
        if prefix not in _KINDS:
            raise ProviderRefused(f"{reference} is nothing a payment has")
        with self._connection.calling("look up what the payment is"):
            service = attrgetter(_KINDS[prefix])(self._connection.client.v1)
            found = reference_of(service.retrieve(reference).to_dict())
        if found == reference or not found:
            raise ProviderRefused(f"{reference} belongs to no payment intent")
        return self._intent_of(found)


# By what their ids begin with; a charge of another method than a card, and its refund, begin with py.
_KINDS = {
    "ch": "charges",
    "py": "charges",
    "re": "refunds",
    "pyr": "refunds",
    "dp": "disputes",
    "du": "disputes",
    "issfr": "radar.early_fraud_warnings",
}


class ProviderUnreadable(ProviderRefused):
    """The provider's answer has a shape that nobody foresaw: people have to look at it."""


def _readable(intent: Mapping[str, Any], disputes: Sequence[ProviderDispute] = ()) -> ProviderPayment:
    try:
        return payment_of(intent, disputes)
    except UNREADABLE as error:
        logger.exception("a payment at the provider cannot be read", extra={"reference": intent.get("id")})
        count("PaymentsUnreadable")
        raise ProviderUnreadable("the payment provider's answer cannot be read") from error


def _readable_dispute(dispute: Mapping[str, Any]) -> ProviderDispute:
    found = _disputes([dispute])
    if not found:
        raise ProviderUnreadable("the payment provider's answer cannot be read")
    return found[0]


def _disputes(found: Sequence[Mapping[str, Any]]) -> list[ProviderDispute]:
    read = []
    for dispute in found:
        try:
            read.append(dispute_of(dispute, clock.now()))
        except UNREADABLE:
            logger.exception("a dispute at the provider cannot be read", extra={"reference": dispute.get("id")})
            count("PaymentsUnreadable")
    return read


def _is_cut(intent: Mapping[str, Any]) -> bool:
    """Whether the list leaves out what has to be asked for."""
    return _has_more_refunds(intent) or _is_disputed(intent)


def _is_disputed(intent: Mapping[str, Any]) -> bool:
    charge = intent.get("latest_charge")
    return isinstance(charge, dict) and bool(charge.get("disputed"))


def _has_more_refunds(intent: Mapping[str, Any]) -> bool:
    charge = intent.get("latest_charge")
    return isinstance(charge, dict) and bool((charge.get("refunds") or {}).get("has_more"))

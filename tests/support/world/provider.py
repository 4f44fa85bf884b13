"""A payment provider with a memory of its own, at the provider port of payments: intents, refunds, disputes, webhooks.

It honours idempotency keys as Stripe does, can lose its answers, be away, and keeps the webhooks it owes in a list from
which a test delivers them late, twice, in another order, or never.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from payments.domain.warning import ProviderWarning
from payments.usecases.ports import ProviderEvent, ProviderRefused, StartRequest
from souk import clock
from souk.errors import Unavailable
from souk.money import Money
from souk.webhooks import BadSignature
from tests.support.world.steps import Steps

TO_ANSWER = timedelta(days=7)
# How long a card's bank holds money.
HELD = timedelta(days=7)
SIGNATURE = {"stripe-signature": "good"}


@dataclass(frozen=True, slots=True)
class Webhook:
    """One event the provider tells of."""

    event_id: str
    type: str
    reference: str
    dispute: ProviderDispute | None = None  # as it was then
    warning: ProviderWarning | None = None

    @property
    def body(self) -> str:
        return json.dumps({"id": self.event_id, "type": self.type, "reference": self.reference})


@dataclass
class FakeProvider:
    """The `PaymentProvider` port."""

    steps: Steps
    id: str = "stripe"
    remote: bool = True
    can_hold: bool = True
    down: bool = False
    loses_answers: int = 0  # so many of the next answers do not arrive, after the effect
    intents: dict[str, ProviderPayment] = field(default_factory=dict)
    disputed: dict[str, ProviderDispute] = field(default_factory=dict)
    warned: dict[str, ProviderWarning] = field(default_factory=dict)
    # Every answer to a dispute that the bank was told: the dispute, and "evidence" or "accept".
    answers: list[tuple[str, str]] = field(default_factory=list)
    uploads: dict[str, str] = field(default_factory=dict)  # what files are called, by the key they came under
    shown: dict[str, set[str]] = field(default_factory=dict)  # the kinds of files that the bank was told of a dispute
    owed: list[Webhook] = field(default_factory=list)
    told: dict[str, Webhook] = field(default_factory=dict)
    # Every movement of money there ever was, for the proof: (reference, what, minor units). What is "capture",
    # "refund", "withdraw" or "reinstate".
    movements: list[tuple[str, str, int]] = field(default_factory=list)
    _counter: int = 0
    _keys: set[str] = field(default_factory=set)
    now: Callable[[], datetime] = clock.now

    # the port

    def start(self, request: StartRequest) -> ProviderPayment:
        with self._call("start"):
            reference = f"pi_{request.payment_id}"  # our payment id is the idempotency key
            if reference not in self.intents:
                self.intents[reference] = ProviderPayment(
                    reference,
                    ProviderStatus.OPEN,
                    request.amount,
                    payment_id=request.payment_id,
                    order_id=request.order_id,
                    attempt=request.attempt,
                    correlation_id=request.correlation_id,
                    opened_at=self.now(),
                    client_secret=f"{reference}_secret",
                    on_shipment=request.on_shipment,
                )
        return self.intents[reference]

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        with self._call("capture"):
            if self._intent(reference).status is ProviderStatus.HELD:
                self._captured(reference, amount.amount)
        return self.intents[reference]

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        with self._call("void"):
            held = self._intent(reference)
            if held.status not in (ProviderStatus.CAPTURED, ProviderStatus.CANCELLED):
                self.intents[reference] = replace(held, status=ProviderStatus.CANCELLED)
                self._owes("payment_intent.canceled", reference)
        return self.intents[reference]

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund:
        with self._call("refund"):
            held = self._intent(reference)
            known = next((refund for refund in held.refunds if refund.refund_id == refund_id), None)
            if known is None:
                left = held.captured - sum(refund.amount for refund in held.refunds if refund.status != "failed")
                if amount.amount > left - self._contested(reference):
                    raise ProviderRefused("more than is left of the charge")
                known = ProviderRefund(f"re_{refund_id}", amount.amount, "succeeded", refund_id=refund_id)
                self.intents[reference] = replace(held, refunds=(*held.refunds, known))
                self.movements.append((reference, "refund", amount.amount))
                self._owes("charge.refunded", reference)
        return known

    def fetch(self, reference: str) -> ProviderPayment | None:
        with self._call("fetch"):
            found = [dispute for dispute in self.disputed.values() if dispute.payment == reference]
            disputes = tuple(replace(dispute, as_of=self.now()) for dispute in found)
            return replace(self._intent(reference), disputes=disputes)

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        with self._call("list disputes"):
            found = [*reversed(self.disputed.values())]
        yield from (replace(dispute, as_of=self.now()) for dispute in found)

    def upload_evidence(self, file: EvidenceFile, content: bytes, key: str) -> str:
        with self._call("upload evidence"):
            return self.uploads.setdefault(key, f"file_{len(self.uploads)}")

    def submit_evidence(
        self, reference: str, evidence: Evidence, files: Mapping[FileKind, str], key: str
    ) -> ProviderDispute:
        with self._call("submit evidence"):
            known = self.disputed[reference]
            if not set(files.values()) <= set(self.uploads.values()):
                raise ProviderRefused("no such file")
            if key not in self._keys:
                if known.submissions or not known.status.endswith("needs_response"):
                    raise ProviderRefused("the dispute takes no evidence any more")
                self._keys.add(key)
                self.answers.append((reference, "evidence"))
                self.shown[reference] = {str(kind) for kind in files}
                under = "warning_under_review" if known.status.inquiry else "under_review"
                after = replace(known, status=DisputeStatus(under), submissions=known.submissions + 1)
                self._tells_of("updated", after)
        return replace(self.disputed[reference], as_of=self.now())

    def accept_dispute(self, reference: str, key: str) -> ProviderDispute:
        with self._call("accept dispute"):
            if key not in self._keys:
                if self.disputed[reference].status is not DisputeStatus.NEEDS_RESPONSE:
                    raise ProviderRefused("the dispute is closed")
                self._keys.add(key)
                self.answers.append((reference, "accept"))
                self.moves_on(reference, DisputeStatus.LOST)
        return replace(self.disputed[reference], as_of=self.now())

    def warnings(self, since: datetime) -> Iterator[ProviderWarning]:
        with self._call("list warnings"):
            found = [*reversed(self.warned.values())]
        yield from map(self._as_it_is, found)

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        with self._call("list"):
            newest = [ref for ref, intent in reversed(self.intents.items()) if (intent.opened_at or since) >= since]
        for reference in newest[newest.index(after) + 1 if after in newest else 0 :]:
            yield self.intents[reference]

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        if headers.get("stripe-signature") != "good":
            raise BadSignature("the webhook's signature does not hold")
        event = json.loads(body)
        told = self.told[event["id"]]
        return ProviderEvent(
            self.id, event["id"], event["type"], event["reference"], told.dispute, warning=told.warning
        )

    def publishable_key(self) -> str:
        return "pk_world"

    def close(self) -> None:
        """Nothing is held."""

    # the shopper's browser, which talks to the provider and not to us

    def pays(self, reference: str) -> bool:
        """The card is good. False when there is nothing to pay any more."""
        held = self.intents[reference]
        if held.status in (ProviderStatus.HELD, ProviderStatus.CAPTURED, ProviderStatus.CANCELLED):
            return False
        if held.on_shipment:
            self.holds(reference)
            return True
        self._captured(reference, held.amount.amount)
        return True

    def holds(self, reference: str) -> None:
        """The card is good, and the money is only held for us."""
        held = self.intents[reference]
        self.intents[reference] = replace(
            held, status=ProviderStatus.HELD, authorised=held.amount.amount, held_until=self.now() + HELD
        )
        self._owes("payment_intent.amount_capturable_updated", reference)

    def declines(self, reference: str) -> bool:
        """The card is not good; the shopper may try another."""
        held = self.intents[reference]
        if held.status in (ProviderStatus.CAPTURED, ProviderStatus.CANCELLED):
            return False
        self.intents[reference] = replace(
            held, status=ProviderStatus.DECLINED, failure="Your card was declined.", decline_code="insufficient_funds"
        )
        self._owes("payment_intent.payment_failed", reference)
        return True

    # the shopper's bank

    def is_disputed(self, reference: str, amount: int, *, inquiry: bool = False) -> bool:
        """The bank asks `amount` back, or first asks what it was for. False when nothing was paid."""
        held = self.intents[reference]
        if not held.captured:
            return False
        status = DisputeStatus.WARNING_NEEDS_RESPONSE if inquiry else DisputeStatus.NEEDS_RESPONSE
        known = ProviderDispute(
            f"dp_{len(self.disputed) + 1}",
            reference,
            replace(held.amount, amount=min(amount, held.captured)),
            status,
            "fraudulent",
            refundable=inquiry,
            due_by=self.now() + TO_ANSWER,
            payment_id=held.payment_id,
        )
        self._tells_of("created", known)
        if not inquiry:
            self._withdraws(known)
        return True

    def moves_on(self, reference: str, status: DisputeStatus) -> bool:
        """The dispute goes on to `status`. False when it cannot."""
        known = self.disputed[reference]
        if known.status.closed or (known.status.inquiry and status in (DisputeStatus.WON, DisputeStatus.LOST)):
            return False
        if status.inquiry and not known.status.inquiry:
            return False
        after = replace(known, status=status, refundable=status.inquiry)
        self._tells_of("closed" if status.closed else "updated", after)
        if known.status.inquiry and not status.inquiry:
            self._withdraws(after)
        if status is DisputeStatus.WON:
            self.movements.append((after.payment, "reinstate", after.amount.amount))
            self._tells_of("funds_reinstated", replace(after, reinstated=after.amount.amount))
        return True

    def warns_of(self, reference: str) -> bool:
        """The card's issuer takes it for fraud. False when nothing was paid."""
        held = self.intents[reference]
        if not held.captured:
            return False
        warning = ProviderWarning(
            f"issfr_{len(self.warned) + 1}", reference, "made_with_stolen_card", True, payment_id=held.payment_id
        )
        self.warned[warning.reference] = warning
        self._owes("radar.early_fraud_warning.created", reference, warning=self._as_it_is(warning))
        return True

    def _as_it_is(self, warning: ProviderWarning) -> ProviderWarning:
        """Nothing is to be done about it any more once it is given back, or disputed."""
        held = self.intents[warning.payment]
        back = sum(refund.amount for refund in held.refunds if refund.status != "failed")
        disputed = any(dispute.payment == warning.payment for dispute in self.disputed.values())
        return replace(warning, actionable=back < held.captured and not disputed)

    def _withdraws(self, dispute: ProviderDispute) -> None:
        self.movements.append((dispute.payment, "withdraw", dispute.amount.amount))
        self._tells_of("funds_withdrawn", replace(dispute, withdrawn=dispute.amount.amount))

    def _tells_of(self, what: str, dispute: ProviderDispute) -> None:
        self.disputed[dispute.reference] = dispute
        self._owes(f"charge.dispute.{what}", dispute.payment, replace(dispute, as_of=self.now()))

    def _contested(self, reference: str) -> int:
        return sum(
            dispute.amount.amount
            for dispute in self.disputed.values()
            if dispute.payment == reference and not dispute.refundable
            if dispute.status is DisputeStatus.LOST or not dispute.status.closed
        )

    def _captured(self, reference: str, amount: int) -> None:
        held = self.intents[reference]
        self.intents[reference] = replace(
            held,
            status=ProviderStatus.CAPTURED,
            authorised=held.amount.amount,
            captured=amount,
            charge=f"ch_{reference}",
            failure="",
            decline_code="",
        )
        self.movements.append((reference, "capture", amount))
        self._owes("payment_intent.succeeded", reference)

    def _intent(self, reference: str) -> ProviderPayment:
        if reference not in self.intents:
            raise ProviderRefused(f"no such intent: {reference}")
        return self.intents[reference]

    def _owes(
        self,
        event_type: str,
        reference: str,
        dispute: ProviderDispute | None = None,
        warning: ProviderWarning | None = None,
    ) -> None:
        self._counter += 1
        webhook = Webhook(f"evt_{self._counter}", event_type, reference, dispute, warning)
        self.owed.append(webhook)
        self.told[webhook.event_id] = webhook

    def _call(self, name: str) -> _Call:
        return _Call(self, name)


@dataclass(slots=True)
class _Call:
    """A call to the provider is a step; its effect is inside, its answer may be lost afterwards."""

    provider: FakeProvider
    name: str
    number: int = 0

    def __enter__(self) -> None:
        self.number = self.provider.steps.before(f"provider {self.name}")
        if self.provider.down:
            self.provider.steps.after(self.number)
            raise Unavailable("the provider does not answer")

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is not None and not issubclass(error, Exception):
            return
        self.provider.steps.after(self.number)
        if error is None and self.provider.loses_answers:
            self.provider.loses_answers -= 1
            raise Unavailable("the provider's answer was lost")

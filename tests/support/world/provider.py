"""A payment provider with a memory of its own, at the provider port of payments: intents, refunds, disputes, webhooks.

It honours idempotency keys as Stripe does, can lose its answers, be away, and keeps the webhooks it owes in a list from
which a test delivers them late, twice, in another order, or never.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from payments.usecases.ports import ProviderEvent, ProviderRefused, StartRequest
from souk import clock
from souk.errors import Unavailable
from souk.money import Money
from souk.webhooks import BadSignature
from tests.support.world.steps import Steps

SIGNATURE = {"stripe-signature": "good"}


@dataclass(frozen=True, slots=True)
class Webhook:
    """One event the provider tells of."""

    event_id: str
    type: str
    reference: str
    dispute: ProviderDispute | None = None  # as it was then

    @property
    def body(self) -> str:
        return json.dumps({"id": self.event_id, "type": self.type, "reference": self.reference})


@dataclass
class FakeProvider:
    """The `PaymentProvider` port."""

    steps: Steps
    id: str = "stripe"
    remote: bool = True
    down: bool = False
    loses_answers: int = 0  # so many of the next answers do not arrive, after the effect
    intents: dict[str, ProviderPayment] = field(default_factory=dict)
    disputed: dict[str, ProviderDispute] = field(default_factory=dict)
    owed: list[Webhook] = field(default_factory=list)
    told: dict[str, Webhook] = field(default_factory=dict)
    # Every movement of money there ever was, for the proof: (reference, what, minor units). What is "capture",
    # "refund", "withdraw" or "reinstate".
    movements: list[tuple[str, str, int]] = field(default_factory=list)
    _counter: int = 0

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
                    opened_at=clock.now(),
                    client_secret=f"{reference}_secret",
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
            disputes = tuple(replace(dispute, as_of=clock.now()) for dispute in found)
            return replace(self._intent(reference), disputes=disputes)

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        with self._call("list disputes"):
            found = [*reversed(self.disputed.values())]
        yield from (replace(dispute, as_of=clock.now()) for dispute in found)

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        with self._call("list"):
            newest = [ref for ref, intent in reversed(self.intents.items()) if (intent.opened_at or since) >= since]
        for reference in newest[newest.index(after) + 1 if after in newest else 0 :]:
            yield self.intents[reference]

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        if headers.get("stripe-signature") != "good":
            raise BadSignature("the webhook's signature does not hold")
        event = json.loads(body)
        return ProviderEvent(self.id, event["id"], event["type"], event["reference"], self.told[event["id"]].dispute)

    def publishable_key(self) -> str:
        return "pk_world"

    def close(self) -> None:
        """Nothing is held."""

    # the shopper's browser, which talks to the provider and not to us

    def pays(self, reference: str) -> bool:
        """The card is good. False when there is nothing to pay any more."""
        held = self.intents[reference]
        if held.status in (ProviderStatus.CAPTURED, ProviderStatus.CANCELLED):
            return False
        self._captured(reference, held.amount.amount)
        return True

    def holds(self, reference: str) -> None:
        """The card is good, and the money is only held for us."""
        held = self.intents[reference]
        self.intents[reference] = replace(held, status=ProviderStatus.HELD, authorised=held.amount.amount)
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

    def _withdraws(self, dispute: ProviderDispute) -> None:
        self.movements.append((dispute.payment, "withdraw", dispute.amount.amount))
        self._tells_of("funds_withdrawn", replace(dispute, withdrawn=dispute.amount.amount))

    def _tells_of(self, what: str, dispute: ProviderDispute) -> None:
        self.disputed[dispute.reference] = dispute
        self._owes(f"charge.dispute.{what}", dispute.payment, replace(dispute, as_of=clock.now()))

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

    def _owes(self, event_type: str, reference: str, dispute: ProviderDispute | None = None) -> None:
        self._counter += 1
        webhook = Webhook(f"evt_{self._counter}", event_type, reference, dispute)
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

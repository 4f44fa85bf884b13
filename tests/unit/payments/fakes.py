"""A table and a provider in memory, for the use cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from payments import compose
from payments.adapters.gift_cards.provider import GiftCardProvider
from payments.adapters.manual_provider import ManualProvider
from payments.adapters.store import unaddressed
from payments.domain.dispute import DisputeStatus, ProviderDispute
from payments.domain.disputes.evidence import Evidence, EvidenceFile, FileKind, KeptEvidence
from payments.domain.gift_cards.sold import GiftSold
from payments.domain.ordered import OrderedLine, as_charged, as_paid
from payments.domain.payment import Payment
from payments.domain.reconciling.notes import REMOVED
from payments.domain.snapshot import ProviderPayment, ProviderRefund, ProviderStatus
from payments.domain.transfers.references import squeezed
from payments.domain.warning import ProviderWarning
from payments.usecases.ports import (
    AlreadyBooked,
    BookedEntry,
    ChangedPayment,
    FileForm,
    OrderPayments,
    ProviderEvent,
    ProviderRefused,
    Receipt,
    StartRequest,
)
from payments.usecases.registry import Providers
from payments.usecases.report import ReconciliationReport
from souk import bank_account, clock
from souk.errors import InvalidInput, NotFound, PaymentDeclined, Unavailable
from souk.events import Event
from souk.money import Money
from souk.storage.versioned import Stale
from souk.webhooks import BadSignature, KeptWebhook
from tests.support.exports import MemoryExportParts
from tests.support.limits import MemoryCounters
from tests.support.shop import MemoryShop

if TYPE_CHECKING:
    from tests.unit.payments.credits import MemoryCredits


class MemoryPayments:
    """The `PaymentStore` port. `before_write` lets a test slip in what a rival does at that moment."""

    def __init__(self) -> None:
        self.payments: dict[str, Payment] = {}
        self.orders: dict[str, OrderPayments] = {}
        self.receipts: dict[tuple[str, str], Receipt] = {}
        self.checks: dict[str, datetime] = {}
        self.compared: dict[str, str] = {}
        self.events: list[Event] = []
        self.before_write: Callable[[], object] | None = None

    def __len__(self) -> int:
        return len(self.payments)

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def order(self, order_id: str) -> OrderPayments:
        return self.orders.get(order_id, OrderPayments(order_id, {}))

    def close_order(self, order_id: str, reason: str) -> OrderPayments:
        order = self.order(order_id)
        if not order.closed:
            gifts = unaddressed(order.gifts)
            self.orders[order_id] = replace(order, closed=reason, gifts=gifts, revision=order.revision + 1)
        return self.orders[order_id]

    def gifts_issued(self, order_id: str, gifts: Sequence[GiftSold]) -> OrderPayments:
        order = self.order(order_id)
        self.orders[order_id] = replace(order, gifts=unaddressed(gifts), revision=order.revision + 1)
        return self.orders[order_id]

    def forget_order(self, order_id: str) -> OrderPayments:
        order = self.order(order_id)
        if order.closed not in ("", REMOVED) or order.owner:
            gifts = unaddressed(order.gifts)
            self.orders[order_id] = replace(
                order, closed=order.closed and REMOVED, gifts=gifts, owner="", revision=order.revision + 1
            )
        return self.order(order_id)

    def acknowledge(
        self,
        order_id: str,
        payment_id: str,
        lines: tuple[OrderedLine, ...] = (),
        *,
        charged: bool = False,
        owner: str = "",
    ) -> OrderPayments:
        order = self.order(order_id)
        is_new = lines and (charged or not order.paid_by)
        kept = (as_charged if charged else as_paid)(order.lines, lines) if is_new else order.lines
        known = replace(order, paid_by=order.paid_by or payment_id, lines=kept, owner=order.owner or owner)
        if known != order:
            self.orders[order_id] = replace(known, revision=order.revision + 1)
        return self.orders[order_id]

    def compared_to(self, provider: str) -> str:
        return self.compared.get(provider, "")

    def compare_from(self, provider: str, reference: str) -> None:
        self.compared[provider] = reference

    def load(self, payment_id: str) -> Payment:
        if payment_id not in self.payments:
            raise NotFound("there is no such payment")
        return self.payments[payment_id]

    def add(self, payment: Payment, order: OrderPayments, check_at: datetime | None) -> None:
        self._rival()
        if self.order(order.order_id).revision != order.revision:
            raise Stale
        attempts = {**order.attempts, payment.attempt: payment.payment_id}
        self.orders[order.order_id] = replace(order, attempts=attempts, revision=order.revision + 1)
        self._write(payment, check_at)

    def save(self, payment: Payment, previous_revision: int, check_at: datetime | None) -> None:
        self._rival()
        if self.payments[payment.payment_id].revision != previous_revision:
            raise Stale
        self._write(payment, check_at)

    def save_all(self, changed: Sequence[ChangedPayment], beside: Sequence[Payment]) -> None:
        self._rival()
        read = [(it.payment.payment_id, it.previous_revision) for it in changed]
        if any(
            self.payments[id_].revision != seen for id_, seen in [*read, *((p.payment_id, p.revision) for p in beside)]
        ):
            raise Stale
        for each in changed:
            self._write(each.payment, each.check_at)

    def received(self, provider: str, event_id: str) -> bool:
        return (provider, event_id) in self.receipts

    def keep(self, receipt: Receipt) -> None:
        self.receipts[receipt.provider, receipt.event_id] = receipt

    def kept(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        kept = [each for each in reversed(self.receipts.values()) if each.body][:limit]
        return [KeptWebhook(r.provider, r.received_at, r.type, r.outcome, r.body) for r in kept], None

    def disputed(self, open_: bool, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        found = [payment for payment in self.payments.values() if payment.disputes]
        return [each for each in found if any(d.open for d in each.disputes.values()) is open_][:limit], None

    def due(self, before: datetime, limit: int) -> list[str]:
        found = sorted((at, payment_id) for payment_id, at in self.checks.items() if at <= before)
        return [payment_id for _, payment_id in found[:limit]]

    def postpone(self, payment: Payment, check_at: datetime | None) -> None:
        self._check(payment.payment_id, check_at)

    def _write(self, payment: Payment, check_at: datetime | None) -> None:
        known = self.payments[payment.payment_id].published if payment.payment_id in self.payments else ()
        self.events += [Event.model_validate_json(text) for text in payment.published[len(known) :]]
        self._check(payment.payment_id, check_at)
        self.payments[payment.payment_id] = payment

    def _check(self, payment_id: str, check_at: datetime | None) -> None:
        self.checks.pop(payment_id, None)
        if check_at:
            self.checks[payment_id] = check_at

    def _rival(self) -> None:
        if self.before_write:
            rival, self.before_write = self.before_write, None
            rival()


class MemoryTransfers:
    """The `TransferStore` port, over the same payments."""

    def __init__(self, store: MemoryPayments) -> None:
        self.store = store
        self.entries: dict[str, BookedEntry] = {}

    def orders_of(self, references: Collection[str]) -> Mapping[str, str]:
        transfers = [payment for payment in self.store.payments.values() if payment.is_transfer]
        known = {squeezed(payment.reference): payment.order_id for payment in transfers}
        return {reference: known[reference] for reference in references if reference in known}

    def payments_of(self, order_ids: Collection[str]) -> Mapping[str, Sequence[Payment]]:
        return {
            order_id: [self.store.payments[each] for each in self.store.order(order_id).attempts.values()]
            for order_id in order_ids
        }

    def booked(self, entry_ids: Collection[str]) -> Mapping[str, BookedEntry]:
        return {entry_id: self.entries[entry_id] for entry_id in entry_ids if entry_id in self.entries}

    def book(self, entry: BookedEntry, changed: Sequence[ChangedPayment]) -> None:
        self.store._rival()
        if entry.id in self.entries:
            raise AlreadyBooked
        if any(self.store.payments[it.payment.payment_id].revision != it.previous_revision for it in changed):
            raise Stale
        self.entries[entry.id] = entry
        for each in changed:
            self.store._write(each.payment, each.check_at)

    def to_give_back(self, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        return [payment for payment in self.store.payments.values() if payment.to_give_back][:limit], None


class MemoryEvidence:
    """The `EvidenceStore` port, over the same payments."""

    def __init__(self, store: MemoryPayments) -> None:
        self.store = store
        self.all: dict[tuple[str, str], KeptEvidence] = {}

    def load(self, payment_id: str, dispute: str) -> KeptEvidence:
        return self.all.get((payment_id, dispute), KeptEvidence(payment_id, dispute))

    def save(self, kept: KeptEvidence) -> None:
        self.store._rival()
        if self.load(kept.payment_id, kept.dispute).revision != kept.revision - 1:
            raise Stale
        self.all[kept.payment_id, kept.dispute] = kept

    def send(self, kept: KeptEvidence, changed: ChangedPayment) -> None:
        if self.load(kept.payment_id, kept.dispute).revision != kept.revision - 1:
            raise Stale
        self.store.save_all([changed], [])
        self.all[kept.payment_id, kept.dispute] = kept

    def forget(self, payment_id: str, disputes: Collection[str]) -> None:
        for dispute in disputes:
            self.all.pop((payment_id, dispute), None)


class MemoryEvidenceFiles:
    """The `EvidenceFiles` port."""

    def __init__(self) -> None:
        self.uploaded: dict[tuple[str, str], bytes] = {}
        self.kept: dict[tuple[str, str], bytes] = {}

    def form(self, payment_id: str, file_id: str, media_type: str, most: int) -> FileForm:
        return FileForm(f"https://evidence.test/{payment_id}/{file_id}", {"Content-Type": media_type, "most": most})

    def sent(self, payment_id: str, file_id: str) -> bytes | None:
        return self.uploaded.get((payment_id, file_id))

    def read(self, payment_id: str, file_id: str) -> bytes | None:
        return self.kept.get((payment_id, file_id))

    def keep(self, payment_id: str, file_id: str, media_type: str, content: bytes) -> None:
        self.kept[payment_id, file_id] = content

    def link(self, payment_id: str, file_id: str) -> str:
        return f"https://evidence.test/{payment_id}/{file_id}"

    def remove(self, payment_id: str) -> None:
        for known in (self.uploaded, self.kept):
            for key in [key for key in known if key[0] == payment_id]:
                del known[key]


class MemoryPdfs:
    """The `PrintedDocuments` port: an invoice of each order."""

    def pdf(self, order_id: str, number: str) -> bytes:
        if number != "INV-2026-000001":
            raise NotFound("there is no such document")
        return f"%PDF-1.7 {order_id}".encode()


@dataclass
class CardProvider:
    """A provider with a memory of its own, as Stripe is. `down` makes every call fail as if nobody answered."""

    id: str = "card"
    remote: bool = True
    can_hold: bool = True
    refuses_captures: bool = False
    down: bool = False
    forgetful: bool = False  # answers are lost after the effect, as with a time-out
    refuses_refunds: bool = False
    cannot_send: bool = False  # amounts that it does not know how to write
    overcharges: bool = False  # opens payments over more than was asked for
    telling: list[ProviderDispute] = field(default_factory=list)  # what its webhooks say of disputes
    disputed: list[ProviderDispute] = field(default_factory=list)
    warned: list[ProviderWarning] = field(default_factory=list)
    refuses_evidence: bool = False
    submitted: list[tuple[str, Evidence]] = field(default_factory=list)  # as often as the bank was told
    uploads: dict[str, bytes] = field(default_factory=dict)  # by key
    shown: list[Mapping[FileKind, str]] = field(default_factory=list)  # the files that the bank was told of
    keys: set[str] = field(default_factory=set)
    held: dict[str, ProviderPayment] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def start(self, request: StartRequest) -> ProviderPayment:
        self._call("start")
        reference = f"ref-{request.payment_id}"
        opened = ProviderPayment(
            reference,
            ProviderStatus.OPEN,
            request.amount * 10 if self.overcharges else request.amount,
            payment_id=request.payment_id,
            order_id=request.order_id,
            attempt=request.attempt,
            correlation_id=request.correlation_id,
            opened_at=clock.now(),
            client_secret=f"{reference}-secret",
            on_shipment=request.on_shipment,
        )
        self._answered(self.held.setdefault(reference, opened))
        return self.held[reference]

    def capture(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        self._call("capture")
        held = self.held[reference]
        if held.status is ProviderStatus.HELD:
            if self.refuses_captures:
                raise PaymentDeclined("the card account is closed")
            held = self._takes(reference, amount.amount)
        self._answered(held)
        return held

    def void(self, payment_id: str, reference: str, amount: Money) -> ProviderPayment:
        self._call("void")
        held = self.held[reference]
        if not held.captured:
            self.held[reference] = replace(held, status=ProviderStatus.CANCELLED)
        return self.held[reference]

    def refund(self, refund_id: str, reference: str, amount: Money) -> ProviderRefund:
        self._call("refund")
        if self.refuses_refunds:
            raise ProviderRefused("the card account is closed")
        if self.cannot_send:
            raise InvalidInput("amounts end in 0")
        held = self.held[reference]
        known = [refund for refund in held.refunds if refund.refund_id == refund_id]
        if known:
            return known[0]
        refund = ProviderRefund(f"re-{refund_id}", amount.amount, "succeeded", refund_id=refund_id)
        self.held[reference] = replace(held, refunds=(*held.refunds, refund))
        self._answered(held)
        return refund

    def fetch(self, reference: str) -> ProviderPayment | None:
        self._call("fetch")
        if reference not in self.held:
            raise ProviderRefused("no such payment")
        return self.held[reference]

    def listed(self, since: datetime, after: str = "") -> Iterator[ProviderPayment]:
        self._call("listed")
        newest_first = [held for held in reversed(self.held.values()) if held.opened_at and held.opened_at >= since]
        references = [held.reference for held in newest_first]
        yield from newest_first[references.index(after) + 1 if after else 0 :]

    def disputes(self, since: datetime) -> Iterator[ProviderDispute]:
        self._call("disputes")
        yield from self.disputed

    def warnings(self, since: datetime) -> Iterator[ProviderWarning]:
        self._call("warnings")
        yield from self.warned

    def upload_evidence(self, file: EvidenceFile, content: bytes, key: str) -> str:
        self._call("upload_evidence")
        self.uploads[key] = content
        self._answered(key)
        return f"file_{[*self.uploads].index(key)}"

    def submit_evidence(
        self, reference: str, evidence: Evidence, files: Mapping[FileKind, str], key: str
    ) -> ProviderDispute:
        self._call("submit_evidence")
        if self.refuses_evidence:
            raise ProviderRefused("the dispute takes no evidence any more")
        if key not in self.keys:
            self.keys.add(key)
            self.submitted.append((reference, evidence))
            self.shown.append(files)
            known = self._dispute(reference)
            under = DisputeStatus.WARNING_UNDER_REVIEW if known.status.inquiry else DisputeStatus.UNDER_REVIEW
            self._turns_dispute(reference, status=under, submissions=known.submissions + 1)
        self._answered(reference)
        return self._dispute(reference)

    def accept_dispute(self, reference: str, key: str) -> ProviderDispute:
        self._call("accept_dispute")
        self._turns_dispute(reference, status=DisputeStatus.LOST)
        self._answered(reference)
        return self._dispute(reference)

    def is_disputed(self, dispute: ProviderDispute) -> None:
        """The bank asks the money of a payment back."""
        held = self.held[dispute.payment]
        self.held[held.reference] = replace(held, disputes=(*held.disputes, dispute))

    def _dispute(self, reference: str) -> ProviderDispute:
        return next(d for held in self.held.values() for d in held.disputes if d.reference == reference)

    def _turns_dispute(self, reference: str, **changes: object) -> None:
        known = self._dispute(reference)
        held = self.held[known.payment]
        after = replace(known, **changes)  # type: ignore[arg-type]
        disputes = tuple(after if each == known else each for each in held.disputes)
        self.held[held.reference] = replace(held, disputes=disputes)

    def parse_webhook(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        if headers.get("signature") != "good":
            raise BadSignature("the webhook's signature does not hold", signed="signature" in headers)
        event = json.loads(body)
        told = next((dispute for dispute in self.telling if dispute.reference == event.get("dispute")), None)
        warning = next((each for each in self.warned if each.reference == event.get("warning")), None)
        understood = event.get("understood", True)
        return ProviderEvent(self.id, event["id"], event["type"], event.get("reference", ""), told, understood, warning)

    def publishable_key(self) -> str:
        return "pk_test"

    def close(self) -> None:
        """Nothing is held."""

    def pays(self, reference: str, captured: int | None = None) -> ProviderPayment:
        """The shopper pays."""
        held = self.held[reference]
        return self._takes(reference, held.amount.amount if captured is None else captured)

    def holds(self, reference: str, until: datetime | None = None) -> None:
        """The shopper pays, and the bank holds the money."""
        held = self.held[reference]
        self.turns(reference, ProviderStatus.HELD, authorised=held.amount.amount, held_until=until)

    def _takes(self, reference: str, amount: int) -> ProviderPayment:
        held = self.held[reference]
        paid = replace(
            held, status=ProviderStatus.CAPTURED, authorised=held.amount.amount, captured=amount, charge="ch"
        )
        self.held[reference] = paid
        return paid

    def turns(self, reference: str, status: ProviderStatus, **changes: object) -> None:
        self.held[reference] = replace(self.held[reference], status=status, **changes)  # type: ignore[arg-type]

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.down:
            raise Unavailable("nobody answers")

    def _answered(self, _result: object) -> None:
        if self.forgetful:
            self.forgetful = False
            raise Unavailable("the answer was lost")


LINES = (OrderedLine("BOWL", 2, 400), OrderedLine("CUP", 2, 300), OrderedLine("JAR", 1, 300))


@dataclass
class Shop:
    """The use cases over both."""

    store: MemoryPayments
    card: CardProvider
    services: compose.Services
    credit: MemoryCredits

    def start(
        self,
        order_id: str = "o1",
        attempt: str = "1",
        amount: int = 1000,
        provider: str = "card",
        number: str = "SK-1",
        *,
        on_shipment: bool = False,
    ) -> Payment:
        return self.services.payments.start(
            order_id,
            attempt,
            Money(amount, "EUR"),
            provider,
            "Order SK-1",
            number=number,
            lines=LINES,
            on_shipment=on_shipment,
        )

    def held(self, order_id: str = "o1", until: datetime | None = None) -> Payment:
        """Its money is held until the order is sent, and the order knows it."""
        payment = self.start(order_id, on_shipment=True)
        self.card.holds(payment.reference, until)
        payment = self.services.payments.get(payment.payment_id)
        self.services.payments.order_paid(order_id, payment.payment_id, LINES)
        return payment

    def paid(self, order_id: str = "o1", amount: int = 1000) -> Payment:
        payment = self.start(order_id, amount=amount)
        self.card.pays(payment.reference)
        return self.services.payments.get(payment.payment_id)

    def webhook(self, event_id: str = "evt_1", type_: str = "paid", reference: str = "", **more: object) -> str:
        body = json.dumps({"id": event_id, "type": type_, "reference": reference, **more}).encode()
        return self.services.webhooks.receive("card", body, {"signature": "good"})

    def reconcile(self) -> int:
        return len(self.services.reconciler.run(ahead=timedelta(days=1)).healed)

    def compare(self) -> ReconciliationReport:
        return self.services.comparison.run()

    def stored(self, payment: Payment) -> Payment:
        return self.store.load(payment.payment_id)


def shop() -> Shop:
    # Imported here: it is made of these.
    from tests.unit.payments.credits import MemoryCredits

    store, card = MemoryPayments(), CardProvider()
    credit = MemoryCredits(store)
    manual = ManualProvider(lambda: bank_account.parse("Souk Ltd, IBAN DE89 3704 0044 0532 0130 00"))
    parts = compose.Parts(
        store,
        Providers([card, manual, GiftCardProvider(credit)]),
        MemoryCounters(),
        MemoryExportParts(),
        MemoryShop(),
        MemoryTransfers(store),
        MemoryEvidence(store),
        MemoryEvidenceFiles(),
        credit,
        lambda: b"the shop's key",
        MemoryPdfs(),
    )
    return Shop(store, card, compose.Services(parts), credit)

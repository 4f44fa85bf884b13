"""Turns payments into items and back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from payments.ledger import EntryKind, LedgerEntry, Totals
from payments.payment import Payment, State
from payments.ports import Receipt
from payments.records import EntryRecord, PaymentItem, PaymentRecord, RefundRecord, WebhookRecord
from payments.refund import Refund, RefundLine, RefundStatus
from souk import clock
from souk.money import Money

PAYMENT = "PAYMENT"
SHARDS = 4
# Longer than Stripe goes on delivering an event (3 days) or lists it (30 days).
_WEBHOOK_SECONDS = 90 * 24 * 3600


def payment_key(payment_id: str) -> str:
    return f"PAYMENT#{payment_id}"


def provider_key(provider: str) -> str:
    return f"PROVIDER#{provider}"


def webhook_key(provider: str, event_id: str) -> str:
    return f"WEBHOOK#{provider}#{event_id}"


def shard_key(shard: int) -> str:
    return f"OPEN#{shard}"


def payment_record(payment: Payment, check_at: datetime | None) -> PaymentRecord:
    return PaymentRecord(
        payment_key(payment.payment_id),
        PAYMENT,
        payment_id=payment.payment_id,
        order_id=payment.order_id,
        attempt=payment.attempt,
        provider=payment.provider,
        reference=payment.reference,
        client_secret=payment.client_secret or None,
        instructions=payment.instructions or None,
        amount=payment.amount.amount,
        currency=payment.amount.currency,
        phase=str(payment.phase),
        authorised=payment.totals.authorised,
        captured=payment.totals.captured,
        voided=payment.totals.voided,
        refunded=payment.totals.refunded,
        reason=payment.reason or None,
        decline_code=payment.decline_code or None,
        abandoned=payment.abandoned or None,
        correlation_id=payment.correlation_id or None,
        differing=payment.differing or None,
        entries=payment.entries,
        version=payment.version,
        revision=payment.revision + 1,
        created_at=payment.created_at,
        updated_at=payment.updated_at,
        gsi1pk=shard_key(int(payment.payment_id[-1], 16) % SHARDS) if check_at else None,
        gsi1sk=clock.isoformat(check_at) if check_at else None,
    )


def entry_record(payment_id: str, entry: LedgerEntry) -> EntryRecord:
    return EntryRecord(
        payment_key(payment_id),
        f"{PAYMENT}#LEDGER#{entry.sequence:06}",
        sequence=entry.sequence,
        movement=str(entry.kind),
        amount=entry.amount,
        at=entry.at,
        reference=entry.reference or None,
        by=entry.by,
    )


def refund_record(payment_id: str, refund: Refund) -> RefundRecord:
    return RefundRecord(
        payment_key(payment_id),
        f"{PAYMENT}#REFUND#{refund.refund_id}",
        refund_id=refund.refund_id,
        amount=refund.amount,
        reason=refund.reason,
        requested_by=refund.requested_by,
        requested_at=refund.requested_at,
        status=str(refund.status),
        reference=refund.reference or None,
        failure=refund.failure or None,
        settled_at=refund.settled_at,
        lines=[[line.sku, line.quantity, line.amount] for line in refund.lines] or None,
        restock=refund.restock or None,
    )


def webhook_record(receipt: Receipt) -> WebhookRecord:
    return WebhookRecord(
        webhook_key(receipt.provider, receipt.event_id),
        "WEBHOOK",
        type=receipt.type,
        reference=receipt.reference or None,
        payment_id=receipt.payment_id or None,
        outcome=receipt.outcome,
        received_at=receipt.received_at,
        expires_at=clock.epoch() + _WEBHOOK_SECONDS,
    )


def payment_from(items: Iterable[PaymentItem]) -> Payment | None:
    """The payment in the items of its partition, or None when there is none."""
    head: PaymentRecord | None = None
    ledger: list[LedgerEntry] = []
    refunds: dict[str, Refund] = {}
    for item in items:
        if isinstance(item, PaymentRecord):
            head = item
        elif isinstance(item, EntryRecord):
            ledger.append(_entry(item))
        elif isinstance(item, RefundRecord):
            refunds[item.refund_id] = _refund(item)
    if head is None:
        return None
    payment = _payment(head)
    payment.ledger = ledger
    payment.refunds = dict(sorted(refunds.items(), key=lambda pair: pair[1].requested_at))
    return payment


def _payment(head: PaymentRecord) -> Payment:
    amount = Money(int(head.amount), head.currency)
    return Payment(
        payment_id=head.payment_id,
        order_id=head.order_id,
        attempt=head.attempt,
        provider=head.provider,
        amount=amount,
        created_at=head.created_at,
        updated_at=head.updated_at,
        reference=head.reference,
        client_secret=head.client_secret or "",
        instructions=head.instructions or "",
        phase=State(head.phase),
        totals=Totals(amount.amount, int(head.authorised), int(head.captured), int(head.voided), int(head.refunded)),
        reason=head.reason or "",
        decline_code=head.decline_code or "",
        abandoned=head.abandoned or "",
        correlation_id=head.correlation_id or "",
        differing=head.differing or "",
        version=int(head.version),
        revision=int(head.revision),
        entries=int(head.entries),
    )


def _entry(item: EntryRecord) -> LedgerEntry:
    return LedgerEntry(
        int(item.sequence), EntryKind(item.movement), int(item.amount), item.at, item.reference or "", item.by
    )


def _refund(item: RefundRecord) -> Refund:
    return Refund(
        refund_id=item.refund_id,
        amount=int(item.amount),
        reason=item.reason,
        requested_by=item.requested_by,
        requested_at=item.requested_at,
        status=RefundStatus(item.status),
        reference=item.reference or "",
        failure=item.failure or "",
        settled_at=item.settled_at,
        lines=tuple(RefundLine(*line) for line in item.lines or ()),
        restock=bool(item.restock),
    )

"""Payments in DynamoDB (the items are in `records`).

Reading a payment is one strongly consistent read, writing it one write conditional on its revision: two writers who
read the same state cannot both succeed, so no sum in the ledger is ever exceeded by a race.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from pynamodb.expressions.update import Action

from payments.adapters.codec import (
    KEPT,
    PAYMENT,
    SHARDS,
    disputes_key,
    gifts_of,
    gifts_to_json,
    kept_webhook,
    open_key,
    order_key,
    payment_key,
    payment_of,
    payment_record,
    provider_key,
    shard_key,
    webhook_key,
    webhook_record,
    write_of,
)
from payments.adapters.records import ComparisonRecord, OrderRecord, PaymentRecord, WebhookRecord
from payments.adapters.transfers import reference_record
from payments.domain.ordered import OrderedLine, as_charged, as_paid
from payments.domain.payment import Payment
from payments.domain.reconciling.notes import REMOVED
from payments.domain.transfers.references import squeezed
from payments.usecases.ports import ChangedPayment, OrderPayments, Receipt
from souk import clock
from souk.errors import NotFound
from souk.storage import cursor
from souk.storage.dynamo import Transaction, put_if, unchanged, update_if
from souk.storage.versioned import Stale, until_fresh
from souk.webhooks import KeptWebhook

if TYPE_CHECKING:
    from payments.domain.gift_cards.sold import GiftSold

ORDER = "ORDER"
COMPARISON = "COMPARISON"


class DynamoPayments:
    """The `PaymentStore` port."""

    def order(self, order_id: str) -> OrderPayments:
        record = OrderRecord.fetch(order_key(order_id), ORDER, consistent=True)
        if record is None:
            return OrderPayments(order_id, {})
        return OrderPayments(
            order_id,
            record.attempts,
            record.closed or "",
            record.paid_by or "",
            int(record.revision),
            tuple(OrderedLine(*line) for line in record.lines or ()),
            gifts_of(record.gifts) if record.gifts else (),
            record.owner or "",
        )

    def close_order(self, order_id: str, reason: str) -> OrderPayments:
        def decide(order: OrderPayments) -> OrderPayments:
            return replace(order, closed=order.closed or reason, gifts=unaddressed(order.gifts))

        return self._change_order(order_id, decide)

    def forget_order(self, order_id: str) -> OrderPayments:
        def decide(order: OrderPayments) -> OrderPayments:
            return replace(order, closed=REMOVED if order.closed else "", gifts=unaddressed(order.gifts), owner="")

        return self._change_order(order_id, decide)

    def gifts_issued(self, order_id: str, gifts: Sequence[GiftSold]) -> OrderPayments:
        return self._change_order(order_id, lambda order: replace(order, gifts=unaddressed(gifts)))

    def acknowledge(
        self,
        order_id: str,
        payment_id: str,
        lines: tuple[OrderedLine, ...] = (),
        *,
        charged: bool = False,
        owner: str = "",
    ) -> OrderPayments:
        def decide(order: OrderPayments) -> OrderPayments:
            # That it is paid may be told again, when what it was charged for is known.
            is_new = charged or not order.paid_by
            known = (as_charged if charged else as_paid)(order.lines, lines) if lines and is_new else order.lines
            return replace(order, paid_by=order.paid_by or payment_id, lines=known, owner=order.owner or owner)

        return self._change_order(order_id, decide)

    def _change_order(self, order_id: str, decide: Callable[[OrderPayments], OrderPayments]) -> OrderPayments:
        def once() -> OrderPayments:
            order = self.order(order_id)
            changed = decide(order)
            if changed == order:
                return order
            put_if(_order_record(changed), unchanged(OrderRecord.revision, order.revision))
            return replace(changed, revision=order.revision + 1)

        return until_fresh(once)

    def load(self, payment_id: str) -> Payment:
        record = PaymentRecord.fetch(payment_key(payment_id), PAYMENT, consistent=True)
        if record is None:
            raise NotFound("there is no such payment")
        return payment_of(record)

    def add(self, payment: Payment, order: OrderPayments, check_at: datetime | None) -> None:
        tx = Transaction()
        adding(tx, payment, order, check_at)
        if payment.is_transfer:
            tx.put(reference_record(squeezed(payment.reference), payment.order_id))
        tx.commit()

    def save(self, payment: Payment, previous_revision: int, check_at: datetime | None) -> None:
        put_if(payment_record(payment, check_at), unchanged(PaymentRecord.revision, previous_revision))

    def save_all(self, changed: Sequence[ChangedPayment], beside: Sequence[Payment]) -> None:
        tx = Transaction()
        saving(tx, changed, beside)
        tx.commit()

    def received(self, provider: str, event_id: str) -> bool:
        return WebhookRecord.fetch(webhook_key(provider, event_id), "WEBHOOK") is not None

    def keep(self, receipt: Receipt) -> None:
        webhook_record(receipt).save()

    def kept(self, limit: int, after: str | None) -> tuple[list[KeptWebhook], str | None]:
        page = WebhookRecord.gsi2.query(
            KEPT, limit=limit, scan_index_forward=False, last_evaluated_key=cursor.decode(after)
        )
        webhooks = [kept_webhook(record) for record in page]
        return webhooks, cursor.encode(page.last_evaluated_key)

    def disputed(self, open_: bool, limit: int, after: str | None) -> tuple[list[Payment], str | None]:
        page = PaymentRecord.gsi2.query(
            disputes_key(open_), limit=limit, scan_index_forward=open_, last_evaluated_key=cursor.decode(after)
        )
        payments = [payment_of(record) for record in page]
        return payments, cursor.encode(page.last_evaluated_key)

    def compared_to(self, provider: str) -> str:
        record = ComparisonRecord.fetch(provider_key(provider), COMPARISON)
        return record.reference if record else ""

    def compare_from(self, provider: str, reference: str) -> None:
        record = ComparisonRecord(provider_key(provider), COMPARISON, reference=reference)
        if reference:
            record.save()
        else:
            record.delete()

    def due(self, before: datetime, limit: int) -> list[str]:
        upto = clock.isoformat(before)
        found: list[tuple[str, str]] = []
        for shard in range(SHARDS):
            rows = PaymentRecord.gsi1.query(shard_key(shard), PaymentRecord.gsi1sk <= upto, limit=limit)
            found.extend((row.gsi1sk or "", str(row.pk).partition("#")[2]) for row in rows)
        return [payment_id for _, payment_id in sorted(found)[:limit]]

    def postpone(self, payment: Payment, check_at: datetime | None) -> None:
        record = PaymentRecord(payment_key(payment.payment_id), PAYMENT)
        actions: list[Action] = (
            [
                PaymentRecord.gsi1pk.set(open_key(payment.payment_id)),
                PaymentRecord.gsi1sk.set(clock.isoformat(check_at)),
            ]
            if check_at
            else [PaymentRecord.gsi1pk.remove(), PaymentRecord.gsi1sk.remove()]
        )
        with contextlib.suppress(Stale):
            update_if(record, actions, unchanged(PaymentRecord.revision, payment.revision))


def adding(tx: Transaction, payment: Payment, order: OrderPayments, check_at: datetime | None) -> None:
    """A new payment and its place among the attempts of its order."""
    changed = replace(order, attempts={**order.attempts, payment.attempt: payment.payment_id})
    tx.put(_order_record(changed), unchanged(OrderRecord.revision, order.revision), label="order")
    tx.put(payment_record(payment, check_at), PaymentRecord.pk.does_not_exist(), label="payment")


def saving(tx: Transaction, changed: Sequence[ChangedPayment], beside: Sequence[Payment]) -> None:
    """Changed payments, as long as none of them and of those `beside` was changed by somebody else."""
    for each in changed:
        tx.put(*write_of(each))
    for other in beside:
        condition = unchanged(PaymentRecord.revision, other.revision)
        tx.check(PaymentRecord, payment_key(other.payment_id), PAYMENT, condition)


def unaddressed(gifts: Sequence[GiftSold]) -> tuple[GiftSold, ...]:
    """Without whom they are for."""
    return tuple(replace(gift, letter=None) for gift in gifts)


def _order_record(order: OrderPayments) -> OrderRecord:
    return OrderRecord(
        order_key(order.order_id),
        ORDER,
        attempts=dict(order.attempts),
        closed=order.closed or None,
        paid_by=order.paid_by or None,
        lines=[[line.sku, line.quantity, line.amount] for line in order.lines] or None,
        gifts=gifts_to_json(order.gifts) or None,
        owner=order.owner or None,
        revision=order.revision + 1,
    )

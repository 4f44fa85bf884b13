"""Turns payments into items and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pynamodb.expressions.condition import Condition

from payments.adapters.records import PaymentRecord, WebhookRecord
from payments.domain.dispute import AnswerKind, Dispute, DisputeAnswer, DisputeStatus
from payments.domain.ledger import Arrival, EntryKind, LedgerEntry, PaymentTotals
from payments.domain.payment import Payment, PaymentState, Reduction
from payments.domain.refund import Refund, RefundLine, RefundStatus
from payments.domain.warning import FraudWarning
from payments.usecases.ports import ChangedPayment, Receipt
from souk import clock
from souk.money import Money
from souk.storage.dynamo import unchanged
from souk.storage.journal import pack, unpack
from souk.webhooks import KeptWebhook

if TYPE_CHECKING:
    from payments.domain.gift_cards.account import GiftLetter
    from payments.domain.gift_cards.sold import GiftSold

PAYMENT = "PAYMENT"
KEPT = "KEPT"
GIVE_BACK = "GIVE_BACK"
SHARDS = 4
# Longer than Stripe goes on delivering an event (3 days) or lists it (30 days).
_WEBHOOK_SECONDS = 90 * 24 * 3600


def payment_key(payment_id: str) -> str:
    return f"PAYMENT#{payment_id}"


def order_key(order_id: str) -> str:
    return f"ORDER#{order_id}"


def provider_key(provider: str) -> str:
    return f"PROVIDER#{provider}"


def webhook_key(provider: str, event_id: str) -> str:
    return f"WEBHOOK#{provider}#{event_id}"


def shard_key(shard: int) -> str:
    return f"OPEN#{shard}"


def open_key(payment_id: str) -> str:
    """The shard of the open payments that this one is in."""
    return shard_key(int(payment_id[-1], 16) % SHARDS)


def payment_record(payment: Payment, check_at: datetime | None) -> PaymentRecord:
    listed, place = _listed(payment)
    return PaymentRecord(
        payment_key(payment.payment_id),
        PAYMENT,
        state=str(payment.state),
        revision=payment.revision,
        journal=pack(_members(payment), payment.published),
        gsi1pk=open_key(payment.payment_id) if check_at else None,
        gsi1sk=clock.isoformat(check_at) if check_at else None,
        gsi2pk=listed,
        gsi2sk=f"{clock.isoformat(place)}#{payment.payment_id}" if place else None,
    )


def _listed(payment: Payment) -> tuple[str | None, datetime | None]:
    """The list that the payment is in, and since when: most are in none. A bank transfer is not disputed."""
    if payment.disputes:
        return disputes_key(_has_open(payment)), _listed_at(payment)
    if payment.to_give_back:
        waits = [refund.requested_at for refund in payment.refunds.values() if refund.pending]
        return GIVE_BACK, min([*waits, *(it.at for it in payment.arrivals.values() if it.to_give_back)])
    return None, None


def disputes_key(open_: bool) -> str:
    return "DISPUTES#open" if open_ else "DISPUTES#closed"


def _has_open(payment: Payment) -> bool:
    return any(dispute.open for dispute in payment.disputes.values())


def _listed_at(payment: Payment) -> datetime:
    """The first date to answer a dispute by; once all are closed, when the last of them was."""
    waiting = [dispute.due_by or dispute.opened_at for dispute in payment.disputes.values() if dispute.open]
    return min(waiting) if waiting else max(dispute.changed_at for dispute in payment.disputes.values())


def kept_webhook(record: WebhookRecord) -> KeptWebhook:
    provider = str(record.pk).split("#")[1]
    return KeptWebhook(provider, record.received_at, record.type, record.outcome, record.body or "")


def webhook_record(receipt: Receipt) -> WebhookRecord:
    return WebhookRecord(
        webhook_key(receipt.provider, receipt.event_id),
        "WEBHOOK",
        type=receipt.type,
        reference=receipt.reference or None,
        payment_id=receipt.payment_id or None,
        outcome=receipt.outcome,
        body=receipt.body or None,
        received_at=receipt.received_at,
        expires_at=clock.epoch() + _WEBHOOK_SECONDS,
        gsi2pk=KEPT if receipt.body else None,
        gsi2sk=f"{clock.isoformat(receipt.received_at)}#{receipt.event_id}" if receipt.body else None,
    )


def write_of(changed: ChangedPayment) -> tuple[PaymentRecord, Condition]:
    """The item to put, on condition that nobody has changed the payment meanwhile."""
    record = payment_record(changed.payment, changed.check_at)
    return record, unchanged(PaymentRecord.revision, changed.previous_revision)


def payment_of(record: PaymentRecord) -> Payment:
    members, published = unpack(record.journal)
    amount, totals = Money(members["amount"], members["currency"]), members["totals"]
    return Payment(
        payment_id=str(record.pk).partition("#")[2],
        order_id=members["order_id"],
        attempt=members["attempt"],
        provider=members["provider"],
        amount=amount,
        created_at=datetime.fromisoformat(members["created_at"]),
        updated_at=datetime.fromisoformat(members["updated_at"]),
        reference=members.get("reference", ""),
        client_secret=members.get("client_secret", ""),
        instructions=members.get("instructions", ""),
        phase=PaymentState(members["phase"]),
        totals=PaymentTotals(amount.amount, **totals),
        reason=members.get("reason", ""),
        decline_code=members.get("decline_code", ""),
        abandoned=members.get("abandoned", ""),
        kept=members.get("kept", 0),
        as_credit=members.get("as_credit", False),
        reductions={number: Reduction(rest, bool(late)) for number, rest, late in members.get("reductions", ())},
        correlation_id=members.get("correlation_id", ""),
        differing=members.get("differing", ""),
        version=members["version"],
        revision=int(record.revision),
        refunds={refund["refund_id"]: _refund(refund) for refund in members.get("refunds", ())},
        disputes={dispute["reference"]: _dispute(dispute) for dispute in members.get("disputes", ())},
        warnings={warning[0]: _warning(warning) for warning in members.get("warnings", ())},
        arrivals={arrival["id"]: _arrival(arrival) for arrival in members.get("arrivals", ())},
        ledger=tuple(_entry(number, entry) for number, entry in enumerate(members.get("ledger", ()), start=1)),
        receipts=tuple(members.get("receipts", ())),
        on_shipment=members.get("on_shipment", False),
        asked=members.get("asked", False),
        held_until=datetime.fromisoformat(members["held_until"]) if "held_until" in members else None,
        beside=members.get("beside", 0),
        published=published,
    )


def _members(payment: Payment) -> dict[str, Any]:
    totals = payment.totals
    members = {
        "order_id": payment.order_id,
        "attempt": payment.attempt,
        "provider": payment.provider,
        "reference": payment.reference,
        "client_secret": payment.client_secret,
        "instructions": payment.instructions,
        "amount": payment.amount.amount,
        "currency": payment.amount.currency,
        "phase": str(payment.phase),
        "totals": _totals_members(totals),
        "reason": payment.reason,
        "decline_code": payment.decline_code,
        "abandoned": payment.abandoned,
        "kept": payment.kept or "",
        "as_credit": payment.as_credit,
        "reductions": [[number, told.rest, int(told.was_captured)] for number, told in payment.reductions.items()],
        "correlation_id": payment.correlation_id,
        "differing": payment.differing,
        "version": payment.version,
        "created_at": payment.created_at.isoformat(),
        "updated_at": payment.updated_at.isoformat(),
        "ledger": [_entry_members(entry) for entry in payment.ledger],
        "refunds": [_refund_members(refund) for refund in payment.refunds.values()],
        "disputes": [_dispute_members(dispute) for dispute in payment.disputes.values()],
        "warnings": [_warning_members(warning) for warning in payment.warnings.values()],
        "arrivals": [_arrival_members(arrival) for arrival in payment.arrivals.values()],
        "receipts": payment.receipts,
        "on_shipment": payment.on_shipment,
        "asked": payment.asked,
        "held_until": payment.held_until.isoformat() if payment.held_until else "",
        "beside": payment.beside or "",
    }
    return _without_empty(members)


def _totals_members(totals: PaymentTotals) -> dict[str, int]:
    members = {name: getattr(totals, name) for name in ("authorised", "captured", "voided", "refunded")}
    rare = {"disputed": totals.disputed, "surplus": totals.surplus}
    return members | {name: amount for name, amount in rare.items() if amount}


def _entry_members(entry: LedgerEntry) -> dict[str, Any]:
    return _without_empty(
        {
            "movement": str(entry.kind),
            "amount": entry.amount,
            "at": entry.at.isoformat(),
            "reference": entry.reference,
            "by": entry.by,
        }
    )


def _entry(sequence: int, members: dict[str, Any]) -> LedgerEntry:
    return LedgerEntry(
        sequence,
        EntryKind(members["movement"]),
        members["amount"],
        datetime.fromisoformat(members["at"]),
        members.get("reference", ""),
        members.get("by", ""),
    )


def _refund_members(refund: Refund) -> dict[str, Any]:
    return _without_empty(
        {
            "refund_id": refund.refund_id,
            "amount": refund.amount,
            "reason": refund.reason,
            "requested_by": refund.requested_by,
            "requested_at": refund.requested_at.isoformat(),
            "status": str(refund.status),
            "reference": refund.reference,
            "failure": refund.failure,
            "settled_at": _text(refund.settled_at),
            "lines": [[line.sku, line.quantity, line.amount] for line in refund.lines],
            "restock": refund.restock,
            "shipping": refund.shipping or "",
            "return_id": refund.return_id,
            "beside": refund.beside or "",
            "as_credit": refund.as_credit,
        }
    )


def _refund(members: dict[str, Any]) -> Refund:
    return Refund(
        refund_id=members["refund_id"],
        amount=members["amount"],
        reason=members.get("reason", ""),
        requested_by=members.get("requested_by", ""),
        requested_at=datetime.fromisoformat(members["requested_at"]),
        status=RefundStatus(members["status"]),
        reference=members.get("reference", ""),
        failure=members.get("failure", ""),
        settled_at=_moment(members.get("settled_at")),
        lines=tuple(RefundLine(*line) for line in members.get("lines", ())),
        restock=members.get("restock", False),
        shipping=members.get("shipping", 0),
        return_id=members.get("return_id", ""),
        beside=members.get("beside", 0),
        as_credit=members.get("as_credit", False),
    )


def _dispute_members(dispute: Dispute) -> dict[str, Any]:
    return _without_empty(
        {
            "reference": dispute.reference,
            "amount": dispute.amount,
            "status": str(dispute.status),
            "reason": dispute.reason,
            "opened_at": dispute.opened_at.isoformat(),
            "changed_at": dispute.changed_at.isoformat(),
            "as_of": _text(dispute.as_of),
            "due_by": _text(dispute.due_by),
            "withdrawn": dispute.withdrawn,
            "reinstated": dispute.reinstated,
            "refundable": dispute.refundable,
            "fee": [dispute.fee.amount, dispute.fee.currency] if dispute.fee else "",
            "submissions": dispute.submissions or "",
            "earlier": dispute.earlier or "",
            "late": dispute.late,
            "answer": _answer_members(dispute.answer) if dispute.answer else "",
        }
    )


def _dispute(members: dict[str, Any]) -> Dispute:
    return Dispute(
        reference=members["reference"],
        amount=members["amount"],
        status=DisputeStatus(members["status"]),
        reason=members.get("reason", ""),
        opened_at=datetime.fromisoformat(members["opened_at"]),
        changed_at=datetime.fromisoformat(members["changed_at"]),
        as_of=_moment(members.get("as_of")),
        due_by=_moment(members.get("due_by")),
        withdrawn=members.get("withdrawn", 0),
        reinstated=members.get("reinstated", 0),
        refundable=members.get("refundable", False),
        fee=Money(*members["fee"]) if members.get("fee") else None,
        submissions=members.get("submissions", 0),
        earlier=members.get("earlier", 0),
        late=members.get("late", False),
        answer=_answer(*members["answer"]) if members.get("answer") else None,
    )


def _answer_members(answer: DisputeAnswer) -> list[str]:
    at, sent_at = answer.at.isoformat(), _text(answer.sent_at)
    return [str(answer.kind), answer.key, answer.by, at, sent_at, answer.failure]


def _answer(kind: str, key: str, by: str, at: str, sent_at: str, failure: str) -> DisputeAnswer:
    return DisputeAnswer(AnswerKind(kind), key, by, datetime.fromisoformat(at), _moment(sent_at), failure)


def _warning_members(warning: FraudWarning) -> list[Any]:
    heard_at, changed_at = warning.heard_at.isoformat(), warning.changed_at.isoformat()
    return [warning.reference, warning.kind, int(warning.actionable), heard_at, changed_at]


def _warning(members: list[Any]) -> FraudWarning:
    reference, kind, actionable, *moments = members
    return FraudWarning(reference, kind, bool(actionable), *(datetime.fromisoformat(moment) for moment in moments))


def _arrival_members(arrival: Arrival) -> dict[str, Any]:
    return _without_empty(
        {
            "id": arrival.id,
            "amount": arrival.amount,
            "surplus": arrival.surplus,
            "arrived_on": arrival.arrived_on,
            "at": arrival.at.isoformat(),
            "by": arrival.by,
            "sources": arrival.sources,
            "payer": arrival.payer,
            "account": arrival.account,
            "returned_at": _text(arrival.returned_at),
        }
    )


def _arrival(members: dict[str, Any]) -> Arrival:
    return Arrival(
        id=members["id"],
        amount=members["amount"],
        surplus=members["surplus"],
        arrived_on=members["arrived_on"],
        at=datetime.fromisoformat(members["at"]),
        by=members.get("by", ""),
        sources=tuple(members["sources"]),
        payer=members.get("payer", ""),
        account=members.get("account", ""),
        returned_at=_moment(members.get("returned_at")),
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _without_empty(members: dict[str, Any]) -> dict[str, Any]:
    """Without texts, lists and flags that say nothing; figures stay."""
    return {name: value for name, value in members.items() if value or type(value) is int}


def letter_to_json(letter: GiftLetter) -> dict[str, str]:
    return {**asdict(letter), "send_on": letter.send_on.isoformat()}


def letter_of(members: dict[str, str]) -> GiftLetter:
    # Imported here, as below: few orders buy gift cards.
    from payments.domain.gift_cards.account import GiftLetter

    more: dict[str, Any] = {"send_on": date.fromisoformat(members["send_on"])}
    return GiftLetter(**{**members, **more})


def gifts_to_json(gifts: Sequence[GiftSold]) -> list[list[Any]]:
    return [
        [gift.sku, gift.place, gift.amount, *([letter_to_json(gift.letter)] if gift.letter else [])] for gift in gifts
    ]


def gifts_of(kept: Iterable[list[Any]]) -> tuple[GiftSold, ...]:
    from payments.domain.gift_cards.sold import GiftSold

    return tuple(
        GiftSold(sku, place, amount, letter_of(*letter) if letter else None) for sku, place, amount, *letter in kept
    )

"""The items of gift cards and store credit, and back (see `payments.adapters.records`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

from payments.adapters.codec import letter_of, letter_to_json
from payments.adapters.records import (
    CreditHoldRecord,
    CreditMoveRecord,
    CreditRecord,
    LiabilityRecord,
)
from payments.domain.gift_cards.account import CreditAccount, CreditKind, GiftLetter
from payments.domain.gift_cards.hold import CreditHold, HeldPart
from payments.domain.gift_cards.movement import OF_LIABILITY, CreditMove, CreditMovement
from payments.usecases.gift_cards.ports import LiabilityCount
from souk import clock

ACCOUNT, CODE, HOLD, DUE = "ACCOUNT", "CODE", "HOLD", "CREDITS_DUE"
MOVES = "MOVE#"
# So many shoppers can pay with gift cards in one moment before they wait for each other's counts.
SHARDS = 16
COUNTED = {
    CreditMove.ISSUED: LiabilityRecord.issued,
    CreditMove.CAPTURED: LiabilityRecord.captured,
    CreditMove.REFUNDED: LiabilityRecord.refunded,
    CreditMove.EXPIRED: LiabilityRecord.expired,
    CreditMove.RAISED: LiabilityRecord.raised,
    CreditMove.LOWERED: LiabilityRecord.lowered,
    CreditMove.TAKEN_BACK: LiabilityRecord.taken_back,
}


def account_key(account_id: str) -> str:
    return f"CREDIT#{account_id}"


def code_key(code_hash: str) -> str:
    return f"CREDIT_CODE#{code_hash}"


def hold_key(payment_id: str) -> str:
    return f"CREDIT_HOLD#{payment_id}"


def act_key(movement: CreditMovement) -> str:
    return f"ACT#{movement.kind}#{movement.reference}"


def liability_key(movement: CreditMovement) -> tuple[str, str]:
    shard = int(movement.account_id.replace("-", "")[-2:], 16) % SHARDS
    month = f"{movement.at:%Y-%m}"
    return f"LIABILITY#{month[:4]}", f"{month}#{movement.currency}#{shard:02d}"


def listed_key(kind: CreditKind) -> str:
    return f"CREDITS#{kind}"


def due_of(account: CreditAccount) -> date | None:
    """When there is something to be done: a letter to be sent, or the day after the last one."""
    waits = account.blocked or account.suspended
    days = [account.letter.send_on] if account.letter and not waits else []
    if account.expires_on:
        days.append(date.fromordinal(account.expires_on.toordinal() + 1))
    return min(days, default=None)


def owner_key(user_id: str) -> str:
    return f"CREDIT_OF#{user_id}"


def found_by(account: CreditAccount) -> tuple[str | None, str | None]:
    """Where the first index has it: store credit by its person, a gift card by the day it wants something done."""
    if account.owner:
        return owner_key(account.owner), account.currency
    due = due_of(account)
    return (DUE, f"{due.isoformat()}#{account.id}") if due else (None, None)


def account_record(account: CreditAccount) -> CreditRecord:
    """As it is written for the first time."""
    listed, place = found_by(account)
    return CreditRecord(
        account_key(account.id),
        ACCOUNT,
        kind=account.kind.value,
        currency=account.currency,
        available=account.available,
        held=account.held,
        blocked=account.blocked,
        created_at=account.created_at,
        created_by=account.created_by,
        reason=account.reason or None,
        owner=account.owner or None,
        code_hash=account.code_hash or None,
        last_four=account.last_four or None,
        expires_on=account.expires_on.isoformat() if account.expires_on else None,
        letter=letter_text(account.letter),
        sent_at=account.sent_at,
        order_id=account.order_id or None,
        suspended=account.suspended or None,
        given_back=account.given_back or None,
        taken_for=account.taken_for or None,
        revision=1,
        gsi1pk=listed,
        gsi1sk=place,
        gsi2pk=listed_key(account.kind),
        gsi2sk=f"{clock.isoformat(account.created_at)}#{account.id}",
    )


def account_of(record: CreditRecord) -> CreditAccount:
    return CreditAccount(
        str(record.pk).partition("#")[2],
        CreditKind(record.kind),
        record.currency,
        record.created_at,
        record.created_by,
        record.reason or "",
        int(record.available),
        int(record.held),
        bool(record.blocked),
        record.owner or "",
        record.code_hash or "",
        record.last_four or "",
        date.fromisoformat(record.expires_on) if record.expires_on else None,
        _letter(record.letter),
        record.sent_at,
        record.order_id or "",
        bool(record.suspended),
        int(record.given_back or 0),
        record.taken_for or "",
        int(record.revision),
    )


def letter_text(letter: GiftLetter | None) -> str | None:
    if letter is None:
        return None
    return json.dumps(letter_to_json(letter))


def _letter(text: str | None) -> GiftLetter | None:
    if not text:
        return None
    return letter_of(json.loads(text))


def move_record(movement: CreditMovement) -> CreditMoveRecord:
    return CreditMoveRecord(
        account_key(movement.account_id),
        f"{MOVES}{clock.isoformat(movement.at)}#{movement.kind}#{movement.reference}",
        kind=movement.kind.value,
        amount=movement.amount,
        currency=movement.currency,
        at=movement.at,
        by=movement.by,
        reference=movement.reference or None,
        order_id=movement.order_id or None,
        reason=movement.reason or None,
    )


def movement_of(record: CreditMoveRecord) -> CreditMovement:
    return CreditMovement(
        str(record.pk).partition("#")[2],
        CreditMove(record.kind),
        int(record.amount),
        record.currency,
        record.at,
        record.by,
        record.reference or "",
        record.order_id or "",
        record.reason or "",
    )


def hold_record(hold: CreditHold) -> CreditHoldRecord:
    return CreditHoldRecord(
        hold_key(hold.payment_id),
        HOLD,
        order_id=hold.order_id,
        attempt=hold.attempt,
        currency=hold.currency,
        at=hold.at,
        parts=[[part.account_id, part.held, part.captured, part.refunded] for part in hold.parts],
        refunds=dict(hold.refunds) or None,
        ended=hold.ended,
        revision=hold.revision + 1,
    )


def hold_of(record: CreditHoldRecord) -> CreditHold:
    return CreditHold(
        str(record.pk).partition("#")[2],
        record.order_id,
        record.attempt,
        record.currency,
        record.at,
        tuple(HeldPart(*part) for part in record.parts),
        bool(record.ended),
        record.refunds or {},
        int(record.revision),
    )


def counts_of(records: Iterable[LiabilityRecord]) -> list[LiabilityCount]:
    found = list[LiabilityCount]()
    for record in records:
        month, currency, _ = str(record.sk).split("#")
        moved = {kind.value: int(getattr(record, kind.value) or 0) for kind in OF_LIABILITY}
        found.append(LiabilityCount(month, currency, moved))
    return found

"""Gift cards and store credit in DynamoDB: `payments.usecases.gift_cards.ports.CreditStore`.

A movement, the balance it changes and the count of what the shop owes are one transaction. That nothing is spent twice
is held by the conditions on `available` and `held`, not by what was read before: sixty orders may be paid with one card
at once, and as many are as it has money for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from payments.adapters.gift_cards.items import (
    ACCOUNT,
    CODE,
    COUNTED,
    DUE,
    HOLD,
    MOVES,
    account_key,
    account_of,
    account_record,
    act_key,
    code_key,
    counts_of,
    found_by,
    hold_key,
    hold_of,
    hold_record,
    letter_text,
    liability_key,
    listed_key,
    move_record,
    movement_of,
    owner_key,
)
from payments.adapters.records import (
    CreditActRecord,
    CreditCodeRecord,
    CreditHoldRecord,
    CreditMoveRecord,
    CreditRecord,
    LiabilityRecord,
)
from payments.adapters.store import adding, saving
from payments.domain.gift_cards.account import CreditAccount, CreditKind, CreditRefused
from payments.domain.gift_cards.hold import CreditHold
from payments.domain.gift_cards.movement import BY_REFUND, CreditMovement
from payments.domain.payment import Payment
from payments.usecases.gift_cards.ports import AlreadyDone, LiabilityCount
from payments.usecases.ports import ChangedPayment, OrderPayments
from souk.errors import NotFound
from souk.events import Event
from souk.money import Money
from souk.storage import cursor
from souk.storage.dynamo import Transaction, TransactionRejected, unchanged
from souk.storage.outbox import emit

# DynamoDB's limit for one BatchGetItem.
_BATCH = 100


class DynamoCredits:
    def load(self, account_id: str) -> CreditAccount:
        record = CreditRecord.fetch(account_key(account_id), ACCOUNT, consistent=True)
        if record is None:
            raise NotFound("there is no such gift card")
        return account_of(record)

    def found(self, account_ids: Collection[str]) -> dict[str, CreditAccount]:
        names = [(account_key(each), ACCOUNT) for each in dict.fromkeys(account_ids)][:_BATCH]
        accounts = map(account_of, CreditRecord.batch_get(names, consistent_read=True)) if names else ()
        return {account.id: account for account in accounts}

    def of_person(self, user_id: str) -> list[CreditAccount]:
        return [account_of(record) for record in CreditRecord.gsi1.query(owner_key(user_id))]

    def of_code(self, code_hash: str) -> CreditAccount | None:
        code = CreditCodeRecord.fetch(code_key(code_hash), CODE, consistent=True)
        return self.load(code.account_id) if code else None

    def listed(self, kind: CreditKind, limit: int, after: str | None) -> tuple[list[CreditAccount], str | None]:
        page = CreditRecord.gsi2.query(
            listed_key(kind), limit=limit, scan_index_forward=False, last_evaluated_key=cursor.decode(after)
        )
        accounts = [account_of(record) for record in page]
        return accounts, cursor.encode(page.last_evaluated_key)

    def movements(self, account_id: str, limit: int, after: str | None) -> tuple[list[CreditMovement], str | None]:
        page = CreditMoveRecord.query(
            account_key(account_id),
            CreditMoveRecord.sk.startswith(MOVES),
            limit=limit,
            scan_index_forward=False,
            last_evaluated_key=cursor.decode(after),
        )
        movements = [movement_of(record) for record in page]
        return movements, cursor.encode(page.last_evaluated_key)

    def add(self, account: CreditAccount, movement: CreditMovement | None, events: Sequence[Event] = ()) -> None:
        tx = Transaction()
        tx.put(account_record(account), CreditRecord.pk.does_not_exist(), label="account")
        if account.code_hash:
            code = CreditCodeRecord(code_key(account.code_hash), CODE, account_id=account.id)
            tx.put(code, CreditCodeRecord.pk.does_not_exist(), label="code")
        if movement:
            _record(tx, [movement])
        self._commit(tx, account, events)

    def save(self, account: CreditAccount, movement: CreditMovement | None, events: Sequence[Event] = ()) -> None:
        tx = Transaction()
        _record(tx, [movement] if movement else [])
        _change(tx, account, movement)
        self._commit(tx, account, events)

    def take_back(
        self,
        cards: Sequence[tuple[CreditAccount, CreditMovement | None]],
        changed: Sequence[ChangedPayment],
        beside: Sequence[Payment],
    ) -> None:
        tx = Transaction()
        saving(tx, changed, beside)
        _record(tx, [movement for _, movement in cards if movement])
        for card, movement in cards:
            _change(tx, card, movement)
        tx.commit()

    def hold(
        self, hold: CreditHold, payment: Payment, order: OrderPayments, check_at: datetime | None, today: date
    ) -> None:
        tx = Transaction()
        adding(tx, payment, order, check_at)
        movements = hold.held()
        self._move(tx, hold, movements, today)
        try:
            tx.commit()
        except TransactionRejected as rejected:
            refused = [part for part in hold.parts if rejected.failed(part.account_id)]
            if refused and not rejected.failed("order"):
                raise self._refusal(refused[0].account_id, refused[0].held, hold.currency, today) from rejected
            raise

    def held_by(self, payment_id: str) -> CreditHold:
        record = CreditHoldRecord.fetch(hold_key(payment_id), HOLD, consistent=True)
        if record is None:
            raise NotFound("no gift card was held for this payment")
        return hold_of(record)

    def move(self, hold: CreditHold, movements: Sequence[CreditMovement]) -> None:
        tx = Transaction()
        self._move(tx, hold, movements)
        tx.commit()

    def due(self, today: date, limit: int) -> list[str]:
        # What sorts behind a day's accounts and before those of the next.
        upto = f"{today.isoformat()}$"
        rows = CreditRecord.gsi1.query(DUE, CreditRecord.gsi1sk <= upto, limit=limit)
        return [str(row.pk).partition("#")[2] for row in rows]

    def liability(self, year: int) -> list[LiabilityCount]:
        return counts_of(LiabilityRecord.query(f"LIABILITY#{year}", consistent_read=True))

    def _commit(self, tx: Transaction, account: CreditAccount, events: Sequence[Event]) -> None:
        for event in events:
            emit(tx, event, account_key(account.id))
        try:
            tx.commit()
        except TransactionRejected as rejected:
            if rejected.failed("act"):
                raise AlreadyDone from rejected
            raise

    def _move(
        self, tx: Transaction, hold: CreditHold, movements: Sequence[CreditMovement], today: date | None = None
    ) -> None:
        tx.put(hold_record(hold), unchanged(CreditHoldRecord.revision, hold.revision), label="hold")
        _record(tx, movements)
        for account_id in dict.fromkeys(movement.account_id for movement in movements):
            own = [movement for movement in movements if movement.account_id == account_id]
            available, held = sum(each.available for each in own), sum(each.held for each in own)
            condition = CreditRecord.pk.exists()
            if today:
                condition &= _spendable(hold.currency, -available, today)
            elif held < 0:
                condition &= CreditRecord.held >= -held
            actions = [*_moved(available, held), CreditRecord.revision.add(1)]
            tx.update(CreditRecord(account_key(account_id), ACCOUNT), actions, condition, label=account_id)

    def _refusal(self, account_id: str, wanted: int, currency: str, today: date) -> CreditRefused:
        account = self.found([account_id]).get(account_id)
        if account is None:
            return CreditRefused("there is no such gift card")
        left = Money(account.available, account.currency)
        why = account.refusal(currency, today) or f"only {left} are left on the {account.name}"
        return CreditRefused(why, last_four=account.last_four, left=account.available, wanted=wanted)


def _spendable(currency: str, amount: int, today: date) -> Condition:
    good = CreditRecord.expires_on.does_not_exist() | (CreditRecord.expires_on >= today.isoformat())
    is_open = (CreditRecord.blocked == False) & CreditRecord.suspended.does_not_exist()  # noqa: E712 - an expression
    is_open &= CreditRecord.currency == currency
    condition: Condition = (CreditRecord.available >= amount) & is_open & good
    return condition


def _change(tx: Transaction, account: CreditAccount, movement: CreditMovement | None) -> None:
    """The account alone; `_record` has its movement."""
    actions = [*_stated(account), CreditRecord.revision.set(account.revision + 1)]
    if movement:
        actions += _moved(movement.available, movement.held)
    condition = unchanged(CreditRecord.revision, account.revision)
    tx.update(CreditRecord(account_key(account.id), ACCOUNT), actions, condition, label="account")


def _moved(available: int, held: int) -> list[Action]:
    changes = ((CreditRecord.available, available), (CreditRecord.held, held))
    return [attribute.add(by) for attribute, by in changes if by]


def _stated(account: CreditAccount) -> list[Action]:
    """All that can change but its money."""
    listed, place = found_by(account)
    values: tuple[tuple[Any, Any], ...] = (
        (CreditRecord.owner, account.owner or None),
        (CreditRecord.expires_on, account.expires_on.isoformat() if account.expires_on else None),
        (CreditRecord.letter, letter_text(account.letter)),
        (CreditRecord.sent_at, account.sent_at),
        (CreditRecord.suspended, account.suspended or None),
        (CreditRecord.given_back, account.given_back or None),
        (CreditRecord.taken_for, account.taken_for or None),
        (CreditRecord.gsi1pk, listed),
        (CreditRecord.gsi1sk, place),
    )
    changes = [attribute.remove() if value is None else attribute.set(value) for attribute, value in values]
    return [CreditRecord.blocked.set(account.blocked), *changes]


def _record(tx: Transaction, movements: Sequence[CreditMovement]) -> None:
    """The movements, that staff or a refund did each once, and what the shop owes on all accounts."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for movement in movements:
        tx.put(move_record(movement), CreditMoveRecord.pk.does_not_exist(), label="movement")
        if movement.reference and (movement.by.startswith("user:") or movement.by == BY_REFUND):
            act = CreditActRecord(account_key(movement.account_id), act_key(movement), at=movement.at)
            tx.put(act, CreditActRecord.pk.does_not_exist(), label="act")
        if movement.kind in COUNTED:
            counts.setdefault(liability_key(movement), Counter())[movement.kind] += movement.amount
    for (year, count), moved in counts.items():
        actions = [attribute.add(moved[kind]) for kind, attribute in COUNTED.items() if moved[kind]]
        tx.update(LiabilityRecord(year, count), actions, label="liability")

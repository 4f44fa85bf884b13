"""Gift cards and store credit in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from payments.domain.gift_cards.account import CreditAccount, CreditKind, CreditRefused
from payments.domain.gift_cards.hold import CreditHold
from payments.domain.gift_cards.movement import OF_LIABILITY, CreditMovement
from payments.domain.payment import Payment
from payments.usecases.gift_cards.ports import AlreadyDone, LiabilityCount
from payments.usecases.ports import ChangedPayment, OrderPayments
from souk.errors import NotFound
from souk.events import Event
from souk.storage.versioned import Stale
from tests.unit.payments.fakes import MemoryPayments


class MemoryCredits:
    """The `CreditStore` port, over the same payments. `down` fails every write that moves what is held."""

    def __init__(self, payments: MemoryPayments) -> None:
        self.payments = payments
        self.accounts: dict[str, CreditAccount] = {}
        self.moved: list[CreditMovement] = []
        self.holds: dict[str, CreditHold] = {}
        self.acts: set[tuple[str, str, str]] = set()
        self.events: list[Event] = []

    def load(self, account_id: str) -> CreditAccount:
        if account_id not in self.accounts:
            raise NotFound("there is no such gift card")
        return self.accounts[account_id]

    def found(self, account_ids: Collection[str]) -> dict[str, CreditAccount]:
        return {each: self.accounts[each] for each in account_ids if each in self.accounts}

    def of_person(self, user_id: str) -> list[CreditAccount]:
        return [each for each in self.accounts.values() if each.owner == user_id]

    def of_code(self, code_hash: str) -> CreditAccount | None:
        return next((each for each in self.accounts.values() if code_hash == each.code_hash), None)

    def listed(self, kind: CreditKind, limit: int, after: str | None) -> tuple[list[CreditAccount], str | None]:
        return [each for each in reversed(self.accounts.values()) if each.kind is kind][:limit], None

    def movements(self, account_id: str, limit: int, after: str | None) -> tuple[list[CreditMovement], str | None]:
        return [each for each in reversed(self.moved) if each.account_id == account_id][:limit], None

    def add(self, account: CreditAccount, movement: CreditMovement | None, events: Sequence[Event] = ()) -> None:
        if account.id in self.accounts:
            raise Stale
        self._write(account, movement, events)

    def save(self, account: CreditAccount, movement: CreditMovement | None, events: Sequence[Event] = ()) -> None:
        if self.accounts[account.id].revision != account.revision:
            raise Stale
        self._write(account, movement, events)

    def take_back(
        self,
        cards: Sequence[tuple[CreditAccount, CreditMovement | None]],
        changed: Sequence[ChangedPayment],
        beside: Sequence[Payment],
    ) -> None:
        if any(self.accounts[card.id].revision != card.revision for card, _ in cards):
            raise Stale
        self.payments.save_all(changed, beside)
        for card, movement in cards:
            self._write(card, movement, ())

    def hold(
        self, hold: CreditHold, payment: Payment, order: OrderPayments, check_at: datetime | None, today: date
    ) -> None:
        for part in hold.parts:
            account = self.load(part.account_id)
            if account.refusal(hold.currency, today) or account.available < part.held:
                raise CreditRefused(f"only {account.available} are left", last_four=account.last_four)
        self.payments.add(payment, order, check_at)
        self.move(hold, hold.held())

    def held_by(self, payment_id: str) -> CreditHold:
        if payment_id not in self.holds:
            raise NotFound("no gift card was held for this payment")
        return self.holds[payment_id]

    def move(self, hold: CreditHold, movements: Sequence[CreditMovement]) -> None:
        known = self.holds.get(hold.payment_id)
        if (known.revision if known else 0) != hold.revision:
            raise Stale
        self.holds[hold.payment_id] = replace(hold, revision=hold.revision + 1)
        for movement in movements:
            account = self.accounts[movement.account_id].moved(movement)
            self.accounts[account.id] = replace(account, revision=account.revision + 1)
        self.moved += movements

    def due(self, today: date, limit: int) -> list[str]:
        def is_due(each: CreditAccount) -> bool:
            return each.is_expired(today) or (each.letter is not None and each.letter.send_on <= today)

        return [each.id for each in self.accounts.values() if is_due(each)][:limit]

    def liability(self, year: int) -> list[LiabilityCount]:
        counts: dict[tuple[str, str], Counter[str]] = {}
        for each in self.moved:
            if each.at.year == year and each.kind in OF_LIABILITY:
                counts.setdefault((f"{each.at:%Y-%m}", each.currency), Counter())[each.kind.value] += each.amount
        return [LiabilityCount(month, currency, dict(moved)) for (month, currency), moved in counts.items()]

    def _write(self, account: CreditAccount, movement: CreditMovement | None, events: Sequence[Event]) -> None:
        if movement:
            act = (account.id, movement.kind.value, movement.reference)
            if movement.reference and act in self.acts:
                raise AlreadyDone
            self.acts.add(act)
            self.moved.append(movement)
        self.accounts[account.id] = replace(account, revision=account.revision + 1)
        self.events += events

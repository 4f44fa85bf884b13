"""What staff do with gift cards and store credit: issue, look up, block, correct, and have the letter sent again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from payments.domain.gift_cards.account import (
    CreditAccount,
    CreditKind,
    GiftLetter,
    gift_card_id_of,
    store_credit_id_of,
)
from payments.domain.gift_cards.code import code_hash, code_of, last_four
from payments.domain.gift_cards.movement import BY_REFUND, CreditMove, CreditMovement
from payments.usecases.gift_cards import news
from payments.usecases.gift_cards.ports import AlreadyDone, CodeKey, CreditStore
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, NotFound
from souk.money import Money
from souk.staff.changes import Value, note
from souk.storage.versioned import Stale, require_version, until_fresh
from souk.telemetry import count

Change = Callable[[CreditAccount, datetime], tuple[CreditAccount, CreditMovement | None]]


@dataclass(frozen=True, slots=True)
class IssueWish:
    """A gift card for whoever has its code, or store credit of `user_id`; `letter` brings the code."""

    amount: Money
    reason: str
    user_id: str = ""
    expires_on: date | None = None
    letter: GiftLetter | None = None


class GiftCards:
    """`key` is that by which codes are made and found."""

    def __init__(self, store: CreditStore, key: CodeKey) -> None:
        self._store = store
        self._key = key

    def issue(self, wanted: IssueWish, key: str, by: str) -> CreditAccount:
        """A new gift card, or more store credit; the same `key` again changes nothing.

        Raises InvalidInput for a day that is over or a letter about store credit, Conflict for another amount under the
        same key.
        """
        if wanted.user_id:
            return self._give_credit(wanted, key, by)
        today = clock.now().date()
        if wanted.expires_on is not None and wanted.expires_on < today:
            raise InvalidInput("a gift card cannot have expired before it is issued")
        id_ = gift_card_id_of(key)
        code = code_of(self._key(), id_)
        now = clock.now()
        card = CreditAccount(
            id_,
            CreditKind.GIFT_CARD,
            wanted.amount.currency,
            now,
            by,
            wanted.reason,
            code_hash=code_hash(self._key(), code),
            last_four=last_four(code),
            expires_on=wanted.expires_on,
            letter=wanted.letter,
        )
        issued = self._issued(card, wanted.amount.amount, now, by, wanted.reason, key)
        card, events = news.posted(card.moved(issued), now)
        try:
            self._store.add(card, issued, events)
        except (AlreadyDone, Stale):
            return self._same(self._store.load(id_), wanted)
        count("GiftCardsIssued")
        self._noted(replace(card, available=0, revision=0), card)
        return self._store.load(id_)

    def give_back(self, user_id: str, amount: Money, refund_id: str, order_id: str) -> CreditAccount:
        """What an order gives back as store credit of `user_id`; the same refund again changes nothing."""

        def refunded(account: CreditAccount, now: datetime) -> CreditMovement:
            return CreditMovement(
                account.id, CreditMove.REFUNDED, amount.amount, amount.currency, now, BY_REFUND, refund_id, order_id
            )

        return self._credited(user_id, amount.currency, "order", refunded)

    def _give_credit(self, wanted: IssueWish, key: str, by: str) -> CreditAccount:
        if wanted.letter or wanted.expires_on:
            raise InvalidInput("store credit has no letter and no last day")

        def issued(account: CreditAccount, now: datetime) -> CreditMovement:
            return self._issued(account, wanted.amount.amount, now, by, wanted.reason, key)

        return self._credited(wanted.user_id, wanted.amount.currency, by, issued)

    def _credited(
        self, user_id: str, currency: str, by: str, movement: Callable[[CreditAccount, datetime], CreditMovement]
    ) -> CreditAccount:
        """With more on somebody's store credit, which is opened for the first of it."""
        id_ = store_credit_id_of(user_id, currency)

        def once() -> CreditAccount:
            now = clock.now()
            known = self._store.found([id_]).get(id_)
            account = known or CreditAccount(id_, CreditKind.STORE_CREDIT, currency, now, by, owner=user_id)
            moved = movement(account, now)
            after = account.moved(moved)
            try:
                if known:
                    self._store.save(after, moved)
                else:
                    self._store.add(after, moved)
            except AlreadyDone:
                return self._store.load(id_)
            self._noted(account, after)
            return self._store.load(id_)

        return until_fresh(once)

    def read(self, account_id: str) -> CreditAccount:
        """Raises NotFound."""
        return self._store.load(account_id)

    def found_by(self, code: str) -> CreditAccount:
        """Raises NotFound, InvalidInput."""
        card = self._store.of_code(code_hash(self._key(), code))
        if card is None:
            raise NotFound("there is no gift card with this code")
        return card

    def of_person(self, user_id: str, currency: str) -> CreditAccount | None:
        """Somebody's store credit; None for who never had any."""
        id_ = store_credit_id_of(user_id, currency)
        return self._store.found([id_]).get(id_)

    def listed(self, kind: CreditKind, limit: int, after: str | None) -> tuple[list[CreditAccount], str | None]:
        return self._store.listed(kind, limit, after)

    def movements(self, account_id: str, limit: int, after: str | None) -> tuple[list[CreditMovement], str | None]:
        """Raises NotFound for an account that there is not."""
        self._store.load(account_id)
        return self._store.movements(account_id, limit, after)

    def code(self, account_id: str) -> str:
        """The code of a gift card, for its letter or for staff who hand it over. Raises NotFound."""
        account = self._store.load(account_id)
        if account.kind is not CreditKind.GIFT_CARD:
            raise NotFound("store credit has no code")
        note(f"gift_card:{account_id}", {"code": "hidden"}, {"code": "shown"})
        return code_of(self._key(), account_id)

    def block(self, account_id: str, *, blocked: bool, seen: int | None = None) -> CreditAccount:
        """Nothing can be paid with it until it is unblocked; what orders hold of it stays held. Raises NotFound,
        PreconditionFailed.
        """
        return self.change(account_id, lambda account, _at: (replace(account, blocked=blocked), None), seen)

    def correct(
        self, account_id: str, amount: Money, reason: str, by: str, key: str, seen: int | None = None
    ) -> CreditAccount:
        """Adds `amount`, which may be below zero. Raises NotFound, InvalidInput for another currency, Conflict for
        more than there is, PreconditionFailed.
        """

        def act(account: CreditAccount, at: datetime) -> tuple[CreditAccount, CreditMovement]:
            if amount.currency != account.currency:
                raise InvalidInput(f"it is in {account.currency}, not in {amount.currency}")
            movement = replace(account.corrected(amount.amount, at, by, reason), reference=key)
            return account.moved(movement), movement

        return self.change(account_id, act, seen)

    def send(self, account_id: str, letter: GiftLetter, seen: int | None = None) -> CreditAccount:
        """Has the card's letter sent, to a new address or again. Raises NotFound, IllegalTransition for store credit,
        a card that is blocked or has nothing left.
        """

        def act(account: CreditAccount, _at: datetime) -> tuple[CreditAccount, None]:
            if account.kind is not CreditKind.GIFT_CARD:
                raise IllegalTransition("store credit is not sent by mail", state=account.kind.value)
            why = account.refusal(account.currency, clock.now().date())
            if why:
                raise IllegalTransition(why, state="blocked" if account.blocked else "empty")
            return replace(account, letter=letter), None

        return self.change(account_id, act, seen)

    def look_after(self, account_id: str) -> bool:
        """Sends the letter that is due, and takes what has expired. Repeating it changes nothing."""

        def act(account: CreditAccount, at: datetime) -> tuple[CreditAccount, CreditMovement | None]:
            if not account.is_expired(at.date()):
                return account, None
            # What orders give back to it later can be spent: they took it while it was good.
            after = replace(account, expires_on=None, letter=None)
            if not account.available:
                return after, None
            expired = CreditMovement(
                account.id,
                CreditMove.EXPIRED,
                account.available,
                account.currency,
                at,
                "system",
                str(account.expires_on),
            )
            return after.moved(expired), expired

        before = self._store.load(account_id)
        return self.change(account_id, act).revision > before.revision

    def forget(self, user_id: str) -> None:
        """Whose store credit it was is no longer known; what is left of it stays a debt on the books. Repeatable."""
        for account in self._store.of_person(user_id):
            if account.owner:
                self.change(account.id, lambda held, _at: (replace(held, owner="", blocked=True), None))

    def change(self, account_id: str, act: Change, seen: int | None = None) -> CreditAccount:
        """As `act`, a pure function, has it; a letter that is due then is told. Raises what it raises."""

        def once() -> CreditAccount:
            before = self._store.load(account_id)
            require_version(seen, before.revision)
            now = clock.now()
            decided, movement = act(before, now)
            after, events = news.posted(decided, now)
            if after == before:
                return before
            try:
                self._store.save(after, movement, events)
            except AlreadyDone:
                return self._store.load(account_id)
            self._noted(before, after)
            return self._store.load(account_id)

        return until_fresh(once)

    def _issued(
        self, account: CreditAccount, amount: int, at: datetime, by: str, reason: str, key: str
    ) -> CreditMovement:
        return CreditMovement(account.id, CreditMove.ISSUED, amount, account.currency, at, by, key, reason=reason)

    def _same(self, known: CreditAccount, wanted: IssueWish) -> CreditAccount:
        if (known.currency, known.reason) != (wanted.amount.currency, wanted.reason):
            raise Conflict("another gift card was issued under this key; use a new one")
        return known

    def _noted(self, before: CreditAccount, after: CreditAccount) -> None:
        note(f"gift_card:{after.id}", _figures(before), _figures(after))


def _figures(account: CreditAccount) -> dict[str, Value]:
    """In minor units."""
    return {
        "available": account.available,
        "held": account.held,
        "blocked": account.blocked,
        "suspended": account.suspended,
        "sent_at": clock.isoformat(account.sent_at) if account.sent_at else None,
    }

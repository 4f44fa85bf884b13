"""Gift cards that orders buy: issued once these are paid, taken back with the money, held back while it is in doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from payments.domain.gift_cards.account import CreditAccount, CreditKind, GiftLetter
from payments.domain.gift_cards.code import code_hash, code_of, last_four
from payments.domain.gift_cards.movement import CreditMove, CreditMovement
from payments.domain.gift_cards.sold import GiftsLeft, GiftSold, Unit, left_on, shares, spent, wanted_back
from payments.domain.payment import Payment
from payments.domain.refund import Refund, RefundLine, RefundStatus
from payments.usecases.gift_cards import news
from payments.usecases.gift_cards.cards import GiftCards
from payments.usecases.gift_cards.ports import AlreadyDone, CodeKey, CreditStore
from payments.usecases.ports import OrderPayments, PaymentStore
from souk import clock
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import count

Taken = list[tuple[CreditAccount, CreditMovement | None]]


@dataclass(frozen=True, slots=True)
class BoughtLine:
    """Units of a gift card at what each costs and is worth, in minor units."""

    sku: str
    quantity: int
    amount: int


class SoldCards:
    """A card has an id that follows from its order, its line and its place in it, so an order that is told to be paid
    twice has issued it once; and one that was taken back before it was issued never is.
    """

    def __init__(self, store: CreditStore, cards: GiftCards, payments: PaymentStore, key: CodeKey) -> None:
        self._store = store
        self._cards = cards
        self._payments = payments
        self._key = key

    def issue(self, order_id: str, lines: Iterable[BoughtLine], buyer: GiftLetter) -> None:
        """The order is paid: issues its cards. Repeating it changes nothing. `buyer` gets those of which it is not
        known here whom they are for.
        """
        order = self._payments.order(order_id)
        known = {(gift.sku, gift.place): gift for gift in order.gifts}
        gifts = [
            known.get((line.sku, place)) or GiftSold(line.sku, place, line.amount, buyer)
            for line in lines
            for place in range(line.quantity)
        ]
        currency = self._currency(order)
        for gift in gifts:
            if gift.letter:
                self._issue(order_id, gift, gift.letter, currency)
        self._hold_back(self._payments.gifts_issued(order_id, gifts))

    def look_at(self, order_id: str) -> None:
        """Holds its cards back while the money for them is disputed or may be fraud, and lets go of them after that.
        Repeatable.
        """
        order = self._payments.order(order_id)
        if order.gifts:
            self._hold_back(order)

    def _hold_back(self, order: OrderPayments) -> None:
        payments = [self._payments.load(payment_id) for payment_id in order.attempts.values()]
        doubted = any(_is_doubted(payment) for payment in payments)
        for _, card in self._units(order):
            if card and card.suspended is not doubted:
                self._cards.change(card.id, lambda held, _at: (replace(held, suspended=doubted), None))

    def take_back(self, order: OrderPayments, reference: str, units: Mapping[str, int] | None = None) -> dict[str, int]:
        """Takes what is left on the cards of so many units of each SKU, or on all. The same `reference` again takes no
        more. Answers how much of their price cannot go back, by SKU: it was spent, or is held for another order.
        """
        gone, cards = dict[str, int](), self._units(order)
        for sku in dict.fromkeys(gift.sku for gift in order.gifts):
            of_line = [unit for unit in cards if unit[0].sku == sku]
            wanted = of_line
            if units is not None:
                wanted = wanted_back(of_line, reference, units.get(sku, 0))
            gone[sku] = sum(spent(gift, self._taken(order, gift, reference)) for gift, _ in wanted)
        return gone

    def left(self, order: OrderPayments, refunds: Iterable[Refund]) -> GiftsLeft:
        """What may go back of the order's gift cards, beside what did."""
        refunded = dict[str, int]()
        for refund in refunds:
            for line in refund.lines if refund.status is not RefundStatus.FAILED else ():
                refunded[line.sku] = refunded.get(line.sku, 0) + (line.amount or 0)
        return left_on(self._units(order), refunded)

    def to_take(
        self, order: OrderPayments, lines: Sequence[RefundLine], reference: str
    ) -> tuple[tuple[RefundLine, ...], Taken]:
        """The lines with what their cards have left, where they are gift cards and no amount is given, and the cards
        with that taken. Raises OverRefund for more.
        """
        named, taken, now = list[RefundLine](), Taken(), clock.now()
        currency, cards = self._currency(order), self._units(order)
        for line in lines:
            of_line = [unit for unit in cards if unit[0].sku == line.sku]
            if not of_line:
                named.append(line)
                continue
            parts = shares(wanted_back(of_line, reference, line.quantity), line.amount, currency)
            named.append(replace(line, amount=sum(amount for _, amount in parts)))
            taken += [card.taken_back(amount, reference, now) for card, amount in parts]
        return tuple(named), taken

    def _units(self, order: OrderPayments) -> list[Unit]:
        ids = {gift: gift.card_id(order.order_id) for gift in order.gifts}
        found = self._store.found(ids.values())
        return [(gift, found.get(card_id)) for gift, card_id in ids.items()]

    def _currency(self, order: OrderPayments) -> str:
        return self._payments.load(next(iter(order.attempts.values()))).amount.currency

    def _issue(self, order_id: str, gift: GiftSold, letter: GiftLetter, currency: str) -> None:
        id_, key, now = gift.card_id(order_id), self._key(), clock.now()
        code = code_of(key, id_)
        card = replace(
            _card(id_, order_id, currency, now),
            code_hash=code_hash(key, code),
            last_four=last_four(code),
            letter=letter,
        )
        issued = CreditMovement(id_, CreditMove.ISSUED, gift.amount, currency, now, "order", order_id, order_id)
        card, events = news.posted(card.moved(issued), now)
        try:
            self._store.add(card, issued, events)
        except (AlreadyDone, Stale):
            return  # issued before, or taken back
        count("GiftCardsSold")

    def _taken(self, order: OrderPayments, gift: GiftSold, reference: str) -> CreditAccount:
        """The card with all that was left taken, for the first who takes it. One not issued yet never will be."""
        id_ = gift.card_id(order.order_id)

        def once() -> CreditAccount:
            card = self._store.found([id_]).get(id_)
            if card is None:
                none = _card(id_, order.order_id, self._currency(order), clock.now())
                card = replace(none, blocked=True, given_back=gift.amount, taken_for=reference)
                self._store.add(card, None)
                return card
            if card.taken_for:
                return card
            after, movement = card.taken_back(min(card.available, gift.amount), reference, clock.now())
            self._store.save(after, movement)
            return after

        return until_fresh(once)


def _is_doubted(payment: Payment) -> bool:
    return bool(payment.contested) or payment.is_warned_of


def _card(id_: str, order_id: str, currency: str, at: datetime) -> CreditAccount:
    return CreditAccount(id_, CreditKind.GIFT_CARD, currency, at, "order", order_id=order_id)

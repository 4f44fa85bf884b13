"""Gift cards that an order buys: which they are, and of which of them money goes back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from payments.domain.gift_cards.account import CreditAccount, GiftLetter, gift_card_id_of
from payments.domain.ledger import OverRefund
from souk.money import Money


@dataclass(frozen=True, slots=True)
class GiftSold:
    """One unit of an order's line: its `place` among them, from 0, and what it costs and is worth, in minor units. Its
    letter is kept until the card is issued.
    """

    sku: str
    place: int
    amount: int
    letter: GiftLetter | None = None

    def card_id(self, order_id: str) -> str:
        """The same whenever it is asked for, so that it is issued once."""
        return gift_card_id_of(f"sold/{order_id}/{self.sku}/{self.place}")


# A unit with its card; None while that is not issued.
Unit = tuple[GiftSold, CreditAccount | None]


def wanted_back(units: Iterable[Unit], reference: str, number: int) -> list[Unit]:
    """So many units whose money is to go back: those that it went back of before for this `reference`, else those of
    which the most is left, and of these none that were taken for another one.
    """

    def turn(unit: Unit) -> tuple[bool, int, int]:
        gift, card = unit
        return card is None or card.taken_for != reference, -(card.available if card else gift.amount), gift.place

    free = [(gift, card) for gift, card in units if card is None or card.taken_for in ("", reference)]
    return sorted(free, key=turn)[:number]


def spent(gift: GiftSold, card: CreditAccount | None) -> int:
    """What of its price cannot go back any more: of a card that was taken back, what did not."""
    if card is None:
        return 0
    return gift.amount - (card.given_back if card.taken_for else min(card.available, gift.amount))


@dataclass(frozen=True, slots=True)
class GiftsLeft:
    """What of a whole order's gift cards may go back: `on_cards` by SKU, and what is `bound` in all, which goes back in
    no other way; minor units.
    """

    on_cards: Mapping[str, int]
    bound: int


def left_on(units: Iterable[Unit], refunded: Mapping[str, int]) -> GiftsLeft:
    """`refunded`: what went back of their lines before, by SKU."""
    on_cards, bound = dict[str, int](), 0
    for gift, card in units:
        is_there = card is not None and not card.taken_for
        on_cards[gift.sku] = on_cards.get(gift.sku, 0) + (gift.amount - spent(gift, card) if is_there else 0)
        bound += gift.amount
    return GiftsLeft(on_cards, bound - sum(refunded.get(sku, 0) for sku in on_cards))


def shares(units: Iterable[Unit], amount: int | None, currency: str) -> list[tuple[CreditAccount, int]]:
    """What each card gives of `amount`, or all that is on it. Raises OverRefund for more than is left, or nothing."""
    cards = [(card, min(card.available, gift.amount)) for gift, card in units if card]
    left = sum(most for _, most in cards)
    wanted = left if amount is None else amount
    if wanted > left or not wanted:
        why = f"only {Money(left, currency)} are left on these gift cards" if left else "these gift cards are used up"
        raise OverRefund(why, refundable=left)
    taken = list[tuple[CreditAccount, int]]()
    for card, most in cards:
        share = min(most, wanted)
        wanted -= share
        taken.append((card, share))
    return taken

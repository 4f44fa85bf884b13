"""What other services hear of a gift card: that its letter is to be written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from payments.domain.gift_cards.account import CreditAccount, GiftLetter
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.payments import GiftCardSent
from souk.money import Money

__all__ = ["Event", "posted", "told"]


def posted(card: CreditAccount, now: datetime) -> tuple[CreditAccount, list[Event]]:
    """The card without the letter that is due, which is told, the first time to who bought it, too. One that cannot be
    used brings nobody anything.
    """
    letter = card.letter
    if letter is None or letter.send_on > now.date() or card.blocked or card.suspended:
        return card, []
    types = ["gift_card.sent"]
    if card.order_id and card.sent_at is None:
        types.append("gift_card.given")
    return replace(card, letter=None, sent_at=now), [told(card, letter, type_) for type_ in types]


def told(card: CreditAccount, letter: GiftLetter, type_: str) -> Event:
    """Without the code, which the letter's writer asks for."""
    data = GiftCardSent(
        gift_card_id=card.id,
        amount=Amount.of(Money(card.available, card.currency)),
        email=letter.email,
        name=letter.name,
        sender=letter.sender,
        message=letter.message,
        locale=letter.locale,
        expires_on=card.expires_on.isoformat() if card.expires_on else "",
        order_id=card.order_id,
    )
    return new_event(type_, aggregate_id=card.id, aggregate_version=card.revision + 1, data=data)

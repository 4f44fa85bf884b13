"""What other services hear of a gift card: that its letter is to be written."""

from __future__ import annotations

from payments.domain.gift_cards.account import CreditAccount, GiftLetter
from souk.events import Event
from souk.events.common import Amount
from souk.events.factory import new_event
from souk.events.payments import GiftCardSent
from souk.money import Money

__all__ = ["Event", "sent"]


def sent(card: CreditAccount, letter: GiftLetter) -> Event:
    """gift_card.sent. Without the code, which the letter's writer asks for."""
    data = GiftCardSent(
        gift_card_id=card.id,
        amount=Amount.of(Money(card.available, card.currency)),
        email=letter.email,
        name=letter.name,
        sender=letter.sender,
        message=letter.message,
        locale=letter.locale,
        expires_on=card.expires_on.isoformat() if card.expires_on else "",
    )
    return new_event("gift_card.sent", aggregate_id=card.id, aggregate_version=card.revision + 1, data=data)

"""The letter that brings a gift card, and that which tells its buyer."""

from __future__ import annotations

from datetime import date

from notifications.domain.letter import MAX_NAME, Letter, LetterKind, Link, Shop, greeting
from notifications.domain.phrases import Said, about, common
from souk.events.payments import GiftCardSent
from souk.shopper.links import links_in

MAX_MESSAGE = 500


def brought(told: GiftCardSent, code: str, shop: Shop) -> Letter:
    """Whoever has it has the money: the code stands in the letter alone. What the giver wrote is shown as it is, unless
    there is a link in it: the shop writes to somebody who never asked it to.
    """
    amount = told.amount.money()
    sender = told.sender if told.sender and len(told.sender) <= MAX_NAME and not links_in(told.sender) else ""
    say = about(LetterKind.GIFT_CARD, amount=amount, sender=sender)
    facts: list[tuple[Said, Said]] = [(say("code"), code), (say("value"), amount)]
    if told.expires_on:
        facts.append((say("until"), date.fromisoformat(told.expires_on)))
    message = told.message[:MAX_MESSAGE]
    return Letter(
        kind=LetterKind.GIFT_CARD,
        to=told.email,
        subject=say("subject_from") if sender else say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(
            greeting(told.name),
            say("text_from") if sender else say("text"),
            *((message,) if message and not links_in(message) else ()),
            say("how"),
        ),
        facts=tuple(facts),
        action=Link(common("back_to_shop"), shop.url),
        closing=say("closing"),
    )


def given(told: GiftCardSent, to: str, number: str, access_key: str, shop: Shop) -> Letter:
    """To who bought it. Without its code, which is its new owner's."""
    amount = told.amount.money()
    say = about(LetterKind.GIFT_CARD_GIVEN, amount=amount, number=number, name=told.name or told.email)
    return Letter(
        kind=LetterKind.GIFT_CARD_GIVEN,
        to=to,
        number=number,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        action=Link(common("view_order"), shop.order_link(told.order_id, access_key)),
        closing=say("closing"),
    )

"""The letters to guests who want to be forgotten."""

from __future__ import annotations

from notifications.domain.letter import Letter, LetterKind, Link, Shop
from souk.events.users import GuestAsked, GuestForgotten


def asked(told: GuestAsked, shop: Shop) -> Letter:
    """What it carries proves that whoever asked reads this mailbox."""
    link = Link("Have me forgotten", shop.privacy_link(told.token))
    account = Link("Go to my account", f"{shop.url}/account/security")
    orders = (
        "Open the link within 30 minutes to have us forget what you ordered without an account. Orders that are under "
        "way are brought to their end first; of those that were paid we keep what tax law asks for.",
    )
    hint = ("You have an account with this address. What belongs to it is removed when you close it there.",)
    return Letter(
        kind=LetterKind.GUEST_ASKED,
        to=told.email,
        subject=f"Your data at {shop.name}",
        preview="Somebody, we hope you, asked us to forget what belongs to this address.",
        heading="Shall we forget you?",
        paragraphs=(
            "Hello,",
            f"somebody, we hope you, asked {shop.name} to forget what belongs to this address.",
            *(orders if told.token else ()),
            *(hint if told.has_account else ()),
        ),
        action=link if told.token else account,
        second_action=account if told.token and told.has_account else None,
        closing="Was it not you? Then leave this e-mail unanswered: nothing happens.",
    )


def forgotten(told: GuestForgotten, shop: Shop) -> Letter:
    return Letter(
        kind=LetterKind.GUEST_FORGOTTEN,
        to=told.email,
        subject=f"{shop.name} has forgotten you",
        preview="Nothing of your orders leads to you any more but what tax law keeps.",
        heading="It is done",
        paragraphs=(
            "Hello,",
            "as you asked, we have removed your name, address and e-mail from what you ordered without an account. Of "
            "orders that were paid, name and delivery address stay as long as tax law asks for, and for nothing else.",
            "This was our last e-mail: with it we have forgotten the address, too.",
        ),
        action=Link(f"Back to {shop.name}", shop.url),
    )

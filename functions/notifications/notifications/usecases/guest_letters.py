"""The letters to guests who want to be forgotten."""

from __future__ import annotations

from notifications.domain.letter import Letter, LetterKind, Link, Shop, greeting
from notifications.domain.phrases import about, common
from souk.events.users import GuestAsked, GuestForgotten


def asked(told: GuestAsked, shop: Shop) -> Letter:
    """What it carries proves that whoever asked reads this mailbox."""
    say = about(LetterKind.GUEST_ASKED)
    link = Link(say("action"), shop.privacy_link(told.token))
    account = Link(common("go_to_account"), f"{shop.url}/account/security")
    return Letter(
        kind=LetterKind.GUEST_ASKED,
        to=told.email,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(
            greeting(),
            say("text"),
            *((say("orders"),) if told.token else ()),
            *((say("has_account"),) if told.has_account else ()),
        ),
        action=link if told.token else account,
        second_action=account if told.token and told.has_account else None,
        closing=say("closing"),
    )


def forgotten(told: GuestForgotten, shop: Shop) -> Letter:
    say = about(LetterKind.GUEST_FORGOTTEN)
    return Letter(
        kind=LetterKind.GUEST_FORGOTTEN,
        to=told.email,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text"), say("last")),
        action=Link(common("back_to_shop"), shop.url),
    )

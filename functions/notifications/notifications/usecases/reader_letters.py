"""The letters by consent, and the one that asks a guest whether it was they who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from notifications.domain.letter import Item, Letter, LetterKind, Link, Shop, Unsubscribe, greeting
from notifications.domain.phrases import Said, about, common
from notifications.domain.watch import ForSale
from notifications.domain.wish import WantedVariant
from souk.events.notifications import WishAsked


def asked(told: WishAsked, shop: Shop) -> Letter:
    """What it carries proves that whoever asked reads this mailbox."""
    say = about(LetterKind.WISH_ASKED, product=told.title)
    return Letter(
        kind=LetterKind.WISH_ASKED,
        to=told.email,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        items=(Item(told.title, told.variant_title, 1, image=shop.absolute(told.image)),),
        action=Link(say("action"), shop.wish_link(told.token)),
        closing=say("closing"),
    )


def back_in_stock(wanted: WantedVariant, to: str, shop: Shop, token: str) -> Letter:
    say = about(LetterKind.BACK_IN_STOCK, product=wanted.title)
    letter = _by_consent(LetterKind.BACK_IN_STOCK, say, to, shop, token)
    return replace(
        letter,
        items=(Item(wanted.title, wanted.variant_title, 1, image=_picture(wanted, shop)),),
        action=Link(say("action"), shop.product_link(wanted.handle, wanted.sku)),
        closing=common("asked_once"),
    )


def price_drop(cheaper: Sequence[ForSale], to: str, shop: Shop, token: str) -> Letter:
    """At the price of now alone: a price before would have to be the lowest of thirty days (Directive 98/6/EC, article
    6a), which nobody keeps.
    """
    say = about(LetterKind.PRICE_DROP, count=len(cheaper))
    return replace(
        _by_consent(LetterKind.PRICE_DROP, say, to, shop, token),
        items=_for_sale(((each, 1) for each in cheaper), shop),
        action=Link(say("action"), shop.wishlist_link()),
        closing=say("closing"),
    )


def abandoned_cart(lines: Sequence[tuple[ForSale, int]], to: str, shop: Shop, token: str) -> Letter:
    """`lines` with how many of each, at the prices of now."""
    say = about(LetterKind.ABANDONED_CART)
    return replace(
        _by_consent(LetterKind.ABANDONED_CART, say, to, shop, token),
        items=_for_sale(lines, shop),
        action=Link(say("action"), shop.cart_link()),
        closing=say("closing"),
    )


def review_request(number: str, linked: Sequence[tuple[WantedVariant, str]], to: str, shop: Shop, token: str) -> Letter:
    """`linked`: what was bought, and where to write about it."""
    say = about(LetterKind.REVIEW_REQUEST, number=number)
    return replace(
        _by_consent(LetterKind.REVIEW_REQUEST, say, to, shop, token),
        number=number,
        items=tuple(
            Item(
                each.title,
                each.variant_title,
                1,
                image=_picture(each, shop),
                link=Link(about(LetterKind.REVIEW_REQUEST, product=each.title)("review"), url),
            )
            for each, url in linked
        ),
        closing=say("closing"),
    )


def _by_consent(kind: LetterKind, say: Callable[[str], Said], to: str, shop: Shop, token: str) -> Letter:
    """What all letters by consent have; `token` ends them."""
    return Letter(
        kind=kind,
        to=to,
        subject=say("subject"),
        preview=say("preview"),
        heading=say("heading"),
        paragraphs=(greeting(), say("text")),
        unsubscribe=Unsubscribe(shop.unsubscribe_link(token), shop.letters_link(token)),
    )


def _for_sale(lines: Iterable[tuple[ForSale, int]], shop: Shop) -> tuple[Item, ...]:
    """So many units of each, at the prices of now."""
    return tuple(
        Item(each.variant.title, each.variant.variant_title, units, each.price * units, _picture(each.variant, shop))
        for each, units in lines
    )


def _picture(variant: WantedVariant, shop: Shop) -> str:
    return shop.absolute(variant.image)

"""Asking to be told when something is back in stock: a member by a click, a guest by the link of a letter."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from notifications.domain.reader import WORDS, LetterTopic, Reader
from notifications.domain.wish import ASKED, StockWish, UnprovedWish, WantedVariant
from notifications.usecases.reader_ports import Catalogue, MailTokens, Readers, Wishes
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound
from souk.events import Event
from souk.events.factory import new_event
from souk.events.notifications import WishAsked
from souk.ids import new_id
from souk.storage.versioned import until_fresh

_TOKEN_BYTES = 24


class Wishing:
    def __init__(
        self, wishes: Wishes, readers: Readers, tokens: MailTokens, catalogue: Callable[[], Catalogue]
    ) -> None:
        self._wishes = wishes
        self._readers = readers
        self._tokens = tokens
        self._catalogue = catalogue

    def ask(self, user_id: str, sku: str, locale: str) -> None:
        """Raises NotFound for what is not for sale, Conflict for what is in stock."""
        wanted = self._sold_out(sku)
        self._wishes.put(StockWish(new_id(), self._tokens.member(user_id), wanted, clock.now(), locale=locale))

    def ask_as_guest(self, email: str, sku: str, version: str, locale: str) -> None:
        """Has a letter sent that asks whether it was the address's reader.

        Raises InvalidInput for words that nobody is shown, and what `ask` does.
        """
        if version != WORDS[LetterTopic.BACK_IN_STOCK]:
            raise InvalidInput(f"there is no version {version!r} of this text; load the page again")
        wanted = self._sold_out(sku)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        reader = self._tokens.guest(email)
        asked = UnprovedWish(_digest(token), reader, email, locale, wanted, clock.now() + ASKED)
        self._wishes.ask(asked, _asked(asked, token))

    def confirm(self, token: str) -> WantedVariant:
        """The wish counts, and its reader has agreed to the letter. Raises NotFound for a link that is too old."""
        asked = self._wishes.asked(_digest(token))
        if asked is None or asked.ends_at <= clock.now():
            raise NotFound("this link was used, or is too old; ask again on the product's page")

        def agree() -> None:
            held = self._readers.find(asked.reader) or Reader(asked.reader)
            self._readers.save(held.given(LetterTopic.BACK_IN_STOCK, clock.now(), WORDS[LetterTopic.BACK_IN_STOCK]))

        # First, so that there is no wish of who has not agreed: with the link it is done again.
        until_fresh(agree)
        wish = StockWish(new_id(), asked.reader, asked.wanted, clock.now(), asked.email, asked.locale)
        self._wishes.confirm(asked, wish)
        return asked.wanted

    def _sold_out(self, sku: str) -> WantedVariant:
        found = self._catalogue().variant(sku)
        if found is None:
            raise NotFound("this is not for sale")
        wanted, sold_out = found
        if not sold_out:
            raise Conflict("this is in stock")
        return wanted


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _asked(asked: UnprovedWish, token: str) -> Event:
    wanted = asked.wanted
    data = WishAsked(
        email=asked.email,
        token=token,
        locale=asked.locale,
        sku=wanted.sku,
        handle=wanted.handle,
        title=wanted.title,
        variant_title=wanted.variant_title,
        image=wanted.image,
    )
    return new_event("wish.asked", aggregate_id=asked.reader, aggregate_version=1, data=data)

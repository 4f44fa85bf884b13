"""The shop as letters show it: a copy of what the merchant has published, in the service's own table."""

from __future__ import annotations

from dataclasses import replace

from notifications.adapters.records import WordsRecord
from notifications.domain.letter import Shop
from notifications.domain.wording import Words
from souk import clock
from souk.events.content import ContentPublished, SellerSettings
from souk.shop.copy import FRESH_SECONDS, ShopCopy
from souk.storage.dynamo import put_if
from souk.storage.versioned import Stale

_INK_IN_THE_DARK = "#eceef1"


class HouseStore:
    """`ports.House`. What was read is held for half a minute by a process; `deployed` is the shop without it."""

    def __init__(self, deployed: Shop) -> None:
        self._deployed = deployed
        self._copy = ShopCopy()
        self._words: dict[tuple[str, str], tuple[int, Words]] = {}

    def shop(self) -> Shop:
        settings, deployed = self._copy.settings(), self._deployed
        if settings is None:
            return deployed
        ours = not settings.primary
        shop = replace(
            deployed,
            name=settings.name,
            accent=deployed.accent if ours else settings.primary,
            # A colour that is read on white may not be in the dark: one of the merchant's own, or that of the text.
            accent_dark=settings.primary_dark or (deployed.accent_dark if ours else _INK_IN_THE_DARK),
            language=settings.language,
            imprint=tuple(line.strip() for line in settings.imprint if line.strip()),
            address=address_of(settings.seller),
        )
        return shop.with_logo(settings.logo)

    def words(self, kind: str, language: str) -> Words:
        until, words = self._words.get((kind, language), (0, Words()))
        if clock.epoch() >= until:
            record = WordsRecord.fetch(f"WORDS#{kind}", language)
            words = Words(record.subject or "", record.intro or "", record.closing or "") if record else Words()
            self._words[kind, language] = clock.epoch() + FRESH_SECONDS, words
        return words

    def keep(self, published: ContentPublished, version: int) -> None:
        self._copy.hear(published, version)
        letter = published.letter
        if letter is None:
            return
        record = WordsRecord(
            f"WORDS#{letter.kind}",
            letter.language,
            subject=letter.subject or None,
            intro=letter.intro or None,
            closing=letter.closing or None,
            version=version,
        )
        try:
            put_if(record, WordsRecord.pk.does_not_exist() | (WordsRecord.version < version))
        except Stale:
            return
        self._words.pop((letter.kind, letter.language), None)


def address_of(seller: SellerSettings | None) -> str:
    if seller is None or not (seller.street and seller.city):
        return ""
    place = f"{seller.postal_code} {seller.city}".strip()
    return ", ".join(part for part in (seller.company, seller.street, place, seller.country) if part)

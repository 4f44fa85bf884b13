"""A service's own copy of what the merchant has published: kept from the event, so nobody is asked and nothing waits.

One item of the service's table for each kind of document it needs, read in one request and at most every half minute
by a process: what a merchant publishes holds everywhere within that and the event's way.
"""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from souk import clock
from souk.events.common import EventData
from souk.events.content import RULES, ContentPublished, ShopSettings
from souk.storage.dynamo import Record, put_if
from souk.storage.versioned import Stale

FRESH_SECONDS = 30
SETTINGS = "settings"
_SHOP = "SHOP"


class ShopRecord(Record):
    """SHOP / <KIND>. `settings` is the document, `version` that of the event it came with."""

    settings = UnicodeAttribute()
    version = NumberAttribute()


class ShopCopy:
    """Of the documents of these kinds; None of one that the merchant has not published yet: then what was set at
    deployment, or is installed, holds.
    """

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds or (SETTINGS,)
        self._held: dict[str, tuple[int, EventData]] = {}
        self._until = 0

    def hear(self, published: ContentPublished, version: int) -> None:
        """Keeps what is published, if it is of one of the kinds. Events may come again, and late."""
        for kind in self._kinds:
            document: EventData | None = published.shop if kind == SETTINGS else getattr(published, kind)
            if document:
                self.keep(document, version)

    def keep(self, document: EventData, version: int) -> None:
        """Keeps it, unless what is there is as new."""
        kind = next(kind for kind in self._kinds if isinstance(document, _model(kind)))
        record = ShopRecord(_SHOP, kind.upper(), settings=document.model_dump_json(), version=version)
        try:
            put_if(record, ShopRecord.pk.does_not_exist() | (ShopRecord.version < version))
        except Stale:
            return
        self._until = 0

    def settings(self) -> ShopSettings | None:
        document = self.document(SETTINGS)
        return document if isinstance(document, ShopSettings) else None

    def document(self, kind: str) -> EventData | None:
        """The same object for as long as nothing else is published."""
        if clock.epoch() >= self._until:
            for record in self._read():
                name, version = record.sk.lower(), int(record.version)
                if name in self._kinds and self._held.get(name, (0, None))[0] != version:
                    self._held[name] = version, _model(name).model_validate_json(record.settings)
            self._until = clock.epoch() + FRESH_SECONDS
        return self._held[kind][1] if kind in self._held else None

    def read_now(self, kind: str) -> EventData | None:
        """As `document`, but never older than this call: for what is worked out by it once and kept."""
        record = ShopRecord.fetch(_SHOP, kind.upper(), consistent=True)
        if record is None:
            return None
        if kind not in self._held or self._held[kind][0] != int(record.version):
            self._held[kind] = int(record.version), _model(kind).model_validate_json(record.settings)
        return self._held[kind][1]

    def version(self, kind: str) -> int:
        """Which publishing `document` answered last; 0 for none."""
        return self._held[kind][0] if kind in self._held else 0

    def _read(self) -> list[ShopRecord]:
        if len(self._kinds) > 1:
            return list(ShopRecord.query(_SHOP))
        record = ShopRecord.fetch(_SHOP, self._kinds[0].upper())
        return [record] if record else []


def _model(kind: str) -> type[EventData]:
    return ShopSettings if kind == SETTINGS else RULES[kind]

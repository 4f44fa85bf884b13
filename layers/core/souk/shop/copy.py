"""A service's own copy of the shop's settings: kept from the event, so that nobody is asked and nothing waits.

One item of the service's table, read at most every half minute by a process: what a merchant publishes holds everywhere
within that and the event's way.
"""

from __future__ import annotations

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from souk import clock
from souk.events.content import ShopSettings
from souk.storage.dynamo import Record, put_if
from souk.storage.versioned import Stale

FRESH_SECONDS = 30
_KEY = ("SHOP", "SETTINGS")


class ShopRecord(Record):
    """SHOP / SETTINGS. `version` is that of the event it came with."""

    settings = UnicodeAttribute()
    version = NumberAttribute()


class ShopCopy:
    """`settings` is None until the merchant has published some: then what was set at deployment holds."""

    def __init__(self) -> None:
        self._held: ShopSettings | None = None
        self._until = 0

    def keep(self, settings: ShopSettings, version: int) -> None:
        """Keeps it, unless what is there is as new: events may come again, and late."""
        record = ShopRecord(*_KEY, settings=settings.model_dump_json(), version=version)
        try:
            put_if(record, ShopRecord.pk.does_not_exist() | (ShopRecord.version < version))
        except Stale:
            return
        self._until = 0

    def settings(self) -> ShopSettings | None:
        if clock.epoch() >= self._until:
            record = ShopRecord.fetch(*_KEY)
            self._held = ShopSettings.model_validate_json(record.settings) if record else None
            self._until = clock.epoch() + FRESH_SECONDS
        return self._held

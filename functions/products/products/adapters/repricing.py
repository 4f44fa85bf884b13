"""The service's copy of the promotions, read as it is now, and what is left to be priced by them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from products.adapters.store.catalogue import SWITCHES
from products.adapters.store.records import ProductRecord, RepricingRecord
from products.domain.promoted.prices import CataloguePrices
from products.usecases.ports import RepricingWork
from souk import clock
from souk.pricing.promotions.rules import NONE
from souk.storage.dynamo import put_if
from souk.storage.versioned import Stale

if TYPE_CHECKING:
    from souk.events.rules.promotions import Promotions
    from souk.shop.copy import ShopCopy

_REPRICING = "REPRICING"


class ShopPrices:
    """`products.usecases.ports.PromotedPrices` of the shop's copy: a read each time, made into rules once a version."""

    def __init__(self, shop: ShopCopy) -> None:
        self._shop = shop
        self._made: tuple[object, CataloguePrices] = (None, CataloguePrices(NONE))

    def current(self) -> CataloguePrices:
        from souk.shop.promotions import KIND, catalogue_rules_of

        published = self._shop.read_now(KIND)
        if published is not self._made[0]:
            made = NONE
            if published is not None:
                made = catalogue_rules_of(cast("Promotions", published), self._shop.version(KIND))
            self._made = published, CataloguePrices(made)
        return self._made[1]


class DynamoRepricing:
    """`products.usecases.ports.RepricingStore` on the products table."""

    def due(self, now: datetime, limit: int) -> list[str]:
        last = f"{clock.isoformat(now)}#\U0010ffff"
        found = ProductRecord.by_switch.query(SWITCHES, ProductRecord.gsi1sk <= last, limit=limit)
        return [record.pk.partition("#")[2] for record in found]

    def work(self) -> RepricingWork | None:
        record = RepricingRecord.fetch(_REPRICING, _REPRICING, consistent=True)
        return RepricingWork(record.position, int(record.version)) if record else None

    def start(self, position: str, version: int) -> None:
        record = RepricingRecord(_REPRICING, _REPRICING, position=position, version=version)
        try:
            put_if(record, RepricingRecord.pk.does_not_exist() | (RepricingRecord.version < version))
        except Stale:
            return

    def go_on(self, position: str | None, version: int) -> None:
        record = RepricingRecord(_REPRICING, _REPRICING, position=position, version=version)
        put_if(record, RepricingRecord.version == version)

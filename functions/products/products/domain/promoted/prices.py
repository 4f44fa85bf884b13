"""What the shop's promotions of the catalogue make of the prices that staff write. Pure.

It is the engine of carts that works it out (`souk.pricing.promotions`), for one piece of each SKU by itself: what
a list shows is what a cart charges, whatever else is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from products.domain import category
from products.domain.prices import scheduled
from products.domain.prices.history import PriceAsked
from products.domain.product import Content
from souk.pricing.promotions.engine import Occasion, price
from souk.pricing.promotions.rules import NONE, Goods, Key, Rules, keys_of

_NO_KEYS: frozenset[Key] = frozenset()


class CataloguePrices:
    """The prices of products under these promotions."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @property
    def any(self) -> bool:
        return bool(self._rules.promotions)

    def asked(self, product_id: str, content: Content, moment: datetime) -> dict[str, PriceAsked]:
        """What is to be shown of each SKU at this moment."""
        return _Pieces(self._rules, product_id, content).asked(moment)

    def later(
        self, product_id: str, content: Content, now: datetime
    ) -> Iterator[tuple[datetime, Mapping[str, PriceAsked]]]:
        """The same for each moment after `now` at which a price of its own, or a promotion that may concern it, begins
        or ends.
        """
        pieces = _Pieces(self._rules, product_id, content)
        moments = {datetime.fromisoformat(switch) for switch in pieces.rules.switches if switch}
        for variant in content.variants:
            moments |= scheduled.switches(variant.scheduled)
        for moment in sorted(each for each in moments if each > now):
            yield moment, pieces.asked(moment)


class _Pieces:
    """One piece of each SKU of a product, and the promotions that may concern any of them. A gift card is no goods:
    none takes anything off it, in a cart neither.
    """

    def __init__(self, rules: Rules, product_id: str, content: Content) -> None:
        self._variants = content.variants
        if content.gift_card or not rules.promotions:
            self.rules, self._keys = NONE, [_NO_KEYS] * len(content.variants)
            return
        categories = [ref.id for ref in category.steps(content.category)]
        self._keys = [
            keys_of(variant.sku, product_id, categories, content.tags, content.vendor) for variant in content.variants
        ]
        keys = _NO_KEYS.union(*self._keys)
        concerning = tuple(
            each for each in rules.promotions if each.found_by is None or not each.found_by.isdisjoint(keys)
        )
        self.rules = rules if len(concerning) == len(rules.promotions) else Rules(concerning, rules.version)

    def asked(self, moment: datetime) -> dict[str, PriceAsked]:
        plain = {variant.sku: variant.asked(moment) for variant in self._variants}
        if not self.rules.promotions:
            return plain
        occasion = Occasion(_text(moment))
        found = {}
        for variant, keys in zip(self._variants, self._keys, strict=True):
            asked = plain[variant.sku]
            goods = Goods(variant.sku, 1, asked.amount, keys)
            total = price([goods], self.rules, occasion, variant.price.currency).total
            found[variant.sku] = asked if total == asked.amount else PriceAsked(total, None, asked.amount)
        return found


def _text(moment: datetime) -> str:
    """As promotions have their times: RFC 3339 in UTC to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

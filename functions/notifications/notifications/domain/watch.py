"""Members who hear when something on their wishlist costs less: in one letter a day at most, once for each thing and
price, and not of what cannot be had.

A thing must cost less than when it was put on the list or, later, than when they were told of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from notifications.domain.wish import WantedVariant
from souk.money import Money

# What falls in price together is told together, and a price that was mistyped is mended before anybody hears of it.
COLLECTED = timedelta(hours=1)
BETWEEN_LETTERS = timedelta(days=1)
# Things in a letter; the others follow a day later.
MOST = 20


@dataclass(frozen=True, slots=True)
class WatchedItem:
    """`price` is what it must cost less than."""

    sku: str
    product_id: str
    price: Money


@dataclass(frozen=True, slots=True)
class ForSale:
    """A variant as shoppers see it at this moment."""

    variant: WantedVariant
    price: Money
    sold_out: bool

    def is_below(self, item: WatchedItem, percent: int) -> bool:
        """Whether it can be had for less, by `percent` at least."""
        if self.sold_out or self.price.currency != item.price.currency:
            return False
        now, before = self.price.amount, item.price.amount
        return now < before and now * 100 <= before * (100 - percent)  # what was free costs no less


@dataclass(frozen=True, slots=True)
class PromisedLetter:
    """Written down before it is sent: whoever goes on after a crash sends this one and no other. `prices` are minor
    units by SKU; `more` is for another day.
    """

    id: str
    prices: Mapping[str, int]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """How far one member's wishlist is heard of (`list_version`), and when it is to be looked at next, if at all."""

    reader: str
    list_version: int = 0
    look_at: datetime | None = None
    told_at: datetime | None = None
    promised: PromisedLetter | None = None
    version: int = 0

    def soon(self, now: datetime) -> Watch:
        """To be looked at once what falls together is together, and a day after the last letter."""
        after = max(now + COLLECTED, self.told_at + BETWEEN_LETTERS) if self.told_at else now + COLLECTED
        return replace(self, look_at=self.look_at or after)

    def is_due(self, now: datetime) -> bool:
        return self.look_at is not None and self.look_at <= now

    def at_rest(self) -> Watch:
        """Until something falls in price again."""
        return replace(self, look_at=None, promised=None)

    def promising(self, letter_id: str, cheaper: Sequence[ForSale]) -> Watch:
        prices = {each.variant.sku: each.price.amount for each in cheaper[:MOST]}
        return replace(self, promised=PromisedLetter(letter_id, prices, more=len(cheaper) > MOST))

    def told(self, now: datetime, *, again: bool) -> Watch:
        """The letter is sent; `again` where there may be more to tell."""
        return replace(self, look_at=now + BETWEEN_LETTERS if again else None, told_at=now, promised=None)


@dataclass(frozen=True, slots=True)
class PriceFall:
    """A product some of whose prices fell: `after` is the last whose wishlist is to be looked at for it."""

    product_id: str
    due_at: datetime
    after: str = ""
    version: int = 0

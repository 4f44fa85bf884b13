"""What is searched: one listing per product, built from the events of the products service. Pure.

Events of a product and of its stock come on different keys, so in no order between them. Each carries its aggregate's
version: an older one than what the listing holds changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class LaterPrice:
    """What a variant costs from `since` on, in milliseconds since 1970; the other members as of the variant."""

    since: int
    price: int
    compare_at: int | None = None
    compare_at_kind: str = ""
    list_price: int | None = None
    price_per_measure: int | None = None


@dataclass(frozen=True, slots=True)
class ListedVariant:
    """A SKU as the listing knows it. `price` in minor units; `stock_version` counts the SKU's stock events.

    `compare_at_kind` is former or recommended. Without one `compare_at` is of an older event, and nothing to show:
    nobody had asked whether there was ground for it. `price_per_measure` is what it costs for one `measure`.
    `list_price` is what it would cost without promotions. `later` has its prices to come, in the order of time.
    """

    sku: str
    price: int
    compare_at: int | None = None
    available: bool = False
    backorder: bool = False
    stock_version: int = 0
    barcode: str = ""
    compare_at_kind: str = ""
    price_per_measure: int | None = None
    measure: str = ""
    list_price: int | None = None
    later: tuple[LaterPrice, ...] = ()

    @property
    def buyable(self) -> bool:
        return self.available or self.backorder

    def at(self, moment: int) -> ListedVariant:
        passed = [each for each in self.later if each.since <= moment]
        if not passed:
            return self
        now = passed[-1]
        return replace(
            self,
            price=now.price,
            compare_at=now.compare_at,
            compare_at_kind=now.compare_at_kind,
            list_price=now.list_price,
            price_per_measure=now.price_per_measure,
            later=self.later[len(passed) :],
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """A product as search shows and finds it. `listed` is False for what shoppers must not see (a tombstone)."""

    product_id: str
    version: int
    listed: bool
    handle: str
    title: str = ""
    description: str = ""
    vendor: str = ""
    product_type: str = ""
    image: str = ""
    currency: str = "EUR"
    categories: tuple[tuple[str, str], ...] = ()  # (id, name) from the root to the leaf
    tags: tuple[str, ...] = ()
    created: int = 0  # Unix time in seconds
    variants: tuple[ListedVariant, ...] = field(default=())

    def at(self, moment: int) -> Listing:
        """With the prices of this moment, in milliseconds since 1970."""
        if not any(variant.later for variant in self.variants):
            return self
        return replace(self, variants=tuple(variant.at(moment) for variant in self.variants))

    @property
    def switches(self) -> tuple[int, ...]:
        """When its prices change by themselves, in milliseconds since 1970."""
        return tuple(sorted({each.since for variant in self.variants for each in variant.later}))

    @property
    def price_from(self) -> int:
        return min((variant.price for variant in self.variants), default=0)

    @property
    def price_to(self) -> int:
        return max((variant.price for variant in self.variants), default=0)

    @property
    def measured(self) -> ListedVariant | None:
        """The first of the cheapest variants, if its price is told for one measure, too."""
        cheapest = min(self.variants, key=lambda variant: variant.price, default=None)
        return cheapest if cheapest and cheapest.price_per_measure is not None else None

    @property
    def compared(self) -> ListedVariant | None:
        """Of the cheapest variants the one whose price stands beside the lowest, when all of them stand beside one; a
        former price before one that is recommended.
        """
        cheapest = [variant for variant in self.variants if variant.price == self.price_from]
        told = [variant for variant in cheapest if variant.compare_at is not None and variant.compare_at_kind]
        if not told or len(told) < len(cheapest):
            return None
        return min(told, key=lambda variant: (variant.compare_at_kind != "former", variant.compare_at))

    @property
    def available(self) -> bool:
        return any(variant.buyable for variant in self.variants)


def merged(held: Listing | None, new: Listing) -> Listing | None:
    """The listing after a product event; None when the event is late or repeated.

    Stock the held listing knows better (a later stock event) is kept.
    """
    if held is None:
        return new
    if new.version <= held.version:
        return None
    known = {variant.sku: variant for variant in held.variants}
    variants = tuple(
        replace(variant, available=known[variant.sku].available, stock_version=known[variant.sku].stock_version)
        if variant.sku in known and known[variant.sku].stock_version > variant.stock_version
        else variant
        for variant in new.variants
    )
    return replace(new, variants=variants)


def restocked(held: Listing | None, sku: str, available: bool, stock_version: int) -> Listing | None:
    """The listing after a stock event; None when it changes nothing."""
    if held is None:
        return None
    changed = tuple(
        replace(variant, available=available, stock_version=stock_version)
        if variant.sku == sku and stock_version > variant.stock_version
        else variant
        for variant in held.variants
    )
    return None if changed == held.variants else replace(held, variants=changed)

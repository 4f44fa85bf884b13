"""A product and its variants: what is for sale, at what price, and how it is shown."""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from products.domain import category
from products.domain.category import CategoryRef
from products.domain.prices import comparison, history, measures, scheduled
from products.domain.prices.comparison import ComparisonKind, PriceComparison
from products.domain.prices.history import History, PriceAsked, PriceSpan, PriceVerdict, Spans
from products.domain.prices.measures import Measure, PricePerMeasure
from products.domain.prices.scheduled import Schedule
from products.domain.stock import StockLevel
from souk.errors import Conflict
from souk.money import Money

MAX_VARIANTS = 100
MAX_HANDLE = 255
# Handles a product had before, all of which lead to it: none ever becomes another product's.
MAX_EARLIER = 20
# What a path gives another meaning to, or a spreadsheet or a message is likely to break.
_NOT_IN_HANDLES = frozenset("/\\?#%&+=:;,@!$'\"()*<>[]{}|^~` ")
# Paths of the API under /products that a handle would hide.
RESERVED_HANDLES = frozenset({"health", "stock"})
MAX_SKU = 64
MAX_SIZE = 40


class ProductStatus(enum.StrEnum):
    """An unlisted product is for sale to who has its link; no list and no search shows it."""

    ACTIVE = "active"
    UNLISTED = "unlisted"
    DRAFT = "draft"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Option:
    """What a shopper chooses: "Size" with its values in order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Image:
    """`src` is a path under /media/ or an absolute URL."""

    src: str
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A SKU of a product. `options` are its values in the order of the product's options.

    `tax_class` is one of `souk.taxes.kinds`; `backorder` lets it be sold when none is left. What is not `tracked` is
    for sale without end, and so on backorder: nobody counts it. `withdrawal_exclusion`: why shoppers cannot withdraw
    from buying it (see `souk.withdrawal`), empty when they can. So many `preorder_units` are sold beyond the stock, and
    promised for `available_from`, a day (ISO 8601). `size_class` is one of the shop's rules of delivery, empty for what
    has no size of its own. `compare_at` is what its merchant would show beside the price: one that is `recommended` by
    the maker, else a former price, which is shown when it was one (see `prices.history`). With a `measure` of what it
    contains, its price is told for one, too. `scheduled` has other prices that staff give it from a moment on.
    """

    sku: str
    price: Money
    options: tuple[str, ...] = ()
    compare_at: Money | None = None
    backorder: bool = False
    tracked: bool = True
    weight_grams: int = 0
    barcode: str = ""
    image: str = ""
    requires_shipping: bool = True
    tax_class: str = "standard"
    withdrawal_exclusion: str = ""
    preorder_units: int = 0
    available_from: str = ""
    size_class: str = ""
    recommended: bool = False
    measure: Measure | None = None
    scheduled: Schedule = ()

    @property
    def per_measure(self) -> PricePerMeasure | None:
        return measures.price_per(self.price, self.measure)

    def price_at(self, moment: datetime) -> Money:
        """What it costs then without promotions."""
        return scheduled.at(self.scheduled, self.price, moment) if self.scheduled else self.price

    def asked(self, moment: datetime) -> PriceAsked:
        """What is to be shown of its price then, as the history keeps it."""
        former = None if self.recommended or self.compare_at is None else self.compare_at.amount
        return PriceAsked(self.price_at(moment).amount, former)

    @property
    def title(self) -> str:
        return " / ".join(self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that staff decide about a product. A product with equal content needs no new version.

    Of a `gift_card` each variant is an amount: a card of its price is issued once it is paid. `attributes` are names
    with their values, in order.
    """

    title: str
    description_html: str = ""
    vendor: str = ""
    product_type: str = ""
    category: tuple[str, ...] = ()  # names from the root to the leaf
    tags: tuple[str, ...] = ()
    status: ProductStatus = ProductStatus.ACTIVE
    options: tuple[Option, ...] = ()
    variants: tuple[Variant, ...]
    images: tuple[Image, ...] = ()
    seo_title: str = ""
    seo_description: str = ""
    gift_card: bool = False
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def is_published(self) -> bool:
        """Whether shoppers can see and buy it, if only by its link."""
        return self.status in (ProductStatus.ACTIVE, ProductStatus.UNLISTED)


class PricesMade(Protocol):
    """What promotions of the catalogue make of prices (see `promoted`): who reads a product has them as they were
    worked out, and does without the engine.
    """

    def asked(self, product_id: str, content: Content, moment: datetime) -> Mapping[str, PriceAsked]:
        """What is to be shown of each SKU at this moment."""

    def later(
        self, product_id: str, content: Content, now: datetime
    ) -> Iterable[tuple[datetime, Mapping[str, PriceAsked]]]:
        """The same for each moment after `now` from which on something else may be, in the order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """`version` counts the changes from 1. `published_at` is when shoppers first saw it. `earlier` are the handles it
    had before, the latest last, which nobody else gets; `made_as` is the first of all, empty while it has that one."""

    id: str
    handle: str
    content: Content
    version: int
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    earlier: tuple[str, ...] = ()
    made_as: str = ""
    prices: History = field(default_factory=dict)
    shown_at: datetime | None = None

    @property
    def history(self) -> History:
        """The prices that were shown. All that is known of an older product's is since when it has them."""
        if self.prices or not self.is_published:
            return self.prices
        return {v.sku: (PriceSpan(v.price.amount, self.updated_at),) for v in self.content.variants}

    def at(self, now: datetime) -> Product:
        """As shoppers are shown it: what its variants cost with the promotions of the catalogue that are on then."""
        moment = max(now, self.updated_at)
        last = [spans[-1] for spans in self.prices.values() if spans]
        has_schedule = any(variant.scheduled for variant in self.content.variants)
        if not has_schedule and not any(span.since > moment or span.listed is not None for span in last):
            return self
        prices = {sku: history.at(spans, moment) for sku, spans in self.prices.items()}

        def shown(variant: Variant) -> Variant:
            current = history.current(prices.get(variant.sku, ()))
            if current is None or current.amount == variant.price.amount:
                return variant
            return replace(variant, price=Money(current.amount, variant.price.currency))

        content = replace(self.content, variants=tuple(map(shown, self.content.variants)))
        return replace(self, content=content, prices=prices, shown_at=moment)

    @property
    def switches(self) -> list[datetime]:
        """When its prices change by themselves after it was written, as far as that is known."""
        return history.switches(self.prices, self.updated_at)

    def next_switch(self, now: datetime) -> datetime | None:
        return next((switch for switch in self.switches if switch > now), None)

    def comparison(self, variant: Variant) -> PriceComparison | None:
        """What is shown beside the price of a variant of its own, at the moment that it stands at."""
        spans = history.at(self.prices.get(variant.sku, ()), self.shown_at or self.updated_at)
        currency = variant.price.currency
        current = history.current(spans)
        former = current.former if current else None
        listed = current.listed if current else None
        return comparison.of(
            variant.price,
            variant.compare_at if variant.recommended else None,
            Money(former, currency) if former is not None else None,
            Money(listed, currency) if listed is not None else None,
        )

    def verdict(self, variant: Variant, now: datetime) -> PriceVerdict | None:
        """Why the former price of a variant is shown, or is not; None for one that has none."""
        asked = variant.asked(max(now, self.updated_at))
        if asked.former is None:
            return None
        spans = history.at(self.history.get(variant.sku, ()), max(now, self.updated_at))
        return history.verdict(spans, asked, now)

    def inheriting(self, former: Mapping[str, Spans], promotions: PricesMade | None = None) -> Product:
        """With the prices that SKUs had which were another product's until its last change."""
        known = dict(self.prices)
        for sku, spans in former.items():
            own = [span for span in self.prices.get(sku, ()) if span.since < self.updated_at]
            ended = [span for span in history.at(spans, self.updated_at) if span.until is not None]
            known[sku] = tuple(sorted({*ended, *own}, key=lambda span: span.since))
        return replace(self, prices=_noted(known, self.id, self.content, self.updated_at, promotions))

    def repriced(self, promotions: PricesMade, now: datetime) -> Product | None:
        """With the prices that these promotions make, one version on; None where it has them already, and none of them
        has changed by itself since it was written.
        """
        if not self.is_published:
            return None
        now = max(now, self.updated_at)
        prices = _noted(self.history, self.id, self.content, now, promotions)
        has_switched = any(switch <= now for switch in self.switches)
        if not has_switched and history.ahead(prices, now) == history.ahead(self.history, now):
            return None
        return replace(self, version=self.version + 1, updated_at=now, prices=prices)

    @property
    def handles(self) -> frozenset[str]:
        """All that lead to it."""
        return frozenset({self.handle, *self.earlier})

    @property
    def stem(self) -> str:
        """What SKUs of its own are made of, whatever its handle is by now."""
        return self.made_as or self.handle

    @property
    def is_published(self) -> bool:
        return self.content.is_published

    @property
    def is_listed(self) -> bool:
        """Whether lists and the search show it."""
        return self.is_published and self.content.status is ProductStatus.ACTIVE

    @property
    def skus(self) -> list[str]:
        return [variant.sku for variant in self.content.variants]

    @property
    def image(self) -> str:
        """The picture on its card; empty when it has none."""
        return self.content.images[0].src if self.content.images else ""

    @property
    def categories(self) -> list[CategoryRef]:
        return category.steps(self.content.category)

    def variant(self, sku: str) -> Variant | None:
        return next((variant for variant in self.content.variants if variant.sku == sku), None)

    def revised(self, content: Content, now: datetime, promotions: PricesMade | None = None) -> Product:
        """The product with new content, one version on."""
        published_at = self.published_at or (now if content.is_published else None)
        return replace(
            self,
            content=content,
            version=self.version + 1,
            updated_at=now,
            published_at=published_at,
            prices=_noted(self.history, self.id, content, now, promotions),
        )

    def renamed(self, handle: str) -> Product:
        """Under another handle, which may be one it had. Raises Conflict when it has had too many."""
        earlier = tuple(former for former in (*self.earlier, self.handle) if former != handle)
        if len(earlier) > MAX_EARLIER:
            raise Conflict(f"a product has at most {MAX_EARLIER} earlier handles; take one of them back")
        return replace(self, handle=handle, earlier=earlier, made_as=self.stem)


def new(product_id: str, handle: str, content: Content, now: datetime, promotions: PricesMade | None = None) -> Product:
    published_at = now if content.is_published else None
    return Product(
        id=product_id,
        handle=handle,
        content=content,
        version=1,
        created_at=now,
        updated_at=now,
        published_at=published_at,
        prices=_noted({}, product_id, content, now, promotions),
    )


def _asked(content: Content, moment: datetime) -> dict[str, PriceAsked]:
    """Without promotions."""
    return {variant.sku: variant.asked(moment) for variant in content.variants}


def _noted(
    known: History, product_id: str, content: Content, now: datetime, promotions: PricesMade | None
) -> dict[str, Spans]:
    """The prices once shoppers see this, and those to come: nothing of what is not published."""
    if not content.is_published:
        return history.noted(known, {}, now)
    if promotions is None:
        moments = set[datetime]().union(*(scheduled.switches(variant.scheduled) for variant in content.variants))
        later = ((moment, _asked(content, moment)) for moment in sorted(moments) if moment > now)
        return history.noted(known, _asked(content, now), now, later)
    shown = promotions.asked(product_id, content, now)
    return history.noted(known, shown, now, promotions.later(product_id, content, now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a list shows of a product. `compare_at` is what stands beside the price of its cheapest variant, `measure`
    what that contains. `later` has the card as it will be from each moment on at which its prices change by themselves.
    """

    id: str
    handle: str
    title: str
    image: str
    vendor: str
    price_from: Money
    price_to: Money
    compare_at: PriceComparison | None
    available: bool
    category_ids: tuple[str, ...]
    status: ProductStatus = field(default=ProductStatus.ACTIVE)
    measure: Measure | None = None
    later: tuple[tuple[datetime, CardPrices], ...] = ()

    @property
    def per_measure(self) -> PricePerMeasure | None:
        return measures.price_per(self.price_from, self.measure)

    def at(self, now: datetime) -> Card:
        """As it is shown at this moment, with what is to come after it."""
        if not self.later or self.later[0][0] > now:
            return self
        passed = sum(moment <= now for moment, _ in self.later)
        prices = self.later[passed - 1][1]
        return replace(
            self,
            price_from=prices.lowest,
            price_to=prices.highest,
            compare_at=prices.compare_at,
            measure=prices.measure,
            later=self.later[passed:],
        )


@dataclass(frozen=True, slots=True)
class CardPrices:
    """The members of a card that follow from its prices."""

    lowest: Money
    highest: Money
    compare_at: PriceComparison | None = None
    measure: Measure | None = None


def card(product: Product, levels: Mapping[str, StockLevel]) -> Card:
    """As of its last change."""
    prices = _card_prices(product.at(product.updated_at))
    return Card(
        id=product.id,
        handle=product.handle,
        title=product.content.title,
        image=product.image,
        vendor=product.content.vendor,
        price_from=prices.lowest,
        price_to=prices.highest,
        compare_at=prices.compare_at,
        available=is_available(product, levels),
        category_ids=tuple(ref.id for ref in product.categories),
        status=product.content.status,
        measure=prices.measure,
        later=tuple((moment, _card_prices(product.at(moment))) for moment in product.switches),
    )


def _card_prices(product: Product) -> CardPrices:
    prices = [variant.price.amount for variant in product.content.variants]
    currency = product.content.variants[0].price.currency
    cheapest = [variant for variant in product.content.variants if variant.price.amount == min(prices)]
    return CardPrices(
        Money(min(prices), currency),
        Money(max(prices), currency),
        _least([product.comparison(variant) for variant in cheapest]),
        cheapest[0].measure,
    )


def _least(found: Sequence[PriceComparison | None]) -> PriceComparison | None:
    """What all of them are compared with at least: a former price before one that is recommended."""
    told = [each for each in found if each is not None]
    if len(told) < len(found):
        return None
    return min(told, key=lambda each: (each.kind is ComparisonKind.RECOMMENDED, each.price.amount))


def is_available(product: Product, levels: Mapping[str, StockLevel]) -> bool:
    """Whether any of its variants can be bought now."""
    return any(level.sellable for sku in product.skus if (level := levels.get(sku)) is not None)


def is_handle(text: str) -> bool:
    """Letters and digits of any script, hyphens, and signs such as _ . ™ that mean nothing in a path."""
    return (
        0 < len(text) <= MAX_HANDLE
        and text.isprintable()
        and not _NOT_IN_HANDLES & set(text)
        and not re.search("[A-Z]", text)
        and not {text[0], text[-1]} & {"-", "."}
        and text not in RESERVED_HANDLES
    )


def is_sku(text: str) -> bool:
    """Any letters and signs, single spaces between them. Not "." and "..": browsers take these for a path's steps."""
    return 0 < len(text) <= MAX_SKU and text.isprintable() and text == " ".join(text.split()) and bool(text.strip("."))


def is_size(text: str) -> bool:
    """The name of a size class as rules of delivery have it; there need be none of that name yet."""
    return len(text) <= MAX_SIZE and bool(re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text))


def derived_sku(handle: str, options: tuple[str, ...]) -> str:
    """A stable SKU for a variant that came without one: its handle and option values, at most 64 characters."""
    return _short("-".join([handle, *(category.slug(value) for value in options)]))


def other_skus(sku: str, handle: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """SKUs for a variant whose own is another's, best first: always the same ones, and the last is nobody else's."""
    slugs = [category.slug(value) for value in options]
    distinct = hashlib.sha256("\0".join([handle, *options]).encode()).hexdigest()[:8]
    named = [_short("-".join([sku, *slugs]))] if slugs else []
    return *named, _short("-".join([sku, handle, *slugs])), f"{sku[: MAX_SKU - 9]}-{distinct}"


def _short(text: str) -> str:
    if len(text) <= MAX_SKU:
        return text
    return f"{text[: MAX_SKU - 9].rstrip('- ')}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

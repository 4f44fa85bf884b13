"""Products, categories and stock as the HTTP routes show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, cast

from pydantic import AwareDatetime, Field

from products.domain.category import Category
from products.domain.prices import history
from products.domain.prices.comparison import ComparisonKind, PriceComparison
from products.domain.prices.history import Ground, PriceSpan
from products.domain.prices.measures import Measure, MeasureReference, MeasureUnit, PricePerMeasure
from products.domain.product import Card, Product, ProductStatus, Variant
from products.domain.stock import Movement, MovementKind, StockLevel
from souk import clock
from souk.http import MoneyView, View
from souk.money import Money
from souk.withdrawal import Exclusion

CompareAt = Annotated[
    MoneyView | None,
    Field(description="Shown beside the price, which is below it; null where the shop has no ground to show one"),
]
CompareAtKind = Annotated[
    ComparisonKind | None,
    Field(
        description="former: the lowest price of the 30 days before the reduction, or before its first step (98/6/EC, "
        "article 6a); recommended: what the maker recommends. Null with compare_at"
    ),
]
ListPrice = Annotated[
    MoneyView | None,
    Field(
        description="What it costs without promotions of the catalogue, where compare_at is a former price and one "
        "of them makes the price less; else null"
    ),
]


class PerMeasureView(View):
    """What it costs for one measure: per 100g, 100ml, kg, l, m, m2, m3 or item."""

    price: MoneyView
    per: MeasureReference

    @classmethod
    def of(cls, told: PricePerMeasure | None) -> PerMeasureView | None:
        return cls(price=MoneyView.of(told.price), per=told.per) if told else None


PerMeasure = Annotated[
    PerMeasureView | None, Field(description="Null where it has no measure, or the price itself is for one")
]


class ProductCard(View):
    id: str
    handle: str
    title: str
    image: str
    price_from: MoneyView
    price_to: MoneyView
    compare_at: CompareAt
    compare_at_kind: CompareAtKind
    list_price: ListPrice
    price_per_measure: Annotated[PerMeasureView | None, Field(description="Of price_from")]
    available: bool
    category_ids: list[str]
    vendor: str

    @classmethod
    def of(cls, card: Card) -> ProductCard:
        return cls(**_card_members(card))


class StaffProductCard(ProductCard):
    status: ProductStatus

    @classmethod
    def of(cls, card: Card) -> StaffProductCard:
        return cls(**_card_members(card), status=card.status)


class CategoryRefView(View):
    id: str
    name: str


class ImageView(View):
    src: str
    alt: str
    position: int


class OptionView(View):
    name: str
    values: list[str]


class PreorderView(View):
    """Sold beyond the stock: `units` at most, of which `left` can still be ordered."""

    units: int
    left: int
    available_from: Annotated[date, Field(description="The day they are promised for")]

    @classmethod
    def of(cls, variant: Variant, level: StockLevel | None) -> PreorderView | None:
        units = variant.preorder_units
        if not units:
            return None
        day = date.fromisoformat(variant.available_from)
        return cls(units=units, left=level.left_beyond if level else units, available_from=day)


class MeasureView(View):
    """What a variant contains: 0.75 l, and the measure that its price is told for."""

    quantity: str
    unit: MeasureUnit
    per: MeasureReference

    @classmethod
    def of(cls, measure: Measure | None) -> MeasureView | None:
        return cls(quantity=measure.quantity, unit=measure.unit, per=measure.per) if measure else None


class VariantView(View):
    sku: str
    title: str
    options: dict[str, str]
    price: MoneyView
    compare_at: CompareAt
    compare_at_kind: CompareAtKind
    list_price: ListPrice
    measure: MeasureView | None
    price_per_measure: PerMeasure
    available: int
    backorder: bool
    tracked: Annotated[bool, Field(description="False: nobody counts it, and it is for sale without end")]
    weight_grams: int
    barcode: str
    image: str | None
    withdrawal_exclusion: Annotated[
        Exclusion | None, Field(description="Why one cannot withdraw from buying it; null: one can")
    ]
    preorder: Annotated[PreorderView | None, Field(description="Null: it is not sold in advance")]

    @classmethod
    def of(
        cls, variant: Variant, names: list[str], level: StockLevel | None, beside: PriceComparison | None = None
    ) -> VariantView:
        """`names` are those of the product's options, in their order; `beside` is what its price stands beside."""
        return cls(
            sku=variant.sku,
            title=variant.title,
            options=dict(zip(names, variant.options, strict=True)),
            price=MoneyView.of(variant.price),
            compare_at=_optional(beside.price if beside else None),
            compare_at_kind=beside.kind if beside else None,
            list_price=_optional(beside.listed if beside else None),
            measure=MeasureView.of(variant.measure),
            price_per_measure=PerMeasureView.of(variant.per_measure),
            available=max(level.available, 0) if level else 0,
            backorder=variant.backorder,
            tracked=variant.tracked,
            weight_grams=variant.weight_grams,
            barcode=variant.barcode,
            image=variant.image or None,
            withdrawal_exclusion=cast("Exclusion | None", variant.withdrawal_exclusion or None),
            preorder=PreorderView.of(variant, level),
        )


class AttributeView(View):
    name: str
    value: str


class Seo(View):
    title: str
    description: str


class ProductView(View):
    id: str
    handle: str
    title: str
    description_html: str
    vendor: str
    product_type: str
    tags: list[str]
    categories: list[CategoryRefView]
    images: list[ImageView]
    options: list[OptionView]
    variants: list[VariantView]
    attributes: list[AttributeView]
    seo: Seo

    @classmethod
    def of(cls, product: Product, levels: Mapping[str, StockLevel]) -> ProductView:
        return cls(**_product_members(product, levels))


class ShownPriceView(View):
    """A price that shoppers were shown; `until` null: they are now. `former` stood crossed out beside it. One that
    promotions of the catalogue make is less than `list_price`.
    """

    price: MoneyView
    since: AwareDatetime
    until: AwareDatetime | None
    former: MoneyView | None
    list_price: MoneyView | None

    @classmethod
    def of(cls, span: PriceSpan, currency: str) -> ShownPriceView:
        return cls(
            price=MoneyView(amount=span.amount, currency=currency),
            since=span.since,
            until=span.until,
            former=MoneyView(amount=span.former, currency=currency) if span.former is not None else None,
            list_price=MoneyView(amount=span.listed, currency=currency) if span.listed is not None else None,
        )


class ScheduledPriceView(View):
    """What it costs from `since` on, until another moment or, null, for good."""

    price: MoneyView
    since: AwareDatetime
    until: AwareDatetime | None


class StaffVariantView(VariantView):
    """With what shoppers are not shown. `price` and `compare_at` are what staff wrote, whether shoppers are shown it or
    not.
    """

    scheduled_prices: Annotated[
        list[ScheduledPriceView], Field(description="Prices that staff give it from a moment on, as they wrote them")
    ]
    shown_price: Annotated[MoneyView, Field(description="What shoppers pay now, promotions of the catalogue included")]
    planned_prices: Annotated[
        list[ShownPriceView],
        Field(description="What they will pay, soonest first, as far as promotions are known to begin and end"),
    ]

    recommended: Annotated[bool, Field(description="compare_at is what the maker recommends")]
    compare_at_ground: Annotated[
        Ground | None,
        Field(
            description="Why shoppers are shown compare_at as a former price (lowest, progressive), or are not; null "
            "where it is none"
        ),
    ]
    prior_price: Annotated[
        MoneyView | None, Field(description="The former price that could be shown beside this one; null: none could")
    ]
    shown_prices: Annotated[
        list[ShownPriceView],
        Field(description="Latest first, for 60 days at least; for older ones beyond 24 stands their lowest"),
    ]
    tax_class: str
    size_class: str
    requires_shipping: bool
    on_hand: int
    reserved: int


class StaffProductView(ProductView):
    """`seo` is what pages show; `seo_title` is empty where that is the title."""

    variants: list[StaffVariantView]  # type: ignore[assignment]
    seo_title: str
    status: ProductStatus
    gift_card: Annotated[bool, Field(description="Each variant is an amount, and a gift card of its price")]
    earlier_handles: Annotated[list[str], Field(description="Handles it had, the latest last; all of them lead to it")]
    version: int
    created_at: AwareDatetime
    updated_at: AwareDatetime
    published_at: AwareDatetime | None

    @classmethod
    def of(cls, product: Product, levels: Mapping[str, StockLevel]) -> StaffProductView:
        members = _product_members(product, levels)
        members["variants"] = [
            _staff_variant(product, variant, view, levels.get(variant.sku))
            for variant, view in zip(product.content.variants, members["variants"], strict=True)
        ]
        return cls(
            **members,
            seo_title=product.content.seo_title,
            status=product.content.status,
            gift_card=product.content.gift_card,
            earlier_handles=[*product.earlier],
            version=product.version,
            created_at=product.created_at,
            updated_at=product.updated_at,
            published_at=product.published_at,
        )


class CategoryView(View):
    id: str
    name: str
    parent_id: str | None
    position: int
    product_count: int
    image: str | None

    @classmethod
    def of(cls, category: Category) -> CategoryView:
        return cls(
            id=category.id,
            name=category.name,
            parent_id=category.parent_id,
            position=category.position,
            product_count=category.product_count,
            image=category.image or None,
        )


class Categories(View):
    items: list[CategoryView]


class StockItem(View):
    sku: str
    available: int
    backorder: bool
    preorder_left: Annotated[int, Field(description="Units that can be ordered in advance once none is left")]

    @classmethod
    def of(cls, level: StockLevel) -> StockItem:
        available = max(level.available, 0)
        return cls(sku=level.sku, available=available, backorder=level.backorder, preorder_left=level.left_beyond)


class StockItems(View):
    items: list[StockItem]


class StockLevelView(View):
    """Units. available = on_hand − reserved; below zero when more was promised than is there.

    `over_held` of the reserved units are not on hand: orders that are paid after the units ran out will be short.
    `limit` units may be ordered beyond the stock, for the day `promised`; `waiting` are, and not there yet.
    """

    sku: str
    product_id: str
    handle: str
    on_hand: int
    reserved: int
    available: int
    over_held: int
    backorder: bool
    threshold: int
    version: int
    limit: int
    promised: str
    waiting: int

    @classmethod
    def of(cls, level: StockLevel) -> StockLevelView:
        return cls.model_validate(level, from_attributes=True)


class MovementView(View):
    """A ledger row: signed differences in units; `moved` those at locations beside the first."""

    id: str
    kind: MovementKind
    on_hand: int
    reserved: int
    at: AwareDatetime
    actor: str
    reference: str
    reason: str
    moved: dict[str, int]

    @classmethod
    def of(cls, movement: Movement) -> MovementView:
        return cls.model_validate(movement, from_attributes=True)


class StockHistory(StockLevelView):
    """`locations` are the units on hand at each; nothing where the shop has one. At `main` there are fewer than none
    while more was promised from there than came in.
    """

    locations: dict[str, int]
    movements: list[MovementView]
    next_cursor: str | None

    @classmethod
    def with_ledger(
        cls,
        level: StockLevel,
        movements: Iterable[Movement],
        next_cursor: str | None,
        locations: Mapping[str, int],
    ) -> StockHistory:
        rows = [MovementView.of(movement) for movement in movements]
        known = vars(StockLevelView.of(level))
        return cls(**known, locations=dict(locations), movements=rows, next_cursor=next_cursor)


def _card_members(card: Card) -> dict[str, Any]:
    return {
        "id": card.id,
        "handle": card.handle,
        "title": card.title,
        "image": card.image,
        "price_from": MoneyView.of(card.price_from),
        "price_to": MoneyView.of(card.price_to),
        "compare_at": _optional(card.compare_at.price if card.compare_at else None),
        "compare_at_kind": card.compare_at.kind if card.compare_at else None,
        "list_price": _optional(card.compare_at.listed if card.compare_at else None),
        "price_per_measure": PerMeasureView.of(card.per_measure),
        "available": card.available,
        "category_ids": list(card.category_ids),
        "vendor": card.vendor,
    }


def _staff_variant(product: Product, variant: Variant, view: VariantView, level: StockLevel | None) -> StaffVariantView:
    now = clock.now()
    verdict = product.verdict(variant, now)
    prior = verdict.prior if verdict else None
    currency = variant.price.currency
    spans, until = product.history.get(variant.sku, ()), max(now, product.updated_at)
    known = history.at(spans, until)
    current = history.current(known)
    return StaffVariantView(
        **{**vars(view), "compare_at": _optional(variant.compare_at)},
        recommended=variant.recommended,
        compare_at_ground=verdict.ground if verdict else None,
        prior_price=_optional(Money(prior, variant.price.currency) if prior is not None else None),
        scheduled_prices=[
            ScheduledPriceView(price=MoneyView.of(each.price), since=each.since, until=each.until)
            for each in variant.scheduled
        ],
        shown_price=MoneyView(amount=current.amount if current else variant.price.amount, currency=currency),
        planned_prices=[ShownPriceView.of(span, currency) for span in spans if span.since > until],
        shown_prices=[ShownPriceView.of(span, currency) for span in reversed(known)],
        tax_class=variant.tax_class,
        size_class=variant.size_class,
        requires_shipping=variant.requires_shipping,
        on_hand=level.on_hand if level else 0,
        reserved=level.reserved if level else 0,
    )


def _product_members(product: Product, levels: Mapping[str, StockLevel]) -> dict[str, Any]:
    content = product.content
    names = [option.name for option in content.options]
    return {
        "id": product.id,
        "handle": product.handle,
        "title": content.title,
        "description_html": content.description_html,
        "vendor": content.vendor,
        "product_type": content.product_type,
        "tags": list(content.tags),
        "categories": [CategoryRefView(id=ref.id, name=ref.name) for ref in product.categories],
        "images": [
            ImageView(src=image.src, alt=image.alt or content.title, position=position)
            for position, image in enumerate(content.images, 1)
        ],
        "options": [OptionView(name=option.name, values=list(option.values)) for option in content.options],
        "variants": [
            VariantView.of(variant, names, levels.get(variant.sku), product.comparison(variant))
            for variant in content.variants
        ],
        "attributes": [AttributeView(name=name, value=value) for name, value in content.attributes],
        "seo": Seo(title=content.seo_title or content.title, description=content.seo_description),
    }


def _optional(money: Money | None) -> MoneyView | None:
    return MoneyView.of(money) if money else None

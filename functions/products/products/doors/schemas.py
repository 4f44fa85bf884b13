"""Request and response models of the HTTP API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from products.domain import category
from products.domain.product import MAX_SKU, Status
from products.domain.stock import MAX_QUANTITY, Kind
from souk.http import ListQuery, MoneyView, Schema, View

CategoryId = Annotated[
    str,
    Field(max_length=300, description="A slug path such as home/kitchen; ~ may stand for the slash"),
    AfterValidator(category.from_url),
]


class ProductsQuery(ListQuery):
    category: CategoryId | None = None
    sort: Literal["newest", "price", "-price", "title"] = "newest"


class StockQuery(Schema):
    skus: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100 * (3 * MAX_SKU + 1),
            description="Up to 100, comma-separated; a comma or % within one is percent-encoded, beside the URL's own",
        ),
    ]


class StaffProductsQuery(ListQuery):
    status: Status | None = None


class ProductCard(View):
    id: str
    handle: str
    title: str
    image: str
    price_from: MoneyView
    price_to: MoneyView
    compare_at: MoneyView | None
    available: bool
    category_ids: list[str]
    vendor: str


class StaffProductCard(ProductCard):
    status: Status


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


class VariantView(View):
    sku: str
    title: str
    options: dict[str, str]
    price: MoneyView
    compare_at: MoneyView | None
    available: int
    backorder: bool
    tracked: Annotated[bool, Field(description="False: nobody counts it, and it is for sale without end")]
    weight_grams: int
    barcode: str
    image: str | None


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
    seo: Seo


class StaffProductView(ProductView):
    status: Status
    gift_card: Annotated[bool, Field(description="Not for sale, whatever its status")]
    version: int
    created_at: AwareDatetime
    updated_at: AwareDatetime
    published_at: AwareDatetime | None


class VariantPatch(Schema):
    """What changes of one variant. `compare_at` null takes a former price away."""

    sku: Annotated[str, Field(max_length=MAX_SKU)]
    price: MoneyView | None = None
    compare_at: MoneyView | None = None
    backorder: bool | None = None
    barcode: Annotated[str, Field(max_length=64)] | None = None
    weight_grams: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    tax_class: Literal["standard", "reduced", "zero"] | None = None


class ProductPatch(Schema):
    """What changes of a product; what is left out stays."""

    title: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    description_html: Annotated[str, Field(max_length=60_000)] | None = None
    vendor: Annotated[str, Field(max_length=255)] | None = None
    product_type: Annotated[str, Field(max_length=255)] | None = None
    category: Annotated[str, Field(max_length=300, description="Names from the root: Home > Kitchen")] | None = None
    tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=255)]], Field(max_length=250)] | None = None
    status: Status | None = None
    seo_title: Annotated[str, Field(max_length=255)] | None = None
    seo_description: Annotated[str, Field(max_length=1000)] | None = None
    variants: Annotated[list[VariantPatch], Field(max_length=100)] = []


class StockItem(View):
    sku: str
    available: int
    backorder: bool


class StockItems(View):
    items: list[StockItem]


class CategoryView(View):
    id: str
    name: str
    parent_id: str | None
    position: int
    product_count: int
    image: str | None


class Categories(View):
    items: list[CategoryView]


class StockLevelView(View):
    """Units. available = on_hand − reserved; below zero when more was promised than is there.

    `over_held` of the reserved units are not on hand: orders that are paid after the units ran out will be short.
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


class MovementView(View):
    """A ledger row: signed differences in units."""

    id: str
    kind: Kind
    on_hand: int
    reserved: int
    at: AwareDatetime
    actor: str
    reference: str
    reason: str


class StockHistory(StockLevelView):
    movements: list[MovementView]
    next_cursor: str | None


class StockPatch(Schema):
    threshold: Annotated[int, Field(ge=0, le=MAX_QUANTITY, description="At most this many units left is low")]


class MovementRequest(Schema):
    kind: Literal["receipt", "adjustment"]
    quantity: Annotated[int, Field(ge=-MAX_QUANTITY, le=MAX_QUANTITY, description="Units; negative only to adjust")]
    reason: Annotated[str, Field(min_length=1, max_length=500)]

"""What the routes of staff take that make and change many things at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from products.domain import category, content_rules
from products.domain.bulk import MAX_IDS, BulkChange, CompareAt, PriceChange, Selection
from products.domain.digital import MAX_NAME as MAX_FILE_NAME
from products.domain.finding import ProductFilter, StockState, words_of
from products.domain.pictures import TYPES
from products.domain.places.network import MAIN
from products.domain.product import MAX_HANDLE, MAX_SIZE, MAX_SKU, MAX_VARIANTS, ProductStatus
from products.domain.stock import MAX_QUANTITY
from products.doors.schemas import CategoryId, MeasureBody, PreorderBody, ScheduledPrices
from souk.errors import InvalidInput
from souk.http import ListQuery, MoneyView, Schema
from souk.taxes.kinds import TaxClass
from souk.withdrawal import Exclusion

CategoryNames = Annotated[str, Field(max_length=300, description="Names from the root: Home > Kitchen")]
Text = Annotated[str, Field(max_length=255)]
# Text is stripped of what Unicode calls white space, and of spaces alone nothing is left.
_VISIBLE = r"[^\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]"
Name = Annotated[str, Field(min_length=1, max_length=255, json_schema_extra={"pattern": _VISIBLE})]
Tags = Annotated[list[Name], Field(max_length=content_rules.MAX_TAGS)]


class StaffProductsQuery(ListQuery):
    status: ProductStatus | None = None
    q: Annotated[
        str | None, Field(max_length=200, description="Words of titles, handles, SKUs and tags, or how they begin")
    ] = None
    category: CategoryId | None = None
    stock: Annotated[StockState | None, Field(description="Of one of its SKUs few are left (low), or none (out)")] = (
        None
    )

    def wanted(self) -> ProductFilter:
        words = words_of(self.q or "")
        return ProductFilter(words=words, status=self.status, category=self.category or "", stock=self.stock)


class AttributeBody(Schema):
    name: Name
    value: Name


class ImageBody(Schema):
    src: Annotated[str, Field(max_length=2100, description="A path under /media/, or an address of its own")]
    alt: Annotated[str, Field(max_length=1000)] = ""


class VariantBody(Schema):
    """A variant. Without a SKU it gets one made of the handle and its options."""

    sku: Annotated[str, Field(max_length=MAX_SKU)] = ""
    options: Annotated[list[Name], Field(max_length=3, description="Its value of each option, in their order")] = []
    price: MoneyView
    compare_at: Annotated[
        MoneyView | None,
        Field(
            description="A former price, which shoppers are shown when it was the lowest of the 30 days before the "
            "reduction; or what the maker recommends"
        ),
    ] = None
    recommended: Annotated[bool, Field(description="compare_at is what the maker recommends")] = False
    measure: Annotated[
        MeasureBody | None, Field(description="What it contains, where its price is told for one measure, too")
    ] = None
    scheduled_prices: Annotated[
        ScheduledPrices, Field(description="What it costs from a moment on; of several that are on, the last to begin")
    ] = []
    backorder: bool = False
    tracked: Annotated[bool, Field(description="False: nobody counts it, and it is for sale without end")] = True
    weight_grams: int = 0
    barcode: Text = ""
    image: Annotated[str, Field(max_length=2100)] | None = None
    requires_shipping: bool = True
    tax_class: TaxClass = "standard"
    size_class: Annotated[
        str, Field(max_length=MAX_SIZE, description="One of the rules of delivery, which price large goods by it")
    ] = ""
    withdrawal_exclusion: Annotated[
        Exclusion | None, Field(description="Why shoppers cannot withdraw from buying it; null: they can")
    ] = None
    preorder: Annotated[
        PreorderBody | None, Field(description="Sold beyond the stock, up to a number; not with backorder")
    ] = None
    on_hand: Annotated[
        int, Field(ge=0, le=MAX_QUANTITY, description="Counts for a SKU that is new; others are moved by receipts")
    ] = 0


class ProductBody(Schema):
    """A whole product; what is left out is empty."""

    title: Name
    handle: Annotated[
        str,
        Field(
            max_length=MAX_HANDLE,
            description="Its address in the shop. Left out, it is made of the title, or stays as it is",
        ),
    ] = ""
    description_html: Annotated[str, Field(max_length=content_rules.MAX_DESCRIPTION)] = ""
    vendor: Text = ""
    product_type: Text = ""
    category: CategoryNames = ""
    tags: Tags = []
    status: ProductStatus = ProductStatus.DRAFT
    options: Annotated[list[Name], Field(max_length=3)] = []
    variants: Annotated[list[VariantBody], Field(min_length=1, max_length=MAX_VARIANTS)]
    images: Annotated[list[ImageBody], Field(max_length=content_rules.MAX_IMAGES)] = []
    attributes: Annotated[list[AttributeBody], Field(max_length=content_rules.MAX_ATTRIBUTES)] = []
    seo_title: Annotated[str, Field(max_length=1000)] = ""
    seo_description: Annotated[str, Field(max_length=5000)] = ""
    gift_card: Annotated[
        bool | None,
        Field(description="Each variant is an amount, and a gift card of its price; left out, it stays as it is"),
    ] = None


class DuplicateRequest(Schema):
    title: Name
    handle: Annotated[str, Field(max_length=MAX_HANDLE)] = ""


class PictureRequest(Schema):
    content_type: Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(TYPES)})]


class PictureAttached(Schema):
    alt: Annotated[str, Field(max_length=1000)] = ""
    skus: Annotated[
        list[Annotated[str, Field(max_length=MAX_SKU)]], Field(max_length=MAX_VARIANTS, description="Variants it shows")
    ] = []


class FileRequest(Schema):
    sku: Annotated[str, Field(max_length=MAX_SKU)]
    content_type: Annotated[str, Field(max_length=100, description="Its media type, as application/pdf")]


class FileAttached(Schema):
    sku: Annotated[str, Field(max_length=MAX_SKU)]
    name: Annotated[str, Field(max_length=MAX_FILE_NAME, description="What it is called where it is saved")]
    replaces: Annotated[
        str, Field(max_length=64, description="The file it takes the place of, whose buyers have this one from now on")
    ] = ""


class FileQuery(Schema):
    sku: Annotated[str, Field(max_length=MAX_SKU)]


class SelectionBody(Schema):
    """Products by their ids, or all that suit; an empty body of neither is refused."""

    ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=MAX_IDS)] = []
    q: Annotated[str, Field(max_length=200)] | None = None
    category: CategoryId | None = None
    status: ProductStatus | None = None
    everything: Annotated[bool, Field(description="Every product, said on purpose")] = False

    def selection(self) -> Selection:
        """Raises InvalidInput for none, and for both."""
        wanted = ProductFilter(words=words_of(self.q or ""), category=self.category or "", status=self.status)
        filtered = wanted != ProductFilter() or self.everything
        if bool(self.ids) is filtered:
            raise InvalidInput("select products either by their ids or by what they are")
        return Selection(ids=tuple(dict.fromkeys(self.ids)), wanted=wanted if filtered else None)


class PriceBody(Schema):
    """By a part, by an amount, or by both, and then to the nearest multiple of `round_to`."""

    basis_points: Annotated[int, Field(ge=-9999, le=100_000, description="Hundredths of a percent: 1000 is 10 %")] = 0
    amount: Annotated[int, Field(ge=-(10**9), le=10**9, description="Minor units")] = 0
    round_to: Annotated[int, Field(ge=1, le=100_000, description="Minor units: 5 is the nearest 0.05")] = 1


class BulkChangeBody(Schema):
    """What changes of each product; what is left out stays."""

    price: PriceBody | None = None
    compare_at: Annotated[
        CompareAt | None, Field(description="former: the price before this change; none: takes it away")
    ] = None
    status: ProductStatus | None = None
    category: CategoryNames | None = None
    add_tags: Tags = []
    remove_tags: Tags = []
    backorder: bool | None = None

    def change(self) -> BulkChange:
        """Raises InvalidInput."""
        price = self.price
        return BulkChange(
            price=PriceChange(basis_points=price.basis_points, amount=price.amount, to=price.round_to)
            if price
            else None,
            compare_at=self.compare_at,
            status=self.status,
            category=None if self.category is None else category_path(self.category),
            add_tags=tuple(dict.fromkeys(self.add_tags)),
            remove_tags=tuple(self.remove_tags),
            backorder=self.backorder,
        )


class BulkRequest(Schema):
    selection: SelectionBody
    change: BulkChangeBody


class ReceiptLine(Schema):
    sku: Annotated[str, Field(min_length=1, max_length=MAX_SKU)]
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]


class ReceiptRequest(Schema):
    """Goods that came in together. A SKU stands on one line."""

    lines: Annotated[list[ReceiptLine], Field(min_length=1, max_length=100)]
    reason: Annotated[str, Field(min_length=1, max_length=500, description="For instance the number of the delivery")]
    location: Annotated[str, Field(min_length=1, max_length=32, description="Where they are")] = MAIN


class WaitsQuery(ListQuery):
    sku: Annotated[str | None, Field(max_length=MAX_SKU, description="Only of this one, up to 100 orders")] = None


class CountRequest(Schema):
    name: Annotated[str, Field(min_length=1, max_length=200, description="For instance the shelf")]


class CountEntry(Schema):
    code: Annotated[str, Field(min_length=1, max_length=255, description="A SKU, or the barcode of one")]
    counted: Annotated[int, Field(ge=0, le=MAX_QUANTITY)]


class CountEntries(Schema):
    lines: Annotated[list[CountEntry], Field(min_length=1, max_length=50)]


def category_path(names: str) -> tuple[str, ...]:
    """Raises InvalidInput."""
    try:
        return category.path_of(names)
    except ValueError as error:
        raise InvalidInput(str(error)) from None

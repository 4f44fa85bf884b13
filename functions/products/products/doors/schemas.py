"""What the HTTP routes take."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, overload

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from products.domain import category
from products.domain.content_rules import MAX_PREORDER
from products.domain.importing import ImportOutcome, Mode
from products.domain.places.network import MAIN
from products.domain.prices import measures
from products.domain.prices.measures import Measure, MeasureReference, MeasureUnit
from products.domain.prices.scheduled import MAX_SCHEDULED, ScheduledPrice
from products.domain.product import MAX_SIZE, MAX_SKU, ProductStatus
from products.domain.stock import MAX_QUANTITY
from souk import clock
from souk.http import ListQuery, MoneyView, Schema
from souk.taxes.kinds import TaxClass
from souk.withdrawal import Exclusion

CategoryId = Annotated[
    str,
    Field(max_length=300, description="A slug path such as home/kitchen; ~ may stand for the slash"),
    AfterValidator(category.from_url),
]
Encoding = Literal[
    "utf-8",
    "utf-16",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "macintosh",
    "shift_jis",
    "gb18030",
    "big5",
    "euc-kr",
]


class ProductsQuery(ListQuery):
    category: CategoryId | None = None
    sort: Literal["newest", "price", "-price", "title"] = "newest"


# What fits into an address with the rest of it: CloudFront takes 8,192 bytes.
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
_MAX_LISTED = 8000


class StockQuery(Schema):
    skus: Annotated[
        str,
        Field(
            min_length=1,
            max_length=_MAX_LISTED,
            description="Up to 100, comma-separated; a comma or % within one is percent-encoded, beside the URL's own",
        ),
    ]


class PreorderBody(Schema):
    """Sold beyond the stock: so many units, promised for a day."""

    units: Annotated[int, Field(ge=1, le=MAX_PREORDER, description="Sold at most, beyond what is in stock")]
    available_from: Annotated[date, Field(description="The day they are promised for")]


class MeasureBody(Schema):
    """What a variant contains. Without `per` its price is told for the measure that is usual: per kg, l, m, m2, m3."""

    quantity: Annotated[str, Field(pattern=r"^[0-9]{1,6}([.][0-9]{1,3})?$", description="A decimal number: 0.75")]
    unit: MeasureUnit
    per: MeasureReference | None = None

    def measure(self) -> Measure:
        return Measure(measures.thousandths(self.quantity), self.unit, self.per or measures.usual(self.unit))


class ScheduledPriceBody(Schema):
    """What a variant costs from `since` to before `until`; without an end for good. Both to the millisecond."""

    price: MoneyView
    since: AwareDatetime
    until: AwareDatetime | None = None

    def scheduled(self) -> ScheduledPrice:
        return ScheduledPrice(self.price.money(), _to_the_millisecond(self.since), _to_the_millisecond(self.until))


ScheduledPrices = Annotated[list[ScheduledPriceBody], Field(max_length=MAX_SCHEDULED)]


@overload
def _to_the_millisecond(moment: datetime) -> datetime: ...
@overload
def _to_the_millisecond(moment: None) -> None: ...
def _to_the_millisecond(moment: datetime | None) -> datetime | None:
    return clock.of_milliseconds(clock.milliseconds(moment)) if moment else None


class VariantPatch(Schema):
    """What changes of one variant. `compare_at` null takes away what its price is compared with."""

    sku: Annotated[str, Field(max_length=MAX_SKU)]
    price: MoneyView | None = None
    compare_at: MoneyView | None = None
    recommended: Annotated[
        bool | None, Field(description="compare_at is what the maker recommends, and no former price of this shop")
    ] = None
    measure: Annotated[MeasureBody | None, Field(description="Null takes it away")] = None
    scheduled_prices: Annotated[
        ScheduledPrices | None, Field(description="All of them; an empty list takes them away")
    ] = None
    backorder: bool | None = None
    barcode: Annotated[str, Field(max_length=64)] | None = None
    weight_grams: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    tax_class: TaxClass | None = None
    size_class: Annotated[str, Field(max_length=MAX_SIZE, description="Empty takes it away")] | None = None
    withdrawal_exclusion: Annotated[Exclusion | None, Field(description="Null takes it away")] = None
    preorder: Annotated[PreorderBody | None, Field(description="Null takes it away")] = None


class ProductPatch(Schema):
    """What changes of a product; what is left out stays."""

    title: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    description_html: Annotated[str, Field(max_length=60_000)] | None = None
    vendor: Annotated[str, Field(max_length=255)] | None = None
    product_type: Annotated[str, Field(max_length=255)] | None = None
    category: Annotated[str, Field(max_length=300, description="Names from the root: Home > Kitchen")] | None = None
    tags: Annotated[list[Annotated[str, Field(min_length=1, max_length=255)]], Field(max_length=250)] | None = None
    status: ProductStatus | None = None
    seo_title: Annotated[str, Field(max_length=255)] | None = None
    seo_description: Annotated[str, Field(max_length=1000)] | None = None
    variants: Annotated[list[VariantPatch], Field(max_length=100)] = []


class StockPatch(Schema):
    threshold: Annotated[int, Field(ge=0, le=MAX_QUANTITY, description="At most this many units left is low")]


LocationId = Annotated[str, Field(min_length=1, max_length=32)]


class MovementRequest(Schema):
    """`location` is where the goods are, else `main`. A transfer takes them from there `to` another."""

    kind: Literal["receipt", "adjustment", "transfer"]
    quantity: Annotated[int, Field(ge=-MAX_QUANTITY, le=MAX_QUANTITY, description="Units; negative only to adjust")]
    reason: Annotated[str, Field(min_length=1, max_length=500)]
    location: LocationId = MAIN
    to: LocationId | None = None

    @model_validator(mode="after")
    def _complete(self) -> MovementRequest:
        if (self.kind == "transfer") != (self.to is not None):
            raise ValueError("Say with a transfer, and only then, where the goods go to.")
        return self


class ImportRequest(Schema):
    filename: Annotated[str, Field(min_length=1, max_length=255)]
    rows: Annotated[int, Field(ge=0, description="How many rows the file has, when known, to show progress")] = 0
    encoding: Annotated[
        Encoding | None, Field(description="Said when it cannot be found out: a file in a code page does not name it")
    ] = None
    mode: Annotated[Mode, Field(description="set_stock also sets what is on hand of SKUs that exist")] = Mode.UPDATE


class ImportRowsQuery(ListQuery):
    outcome: Annotated[ImportOutcome | None, Field(description="Without it the rows come outcome by outcome")] = None


class ExportRequest(Schema):
    drafts: Annotated[bool, Field(description="Also drafts and archived products, which shoppers do not see")] = True

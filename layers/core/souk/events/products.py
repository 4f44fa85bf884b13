"""product.* and stock.*: published by the products service, keyed by the product id (stock: by the SKU)."""

from __future__ import annotations

from typing import Annotated

from souk.events.common import SELDOM, Amount, EventData


class PlannedPrice(EventData):
    """What a variant costs from `since` on, RFC 3339 in UTC to the millisecond; the other members as of the variant."""

    since: str
    price: Amount
    compare_at: Annotated[Amount | None, SELDOM] = None
    compare_at_kind: Annotated[str, SELDOM] = ""
    list_price: Annotated[Amount | None, SELDOM] = None
    price_per_measure: Annotated[Amount | None, SELDOM] = None


class VariantSnapshot(EventData):
    """`for_sale` are the units that can be bought, those beyond the stock among them, which are there from
    `available_from` on, a day; nothing in older events. `price_before` is what it cost until this change, if that
    changed what shoppers pay. `compare_at` is what they are shown beside the price: the lowest of the 30 days before it
    was reduced, or what the maker recommends, as `compare_at_kind` says, former or recommended; in older events, which
    have no kind, what staff wrote. `price_per_measure` is what it costs for one `measure`: kg, 100ml, m2 and such.
    `list_price` is what it would cost without promotions of the catalogue, told with a former price that they make.
    `later` has what it will cost, as far as promotions are known to begin and end, in the order of time.
    """

    sku: str
    title: str = ""
    options: dict[str, str] = {}
    price: Amount
    price_before: Amount | None = None
    compare_at: Amount | None = None
    compare_at_kind: str = ""
    price_per_measure: Amount | None = None
    measure: str = ""
    list_price: Annotated[Amount | None, SELDOM] = None
    later: Annotated[list[PlannedPrice], SELDOM] = []
    barcode: str = ""
    available: int = 0
    backorder: bool = False
    for_sale: int | None = None
    available_from: str = ""


class ProductSnapshot(EventData):
    """product.created, product.updated: the whole product as shoppers may see it, enough to index it."""

    product_id: str
    handle: str
    title: str
    description: str  # plain text
    vendor: str = ""
    product_type: str = ""
    categories: list[str]  # ids from the root to the leaf: ["home", "home/kitchen"]
    category_names: list[str] = []
    tags: list[str] = []
    status: str  # active | unlisted, which is for sale but not to be found
    image: str = ""
    variants: list[VariantSnapshot]
    created_at: str = ""
    updated_at: str = ""


class ProductRemoved(EventData):
    """product.archived: no longer for sale."""

    product_id: str
    handle: str


class StockChanged(EventData):
    """stock.changed, stock.low, stock.sold_out, stock.back_in_stock. Units. `for_sale` are those that can be bought,
    those beyond the stock among them; nothing in older events.
    """

    sku: str
    product_id: str
    available: int
    on_hand: int
    reserved: int
    threshold: int = 0
    for_sale: int | None = None


class StockLine(EventData):
    sku: str
    requested: int
    available: int


class UnitsIn(EventData):
    """stock.units_in: a paid order has got the units of a SKU that it waited for. Keyed by the order id."""

    order_id: str
    sku: str
    quantity: int


class DayMoved(EventData):
    """stock.day_moved: what a paid order waits for of a SKU is promised for another day. Keyed by the order id."""

    order_id: str
    sku: str
    quantity: int
    day: str


class StockShort(EventData):
    """stock.shortage: an order was paid and the units are gone: its hold had lapsed, or a count found fewer than were
    held. Keyed by the order id.
    """

    reservation_id: str
    lines: dict[str, int]
    shortages: list[StockLine]


class ReservationChanged(EventData):
    """stock.reservation_lapsing, stock.reservation_expired, stock.shortage_ended: keyed by the order id.

    A hold that is lapsing is a question: is it still wanted?
    """

    reservation_id: str
    lines: dict[str, int]
    reason: str = ""


TYPES: dict[str, type[EventData]] = {
    "product.created": ProductSnapshot,
    "product.updated": ProductSnapshot,
    "product.archived": ProductRemoved,
    "stock.changed": StockChanged,
    "stock.low": StockChanged,
    "stock.sold_out": StockChanged,
    "stock.back_in_stock": StockChanged,
    "stock.reservation_lapsing": ReservationChanged,
    "stock.reservation_expired": ReservationChanged,
    "stock.shortage": StockShort,
    "stock.shortage_ended": ReservationChanged,
    "stock.units_in": UnitsIn,
    "stock.day_moved": DayMoved,
}

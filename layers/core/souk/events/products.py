"""product.* and stock.*: published by the products service, keyed by the product id (stock: by the SKU)."""

from __future__ import annotations

from souk.events.common import Amount, EventData


class VariantSnapshot(EventData):
    sku: str
    title: str = ""
    options: dict[str, str] = {}
    price: Amount
    compare_at: Amount | None = None
    barcode: str = ""
    available: int = 0
    backorder: bool = False


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
    """stock.changed, stock.low, stock.sold_out, stock.back_in_stock. Units."""

    sku: str
    product_id: str
    available: int
    on_hand: int
    reserved: int
    threshold: int = 0


class StockLine(EventData):
    sku: str
    requested: int
    available: int


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
}

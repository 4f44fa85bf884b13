"""What shoppers read. Public and cached: a list for half a minute, a product with its stock for a few seconds, and none
of them longer than its prices are known to hold.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from urllib.parse import unquote

from pydantic import BaseModel

from products.compose import services
from products.doors.router import api
from products.doors.schemas import ProductsQuery, StockQuery
from products.doors.views import Categories, CategoryView, ProductCard, ProductView, StockItem, StockItems
from souk.http import Page, Reply, Request

LIST_SECONDS = 30
PRODUCT_SECONDS = 5
CATEGORIES_SECONDS = 60


@api.get("/products", query=ProductsQuery, response=Page[ProductCard], shared_seconds=LIST_SECONDS)
def list_products(request: Request[None, ProductsQuery]) -> Reply:
    """Published products of a category and all below it, or of the whole shop."""
    query = request.query
    page = services().catalogue.page(query.category, query.sort, query.limit, query.cursor)
    body = Page[ProductCard](items=[ProductCard.of(item) for item in page.items], next_cursor=page.next_cursor)
    return _tagged(body, min((card.later[0][0] for card in page.items if card.later), default=None))


@api.get("/products/stock", query=StockQuery, response=StockItems)
def live_stock(request: Request[None, StockQuery]) -> StockItems:
    """How many of each SKU can be bought now. SKUs that do not exist are left out."""
    skus = [unquote(sku).strip() for sku in request.query.skus.split(",") if sku.strip()]
    return StockItems(items=[StockItem.of(level) for level in services().catalogue.stock(skus)])


@api.get("/products/{handle}", response=ProductView, shared_seconds=PRODUCT_SECONDS)
def show_product(_request: Request[None, None], handle: str) -> Reply:
    """A published product with its variants and their live stock."""
    found = services().catalogue.published(handle)
    return _tagged(ProductView.of(found.product, found.levels), found.until)


@api.get("/categories", response=Categories, shared_seconds=CATEGORIES_SECONDS)
def list_categories(_request: Request[None, None]) -> Reply:
    """The category tree, parents before children, with how many products each holds."""
    found = services().catalogue.categories()
    return _tagged(Categories(items=[CategoryView.of(item) for item in found]))


def _tagged(body: BaseModel, until: datetime | None = None) -> Reply:
    """With an ETag, by which a cache asks whether it has changed; it changes at `until` by itself."""
    return Reply(body, etag=hashlib.sha256(body.model_dump_json().encode()).hexdigest()[:32], until=until)

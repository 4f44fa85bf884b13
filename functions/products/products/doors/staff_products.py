"""What staff do with products: look and change."""

from __future__ import annotations

from products.compose import services
from products.doors import patching
from products.doors.router import api
from products.doors.schemas import ProductPatch, StaffProductsQuery
from products.doors.views import StaffProductCard, StaffProductView
from products.usecases.ports import SkuTaken
from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http import Page, Reply, Request
from souk.staff.permissions import Permission


@api.get("/admin/products", needs=Permission.PRODUCTS_READ, query=StaffProductsQuery, response=Page[StaffProductCard])
def list_staff_products(request: Request[None, StaffProductsQuery]) -> Page[StaffProductCard]:
    """Products in any status, newest first."""
    query = request.query
    page = services().catalogue.staff_page(query.status, query.limit, query.cursor)
    return Page[StaffProductCard](
        items=[StaffProductCard.of(item) for item in page.items], next_cursor=page.next_cursor
    )


@api.get("/admin/products/{product_id}", needs=Permission.PRODUCTS_READ, response=StaffProductView)
def show_staff_product(_request: Request[None, None], product_id: str) -> Reply:
    """A product in any status. Its ETag is the version to send with a change."""
    found = services().catalogue.by_id(product_id)
    view = StaffProductView.of(found.product, found.levels)
    return Reply(view, etag=str(view.version))


@api.patch(
    "/admin/products/{product_id}",
    needs=Permission.PRODUCTS_WRITE,
    body=ProductPatch,
    response=StaffProductView,
    errors=(PreconditionFailed, PreconditionRequired, SkuTaken),
    headers={"If-Match": "The ETag of the product that is changed"},
)
def change_product(request: Request[ProductPatch, None], product_id: str) -> Reply:
    """Changes the product that If-Match names by its version."""
    change = patching.change_of(request.body, services().sanitised)
    product, levels = services().editor.revise(product_id, _version(request.if_match), change, request.signed_in.id)
    return Reply(StaffProductView.of(product, levels), etag=str(product.version))


# Numbers of DynamoDB have 38 digits; no product is changed this often.
_LONGEST_VERSION = 18


def _version(if_match: str | None) -> int:
    if not if_match:
        raise PreconditionRequired("send If-Match with the ETag of the product you change")
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > _LONGEST_VERSION:
        raise PreconditionFailed("If-Match is not the ETag of a product; look at it again")
    return int(text)

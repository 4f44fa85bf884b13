"""What staff do with products: look, make and change."""

from __future__ import annotations

from products.compose import services
from products.doors import patching
from products.doors.router import api
from products.doors.schemas import ProductPatch
from products.doors.staff.authoring import authored
from products.doors.staff.schemas import DuplicateRequest, ProductBody, StaffProductsQuery
from products.doors.views import ProductView, StaffProductCard, StaffProductView
from products.usecases.editing import Written
from products.usecases.ports import SkuTaken
from souk.errors import Conflict, PreconditionFailed, PreconditionRequired
from souk.http import Page, Reply, Request
from souk.staff.permissions import Permission

IF_MATCH = {"If-Match": "The ETag of the product that is changed"}
CHANGE_ERRORS = (PreconditionFailed, PreconditionRequired, SkuTaken)
# A hundred variants and a long description.
MAX_BODY = 256 * 1024


@api.get("/admin/products", needs=Permission.PRODUCTS_READ, query=StaffProductsQuery, response=Page[StaffProductCard])
def list_staff_products(request: Request[None, StaffProductsQuery]) -> Page[StaffProductCard]:
    """Products in any status, newest first; those that are searched for by a word, in the order of what it finds.

    A page of a search may have fewer products than asked for, or none, and go on all the same.
    """
    query = request.query
    wanted = query.wanted()
    if wanted.words or wanted.category or wanted.stock:
        page = services().finder.page(wanted, query.limit, query.cursor)
    else:
        page = services().catalogue.staff_page(query.status, query.limit, query.cursor)
    return Page[StaffProductCard](
        items=[StaffProductCard.of(item) for item in page.items], next_cursor=page.next_cursor
    )


@api.post(
    "/admin/products",
    needs=Permission.PRODUCTS_WRITE,
    body=ProductBody,
    response=StaffProductView,
    status=201,
    idempotent=True,
    max_body=MAX_BODY,
    errors=(Conflict, SkuTaken),
)
def create_product(request: Request[ProductBody, None]) -> Reply:
    """Makes a product, a draft unless the body says otherwise, by the rules that files are imported by."""
    body, editor = request.body, services().editor
    handle = editor.handle_for(body.handle, body.title)
    content = authored(body, handle, services().parts.office.currency, services().sanitised)
    return _written(editor.create(content, handle, request.signed_in.id))


@api.get("/admin/products/{product_id}", needs=Permission.PRODUCTS_READ, response=StaffProductView)
def show_staff_product(_request: Request[None, None], product_id: str) -> Reply:
    """A product in any status. Its ETag is the version to send with a change."""
    found = services().catalogue.by_id(product_id)
    view = StaffProductView.of(found.product, found.levels)
    return Reply(view, etag=str(view.version))


@api.get("/admin/products/{product_id}/preview", needs=Permission.PRODUCTS_READ, response=ProductView)
def preview_product(_request: Request[None, None], product_id: str) -> ProductView:
    """What shoppers would see of a product, whatever its status."""
    found = services().catalogue.by_id(product_id)
    return ProductView.of(found.product, found.levels)


@api.put(
    "/admin/products/{product_id}",
    needs=Permission.PRODUCTS_WRITE,
    body=ProductBody,
    response=StaffProductView,
    max_body=MAX_BODY,
    errors=(Conflict, *CHANGE_ERRORS),
    headers=IF_MATCH,
)
def replace_product(request: Request[ProductBody, None], product_id: str) -> Reply:
    """Replaces all of the product that If-Match names by its version.

    Its handle changes when there is another in the body. The one before goes on leading to the product, for good.

    A variant is known by its SKU. One that is left out is no longer for sale, and its SKU, stock and holds stay; one
    that is new gets a SKU of its own, or takes over one that no product lists.
    """
    version = version_of(request.if_match)
    before = services().editor.found(product_id)
    content = authored(
        request.body,
        before.stem,
        services().parts.office.currency,
        services().sanitised,
        gift_card=before.content.gift_card,
    )
    editor, actor = services().editor, request.signed_in.id
    return _written(editor.revise(product_id, version, lambda _: content, actor, handle=request.body.handle))


@api.patch(
    "/admin/products/{product_id}",
    needs=Permission.PRODUCTS_WRITE,
    body=ProductPatch,
    response=StaffProductView,
    errors=CHANGE_ERRORS,
    headers=IF_MATCH,
)
def change_product(request: Request[ProductPatch, None], product_id: str) -> Reply:
    """Changes the product that If-Match names by its version."""
    change = patching.change_of(request.body, services().sanitised)
    version = version_of(request.if_match)
    return _written(services().editor.revise(product_id, version, change, request.signed_in.id))


@api.post(
    "/admin/products/{product_id}/duplicate",
    needs=Permission.PRODUCTS_WRITE,
    body=DuplicateRequest,
    response=StaffProductView,
    status=201,
    idempotent=True,
    errors=(Conflict,),
)
def duplicate_product(request: Request[DuplicateRequest, None], product_id: str) -> Reply:
    """Makes a draft like this product, with SKUs of its own and nothing on hand."""
    body = request.body
    return _written(services().editor.duplicate(product_id, body.title, body.handle, request.signed_in.id))


# Numbers of DynamoDB have 38 digits; no product is changed this often.
_LONGEST_VERSION = 18


def version_of(if_match: str | None) -> int:
    """The version of a product that If-Match names. Raises PreconditionRequired and PreconditionFailed."""
    if not if_match:
        raise PreconditionRequired("send If-Match with the ETag of the product you change")
    text = if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > _LONGEST_VERSION:
        raise PreconditionFailed("If-Match is not the ETag of a product; look at it again")
    return int(text)


def _written(written: Written) -> Reply:
    return Reply(StaffProductView.of(written.product, written.levels), etag=str(written.product.version))

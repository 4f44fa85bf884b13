"""Pictures of products. Their order and texts, and which variants they show, are changed with the product."""

from __future__ import annotations

from products.compose import services
from products.doors.file_views import UploadView
from products.doors.router import api
from products.doors.staff.products import CHANGE_ERRORS, IF_MATCH, version_of
from products.doors.staff.schemas import PictureAttached, PictureRequest
from products.doors.staff.views import PictureBegun
from products.doors.views import StaffProductView
from souk.errors import Conflict
from souk.http import Reply, Request
from souk.staff.permissions import Permission


@api.post(
    "/admin/products/{product_id}/pictures",
    needs=Permission.PRODUCTS_WRITE,
    body=PictureRequest,
    response=PictureBegun,
    status=201,
)
def begin_picture(request: Request[PictureRequest, None], product_id: str) -> PictureBegun:
    """Says where to send a picture: JPEG, PNG, WebP or AVIF, at most 10 MB."""
    picture_id, upload = services().pictures.begin(product_id, request.body.content_type)
    return PictureBegun(
        picture_id=picture_id, upload=UploadView(url=upload.url, method=upload.method, fields=upload.fields)
    )


@api.put(
    "/admin/products/{product_id}/pictures/{picture_id}",
    needs=Permission.PRODUCTS_WRITE,
    body=PictureAttached,
    response=StaffProductView,
    errors=(Conflict, *CHANGE_ERRORS),
    headers=IF_MATCH,
)
def attach_picture(request: Request[PictureAttached, None], product_id: str, picture_id: str) -> Reply:
    """Looks at the picture that was sent and adds it to the product as its last. What is no picture is refused."""
    body = request.body
    written = services().pictures.attach(
        product_id, picture_id, version_of(request.if_match), body.alt, body.skus, request.signed_in.id
    )
    return Reply(StaffProductView.of(written.product, written.levels), etag=str(written.product.version))

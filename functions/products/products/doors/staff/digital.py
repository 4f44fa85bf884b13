"""Files that are sold: sent straight to the bucket, and put to a variant that needs no parcel."""

from __future__ import annotations

from pydantic import AwareDatetime

from products.compose import services
from products.domain.digital import FilesOfSku
from products.doors.file_views import UploadView
from products.doors.router import api
from products.doors.staff.schemas import FileAttached, FileQuery, FileRequest
from souk.errors import Conflict
from souk.http import Request, View
from souk.staff.permissions import Permission


class FileBegun(View):
    """Send a multipart form to `upload.url` within 15 minutes, then attach the file to its variant.

    The form has all of `upload.fields`, and after them the file as `file`, of at most 2 GB.
    """

    file_id: str
    upload: UploadView


class SoldFileView(View):
    """`size` in bytes. Whoever had paid by `removed_at` goes on having it; null while it is for sale."""

    sku: str
    file_id: str
    name: str
    media_type: str
    size: int
    added_at: AwareDatetime
    removed_at: AwareDatetime | None


class SoldFilesView(View):
    """Of all variants, those that were taken from sale among them."""

    items: list[SoldFileView]

    @classmethod
    def of(cls, found: list[FilesOfSku]) -> SoldFilesView:
        return cls(
            items=[
                SoldFileView(
                    sku=held.sku,
                    file_id=file.id,
                    name=file.name,
                    media_type=file.media_type,
                    size=file.size,
                    added_at=file.added_at,
                    removed_at=file.removed_at,
                )
                for held in found
                for file in held.files
            ]
        )


@api.get("/admin/products/{product_id}/files", needs=Permission.PRODUCTS_READ, response=SoldFilesView)
def list_sold_files(_request: Request[None, None], product_id: str) -> SoldFilesView:
    """The files that buyers of a product download"""
    return SoldFilesView.of(services().digital.of_product(product_id))


@api.post(
    "/admin/products/{product_id}/files",
    needs=Permission.PRODUCTS_WRITE,
    body=FileRequest,
    response=FileBegun,
    status=201,
    errors=(Conflict,),
)
def begin_sold_file(request: Request[FileRequest, None], product_id: str) -> FileBegun:
    """Says where to send a file of a variant that needs no shipping and is marked as digital content."""
    file_id, upload = services().digital.begin(product_id, request.body.sku, request.body.content_type)
    return FileBegun(file_id=file_id, upload=UploadView(url=upload.url, method=upload.method, fields=upload.fields))


@api.put(
    "/admin/products/{product_id}/files/{file_id}",
    needs=Permission.PRODUCTS_WRITE,
    body=FileAttached,
    response=SoldFilesView,
    errors=(Conflict,),
)
def attach_sold_file(request: Request[FileAttached, None], product_id: str, file_id: str) -> SoldFilesView:
    """Puts the file that was sent to its variant, or in the place of another file of it."""
    body = request.body
    services().digital.attach(product_id, body.sku, file_id, body.name, body.replaces)
    return SoldFilesView.of(services().digital.of_product(product_id))


@api.delete(
    "/admin/products/{product_id}/files/{file_id}",
    needs=Permission.PRODUCTS_WRITE,
    query=FileQuery,
    response=SoldFilesView,
)
def remove_sold_file(request: Request[None, FileQuery], product_id: str, file_id: str) -> SoldFilesView:
    """Takes a file from sale; whoever has paid for it goes on having it."""
    services().digital.remove(product_id, request.query.sku, file_id)
    return SoldFilesView.of(services().digital.of_product(product_id))

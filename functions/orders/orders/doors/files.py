"""Files that were bought: what there is to download, and links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AwareDatetime, Field

from orders.compose import services
from orders.domain.downloading.downloads import ConsentWanted, NotDownloadable
from orders.domain.withdrawing.consent import CURRENT, WORDS
from orders.doors.router import api, viewers
from orders.doors.schemas import Text
from orders.doors.views import StaffOrderView, tagged
from orders.usecases.orders import Viewer
from souk.errors import OrderKeyExpired, PreconditionFailed, PreconditionRequired
from souk.http import Reply, Request, Schema, View
from souk.http.order_key import ORDER_KEY
from souk.http.request import IF_MATCH, version_changed
from souk.staff.permissions import Permission

if TYPE_CHECKING:  # few orders have files
    from orders.usecases.downloading.downloads import FileLink, LineFiles


class DownloadBody(Schema):
    sku: Text
    file_id: Text
    consent: Annotated[
        str,
        Field(
            max_length=20,
            description="`version` of the line's `consent`, if the shopper has ticked its words; never ticked for them",
        ),
    ] = ""


class MoreDownloadsBody(Schema):
    """`downloads` more of each file of the line, and `days` more."""

    sku: Text
    downloads: Annotated[int, Field(strict=True, ge=0, le=100)] = 0
    days: Annotated[int, Field(strict=True, ge=0, le=365)] = 0


class BoughtFileView(View):
    """`size` in bytes, `left` how often it can still be downloaded."""

    id: str
    name: str
    media_type: str
    size: int
    left: int


class WordsView(View):
    version: str
    text: str


class LineFilesView(View):
    """The files of a line, which can be downloaded before `until`."""

    sku: str
    title: str
    variant_title: str
    until: AwareDatetime
    consent: Annotated[
        WordsView | None,
        Field(description="What the shopper consents to with the first download; null: nothing is to be consented to"),
    ]
    consented_at: Annotated[AwareDatetime | None, Field(description="When they did so, with a download")]
    files: list[BoughtFileView]

    @classmethod
    def of(cls, found: LineFiles) -> LineFilesView:
        return cls(
            sku=found.line.sku,
            title=found.line.title,
            variant_title=found.line.variant_title,
            until=found.until,
            consent=WordsView(version=CURRENT, text=WORDS[CURRENT]) if found.wants_consent else None,
            consented_at=found.consent.at if found.consent else None,
            files=[
                BoughtFileView(id=file.id, name=file.name, media_type=file.media_type, size=file.size, left=left)
                for file, left in found.files
            ],
        )


class OrderFilesView(View):
    """The files of what is paid and still the shopper's; none of an order that is not paid."""

    lines: list[LineFilesView]


class FileLinkView(View):
    """`url` has the file saved until `expires_at`. It opens without signing in, so it is shown to nobody else."""

    url: str
    expires_at: AwareDatetime
    left: int

    @classmethod
    def of(cls, link: FileLink) -> FileLinkView:
        return cls(url=link.url, expires_at=link.expires_at, left=link.left)


@viewers.route(
    "GET",
    "/orders/{order_id}/files",
    guest={
        "headers": ORDER_KEY,
        "errors": (OrderKeyExpired,),
        "summary": "The files of a guest's order",
    },
    member={"summary": "The files of your order"},
    response=OrderFilesView,
)
def files(viewer: Viewer, _request: Request[None, Any], order_id: str) -> OrderFilesView:
    return OrderFilesView(lines=[LineFilesView.of(found) for found in services().downloads.of(order_id, viewer)])


@viewers.route(
    "POST",
    "/orders/{order_id}/files",
    guest={
        "headers": ORDER_KEY,
        "errors": (NotDownloadable, ConsentWanted, OrderKeyExpired),
        "summary": "Download a file of a guest's order",
    },
    member={"summary": "Download a file of your order", "errors": (NotDownloadable, ConsentWanted)},
    body=DownloadBody,
    response=FileLinkView,
)
def download(viewer: Viewer, request: Request[DownloadBody, Any], order_id: str) -> FileLinkView:
    body = request.body
    return FileLinkView.of(services().downloads.begin(order_id, viewer, body.sku, body.file_id, body.consent))


@api.post(
    "/admin/orders/{order_id}/files",
    needs=Permission.ORDERS_WRITE,
    body=MoreDownloadsBody,
    response=StaffOrderView,
    errors=(NotDownloadable, PreconditionFailed, PreconditionRequired),
    headers=IF_MATCH,
)
def give_downloads(request: Request[MoreDownloadsBody, None], order_id: str) -> Reply:
    """Give a shopper more downloads of what they bought

    They count from now on: days where the time is over already, from today.
    """
    body, found = request.body, services()
    order = found.downloads.grant(
        order_id, request.signed_in.id, body.sku, body.downloads, body.days, version_changed(request)
    )
    return tagged(StaffOrderView.with_events(order, found.letters.possible(order)))

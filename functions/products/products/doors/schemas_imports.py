"""Request and response models of imports and exports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from products.domain import exporting
from products.domain.importing import Mode, Status
from souk.http import Schema, View

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


class ImportRequest(Schema):
    filename: Annotated[str, Field(min_length=1, max_length=255)]
    rows: Annotated[int, Field(ge=0, description="How many rows the file has, when known, to show progress")] = 0
    encoding: Annotated[
        Encoding | None, Field(description="Said when it cannot be found out: a file in a code page does not name it")
    ] = None
    mode: Annotated[Mode, Field(description="set_stock also sets what is on hand of SKUs that exist")] = Mode.UPDATE


class UploadView(View):
    url: str
    method: str
    headers: dict[str, str]


class ImportCreated(View):
    """Send the file to `upload.url` with its method and headers within 15 minutes, then start the import."""

    import_id: str
    upload: UploadView


class ImportView(View):
    import_id: str
    filename: str
    mode: Mode
    status: Status
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    rows_total: Annotated[int | None, Field(description="Null for the moment in which the file is read first")]
    rows_done: int
    products_total: int | None
    products_created: int
    products_updated: int
    products_unchanged: int
    products_failed: int
    error_count: int
    warning_count: int
    failure: str | None
    resumable_from: Annotated[int, Field(description="The line of the file at which work goes on")]


class ImportErrorView(View):
    line: int
    handle: str
    field: str
    message: str


class ImportReport(ImportView):
    """`errors` are of products that were refused, `warnings` of those that came in otherwise than the file has them.

    Both hold the first 1,000; `error_count` and `warning_count` count all.
    """

    errors: list[ImportErrorView]
    warnings: list[ImportErrorView]


class ExportRequest(Schema):
    drafts: Annotated[bool, Field(description="Also drafts and archived products, which shoppers do not see")] = True


class ExportView(View):
    """`url` gives the file for 15 minutes: ask again for another one, until `available_until`."""

    export_id: str
    status: exporting.Status
    drafts: bool
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    products_total: Annotated[int | None, Field(description="How many there were at the start; null until counted")]
    products_done: int
    url: str | None
    available_until: AwareDatetime | None

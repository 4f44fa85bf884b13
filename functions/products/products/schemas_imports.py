"""Request and response models of imports and exports."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field

from products.importing import Mode, Status
from souk.http import Schema, View


class ImportRequest(Schema):
    filename: Annotated[str, Field(min_length=1, max_length=255)]
    rows: Annotated[int, Field(ge=0, description="How many rows the file has, when known, to show progress")] = 0
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
    rows_total: int | None
    rows_done: int
    products_created: int
    products_updated: int
    products_unchanged: int
    products_failed: int
    error_count: int
    failure: str | None
    resumable_from: Annotated[int, Field(description="The line of the file at which work goes on")]


class ImportErrorView(View):
    line: int
    handle: str
    field: str
    message: str


class ImportReport(ImportView):
    """`errors` holds the first 1,000; `error_count` counts all."""

    errors: list[ImportErrorView]


class ExportView(View):
    url: Annotated[str, Field(description="Where the file can be fetched for 15 minutes")]

"""Where a service puts its parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Protocol

from souk.exports import count_name, page_name
from souk.exports.readable import Json
from souk.settings import Settings

PARTS = "parts"


class ExportParts(Protocol):
    def put(self, export_id: str, page: int, content: Mapping[str, Json]) -> None:
        """Writes a part; again replaces it. Pages count from 1."""

    def counted(self, export_id: str, pages: int) -> None:
        """Says how many pages of orders there are."""


class S3ExportParts:
    """`ExportParts` in the bucket EXPORTS_BUCKET. A function may write under its service's name, and read nothing."""

    def put(self, export_id: str, page: int, content: Mapping[str, Json]) -> None:
        body = json.dumps(content, ensure_ascii=False, indent=1).encode()
        self._put(export_id, page_name(page), body)

    def counted(self, export_id: str, pages: int) -> None:
        self._put(export_id, count_name(pages), b"")

    @staticmethod
    def _put(export_id: str, name: str, body: bytes) -> None:
        from souk.cloud.aws import client  # most processes never write a part

        settings = Settings()
        client("s3").put_object(
            Bucket=settings.required("EXPORTS_BUCKET"),
            Key=f"{PARTS}/{settings.service}/{export_id}/{name}",
            Body=body,
            ContentType="application/json",
        )

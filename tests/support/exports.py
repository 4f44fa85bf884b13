"""Parts of exports in memory."""

from __future__ import annotations

from collections.abc import Mapping

from souk.exports.readable import Json


class MemoryExportParts:
    """The `ExportParts` port: what was written, by export and page, and how many pages were counted."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, int], Mapping[str, Json]] = {}
        self.counts: dict[str, int] = {}

    def put(self, export_id: str, page: int, content: Mapping[str, Json]) -> None:
        self.pages[export_id, page] = content

    def counted(self, export_id: str, pages: int) -> None:
        self.counts[export_id] = pages

"""The environment of the search functions."""

from __future__ import annotations

from souk.settings import Settings


class SearchSettings(Settings):
    @property
    def index_bucket(self) -> str:
        return self.required("INDEX_BUCKET")

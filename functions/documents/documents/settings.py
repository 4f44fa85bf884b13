"""The environment of the documents functions."""

from __future__ import annotations

from souk.settings import Settings


class DocumentsSettings(Settings):
    @property
    def bucket(self) -> str:
        """Where the PDFs are."""
        return self.required("DOCUMENTS_BUCKET")

    @property
    def press_function(self) -> str:
        return self.required("PRESS_FUNCTION")

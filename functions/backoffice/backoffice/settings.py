"""The environment of the backoffice functions."""

from __future__ import annotations

from souk.settings import Settings


class BackofficeSettings(Settings):
    @property
    def files_bucket(self) -> str:
        return self.required("FILES_BUCKET")

    @property
    def exporter_function(self) -> str:
        return self.required("EXPORTER_FUNCTION")

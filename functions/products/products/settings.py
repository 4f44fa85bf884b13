"""What the products service reads from its environment beyond what all services do."""

from __future__ import annotations

from souk.settings import Settings


class ProductsSettings(Settings):
    @property
    def media_bucket(self) -> str:
        return self.required("MEDIA_BUCKET")

    @property
    def importer_function(self) -> str:
        return self.required("IMPORTER_FUNCTION")

    @property
    def exporter_function(self) -> str:
        return self.required("EXPORTER_FUNCTION")

    @property
    def several_locations(self) -> bool:
        """Whether the shop keeps goods at several locations."""
        return self.optional("LOCATIONS", "off") == "on"

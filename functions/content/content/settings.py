"""What the content service reads from its environment beyond what all services do."""

from __future__ import annotations

from souk.settings import Settings


class ContentSettings(Settings):
    @property
    def media_bucket(self) -> str:
        return self.required("MEDIA_BUCKET")

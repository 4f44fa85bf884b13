"""The environment of the backoffice functions."""

from __future__ import annotations

from datetime import UTC, tzinfo

from souk.settings import Settings


class BackofficeSettings(Settings):
    @property
    def time_zone(self) -> tzinfo:
        """Whose hours and days the figures have. Raises RuntimeError for none that is known."""
        name = self.optional("TIME_ZONE", "UTC")
        if name == "UTC":
            return UTC
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # a shop that counts in UTC needs none of it

        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise RuntimeError(f"TIME_ZONE={name} is no time zone of the IANA's database") from error

    @property
    def files_bucket(self) -> str:
        return self.required("FILES_BUCKET")

    @property
    def exporter_function(self) -> str:
        return self.required("EXPORTER_FUNCTION")

"""The environment of a function, read on call and typed."""

from __future__ import annotations

import os
from datetime import UTC, tzinfo


class Settings:
    """Each property reads its variable when asked, so importing a module needs no environment.

    Raises RuntimeError naming the variable when a required one is missing. Services subclass it.
    """

    @staticmethod
    def required(name: str) -> str:
        value = os.environ.get(name, "")
        if not value:
            raise RuntimeError(f"the environment variable {name} is not set")
        return value

    @staticmethod
    def optional(name: str, default: str = "") -> str:
        return os.environ.get(name) or default

    @property
    def service(self) -> str:
        return self.optional("SOUK_SERVICE", "souk")

    @property
    def stage(self) -> str:
        return self.optional("SOUK_STAGE", "local")

    @property
    def function(self) -> str:
        return self.optional("AWS_LAMBDA_FUNCTION_NAME", self.service)

    @property
    def table_name(self) -> str:
        return self.required("TABLE_NAME")

    @property
    def public_url(self) -> str:
        """Where shoppers reach the site, without a trailing slash."""
        return self.required("PUBLIC_URL").rstrip("/")

    @property
    def challenge_origin(self) -> str:
        """Where the challenge against robots comes from; empty, and nobody is asked one."""
        return self.optional("CHALLENGE_ORIGIN")

    @property
    def challenge_site_key(self) -> str:
        """What the challenge knows the site by; empty, and nobody is asked one."""
        return self.optional("CHALLENGE_SITE_KEY")

    @property
    def time_zone(self) -> tzinfo:
        """Whose days the shop counts in. Raises RuntimeError for none that is known."""
        return self.time_zone_of("")

    def time_zone_of(self, name: str) -> tzinfo:
        """The time zone of a name of the IANA's, the shop's for an empty one. Raises RuntimeError."""
        name = name or self.optional("TIME_ZONE", "UTC")
        if name == "UTC":
            return UTC
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # a shop that counts in UTC needs none of it

        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise RuntimeError(f"TIME_ZONE={name} is no time zone of the IANA's database") from error

    @property
    def currency(self) -> str:
        return self.optional("CURRENCY", "EUR")

    @property
    def shop_name(self) -> str:
        return self.optional("SHOP_NAME", "Souk")

"""Where something is sent, as far as prices depend on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Destination:
    """`country` by ISO 3166-1 alpha-2; the rest as it was written, empty where it is not known yet."""

    country: str
    region: str = ""
    postal_code: str = ""

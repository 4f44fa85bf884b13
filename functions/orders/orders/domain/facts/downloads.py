"""What an order keeps of the downloads of files that were bought with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a SKU was downloaded so many `times`: a link to it was given. `name` is what it was called `first`."""

    sku: str
    file_id: str
    name: str
    times: int
    first: datetime


@dataclass(frozen=True, slots=True)
class Granted:
    """What staff gave beyond the shop's limits: `times` more of each file of the SKU, and until when (None: as long as
    the shop gives everybody).
    """

    sku: str
    times: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileConsent:
    """The shopper's consent to a SKU's files at once, given with the first download (see `withdrawing.consent`)."""

    sku: str
    version: str
    at: datetime

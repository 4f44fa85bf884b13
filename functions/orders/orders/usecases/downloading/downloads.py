"""Files that were bought: which there are, how often and how long they can be downloaded, and links to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.domain.downloading.downloads import (
    Allowance,
    consent_of,
    downloaded,
    granted,
    left,
    paid_at,
    units,
    until,
    wants_consent,
)
from orders.domain.facts.downloads import FileConsent
from orders.domain.order import Cause, Order
from orders.domain.totals import OrderLine
from orders.domain.withdrawing.period import ShopDays
from orders.usecases.changes import change
from orders.usecases.letters import Repeatable, asked_again
from orders.usecases.orders import Viewer
from orders.usecases.ports import Catalogue, FileLinks, OrderStore, SoldFile
from souk import clock
from souk.errors import NotFound
from souk.storage.versioned import require_version
from souk.telemetry import count

# Longer than a click takes, and too short to be passed on.
LINK_SECONDS = 300


@dataclass(frozen=True, slots=True)
class LineFiles:
    """The files of a line, each with how often it can still be downloaded before `until`. `wants_consent`: the first of
    these downloads ends the right to withdraw, and the shopper has to consent to that.
    """

    line: OrderLine
    files: Sequence[tuple[SoldFile, int]]
    until: datetime
    wants_consent: bool
    consent: FileConsent | None


@dataclass(frozen=True, slots=True)
class FileLink:
    url: str
    expires_at: datetime
    left: int


class Downloads:
    def __init__(
        self, store: OrderStore, catalogue: Catalogue, links: FileLinks, allowance: Allowance, days: ShopDays
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._links = links
        self._allowance = allowance
        self._days = days

    def of(self, order_id: str, viewer: Viewer) -> list[LineFiles]:
        """The lines that have files, as long as they are the shopper's. Raises NotFound, OrderKeyExpired."""
        order, now = self._visible(order_id, viewer), clock.now()
        found = self._files(order, [*units(order)])
        return [
            LineFiles(
                line,
                [(file, left(order, line.sku, file.id, self._allowance)) for file in files],
                until(order, line.sku, self._allowance),
                wants_consent(order, line.sku, self._days, now),
                consent_of(order, line.sku),
            )
            for line in order.lines
            if (files := [file for file in found if file.sku == line.sku])
        ]

    def begin(self, order_id: str, viewer: Viewer, sku: str, file_id: str, consent: str) -> FileLink:
        """Counts a download, and answers a link to the file. `consent` is the version of the words that the shopper has
        consented by, or empty. Whoever dies in between has counted one.

        Raises NotFound, OrderKeyExpired, NotDownloadable, ConsentWanted.
        """
        order = self._visible(order_id, viewer)
        file = next((each for each in self._files(order, [sku]) if each.id == file_id), None)
        if file is None:
            raise NotFound("there is no such file")
        now = clock.now()
        after = change(
            self._store,
            order_id,
            lambda it: downloaded(it, sku, file_id, file.name, consent, self._allowance, self._days, now),
            known=order,
            beside=_confirmed,
        )
        count("FilesDownloaded")
        return FileLink(
            self._links.link(file, LINK_SECONDS),
            now + timedelta(seconds=LINK_SECONDS),
            left(after, sku, file_id, self._allowance),
        )

    def grant(self, order_id: str, staff_id: str, sku: str, times: int, days: int, version: int) -> Order:
        """Staff give more of a line's files; `version` is that of the order that was looked at.

        Raises NotFound, PreconditionFailed, NotDownloadable.
        """
        cause = Cause(clock.now(), f"staff:{staff_id}")

        def decide(order: Order) -> Order:
            require_version(version, order.version)
            return granted(order, sku, times, days, self._allowance, cause)

        return change(self._store, order_id, decide)

    def _files(self, order: Order, skus: list[str]) -> list[SoldFile]:
        """What was taken from sale is there for who had paid."""
        paid = paid_at(order)
        found = self._catalogue.files(skus) if skus and paid else []
        return [file for file in found if file.removed_at is None or (paid and paid < file.removed_at)]

    def _visible(self, order_id: str, viewer: Viewer) -> Order:
        order = self._store.find(order_id)
        if order is None or not viewer.may_see(order):
            raise NotFound("there is no such order")
        return order


def _confirmed(before: Order, after: Order) -> list[str]:
    """The law has a consent confirmed on a durable medium, which the order's letter is."""
    consented = after.file_consents != before.file_consents
    return [asked_again(after, Repeatable.CONFIRMED)] if consented else []

"""What letters about lower prices need from outside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from notifications.domain.watch import ForSale, PriceFall, Watch, WatchedItem
from souk.exports.readable import Json


class Watches(Protocol):
    def find(self, reader_id: str) -> Watch | None: ...

    def items(self, reader_id: str) -> list[WatchedItem]: ...

    def save(self, watch: Watch, put: Sequence[WatchedItem] = (), drop: Sequence[WatchedItem] = ()) -> Watch:
        """With the items that are new or have another price, and without others: together or not at all, 99 at most.

        Raises Stale when the watch was changed since it was read.
        """

    def of_product(self, product_id: str, after: str, limit: int) -> tuple[list[str], str]:
        """Readers who have some of it on their list, and after what the next of them come; empty for none."""

    def due(self, now: datetime) -> Iterator[str]:
        """The readers whose list is to be looked at now, read as they are asked for."""

    def forget(self, reader_id: str) -> None: ...

    def exported(self, reader_id: str) -> list[Json]:
        """See `notifications.adapters.exported`."""


class PriceFalls(Protocol):
    def find(self, product_id: str) -> PriceFall | None: ...

    def save(self, fall: PriceFall) -> None:
        """Raises Stale when it was changed since it was read."""

    def end(self, fall: PriceFall) -> None:
        """Nothing when it was changed since it was read."""

    def due(self, now: datetime) -> Iterator[str]:
        """The products with a fall that goes on now, read as they are asked for."""


class PriceList(Protocol):
    def offers(self, skus: Sequence[str]) -> dict[str, ForSale]:
        """What is for sale of these, by SKU. Raises Unavailable."""

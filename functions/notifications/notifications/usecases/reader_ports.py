"""What letters by consent need from outside: readers, wishes and waves, the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from notifications.domain.mail_token import MailToken
from notifications.domain.reader import Reader
from notifications.domain.wish import StockWish, UnprovedWish, WantedVariant, Wave
from souk.events import Event
from souk.exports.readable import Json


class MailTokens(Protocol):
    """All raise Unavailable when the shop's secret cannot be read."""

    def member(self, user_id: str) -> str:
        """What a member is known by as a reader."""

    def guest(self, email: str) -> str: ...

    def write(self, token: MailToken) -> str: ...

    def read(self, text: str) -> MailToken | None:
        """None for what this shop did not write."""


class Readers(Protocol):
    def find(self, reader_id: str) -> Reader | None: ...

    def of(self, reader_ids: Sequence[str]) -> dict[str, Reader]:
        """Those that are known, by their ids; strongly consistent."""

    def save(self, reader: Reader, *events: Event) -> None:
        """With what is to be told. Raises Stale when it was changed since it was read."""

    def forget(self, reader_id: str) -> None: ...

    def exported(self, reader_id: str) -> dict[str, Json]:
        """What is held of a reader, to be read by them: see `notifications.adapters.exported`."""


class Wishes(Protocol):
    def ask(self, asked: UnprovedWish, event: Event) -> None: ...

    def asked(self, key: str) -> UnprovedWish | None: ...

    def confirm(self, asked: UnprovedWish, wish: StockWish) -> None:
        """Makes it a wish. Raises NotFound when that was done."""

    def put(self, wish: StockWish) -> None:
        """Nothing when there is one of this reader for it."""

    def of_reader(self, reader_id: str) -> list[StockWish]: ...

    def waiting(self, sku: str, limit: int) -> list[StockWish]:
        """Who asked first comes first. None that was ended before."""

    def of_product(self, product_id: str) -> Iterable[StockWish]: ...

    def end(self, wish: StockWish) -> None: ...


class Waves(Protocol):
    def find(self, sku: str) -> Wave | None: ...

    def save(self, wave: Wave) -> Wave:
        """Raises Stale when it was changed since it was read."""

    def end(self, wave: Wave) -> None:
        """Nothing when it was changed since it was read."""

    def due(self, now: datetime, limit: int) -> list[str]:
        """The SKUs with a wave that goes on now."""


class Catalogue(Protocol):
    def variant(self, sku: str) -> tuple[WantedVariant, bool] | None:
        """As shoppers see it, and whether it is sold out; None for what is not for sale. Raises Unavailable."""

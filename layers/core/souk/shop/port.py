"""The port behind which a service has its copy of what the merchant has published (`souk.shop.copy`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from souk.events.common import EventData
    from souk.events.content import ContentPublished, ShopSettings


class PublishedShop(Protocol):
    def settings(self) -> ShopSettings | None:
        """What the merchant published last, as far as it is known here; None until something was."""

    def document(self, kind: str) -> EventData | None:
        """The rules of prices of that kind; None until some were published."""

    def read_now(self, kind: str) -> EventData | None:
        """As `document`, but never older than this call."""

    def version(self, kind: str) -> int:
        """That of what `document` answered last; 0 for none."""

    def hear(self, published: ContentPublished, version: int) -> None:
        """Keeps what is published, unless what is there is as new."""

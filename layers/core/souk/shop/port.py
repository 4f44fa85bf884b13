"""The port behind which a service has its copy of the shop's settings (`souk.shop.copy`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from souk.events.content import ShopSettings


class PublishedShop(Protocol):
    def settings(self) -> ShopSettings | None:
        """What the merchant published last, as far as it is known here; None until something was."""

    def keep(self, settings: ShopSettings, version: int) -> None:
        """Keeps it, unless what is there is as new."""

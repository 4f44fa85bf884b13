"""What the merchant has published of the shop, in memory."""

from __future__ import annotations

from souk.events.content import ShopSettings


class MemoryShop:
    """None is a shop as it was deployed."""

    def __init__(self) -> None:
        self.published: ShopSettings | None = None

    def settings(self) -> ShopSettings | None:
        return self.published

    def keep(self, settings: ShopSettings, version: int) -> None:
        self.published = settings

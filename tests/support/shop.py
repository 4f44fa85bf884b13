"""What the merchant has published of the shop, in memory."""

from __future__ import annotations

from souk.events.common import EventData
from souk.events.content import RULES, ContentPublished, ShopSettings


class MemoryShop:
    """Without what was published, a shop is as it was deployed. `rules` are those of prices, by the document."""

    def __init__(self) -> None:
        self.published: ShopSettings | None = None
        self.rules: dict[str, EventData] = {}
        self.versions: dict[str, int] = {}

    def settings(self) -> ShopSettings | None:
        return self.published

    def document(self, kind: str) -> EventData | None:
        return self.rules.get(kind)

    def read_now(self, kind: str) -> EventData | None:
        return self.document(kind)

    def version(self, kind: str) -> int:
        return self.versions.get(kind, 0)

    def hear(self, published: ContentPublished, version: int) -> None:
        if published.shop:
            self.published = published.shop
        found = {kind: rules for kind in RULES if (rules := getattr(published, kind))}
        self.rules |= found
        self.versions |= dict.fromkeys(found, version)

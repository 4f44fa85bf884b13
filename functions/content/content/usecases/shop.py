"""What shoppers ask for."""

from __future__ import annotations

from typing import Any

from content.domain import shown
from content.domain.document import Content
from content.usecases.ports import Documents
from souk import clock
from souk.errors import NotFound


class Storefront:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def now(self, instead: dict[str, Content] | None = None) -> dict[str, Any]:
        """All that every page of the shop needs, in one; of `instead`, drafts are taken for what is published."""
        published = {**self._documents.shown(), **(instead or {})}
        return shown.shop(published, clock.isoformat(clock.now()))

    def page(self, slug: str) -> Content:
        """Raises NotFound."""
        found = self._documents.shown_page(slug)
        if found is None:
            raise NotFound("there is no such page")
        return found

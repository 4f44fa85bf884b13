"""The composition root (see `souk.compose`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from content.adapters.store import DocumentStore
from content.usecases.ports import Documents, PictureFiles
from content.usecases.shop import Storefront
from souk.compose import Held

if TYPE_CHECKING:
    from content.usecases.editing import Editing
    from content.usecases.first_day import FirstDays
    from content.usecases.pictures import SentPictures


@dataclass(frozen=True, slots=True)
class Parts:
    """Only staff need pictures."""

    documents: Documents
    pictures: Callable[[], PictureFiles]


@dataclass(frozen=True)
class Services:
    """What only staff need is loaded when they come: a shopper's cold start does not pay for it."""

    parts: Parts

    @cached_property
    def shop(self) -> Storefront:
        return Storefront(self.parts.documents)

    @cached_property
    def editor(self) -> Editing:
        from content.usecases.editing import Editing

        return Editing(self.parts.documents, _rendered)

    @cached_property
    def rules(self) -> Editing:
        from content.usecases.editing import Editing

        return Editing(self.parts.documents, _rendered, rules=True)

    @cached_property
    def first_day(self) -> FirstDays:
        from content.usecases.first_day import FirstDays

        return FirstDays(self.parts.documents)

    @cached_property
    def pictures(self) -> SentPictures:
        from content.usecases.pictures import SentPictures

        return SentPictures(self.parts.pictures())


def real() -> Parts:
    return Parts(DocumentStore(), _pictures)


def _pictures() -> PictureFiles:
    from content.adapters.pictures import S3Pictures

    return S3Pictures()


def _rendered(text: str) -> str:
    from content.adapters.markdown import rendered

    return rendered(text)


services = Held(Services, real)

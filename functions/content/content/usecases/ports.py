"""What the use cases need from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from content.domain.document import Content, Document, Published
from content.domain.first_day import FirstDay
from content.domain.kinds import DocumentKind
from souk.events import Event

# A page's Markdown as HTML that is safe to show.
Render = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Write:
    """A change of a document, written whole or not at all, if the stored one has still the version of `before`.

    With `published` it is in force from then on, `shown` being what shoppers are given, and the version before is not;
    `withdrawn` takes it from them.
    """

    before: Document
    after: Document
    published: Published | None = None
    shown: Content | None = None
    withdrawn: bool = False
    events: Sequence[Event] = ()


class Documents(Protocol):
    def find(self, kind: DocumentKind) -> Document | None: ...

    def page(self, family: str, limit: int, cursor: str | None) -> tuple[list[Document], str | None]:
        """Documents without their content, by kind; of one family, or with "" of all."""

    def write(self, write: Write) -> None:
        """Raises Stale when the document was changed meanwhile."""

    def versions(self, kind: DocumentKind, limit: int, cursor: str | None) -> tuple[list[Published], str | None]:
        """Newest first."""

    def version(self, kind: DocumentKind, number: int) -> Published | None: ...

    def shown(self) -> dict[str, Content]:
        """What is published of the documents there is one of, by kind, in one request."""

    def shown_page(self, slug: str) -> Content | None: ...

    def first_day(self) -> FirstDay: ...

    def put_first_day(self, day: FirstDay) -> None:
        """Raises Stale when it was changed meanwhile."""


@dataclass(frozen=True, slots=True)
class PictureForm:
    """Where to send a form: its address and the fields to send before the file."""

    url: str
    fields: dict[str, Any]


class PictureFiles(Protocol):
    def form(self, picture_id: str, media_type: str, most: int) -> PictureForm:
        """A form by which a picture of at most `most` bytes can be sent."""

    def sent(self, picture_id: str, most: int) -> bytes | None:
        """What was sent, or None."""

    def publish(self, name: str, media_type: str, picture: bytes) -> str:
        """Puts it where shoppers can see it; its address on the site."""

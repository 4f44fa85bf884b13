"""A document: a draft that is written, and the versions that were published, of which the last may be in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content.domain.kinds import DocumentKind
from souk.errors import Conflict

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Published:
    """A version: what it says, who published it, and from when until when it was in force (None: it is)."""

    number: int
    content: Content
    since: datetime
    by: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`version` counts all changes, 0 where nothing is stored yet. `number` is the last version that was published,
    `in_force` whether shoppers are shown it. `draft` is what would be published; None when nothing was written.
    """

    kind: DocumentKind
    version: int = 0
    draft: Content | None = None
    number: int = 0
    in_force: bool = False
    changed: bool = False
    updated_at: datetime | None = None
    updated_by: str = ""

    def written(self, content: Content, by: str, at: datetime) -> Document:
        return replace(self, version=self.version + 1, draft=content, changed=True, updated_at=at, updated_by=by)

    def published(self, by: str, at: datetime) -> tuple[Document, Published]:
        """Raises Conflict when there is nothing new to publish."""
        if self.draft is None:
            raise Conflict("write it before you publish it")
        if self.in_force and not self.changed:
            raise Conflict("what is written is published already")
        after = replace(
            self,
            version=self.version + 1,
            number=self.number + 1,
            in_force=True,
            changed=False,
            updated_at=at,
            updated_by=by,
        )
        return after, Published(after.number, self.draft, at, by)

    def withdrawn(self, by: str, at: datetime) -> Document:
        """Raises Conflict when it is not in force."""
        if not self.in_force:
            raise Conflict("it is not published")
        return replace(self, version=self.version + 1, in_force=False, changed=True, updated_at=at, updated_by=by)

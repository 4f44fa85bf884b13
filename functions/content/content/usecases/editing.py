"""Writing documents, and what they said before."""

from __future__ import annotations

from content.domain.document import Content, Document, Published
from content.domain.kinds import PAGE, DocumentKind, kind_of
from content.usecases import announcements, rules
from content.usecases.ports import Documents, Render, Write
from souk import clock
from souk.errors import Conflict, NotFound, PreconditionFailed
from souk.staff.changes import Value, note
from souk.storage.versioned import Stale


class Editing:
    """Every change names the version it is based on, and raises PreconditionFailed when that is not the stored one.

    `rules`: of the documents of rules, and of no others; else of all but them.
    """

    def __init__(self, documents: Documents, render: Render, *, rules: bool = False) -> None:
        self._documents = documents
        self._render = render
        self._rules = rules

    def show(self, name: str) -> Document:
        """The document; one without a draft where it has a default and nothing was written. Raises NotFound."""
        kind = self._kind(name)
        document = self._documents.find(kind)
        if document is None and not kind.is_always_there:
            raise NotFound("there is no such page")
        return document or Document(kind)

    def listed(self, family: str, limit: int, cursor: str | None) -> tuple[list[Document], str | None]:
        return self._documents.page(family, limit, cursor)

    def write(self, name: str, version: int, content: Content, by: str) -> Document:
        """Keeps a draft. Raises InvalidInput."""
        before = self._based_on(self._kind(name), version)
        rules.check(before.kind, content)
        after = before.written(content, by, clock.now())
        self._write(Write(before, after))
        return after

    def publish(self, name: str, version: int, by: str) -> Document:
        """Puts the draft in force. Raises Conflict when there is nothing new, InvalidInput."""
        before = self._based_on(self._kind(name), version)
        after, published = before.published(by, clock.now())
        rules.check(before.kind, published.content)
        event = announcements.published(after, published.content)
        self._write(Write(before, after, published, self.shown(published), events=[event]))
        return after

    def withdraw(self, name: str, version: int, by: str) -> Document:
        """Takes a page out of force; what it said stays in its versions. Raises Conflict."""
        before = self._based_on(self._kind(name), version)
        if before.kind.family != PAGE:
            raise Conflict("only pages can be withdrawn; write and publish it as you want it")
        after = before.withdrawn(by, clock.now())
        self._write(Write(before, after, withdrawn=True))
        return after

    def restore(self, name: str, number: int, version: int, by: str) -> Document:
        """Makes a published version the draft again; publishing it is another step. Raises NotFound."""
        before = self._based_on(self._kind(name), version)
        after = before.written(self.version(name, number).content, by, clock.now())
        self._write(Write(before, after))
        return after

    def versions(self, name: str, limit: int, cursor: str | None) -> tuple[list[Published], str | None]:
        return self._documents.versions(self._kind(name), limit, cursor)

    def version(self, name: str, number: int) -> Published:
        """Raises NotFound."""
        found = self._documents.version(self._kind(name), number)
        if found is None:
            raise NotFound("there is no such version")
        return found

    def preview(self, name: str) -> tuple[Document, Content]:
        """The draft as shoppers would be given it. Raises NotFound when nothing is written."""
        document = self.show(name)
        if document.draft is None:
            raise NotFound("nothing is written yet")
        return document, self.shown(Published(document.number + 1, document.draft, clock.now(), document.updated_by))

    def shown(self, published: Published) -> Content:
        """What shoppers are given: of a page its HTML, made once."""
        content = published.content
        if "body" not in content:
            return content
        return {
            "title": content["title"],
            "description": content["description"],
            "html": self._render(content["body"]),
            "in_force_since": clock.isoformat(published.since),
        }

    def _based_on(self, kind: DocumentKind, version: int) -> Document:
        document = self._documents.find(kind) or Document(kind)
        if document.version != version:
            raise PreconditionFailed("it was changed in the meantime; look at it again")
        return document

    def _kind(self, name: str) -> DocumentKind:
        """Raises NotFound."""
        try:
            kind = kind_of(name)
        except ValueError as error:
            raise NotFound(str(error)) from None
        if kind.is_rules is not self._rules:
            raise NotFound(f"{name!r} is not among these documents")
        return kind

    def _write(self, write: Write) -> None:
        try:
            self._documents.write(write)
        except Stale as error:
            raise PreconditionFailed("it was changed in the meantime; look at it again") from error
        note(f"content:{write.after.kind}", _noted(write.before), _noted(write.after))


def _noted(document: Document) -> dict[str, Value]:
    return {"version": document.version, "published": document.number, "in_force": document.in_force}

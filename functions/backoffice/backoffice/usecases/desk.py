"""Saved views and notes of the staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from backoffice.domain.desk import REGRET, Note, SavedView
from backoffice.usecases.ports import Notes, Views
from souk import clock
from souk.errors import Conflict, Forbidden, NotFound, PreconditionFailed, PreconditionRequired
from souk.ids import new_id
from souk.staff import changes
from souk.storage.versioned import Stale

MOST_VIEWS = 100
_CHANGED = "it was changed by somebody else; look at it again"


class SavedViews:
    """Everybody sees their own and the shared ones, and changes their own."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def listed(self, person: str) -> list[SavedView]:
        return sorted(self._views.listed(person, MOST_VIEWS), key=lambda view: (view.name.casefold(), view.id))

    def view(self, view_id: str, person: str) -> SavedView:
        """Raises NotFound, also for another person's that is not shared."""
        held = self._views.get(view_id)
        if held is None or (held.owner != person and not held.shared):
            raise NotFound("there is no such view")
        return held

    def put(
        self, view_id: str, person: str, version: int | None, name: str, of: str, query: Mapping[str, str], shared: bool
    ) -> SavedView:
        """Makes it or changes one's own. Raises PreconditionRequired, PreconditionFailed, Forbidden, Conflict."""
        held = self._views.get(view_id)
        if held is None:
            if version is not None:
                raise PreconditionFailed(_CHANGED)
            if sum(view.owner == person for view in self._views.listed(person, MOST_VIEWS)) >= MOST_VIEWS:
                raise Conflict(f"you have {MOST_VIEWS} views; delete one first")
        else:
            _own(held, person, version)
        view = SavedView(
            id=view_id,
            owner=person,
            name=name,
            list=of,
            query=query,
            shared=shared,
            updated_at=clock.now(),
            version=held.version + 1 if held else 1,
        )
        _kept(lambda: self._views.save(view))
        changes.note(f"view:{view_id}", _told(held), _told(view))
        return view

    def delete(self, view_id: str, person: str, version: int | None) -> None:
        """Raises NotFound, PreconditionRequired, PreconditionFailed, Forbidden."""
        held = self.view(view_id, person)
        _own(held, person, version)
        _kept(lambda: self._views.delete(held))
        changes.note(f"view:{view_id}", _told(held), {})


class StaffNotes:
    """Whoever may write notes may edit each of them: the trail says who did. What was written is not in the trail."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def page(self, about: str, limit: int, after: str | None) -> tuple[list[Note], str | None]:
        return self._notes.page(about, limit, after)

    def note(self, about: str, note_id: str) -> Note:
        """Raises NotFound."""
        held = self._notes.get(about, note_id)
        if held is None or held.deleted_at:
            raise NotFound("there is no such note")
        return held

    def add(self, about: str, text: str, author: str) -> Note:
        """Raises NotFound when what it is about is not known here, or is forgotten."""
        note = Note(id=new_id(), about=about, text=text, author=author, created_at=clock.now())
        try:
            self._notes.add(note)
        except Stale as error:
            raise NotFound("there is nothing of that id to note something about") from error
        changes.note(about, {}, {"note": note.id})
        return note

    def edit(self, about: str, note_id: str, version: int | None, text: str) -> Note:
        """Raises NotFound, PreconditionRequired, PreconditionFailed."""
        held = self.note(about, note_id)
        _unchanged(held.version, version)
        edited = replace(held, text=text, edited_at=clock.now(), version=held.version + 1)
        _kept(lambda: self._notes.save(edited))
        changes.note(f"note:{note_id}", {"version": held.version}, {"version": edited.version})
        return edited

    def delete(self, about: str, note_id: str, version: int | None) -> None:
        """Nobody sees it from now on. Raises NotFound, PreconditionRequired, PreconditionFailed."""
        held = self.note(about, note_id)
        _unchanged(held.version, version)
        deleted = replace(held, deleted_at=clock.now(), version=held.version + 1)
        _kept(lambda: self._notes.save(deleted))
        changes.note(about, {"note": note_id}, {})

    def restore(self, about: str, note_id: str) -> Note:
        """As it was when it was deleted; the same for one that is not. Raises NotFound once a day has passed."""
        held = self._notes.get(about, note_id)
        if held is None or (held.deleted_at and held.deleted_at + REGRET < clock.now()):
            raise NotFound("there is no such note")
        if held.deleted_at is None:
            return held
        restored = replace(held, deleted_at=None, version=held.version + 1)
        _kept(lambda: self._notes.save(restored))
        changes.note(about, {}, {"note": note_id})
        return restored


def _own(view: SavedView, person: str, version: int | None) -> None:
    if view.owner != person:
        if not view.shared:
            raise NotFound("there is no such view")
        raise Forbidden("this view is somebody else's; save it under another name")
    _unchanged(view.version, version)


def _unchanged(held: int, seen: int | None) -> None:
    if seen is None:
        raise PreconditionRequired("send If-Match with the ETag of what you change")
    if seen != held:
        raise PreconditionFailed(_CHANGED)


def _kept(write: Callable[[], None]) -> None:
    try:
        write()
    except Stale as error:
        raise PreconditionFailed(_CHANGED) from error


def _told(view: SavedView | None) -> dict[str, str | bool]:
    return {"list": view.list, "shared": view.shared} if view else {}

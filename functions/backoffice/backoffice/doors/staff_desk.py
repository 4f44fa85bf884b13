"""Saved views and notes of the staff."""

from __future__ import annotations

import hashlib

from backoffice.compose import services
from backoffice.doors.router import api
from backoffice.doors.schemas import AboutQuery, NoteBody, NotesQuery, ViewBody
from backoffice.doors.versions import seen
from backoffice.doors.views import NoteView, SavedViewsView, SavedViewView
from souk.errors import Conflict, Forbidden, InvalidInput, PreconditionFailed, PreconditionRequired
from souk.http import Page, Reply, Request
from souk.http.request import User
from souk.staff.permissions import Permission

_VIEW = {"If-Match": "The ETag of the view; none for a new one"}
_NOTE = {"If-Match": "The version of the note"}
_CHANGED = (PreconditionFailed, PreconditionRequired)


@api.get(
    "/admin/backoffice/views",
    needs=Permission.REPORTS_READ,
    response=SavedViewsView,
    summary="Saved views: one's own and the shared",
)
def list_views(request: Request[None, None]) -> SavedViewsView:
    person = request.signed_in.id
    return SavedViewsView(items=[SavedViewView.of(view, person) for view in services().views.listed(person)])


@api.get(
    "/admin/backoffice/views/{view_id}",
    needs=Permission.REPORTS_READ,
    response=SavedViewView,
    summary="A saved view",
)
def show_view(request: Request[None, None], view_id: str) -> Reply:
    person = request.signed_in.id
    view = services().views.view(view_id, person)
    return Reply(SavedViewView.of(view, person), etag=str(view.version))


@api.put(
    "/admin/backoffice/views/{view_id}",
    needs=Permission.REPORTS_READ,
    body=ViewBody,
    response=SavedViewView,
    errors=(*_CHANGED, Conflict),
    headers=_VIEW,
    summary="Save a view",
)
def put_view(request: Request[ViewBody, None], view_id: str) -> Reply:
    """A new one under an id of your choice, or a change of your own."""
    body, person = request.body, request.signed_in.id
    if not view_id.replace("-", "").replace("_", "").isalnum() or len(view_id) > 64:
        raise InvalidInput("an id has letters, digits, - and _, at most 64 of them")
    view = services().views.put(view_id, person, seen(request.if_match), body.name, body.list, body.query, body.shared)
    return Reply(SavedViewView.of(view, person), etag=str(view.version))


@api.delete(
    "/admin/backoffice/views/{view_id}",
    needs=Permission.REPORTS_READ,
    status=204,
    errors=_CHANGED,
    headers=_VIEW,
    summary="Delete one's own view",
)
def delete_view(request: Request[None, None], view_id: str) -> None:
    services().views.delete(view_id, request.signed_in.id, seen(request.if_match))


@api.get(
    "/admin/backoffice/notes",
    needs=Permission.ORDERS_READ,
    query=NotesQuery,
    response=Page[NoteView],
    summary="Notes about an order or a customer",
)
def list_notes(request: Request[None, NotesQuery]) -> Reply:
    """Newest first; 304 while these are the same."""
    query = request.query
    _may(request.signed_in, query.about, Permission.CUSTOMERS_READ)
    notes, following = services().notes.page(query.about, query.limit, query.cursor)
    page = Page(items=[NoteView.of(note) for note in notes], next_cursor=following)
    versions = " ".join([following or "", *(f"{note.id}.{note.version}" for note in notes)])
    return Reply(page, etag=hashlib.sha256(versions.encode()).hexdigest()[:32])


@api.post(
    "/admin/backoffice/notes",
    needs=Permission.ORDERS_WRITE,
    query=AboutQuery,
    body=NoteBody,
    response=NoteView,
    status=201,
    idempotent=True,
    summary="Note something about an order or a customer",
)
def add_note(request: Request[NoteBody, AboutQuery]) -> Reply:
    """Whoever it is about is given it when they ask for their data."""
    about, person = request.query.about, request.signed_in
    _may(person, about, Permission.CUSTOMERS_WRITE)
    note = services().notes.add(about, request.body.text, person.id)
    return Reply(NoteView.of(note), etag=str(note.version))


@api.get(
    "/admin/backoffice/notes/{note_id}",
    needs=Permission.ORDERS_READ,
    query=AboutQuery,
    response=NoteView,
    summary="A note",
)
def show_note(request: Request[None, AboutQuery], note_id: str) -> Reply:
    _may(request.signed_in, request.query.about, Permission.CUSTOMERS_READ)
    note = services().notes.note(request.query.about, note_id)
    return Reply(NoteView.of(note), etag=str(note.version))


@api.patch(
    "/admin/backoffice/notes/{note_id}",
    needs=Permission.ORDERS_WRITE,
    query=AboutQuery,
    body=NoteBody,
    response=NoteView,
    errors=_CHANGED,
    headers=_NOTE,
    summary="Change a note",
)
def change_note(request: Request[NoteBody, AboutQuery], note_id: str) -> Reply:
    about = request.query.about
    _may(request.signed_in, about, Permission.CUSTOMERS_WRITE)
    note = services().notes.edit(about, note_id, seen(request.if_match), request.body.text)
    return Reply(NoteView.of(note), etag=str(note.version))


@api.post(
    "/admin/backoffice/notes/{note_id}/restore",
    needs=Permission.ORDERS_WRITE,
    query=AboutQuery,
    response=NoteView,
    errors=(PreconditionFailed,),
    summary="Take back that a note was deleted",
)
def restore_note(request: Request[None, AboutQuery], note_id: str) -> Reply:
    """For a day, and again without harm."""
    about = request.query.about
    _may(request.signed_in, about, Permission.CUSTOMERS_WRITE)
    note = services().notes.restore(about, note_id)
    return Reply(NoteView.of(note), etag=str(note.version))


@api.delete(
    "/admin/backoffice/notes/{note_id}",
    needs=Permission.ORDERS_WRITE,
    query=AboutQuery,
    status=204,
    errors=_CHANGED,
    headers=_NOTE,
    summary="Delete a note",
)
def delete_note(request: Request[None, AboutQuery], note_id: str) -> None:
    """It can be taken back for a day."""
    _may(request.signed_in, request.query.about, Permission.CUSTOMERS_WRITE)
    services().notes.delete(request.query.about, note_id, seen(request.if_match))


def _may(person: User, about: str, needed: Permission) -> None:
    """A note about a customer asks for a right beside the one for orders."""
    if about.startswith("customer:") and not person.may(needed):
        raise Forbidden("your role does not permit this")

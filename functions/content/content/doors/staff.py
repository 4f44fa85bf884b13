"""What staff do with documents: write, look, publish, go back."""

from __future__ import annotations

from content.compose import services
from content.domain.kinds import LETTER, PAGE
from content.doors.contents import Contents
from content.doors.drafts import IF_MATCH, OVERTAKEN, answer, number_of, version_of, written
from content.doors.router import api
from content.doors.schemas import DocumentsQuery, FirstDayBody
from content.doors.views import (
    DocumentCard,
    DocumentView,
    FirstDayView,
    PageView,
    PreviewView,
    ShopView,
    VersionCard,
    VersionView,
    contents_of,
)
from souk.errors import Conflict
from souk.http import ListQuery, Page, Reply, Request
from souk.staff.permissions import Permission

_READ, _WRITE = Permission.CONTENT_READ, Permission.CONTENT_WRITE


@api.get("/admin/content", query=DocumentsQuery, response=Page[DocumentCard], needs=_READ)
def list_documents(request: Request[None, DocumentsQuery]) -> Page[DocumentCard]:
    """The documents that were written, by kind, without what they say."""
    query = request.query
    found, following = services().editor.listed(query.family or "", query.limit, query.cursor)
    return Page(items=[DocumentCard.of(document) for document in found], next_cursor=following)


@api.get("/admin/content/first-day", response=FirstDayView, needs=_READ)
def show_first_day(_request: Request[None, None]) -> Reply:
    """The steps of a shop's first day, and which of them are done"""
    steps, version = services().first_day.show()
    return Reply(FirstDayView.of(steps), etag=str(version))


@api.patch(
    "/admin/content/first-day",
    body=FirstDayBody,
    response=FirstDayView,
    needs=_WRITE,
    errors=OVERTAKEN,
    headers=IF_MATCH,
)
def change_first_day(request: Request[FirstDayBody, None]) -> Reply:
    """Says of steps that they are done, skipped or to do. What is seen to be done stays so."""
    steps, version = services().first_day.say({one.step: one.state for one in request.body.steps}, version_of(request))
    return Reply(FirstDayView.of(steps), etag=str(version))


@api.get("/admin/content/{kind}", response=DocumentView, needs=_READ)
def show_document(_request: Request[None, None], kind: str) -> Reply:
    """A document with its draft.

    Kinds are settings, home, navigation, banners, page:{slug} and letter:{letter}:{language}.
    """
    return answer(services().editor.show(kind))


@api.put(
    "/admin/content/{kind}", body=Contents, response=DocumentView, needs=_WRITE, errors=OVERTAKEN, headers=IF_MATCH
)
def write_document(request: Request[Contents, None], kind: str) -> Reply:
    """Keeps a draft. The body has the one member that the kind's family names."""
    content = written(request.body, kind)
    return answer(services().editor.write(kind, version_of(request), content, request.signed_in.id))


@api.post(
    "/admin/content/{kind}/publish",
    response=DocumentView,
    needs=_WRITE,
    errors=(Conflict, *OVERTAKEN),
    headers=IF_MATCH,
)
def publish_document(request: Request[None, None], kind: str) -> Reply:
    """Puts the draft in force."""
    return answer(services().editor.publish(kind, version_of(request), request.signed_in.id))


@api.post(
    "/admin/content/{kind}/withdraw",
    response=DocumentView,
    needs=_WRITE,
    errors=(Conflict, *OVERTAKEN),
    headers=IF_MATCH,
)
def withdraw_document(request: Request[None, None], kind: str) -> Reply:
    """Takes a page from shoppers. What it said stays among its versions."""
    return answer(services().editor.withdraw(kind, version_of(request), request.signed_in.id))


@api.get("/admin/content/{kind}/preview", response=PreviewView, needs=_READ)
def preview_document(_request: Request[None, None], kind: str) -> PreviewView:
    """The draft as shoppers would see it."""
    document, shown = services().editor.preview(kind)
    family = document.kind.family
    if family == PAGE:
        return PreviewView(page=PageView.model_validate(shown))
    if family == LETTER:
        return PreviewView(letter=contents_of(document.kind, shown))
    return PreviewView(shop=ShopView.model_validate(services().shop.now({family: shown})))


@api.get("/admin/content/{kind}/versions", query=ListQuery, response=Page[VersionCard], needs=_READ)
def list_versions(request: Request[None, ListQuery], kind: str) -> Page[VersionCard]:
    """What was published, newest first: by whom, and from when until when it was in force."""
    found, following = services().editor.versions(kind, request.query.limit, request.query.cursor)
    return Page(items=[VersionCard.of(version) for version in found], next_cursor=following)


@api.get("/admin/content/{kind}/versions/{number}", response=VersionView, needs=_READ)
def show_version(_request: Request[None, None], kind: str, number: str) -> Reply:
    """What a version said."""
    editor = services().editor
    version = editor.version(kind, number_of(number))
    return Reply(VersionView.with_content(editor.show(kind).kind, version), etag=str(version.number))


@api.post(
    "/admin/content/{kind}/versions/{number}/restore",
    response=DocumentView,
    needs=_WRITE,
    errors=OVERTAKEN,
    headers=IF_MATCH,
)
def restore_version(request: Request[None, None], kind: str, number: str) -> Reply:
    """Makes a version the draft again, to be looked at and published."""
    return answer(services().editor.restore(kind, number_of(number), version_of(request), request.signed_in.id))

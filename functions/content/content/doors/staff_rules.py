"""What staff do with the rules of prices: write, look, publish, go back."""

from __future__ import annotations

from content.compose import services
from content.doors.contents import Contents
from content.doors.drafts import IF_MATCH, OVERTAKEN, answer, number_of, version_of, written
from content.doors.router import api
from content.doors.views import DocumentView, VersionCard, VersionView
from souk.errors import Conflict
from souk.http import ListQuery, Page, Reply, Request
from souk.staff.permissions import Permission

_READ, _WRITE = Permission.RATES_READ, Permission.RATES_WRITE


@api.get("/admin/rates/{kind}", response=DocumentView, needs=_READ)
def show_rules(_request: Request[None, None], kind: str) -> Reply:
    """Rules of prices with their draft.

    Without a draft, what the shop was installed with holds.
    """
    return answer(services().rules.show(kind))


@api.put("/admin/rates/{kind}", body=Contents, response=DocumentView, needs=_WRITE, errors=OVERTAKEN, headers=IF_MATCH)
def write_rules(request: Request[Contents, None], kind: str) -> Reply:
    """Keeps a draft. The body has the one member that the kind names."""
    content = written(request.body, kind)
    return answer(services().rules.write(kind, version_of(request), content, request.signed_in.id))


@api.post(
    "/admin/rates/{kind}/publish",
    response=DocumentView,
    needs=_WRITE,
    errors=(Conflict, *OVERTAKEN),
    headers=IF_MATCH,
)
def publish_rules(request: Request[None, None], kind: str) -> Reply:
    """Puts the draft in force: within half a minute, everywhere."""
    return answer(services().rules.publish(kind, version_of(request), request.signed_in.id))


@api.get("/admin/rates/{kind}/versions", query=ListQuery, response=Page[VersionCard], needs=_READ)
def list_rules_versions(request: Request[None, ListQuery], kind: str) -> Page[VersionCard]:
    """What was published, newest first: by whom, and from when until when it was in force."""
    found, following = services().rules.versions(kind, request.query.limit, request.query.cursor)
    return Page(items=[VersionCard.of(version) for version in found], next_cursor=following)


@api.get("/admin/rates/{kind}/versions/{number}", response=VersionView, needs=_READ)
def show_rules_version(_request: Request[None, None], kind: str, number: str) -> Reply:
    """What a version said."""
    rules = services().rules
    version = rules.version(kind, number_of(number))
    return Reply(VersionView.with_content(rules.show(kind).kind, version), etag=str(version.number))


@api.post(
    "/admin/rates/{kind}/versions/{number}/restore",
    response=DocumentView,
    needs=_WRITE,
    errors=OVERTAKEN,
    headers=IF_MATCH,
)
def restore_rules_version(request: Request[None, None], kind: str, number: str) -> Reply:
    """Makes a version the draft again, to be looked at and published."""
    rules = services().rules
    return answer(rules.restore(kind, number_of(number), version_of(request), request.signed_in.id))

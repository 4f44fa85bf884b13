"""Who did it: the trail, for those who may look through it."""

from __future__ import annotations

from audit.compose import services
from audit.doors.router import api
from audit.doors.schemas import AuditQuery
from audit.doors.views import EntryView
from souk import clock
from souk.http import Page, Request
from souk.staff.permissions import Permission


@api.get("/ops/audit", needs=Permission.AUDIT_READ, query=AuditQuery, response=Page[EntryView])
def list_audit(request: Request[None, AuditQuery]) -> Page[EntryView]:
    """What the staff did to an object, or what a person did, newest first"""
    query = request.query
    since = clock.isoformat(query.since) if query.since else None
    links, following = services().trail.search(query.object, query.person, since, query.limit, query.cursor)
    return Page(items=[EntryView.of(link) for link in links], next_cursor=following)

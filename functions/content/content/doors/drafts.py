"""What every route for the documents' drafts and versions takes and answers."""

from __future__ import annotations

from typing import Any

from content.domain.document import Document
from content.doors.contents import Contents
from content.doors.views import DocumentView
from souk.errors import InvalidInput, NotFound, PreconditionFailed, PreconditionRequired
from souk.http import Reply, Request

# Numbers of DynamoDB have 38 digits; nothing is changed this often.
_LONGEST_VERSION = 18
IF_MATCH = {"If-Match": 'The ETag of what is changed; "0" of what is not there yet'}
OVERTAKEN = (PreconditionFailed, PreconditionRequired)


def written(body: Contents, kind: str) -> dict[str, Any]:
    """What a document of this kind is to say: the one member that its family names. Raises InvalidInput."""
    family = kind.partition(":")[0]
    if set(body.model_dump(mode="json", exclude_none=True)) != {family}:
        raise InvalidInput(f"send one member, {family!r}, and no other")
    content: dict[str, Any] = getattr(body, family).model_dump(mode="json")
    return content


def answer(document: Document) -> Reply:
    return Reply(DocumentView.of(document), etag=str(document.version))


def number_of(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_VERSION:
        raise NotFound("there is no such version")
    return int(text)


def version_of(request: Request[Any, Any]) -> int:
    if not request.if_match:
        raise PreconditionRequired("send If-Match with the ETag of what you change")
    text = request.if_match.strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > _LONGEST_VERSION:
        raise PreconditionFailed("If-Match is not an ETag of this; look at it again")
    return int(text)

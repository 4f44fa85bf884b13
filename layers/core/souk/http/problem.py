"""Problem details for HTTP APIs (RFC 9457): the one shape of every error answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from souk import context
from souk.errors import InvalidInput, SoukError
from souk.http.sentences import sentence

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

CONTENT_TYPE = "application/problem+json"


def problem(error: SoukError) -> dict[str, Any]:
    """The body of an error answer. `detail` members of the error stand beside the standard ones."""
    return {
        **error.detail,
        "type": f"urn:souk:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.message,
        "code": error.code,
        "correlation_id": context.correlation_id(),
    }


def internal_problem() -> dict[str, Any]:
    """For an error nobody foresaw: says nothing of what went wrong inside."""
    return problem(
        SoukError("Something went wrong on our side. Try again, and tell us the correlation id if it goes on.")
    )


def from_validation(error: ValidationError, where: str) -> InvalidInput:
    """What is wrong with a request, field by field. Values are not repeated: they may be secret.

    `code` is for programs, `message` a sentence for whoever filled in the form.
    """
    errors = [
        {"field": field_of(item["loc"], where), "code": _code(item), "message": sentence(item)}
        for item in error.errors(include_url=False)
    ]
    return InvalidInput(" ".join(dict.fromkeys(item["message"] for item in errors)), errors=errors)


def _code(item: ErrorDetails) -> str:
    """pydantic's, but of a text that is too short only once it is stripped: no schema says that it may not be blank."""
    text = item["input"]
    is_blank = item["type"] == "string_too_short" and isinstance(text, str) and text and not text.strip()
    return "blank" if is_blank else item["type"]


def field_of(loc: tuple[int | str, ...], where: str) -> str:
    return ".".join(str(part) for part in loc) or where

"""The gateway's own errors for a shopper, as infra/openapi.yaml has API Gateway word them on AWS.

The local engine puts its own text into some of them, even that of a function's exception; the edge lets none through.
"""

from dataclasses import dataclass

CONTENT_TYPE = "application/problem+json"
BUSY = {429, 503, 504}
"""Answers after which the same request may be sent again, a little later."""
RETRY_SECONDS = 2


@dataclass(frozen=True)
class Problem:
    code: str
    title: str
    detail: str


_REFUSED = Problem("invalid_input", "The request is not valid", "The request was refused. Check it and send it again.")
_FAILED = Problem("internal", "Something went wrong", "Something went wrong on our side. Please try again in a moment.")
_BUSY = Problem(
    "unavailable", "Not available right now", "The shop could not answer just now. Please try again in a moment."
)
_BY_STATUS = {
    401: Problem("unauthenticated", "Sign in first", "Please sign in, then try again."),
    403: Problem("forbidden", "Not allowed", "This is not open to you."),
    404: Problem("not_found", "There is nothing at this address", "There is nothing at this address."),
    413: Problem("too_large", "The request is too large", "What was sent is too large."),
    415: Problem("unsupported_media_type", "Send JSON", "The request must be JSON."),
    429: Problem("rate_limited", "Too many requests", "Too many requests at once. Please try again in a moment."),
    502: _FAILED,
    503: _BUSY,
    504: Problem("unavailable", "It took too long", "The shop took too long to answer. Please try again in a moment."),
}


def problem_of(status: int) -> Problem:
    """What to say for a status from 400 on."""
    return _BY_STATUS.get(status, _REFUSED if status < 500 else _FAILED)

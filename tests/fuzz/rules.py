"""What schemathesis does not ask: a well-formed request is refused by a rule of the shop only, and with a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import schemathesis
from pydantic_core import core_schema
from schemathesis.core.failures import Failure

from souk.http.route import MAX_BODY
from souk.shop.address_fields import AddressFields

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, Response

# What pydantic finds, and the document can say; a rule in words of our own is a "value_error".
_SAYABLE = {*get_args(core_schema.ErrorType)} - {"value_error", "assertion_error"}


class RefusedBySchema(Failure):
    """The document allows what the code refuses, or says nothing of it."""


@schemathesis.check
def refused_by_a_rule(_context: CheckContext, answer: Response, case: Case[Any]) -> None:
    """A 400 to what the document allows names a rule that goes beyond a schema; an address's are its country's."""
    if answer.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    errors = answer.json().get("errors", ())
    said = [error for error in errors if error["field"].rpartition(".")[2] not in AddressFields.model_fields]
    if any(error.get("code") in _SAYABLE for error in said):
        raise RefusedBySchema(
            operation=case.operation.label, title="Allowed by the document, refused by the code", message=answer.text
        )


@schemathesis.check
def refused_for_its_size(_context: CheckContext, answer: Response, case: Case[Any]) -> None:
    """A 413 is of a body that is longer than any route takes at the least: no schema says how long one is in bytes."""
    sent = answer.request.body or b""
    if answer.status_code == 413 and len(sent) <= MAX_BODY:
        raise RefusedBySchema(operation=case.operation.label, title="Not too large", message=f"{len(sent)} bytes")


@schemathesis.check
def problems_are_problems(_context: CheckContext, answer: Response, case: Case[Any]) -> None:
    """Every refusal is problem+json with its own status, whoever answers."""
    if answer.status_code < 400:
        return
    kind = answer.headers.get("content-type", [""])[0]
    if kind != "application/problem+json" or answer.json()["status"] != answer.status_code:
        raise RefusedBySchema(operation=case.operation.label, title="Not a problem", message=f"{kind}: {answer.text}")

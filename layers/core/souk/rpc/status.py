"""Souk's errors as gRPC status codes, and back.

The status code is for any gRPC client; the Problem in the trailing metadata lets a Souk caller raise the very same
error again, with its detail.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from souk import errors
from souk.contracts.problem_pb2 import Problem
from souk.rpc.wire import Code

PROBLEM_KEY = "souk-problem-bin"  # gRPC carries bytes only under keys that end in -bin
Metadata = Sequence[tuple[str, str | bytes]]

_CODES: dict[type[errors.SoukError], Code] = {
    errors.InvalidInput: Code.INVALID_ARGUMENT,
    errors.Unauthenticated: Code.UNAUTHENTICATED,
    errors.Forbidden: Code.PERMISSION_DENIED,
    errors.NotFound: Code.NOT_FOUND,
    errors.Conflict: Code.FAILED_PRECONDITION,
    errors.InProgress: Code.ABORTED,
    errors.PreconditionFailed: Code.FAILED_PRECONDITION,
    errors.PaymentDeclined: Code.FAILED_PRECONDITION,
    errors.RateLimited: Code.RESOURCE_EXHAUSTED,
    errors.Unavailable: Code.UNAVAILABLE,
}


def code_of(error: errors.SoukError) -> Code:
    """The status code of the nearest class the table knows; INTERNAL for none."""
    return next((_CODES[kind] for kind in type(error).__mro__ if kind in _CODES), Code.INTERNAL)


def problem_of(error: errors.SoukError) -> bytes:
    return Problem(code=error.code, message=error.message, detail=json.dumps(error.detail)).SerializeToString()


def error_of(code: Code, details: str, metadata: Metadata) -> errors.SoukError:
    """The error a failed call stands for. Without a Problem, what never answered in time is Unavailable."""
    carried = dict(metadata).get(PROBLEM_KEY)
    if isinstance(carried, bytes):
        problem = Problem.FromString(carried)
        kind = _BY_CODE.get(problem.code)
        # An error only the callee knows arrives as the nearest one that both know.
        kind = kind or next((kind for kind, known in _CODES.items() if known is code), None)
        if kind is not None:
            return kind(problem.message, **json.loads(problem.detail or "{}"))
    if code in (Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.INTERNAL):
        return errors.Unavailable("a service this needs did not answer, try again shortly")
    return errors.SoukError(f"{code.name}: {details}")


def _shared(kind: type[errors.SoukError]) -> Iterator[type[errors.SoukError]]:
    # A service's own subclass may carry the code of its parent: it must not take the parent's place.
    if kind.__module__ == errors.__name__:
        yield kind
    for child in kind.__subclasses__():
        yield from _shared(child)


_BY_CODE = {kind.code: kind for kind in _shared(errors.SoukError)}

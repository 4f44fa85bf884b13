"""The caller's side: a stub's method called, errors raised as Souk's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import grpc

from souk import context
from souk.rpc.channel import DEFAULT_TIMEOUT
from souk.rpc.status import error_of

if TYPE_CHECKING:
    Request = TypeVar("Request")
    Reply = TypeVar("Reply")
    # What a generated stub has for each method: it knows the request it takes and the reply it gives.
    Method = grpc.UnaryUnaryMultiCallable[Request, Reply]
CORRELATION_KEY = "x-correlation-id"


def call(method: Method[Request, Reply], request: Request, timeout: float = DEFAULT_TIMEOUT) -> Reply:
    """Calls a stub's method under the current correlation id. `timeout` in seconds.

    Raises the SoukError the callee raised; Unavailable when no answer came.
    """
    try:
        return method(request, timeout=timeout, metadata=((CORRELATION_KEY, context.correlation_id()),))
    except grpc.RpcError as error:
        failed = cast(grpc.Call, error)  # the call itself, which knows its status
        raise error_of(failed.code(), failed.details() or "", failed.trailing_metadata() or ()) from error

"""The caller's side: a stub's method called, errors raised as Souk's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import grpc

from souk import context
from souk.rpc.invoke import CORRELATION_KEY, DEFAULT_TIMEOUT
from souk.rpc.status import error_of
from souk.rpc.wire import Code

if TYPE_CHECKING:
    Request = TypeVar("Request")
    Reply = TypeVar("Reply")
    # What a generated stub has for each method: it knows the request it takes and the reply it gives.
    Method = grpc.UnaryUnaryMultiCallable[Request, Reply]


def call(method: Method[Request, Reply], request: Request, timeout: float = DEFAULT_TIMEOUT) -> Reply:
    """Calls a stub's method under the current correlation id. `timeout` in seconds.

    Raises the SoukError the callee raised; Unavailable when no answer came.
    """
    try:
        return method(request, timeout=timeout, metadata=((CORRELATION_KEY, context.correlation_id()),))
    except grpc.RpcError as error:
        failed = cast(grpc.Call, error)  # the call itself, which knows its status
        raise error_of(Code[failed.code().name], failed.details() or "", failed.trailing_metadata() or ()) from error

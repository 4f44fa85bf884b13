"""The caller's side: stubs over Lambda channels, errors raised as Souk's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import grpc

from souk import context
from souk.rpc.channel import DEFAULT_TIMEOUT, LambdaChannel
from souk.rpc.status import error_of

Stub = TypeVar("Stub")
CORRELATION_KEY = "x-correlation-id"


def stub(kind: Callable[[grpc.Channel], Stub], function: str) -> Stub:
    """A stub of the generated class `kind` for the function that answers it."""
    return kind(LambdaChannel(function))


def call(method: Callable[..., Any], request: Any, timeout: float = DEFAULT_TIMEOUT) -> Any:
    """Calls a stub's method under the current correlation id. `timeout` in seconds.

    Raises the SoukError the callee raised; Unavailable when no answer came.
    """
    try:
        return method(request, timeout=timeout, metadata=((CORRELATION_KEY, context.correlation_id()),))
    except grpc.RpcError as error:
        failed: Any = error  # the call itself, which knows its status
        raise error_of(failed.code(), failed.details() or "", failed.trailing_metadata() or ()) from error

"""A `grpc.Channel` whose transport is Lambda Invoke. Unary calls only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, NoReturn, TypeVar

import grpc

from souk.rpc.invoke import Send, Transport, answered, invoke
from souk.rpc.wire import Answer, Code, Metadata

Request = TypeVar("Request")
Reply = TypeVar("Reply")


class LambdaRpcError(grpc.RpcError):
    """A call that did not end with OK."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.code.name}: {answer.details}")
        self._answer = answer

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode[self._answer.code.name]

    def details(self) -> str:
        return self._answer.details

    def trailing_metadata(self) -> Metadata:  # type: ignore[override]  # plain pairs, which the protocol allows
        return self._answer.trailing


class _UnaryUnary(Generic[Request, Reply]):
    """What a generated stub calls for one method."""

    def __init__(
        self,
        send: Send,
        method: str,
        serialize: Callable[[Request], bytes],
        deserialize: Callable[[bytes], Reply],
    ) -> None:
        self._send = send
        self._method = method
        self._serialize = serialize
        self._deserialize = deserialize

    def __call__(
        self, request: Request, timeout: float | None = None, metadata: Metadata | None = None, **_: object
    ) -> Reply:
        """Calls and waits. `timeout` in seconds, cut to what is left of the call this one is made for.

        Raises LambdaRpcError.
        """
        answer = answered(self._send, self._method, self._serialize(request), timeout, tuple(metadata or ()))
        if answer.code is not Code.OK or answer.message is None:
            raise LambdaRpcError(answer)
        return self._deserialize(answer.message)


class LambdaChannel(grpc.Channel):
    """Carries calls to the function of the given name or ARN."""

    def __init__(self, function: str, transport: Transport = invoke) -> None:
        self._send = partial(transport, function)

    def unary_unary(  # type: ignore[override]  # a callable, without the futures nobody here waits for
        self,
        method: str,
        request_serializer: Callable[[Request], bytes] | None = None,
        response_deserializer: Callable[[bytes], Reply] | None = None,
        _registered_method: bool | None = None,
    ) -> _UnaryUnary[Request, Reply]:
        if request_serializer is None or response_deserializer is None:
            raise TypeError("a Lambda channel needs the generated serializers")
        return _UnaryUnary(self._send, method, request_serializer, response_deserializer)

    def unary_stream(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a Lambda channel carries unary calls only")

    stream_unary = unary_stream
    stream_stream = unary_stream
    subscribe = unary_stream
    unsubscribe = unary_stream

    def close(self) -> None:
        """Nothing to close: the client is shared by the process."""

    def __enter__(self) -> LambdaChannel:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

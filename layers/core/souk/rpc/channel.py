"""A `grpc.Channel` whose transport is Lambda Invoke. Unary calls only."""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, NoReturn, TypeVar

import grpc

from souk import context
from souk.cloud.aws import client
from souk.rpc.budget import RetryBudget
from souk.rpc.wire import Answer, Call, Metadata

Request = TypeVar("Request")
Reply = TypeVar("Reply")
# What carries a call to the function of that name. It raises nothing: no answer is an answer too.
Transport = Callable[[str, Call], Answer]

DEFAULT_TIMEOUT = 5.0
# Errors after which the same call may be sent again: the function was not reached, or had no room. Lambda answers
# TooManyRequestsException (429) when the function's or the account's concurrency is used up; it queues nothing.
_BUSY = {"TooManyRequestsException", "ThrottlingException", "ServiceException", "ResourceConflictException"}
_ATTEMPTS = 3
_budgets: defaultdict[str, RetryBudget] = defaultdict(RetryBudget)


class LambdaRpcError(grpc.RpcError):
    """A call that did not end with OK."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"{answer.code.name}: {answer.details}")
        self._answer = answer

    def code(self) -> grpc.StatusCode:
        return self._answer.code

    def details(self) -> str:
        return self._answer.details

    def trailing_metadata(self) -> Metadata:  # type: ignore[override]  # plain pairs, which the protocol allows
        return self._answer.trailing


class _UnaryUnary(Generic[Request, Reply]):
    """What a generated stub calls for one method."""

    def __init__(
        self,
        send: Callable[[Call], Answer],
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
        seconds = DEFAULT_TIMEOUT if timeout is None else timeout
        until = min(time.time() + seconds, context.deadline() or float("inf"))
        answer = self._send(Call(self._method, self._serialize(request), tuple(metadata or ()), until))
        if answer.code is not grpc.StatusCode.OK or answer.message is None:
            raise LambdaRpcError(answer)
        return self._deserialize(answer.message)


def _invoke(function: str, call: Call) -> Answer:
    """Invokes. Whatever keeps the answer from arriving becomes UNAVAILABLE or DEADLINE_EXCEEDED.

    A call that timed out is never repeated here: what it left behind may still be at work, or be starting.
    """
    from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

    seconds = (call.deadline or 0) - time.time()
    if seconds <= 0:  # whoever this is for has given up
        return Answer(grpc.StatusCode.DEADLINE_EXCEEDED, details=f"no time was left to call {function}")
    budget = _budgets[function]
    # A read time-out a little past the deadline: the callee's own DEADLINE_EXCEEDED should win when it can answer.
    # botocore would also try again after a time-out, long after the caller has given up: it gets one attempt.
    lambda_client = client("lambda", read_timeout=max(1, round(seconds + 1)), attempts=1)
    body = json.dumps(call.to_payload()).encode()
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            response = lambda_client.invoke(FunctionName=function, Payload=body)
            payload = json.loads(response["Payload"].read())
            budget.succeeded()
            break
        except ReadTimeoutError:
            budget.failed()
            return Answer(grpc.StatusCode.DEADLINE_EXCEEDED, details=f"{function} did not answer in {seconds:.1f} s")
        except (BotoCoreError, ClientError, ValueError) as error:
            affordable = budget.failed()
            wait = random.uniform(0, 0.05 * 2**attempt)  # noqa: S311
            late = time.time() + wait > (call.deadline or 0)
            if attempt == _ATTEMPTS or late or not affordable or not _worth_repeating(error):
                return Answer(grpc.StatusCode.UNAVAILABLE, details=f"{function}: {error}")
            time.sleep(wait)
    if "FunctionError" in response:
        return Answer(grpc.StatusCode.UNAVAILABLE, details=f"{function} failed: {payload.get('errorType')}")
    try:
        return Answer.from_payload(payload)
    except (KeyError, TypeError, ValueError) as error:
        return Answer(grpc.StatusCode.INTERNAL, details=f"{function} gave no gRPC answer: {error!r}")


class LambdaChannel(grpc.Channel):
    """Carries calls to the function of the given name or ARN."""

    def __init__(self, function: str, transport: Transport = _invoke) -> None:
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


def reset() -> None:
    """Forgets how the callees did. For tests."""
    _budgets.clear()


def _worth_repeating(error: Exception) -> bool:
    """A broken connection (a thawed worker's are always dead) or a busy function; never a refusal."""
    from botocore.exceptions import ClientError, HTTPClientError

    if isinstance(error, ClientError):
        return error.response["Error"]["Code"] in _BUSY
    return isinstance(error, HTTPClientError)

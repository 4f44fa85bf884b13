"""The caller's side without gRPC: a method called by its name, over Lambda Invoke.

gRPC is 25 ms of a cold start, which a person waits for where the first request asks another service.
"""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from souk import context
from souk.cloud.aws import client
from souk.rpc.budget import RetryBudget
from souk.rpc.status import error_of
from souk.rpc.wire import Answer, Call, Code, Metadata
from souk.settings import Settings

if TYPE_CHECKING:
    from google.protobuf.message import Message

    Reply = TypeVar("Reply", bound=Message)

# What carries a call to one function, and to the function of that name. It raises nothing: no answer is an answer too.
Send = Callable[[Call], Answer]
Transport = Callable[[str, Call], Answer]

DEFAULT_TIMEOUT = 5.0
CORRELATION_KEY = "x-correlation-id"
# Errors after which the same call may be sent again: the function was not reached, or had no room. Lambda answers
# TooManyRequestsException (429) when the function's or the account's concurrency is used up; it queues nothing.
_BUSY = {"TooManyRequestsException", "ThrottlingException", "ServiceException", "ResourceConflictException"}
_ATTEMPTS = 3
_budgets: defaultdict[str, RetryBudget] = defaultdict(RetryBudget)


def ask(send: Send, method: str, request: Message, reply: type[Reply], timeout: float = DEFAULT_TIMEOUT) -> Reply:
    """Calls a method, "/souk.contracts.v1.Users/CheckSession", under the current correlation id. `timeout` in seconds.

    Raises the SoukError the callee raised; Unavailable when no answer came.
    """
    metadata = ((CORRELATION_KEY, context.correlation_id()),)
    answer = answered(send, method, request.SerializeToString(), timeout, metadata)
    if answer.code is not Code.OK or answer.message is None:
        raise error_of(answer.code, answer.details, answer.trailing)
    return reply.FromString(answer.message)


def answered(send: Send, method: str, message: bytes, timeout: float | None, metadata: Metadata) -> Answer:
    """Calls and waits. `timeout` in seconds, cut to what is left of the call this one is made for."""
    seconds = DEFAULT_TIMEOUT if timeout is None else timeout
    until = min(time.time() + seconds, context.deadline() or float("inf"))
    return send(Call(method, message, metadata, until))


def invoke(function: str, call: Call) -> Answer:
    """Invokes. Whatever keeps the answer from arriving becomes UNAVAILABLE or DEADLINE_EXCEEDED.

    A call that timed out is never repeated here: what it left behind may still be at work, or be starting.
    """
    from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError

    seconds = (call.deadline or 0) - time.time()
    if seconds <= 0:  # whoever this is for has given up
        return Answer(Code.DEADLINE_EXCEEDED, details=f"no time was left to call {function}")
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
            return Answer(Code.DEADLINE_EXCEEDED, details=f"{function} did not answer in {seconds:.1f} s")
        except (BotoCoreError, ClientError, ValueError) as error:
            affordable = budget.failed()
            wait = random.uniform(0, 0.05 * 2**attempt)  # noqa: S311
            late = time.time() + wait > (call.deadline or 0)
            if attempt == _ATTEMPTS or late or not affordable or not _worth_repeating(error):
                return Answer(Code.UNAVAILABLE, details=f"{function}: {error}")
            time.sleep(wait)
    if "FunctionError" in response:
        return Answer(Code.UNAVAILABLE, details=f"{function} failed: {payload.get('errorType')}")
    try:
        return Answer.from_payload(payload)
    except (KeyError, TypeError, ValueError) as error:
        return Answer(Code.INTERNAL, details=f"{function} gave no gRPC answer: {error!r}")


def to_users(call: Call) -> Answer:
    """Carries a call to the users service, as what checks staff and API keys does."""
    return invoke(Settings.required("USERS_FUNCTION"), call)


def reset() -> None:
    """Forgets how the callees did. For tests."""
    _budgets.clear()


def _worth_repeating(error: Exception) -> bool:
    """A broken connection (a thawed worker's are always dead) or a busy function; never a refusal."""
    from botocore.exceptions import ClientError, HTTPClientError

    if isinstance(error, ClientError):
        return error.response["Error"]["Code"] in _BUSY
    return isinstance(error, HTTPClientError)

"""Invoking a function, with the three ways it can end."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


@dataclass(frozen=True)
class Answered:
    """The function returned; `payload` is what it returned."""

    payload: Any


@dataclass(frozen=True)
class Failed:
    """The function raised, died or timed out."""

    error: str
    function_error: str = "Unhandled"


@dataclass(frozen=True)
class Unreachable:
    """Lambda itself did not answer, throttled, or does not know the function."""

    reason: str


Outcome = Answered | Failed | Unreachable


class Invoker(Protocol):
    """Something that can run a function."""

    def invoke(self, function_arn: str, event: dict[str, Any]) -> Outcome: ...


class LambdaInvoker:
    """Synchronous invocations through the Lambda API."""

    def __init__(self, client: "LambdaClient") -> None:
        self._client = client

    def invoke(self, function_arn: str, event: dict[str, Any]) -> Outcome:
        try:
            answer = self._client.invoke(FunctionName=function_arn, Payload=json.dumps(event).encode())
            payload = answer["Payload"].read()
        except (BotoCoreError, ClientError, OSError) as problem:
            return Unreachable(f"{type(problem).__name__}: {problem}")
        function_error = answer.get("FunctionError")
        if function_error:
            return Failed(_error_text(payload), function_error)
        return Answered(_parsed(payload))


def _parsed(payload: bytes) -> Any:
    try:
        return json.loads(payload or b"null")
    except ValueError:
        return payload.decode(errors="replace")


def _error_text(payload: bytes) -> str:
    parsed = _parsed(payload)
    if isinstance(parsed, dict):
        return f"{parsed.get('errorType', 'Error')}: {parsed.get('errorMessage', '')}"
    return str(parsed)

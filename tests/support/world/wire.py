"""Stands below botocore, where a request would go out to the network: for every client of every service alike."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from botocore import handlers

from souk.cloud import aws, secrets
from souk.storage import dynamo

Answer = tuple[int, dict[str, Any]]
# The key that subjects of limits are hashed with.
SECRET = '{"key": "made up"}'


class Cloud(Protocol):
    """What requests are answered by."""

    def before(self, label: str) -> int: ...

    def after(self, number: int) -> None: ...

    def answer(self, service: str, operation: str, params: dict[str, Any]) -> Answer | None:
        """The status and the parsed answer; None lets the request go on, to moto."""


@dataclass(frozen=True, slots=True)
class _Http:
    status_code: int


@contextlib.contextmanager
def wired(cloud: Callable[[], Cloud]) -> Iterator[None]:
    """Every client made within the block asks `cloud()` first."""

    def remember(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = params

    def begin(model: Any, context: dict[str, Any], **_: Any) -> tuple[_Http, dict[str, Any]] | None:
        current = cloud()
        service, operation = str(model.service_model.service_name), str(model.name)
        if service == "ssm":  # a secret that every process reads once in five minutes is no step of anything
            return _Http(200), {"Parameter": {"Value": SECRET}, "ResponseMetadata": {"HTTPStatusCode": 200}}
        context["step"] = current.before(f"{service}.{operation}{_about(context['asked'])}")
        answered = current.answer(service, operation, context["asked"])
        if answered is None:
            return None
        status, parsed = answered
        metadata = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RequestId": "world", "RetryAttempts": 0}
        return _Http(status), {**parsed, "ResponseMetadata": metadata}

    def end(context: dict[str, Any], **_: Any) -> None:
        if "step" in context:
            cloud().after(context["step"])

    hooks = [("before-parameter-build", remember), ("before-call", begin), ("after-call", end)]
    handlers.BUILTIN_HANDLERS.extend(hooks)
    _forget_clients()
    try:
        yield
    finally:
        for hook in hooks:
            handlers.BUILTIN_HANDLERS.remove(hook)
        _forget_clients()


def lambda_answer(payload: Any) -> Answer:
    return 200, {"StatusCode": 200, "Payload": _body(payload)}


def lambda_failure(error_type: str) -> Answer:
    """What the caller of a function that died is told."""
    return 200, {"StatusCode": 200, "FunctionError": "Unhandled", "Payload": _body({"errorType": error_type})}


def _body(payload: Any) -> io.BytesIO:
    return io.BytesIO(json.dumps(payload).encode())


def _about(params: dict[str, Any]) -> str:
    """Enough of a request to recognise the step in a report."""
    if "FunctionName" in params:
        method = json.loads(params["Payload"]).get("grpc", {}).get("method", "")
        return f" {params['FunctionName']} {method.rpartition('/')[2]}"
    if "TransactItems" in params:
        return " " + "+".join(_kind(next(iter(entry.values()))) for entry in params["TransactItems"])
    if "Bucket" in params:
        return f" {params.get('Key', params.get('Prefix', ''))}"
    return f" {_kind(params)}" if "TableName" in params and params.keys() & {"Item", "Key"} else ""


def _kind(operation: dict[str, Any]) -> str:
    key = operation.get("Item") or operation.get("Key") or {}
    return str(key.get("sk", {}).get("S", "")).partition("#")[0]


def _forget_clients() -> None:
    aws.reset()
    dynamo.reset()
    secrets.reset()

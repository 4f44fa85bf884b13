"""Answers of DynamoDB that moto does not give, slipped in where botocore would send the request."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from souk.storage.dynamo import Record

Answer = dict[str, Any]


def answer(error: str, *reasons: str) -> Answer:
    """An error of DynamoDB; `reasons` are the cancellation codes of a transaction, "None" for an innocent operation."""
    body: Answer = {"Error": {"Code": error, "Message": error}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    if reasons:
        body["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return body


def conflict(*reasons: str) -> Answer:
    return answer("TransactionCanceledException", *reasons)


def in_transactions(*answers: Answer) -> contextlib.AbstractContextManager[list[dict[str, Any]]]:
    return in_calls("TransactWriteItems", *answers)


@contextlib.contextmanager
def in_calls(operation: str, *answers: Answer) -> Iterator[list[dict[str, Any]]]:
    """Answers the next calls with these errors, then lets them through. Gives the requests that were made."""
    waiting, made = list(answers), []

    def intercept(params: dict[str, Any], **_: Any) -> tuple[SimpleNamespace, Answer] | None:
        made.append(json.loads(params["body"]))
        return (SimpleNamespace(status_code=400), waiting.pop(0)) if waiting else None

    events: Any = Record._get_connection().connection.client.meta.events
    events.register_first(f"before-call.dynamodb.{operation}", intercept)
    try:
        yield made
    finally:
        events.unregister(f"before-call.dynamodb.{operation}", intercept)

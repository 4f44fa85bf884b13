"""TransactionConflict, which DynamoDB answers and its local stand-ins do not.

"A transactional conflict can occur when a TransactWriteItems request conflicts with an ongoing TransactWriteItems
operation on one or more items in the request" (DynamoDB developer guide, "Transaction conflict handling"). MiniStack
and DynamoDB Local answer one request after the other, so nothing ever conflicts. This stands below botocore: of the
transactions of this process that are under way at once, the later one that meets an item of an earlier one is refused.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from botocore import handlers

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Http:
    status_code: int


@dataclass
class Conflicts:
    """`refused` counts the transactions that were, `passed` those that were not."""

    passed: int = 0
    refused: int = 0
    _under_way: set[Key] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def install(self) -> None:
        """For every client that is made from now on."""
        operation = "dynamodb.TransactWriteItems"
        handlers.BUILTIN_HANDLERS.extend(
            [
                (f"before-parameter-build.{operation}", self._remember),
                (f"before-call.{operation}", self._begin),
                (f"after-call.{operation}", self._end),
                (f"after-call-error.{operation}", self._end),
            ]
        )

    def enter(self, items: list[dict[str, Any]]) -> dict[str, Any] | None:
        """Begins a transaction on these items; or answers the refusal, as DynamoDB would."""
        wanted = [_key(entry) for entry in items]
        with self._lock:
            met = [key in self._under_way for key in wanted]
            if not any(met):
                self._under_way.update(wanted)
                self.passed += 1
                return None
            self.refused += 1
        return {
            "Error": {"Code": "TransactionCanceledException", "Message": "Transaction cancelled"},
            "CancellationReasons": [{"Code": "TransactionConflict" if meets else "None"} for meets in met],
            "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}, "RequestId": "-", "RetryAttempts": 0},
        }

    def leave(self, items: list[dict[str, Any]]) -> None:
        """The transaction is over."""
        with self._lock:
            self._under_way.difference_update(_key(entry) for entry in items)

    def _remember(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["items"] = params["TransactItems"]

    def _begin(self, context: dict[str, Any], **_: Any) -> tuple[_Http, dict[str, Any]] | None:
        refusal = self.enter(context["items"])
        if refusal:
            return _Http(400), refusal
        context["under_way"] = context["items"]
        return None

    def _end(self, context: dict[str, Any], **_: Any) -> None:
        self.leave(context.pop("under_way", []))


def _key(entry: dict[str, Any]) -> Key:
    ((_, operation),) = entry.items()
    key = operation.get("Item") or operation["Key"]
    return operation["TableName"], key["pk"]["S"], key["sk"]["S"]

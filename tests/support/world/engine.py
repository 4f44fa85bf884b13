"""The tables of a world in a real DynamoDB, when SOUK_TEST_DYNAMODB gives its address; in memory otherwise."""

from __future__ import annotations

import base64
import http.client
import json
import os
import time
from typing import Any
from urllib.parse import urlsplit

from tests.support.table_shapes import definition
from tests.support.world.tables import Refused, Tables

# DynamoDB Local looks at the access key only, to tell whose tables are meant.
_SIGNED = (
    "AWS4-HMAC-SHA256 Credential=world/20260101/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0"
)
# The engine hangs up on who says nothing for half a minute, and a call that meets it there is lost.
_IDLE_SECONDS = 10.0
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}


def new_tables() -> Tables:
    """Empty tables for a new world."""
    address = os.environ.get("SOUK_TEST_DYNAMODB")
    return EngineTables(Connection(address)) if address else Tables()


class Connection:
    """DynamoDB's protocol without botocore, whose calls are what a world answers."""

    def __init__(self, address: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        self._used = 0.0

    def ask(self, operation: str, params: dict[str, Any], service: str = "DynamoDB") -> dict[str, Any]:
        """Raises Refused with the error the engine answers."""
        headers = {
            "Authorization": _SIGNED,
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"{service}_20120810.{operation}",
        }
        if time.monotonic() - self._used > _IDLE_SECONDS:
            self._http.close()  # the request opens it anew
        self._http.request("POST", "/", json.dumps(params, default=_in_base64).encode(), headers)
        answer = self._http.getresponse()
        body: dict[str, Any] = json.loads(answer.read(), object_hook=_with_bytes)
        self._used = time.monotonic()
        if answer.status == 200:
            return body
        code = body.pop("__type").rpartition("#")[2]
        message = body.pop("message", None) or body.pop("Message", "")
        raise Refused(code, message, **body)

    def close(self) -> None:
        self._http.close()


class EngineTables(Tables):
    """As the tables in memory, but the engine does the work and its streams tell what changed."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._engine = connection
        self._streams: dict[str, Stream] = {}

    def __del__(self) -> None:
        self._engine.close()

    def create(self, name: str) -> None:
        """Makes the table, or empties the one of the world before."""
        super().create(name)
        try:
            made = self._engine.ask("CreateTable", {"TableName": name, **definition(name)})
            stream = made["TableDescription"]["LatestStreamArn"]
        except Refused as refused:
            if refused.answer["Error"]["Code"] != "ResourceInUseException":
                raise
            stream = self._engine.ask("DescribeTable", {"TableName": name})["Table"]["LatestStreamArn"]
            for item in self.rows(name):
                self._engine.ask("DeleteItem", {"TableName": name, "Key": {key: item[key] for key in ("pk", "sk")}})
        self._streams[name] = Stream(self._engine, stream)
        self._streams[name].read()  # what the emptying left

    def rows(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        start: dict[str, Any] = {}
        while True:
            page = self._engine.ask("Scan", {"TableName": name, "ConsistentRead": True, **start})
            found += page["Items"]
            if "LastEvaluatedKey" not in page:
                return found
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def answer(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        if operation == "TransactWriteItems" and self.rivals:
            self.rivals -= 1
            reasons = [{"Code": "TransactionConflict"} for _ in params["TransactItems"]]
            raise Refused("TransactionCanceledException", "Transaction cancelled", CancellationReasons=reasons)
        answered = self._engine.ask(operation, params)
        if operation in _WRITES:
            for table in _tables_of(params):
                self._tell(table)
        return answered

    def _tell(self, table: str) -> None:
        for change in self._streams[table].read():
            after = change.get("NewImage")
            # Of an item that is gone, a stream of new images tells the key alone.
            before = change.get("OldImage") or (change["Keys"] if after is None else None)
            self.changed((table, before, after))


class Stream:
    """What happened in a table since it was last read, in order."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._engine = connection
        shards = self._ask("DescribeStream", {"StreamArn": name})["StreamDescription"]["Shards"]
        self._shard = {"StreamArn": name, "ShardId": shards[-1]["ShardId"]}
        self._seen = ""
        self._iterator = self._behind_what_was_seen()

    def read(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            records = self._next()
            found += [record["dynamodb"] for record in records]
            if not records:
                return found
            self._seen = found[-1]["SequenceNumber"]

    def _next(self) -> list[dict[str, Any]]:
        try:
            answer = self._ask("GetRecords", {"ShardIterator": self._iterator})
        except Refused as refused:
            # DynamoDB Local takes the place it gave in an idle shard for one it has trimmed.
            if refused.answer["Error"]["Code"] != "TrimmedDataAccessException":
                raise
            answer = self._ask("GetRecords", {"ShardIterator": self._behind_what_was_seen()})
        self._iterator = answer["NextShardIterator"]
        records: list[dict[str, Any]] = answer["Records"]
        return records

    def _behind_what_was_seen(self) -> str:
        place = {"ShardIteratorType": "TRIM_HORIZON"}
        if self._seen:
            place = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._seen}
        return str(self._ask("GetShardIterator", {**self._shard, **place})["ShardIterator"])

    def _ask(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        return self._engine.ask(operation, params, service="DynamoDBStreams")


def _tables_of(params: dict[str, Any]) -> list[str]:
    if "TransactItems" in params:
        return list(dict.fromkeys(next(iter(entry.values()))["TableName"] for entry in params["TransactItems"]))
    return [params["TableName"]] if "TableName" in params else list(params["RequestItems"])


def _in_base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _with_bytes(value: dict[str, Any]) -> dict[str, Any]:
    """A binary attribute as botocore gives it."""
    return {"B": base64.b64decode(value["B"])} if set(value) == {"B"} else value

"""DynamoDB in memory, below botocore: it answers the requests that PynamoDB and botocore have made up.

Some ten times faster than moto, which is what makes thousands of histories possible. That it answers alike is tested in
tests/reliability/test_tables.py. Strongly consistent throughout.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.support.table_shapes import projections
from tests.support.world import expressions, sizes
from tests.support.world.expressions import Item, Scope

Key = tuple[str, str]
Change = tuple[str, Item | None, Item | None]  # table, before, after
_PAGE_BYTES = 1024 * 1024


class Refused(Exception):
    """An answer that is an error: its code, and what else it carries."""

    def __init__(self, code: str, message: str = "", **members: Any) -> None:
        super().__init__(code)
        self.answer = {"Error": {"Code": code, "Message": message or code}, **members}


@dataclass(frozen=True, slots=True)
class Request:
    """One call, for the account of costs, in read and write units. `marks` a batch of a consumer, and nothing else."""

    operation: str
    tables: tuple[str, ...]
    reads: float = 0
    writes: int = 0
    index_writes: int = 0
    marks: bool = False


@dataclass
class Tables:
    """All tables of an account. `changed` is told each item's change, in the order of commits, as a stream is."""

    changed: Callable[[Change], None] = lambda change: None
    items: dict[str, dict[Key, Item]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    rivals: int = 0  # so many of the next transactions meet another writer of the same items
    _tokens: dict[str, Any] = field(default_factory=dict)

    def create(self, name: str) -> None:
        self.items[name] = {}

    def rows(self, name: str) -> list[Item]:
        """Every item of a table."""
        return list(self.items[name].values())

    def answer(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        """The parsed answer of an operation. Raises Refused, LookupError for an operation nobody needed yet."""
        handle = getattr(self, re.sub("([A-Z])", r"_\1", operation).lower(), None)
        if handle is None:
            raise LookupError(f"the tables in memory do not know {operation}")
        found: dict[str, Any] = handle(params)
        return found

    # reading

    def _get_item(self, params: dict[str, Any]) -> dict[str, Any]:
        item = self._table(params).get(_key(params["Key"]))
        self._read("GetItem", params["TableName"], [item or {}], params)
        return {"Item": _copied(item)} if item is not None else {}

    def _batch_get_item(self, params: dict[str, Any]) -> dict[str, Any]:
        answers: dict[str, list[Item]] = {}
        for table, wanted in params["RequestItems"].items():
            held = self._table({"TableName": table})
            keys = [_key(key) for key in wanted["Keys"]]
            if len(keys) != len(set(keys)) or not 0 < len(keys) <= 100:
                raise Refused("ValidationException", "keys are 1 to 100 and all different")
            answers[table] = [_copied(held[key]) for key in keys if key in held]
            units = sum(sizes.read_units([held.get(key, {})], consistent=_consistent(wanted)) for key in keys)
            self.requests.append(Request("BatchGetItem", (table,), reads=units))
        return {"Responses": answers, "UnprocessedKeys": {}}

    def _query(self, params: dict[str, Any]) -> dict[str, Any]:
        prefix = params.get("IndexName") or ""
        pk, sk = f"{prefix}pk", f"{prefix}sk"
        keyed = [item for item in self._table(params).values() if pk in item and sk in item]
        matching = [item for item in keyed if _holds(params, "KeyConditionExpression", item)]
        matching.sort(key=lambda item: (item[sk]["S"], *_key(item)), reverse=params.get("ScanIndexForward") is False)
        if prefix and projections(params["TableName"])[prefix] == "KEYS_ONLY":
            matching = [{name: item[name] for name in ("pk", "sk", pk, sk)} for item in matching]
        return self._page("Query", params, matching, {"pk", "sk", pk, sk})

    def _scan(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._page("Scan", params, sorted(self._table(params).values(), key=_key), {"pk", "sk"})

    def _page(self, operation: str, params: dict[str, Any], found: list[Item], keys: set[str]) -> dict[str, Any]:
        start = params.get("ExclusiveStartKey")
        if start:
            after = [_key(item) for item in found]
            found = found[after.index(_key(start)) + 1 :] if _key(start) in after else _behind(found, start, params)
        limit = params.get("Limit") or len(found)
        page, more = found[:limit], len(found) > limit or (params.get("Limit") == len(found) and bool(found))
        return self._answered(operation, params, page, keys, more=more)

    def _answered(
        self, operation: str, params: dict[str, Any], page: list[Item], keys: set[str], *, more: bool
    ) -> dict[str, Any]:
        self._read(operation, params["TableName"], page, params)
        shown = [item for item in page if _holds(params, "FilterExpression", item)]
        answer: dict[str, Any] = {"Items": _copied(shown), "Count": len(shown), "ScannedCount": len(page)}
        if more:
            answer["LastEvaluatedKey"] = {name: dict(page[-1][name]) for name in sorted(keys)}
        return answer

    # writing

    def _put_item(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._single("PutItem", params, _copied(params["Item"]), _key(params["Item"]))

    def _update_item(self, params: dict[str, Any]) -> dict[str, Any]:
        key = _key(params["Key"])
        before = self._table(params).get(key)
        answer = self._single("UpdateItem", params, _updated(params, before), key)
        if params.get("ReturnValues") == "ALL_NEW":
            answer["Attributes"] = _copied(self._table(params)[key])
        return answer

    def _delete_item(self, params: dict[str, Any]) -> dict[str, Any]:
        return self._single("DeleteItem", params, None, _key(params["Key"]))

    def _batch_write_item(self, params: dict[str, Any]) -> dict[str, Any]:
        for table, writes in params["RequestItems"].items():
            for write in writes:
                if "PutRequest" in write:
                    self._put_item({"TableName": table, **write["PutRequest"]})
                else:
                    self._delete_item({"TableName": table, **write["DeleteRequest"]})
        return {"UnprocessedItems": {}}

    def _transact_write_items(self, params: dict[str, Any]) -> dict[str, Any]:
        token = params.get("ClientRequestToken")
        if token and token in self._tokens:
            if self._tokens[token] != params["TransactItems"]:
                raise Refused("IdempotentParameterMismatchException")
            return {}
        if self.rivals:
            self.rivals -= 1
            reasons = [{"Code": "TransactionConflict"} for _ in params["TransactItems"]]
            raise Refused("TransactionCanceledException", "Transaction cancelled", CancellationReasons=reasons)
        planned: list[tuple[str, Key, Item | None]] = []
        reasons = []
        for entry in params["TransactItems"]:
            ((kind, operation),) = entry.items()
            key = _key(operation["Item"] if kind == "Put" else operation["Key"])
            before = self._table(operation).get(key)
            kept = _holds(operation, "ConditionExpression", before)
            reasons.append({"Code": "None"} if kept else {"Code": "ConditionalCheckFailed"})
            if kept and kind != "ConditionCheck":
                after = _written(kind, operation, before)
                planned.append((operation["TableName"], key, after))
        _check_distinct(params["TransactItems"])
        if any(reason["Code"] != "None" for reason in reasons):
            raise Refused("TransactionCanceledException", "Transaction cancelled", CancellationReasons=reasons)
        writes = index_writes = 0
        for table, key, after in planned:
            before = self.items[table].get(key)
            writes += 2 * max(sizes.write_units(before), sizes.write_units(after))
            index_writes += sizes.index_units(before, after, projections(table))
            self._store(table, key, after)
        checks = len(params["TransactItems"]) - len(planned)
        tables = tuple(dict.fromkeys(next(iter(e.values()))["TableName"] for e in params["TransactItems"]))
        self.requests.append(
            Request("TransactWriteItems", tables, writes=writes + 2 * checks, index_writes=index_writes)
        )
        if token:
            self._tokens[token] = params["TransactItems"]
        return {}

    def _single(self, operation: str, params: dict[str, Any], after: Item | None, key: Key) -> dict[str, Any]:
        table = params["TableName"]
        before = self._table(params).get(key)
        kept = _holds(params, "ConditionExpression", before)
        # A write that is refused costs what it would have cost.
        writes = max(sizes.write_units(before), sizes.write_units(after))
        index_writes = sizes.index_units(before, after, projections(table)) if kept else 0
        marks = key[0].startswith("INBOX#") and key[1] == "MARK"
        self.requests.append(Request(operation, (table,), writes=writes, index_writes=index_writes, marks=marks))
        if not kept:
            raise Refused("ConditionalCheckFailedException", "The conditional request failed")
        self._store(table, key, after)
        return {}

    def _store(self, table: str, key: Key, after: Item | None) -> None:
        before = self.items[table].get(key)
        if after is None:
            self.items[table].pop(key, None)
        else:
            self.items[table][key] = after
        if before != after:
            self.changed((table, before, after))

    def _table(self, params: dict[str, Any]) -> dict[Key, Item]:
        try:
            return self.items[params["TableName"]]
        except KeyError:
            raise Refused("ResourceNotFoundException", f"no table {params['TableName']}") from None

    def _read(self, operation: str, table: str, items: Iterable[Item], params: dict[str, Any]) -> None:
        units = sizes.read_units(items, consistent=_consistent(params))
        self.requests.append(Request(operation, (table,), reads=units))


def _holds(params: dict[str, Any], name: str, item: Item | None) -> bool:
    scope = Scope(item, params.get("ExpressionAttributeNames") or {}, params.get("ExpressionAttributeValues") or {})
    return expressions.holds(params.get(name), scope)


def _written(kind: str, operation: dict[str, Any], before: Item | None) -> Item | None:
    """The item after one operation of a transaction."""
    if kind == "Delete":
        return None
    if kind == "Put":
        after: Item = _copied(operation["Item"])
        return after
    return _updated(operation, before)


def _updated(params: dict[str, Any], before: Item | None) -> Item:
    after: Item = {**(before or {}), **_copied(params["Key"])}
    scope = Scope(before, params.get("ExpressionAttributeNames") or {}, params.get("ExpressionAttributeValues") or {})
    for assign in expressions.update(params["UpdateExpression"]):
        assign(scope, after)
    return after


def _behind(found: list[Item], start: Item, params: dict[str, Any]) -> list[Item]:
    """What follows a key that is not there any more."""
    sk = f"{params.get('IndexName') or ''}sk"
    at = (start[sk]["S"], *_key(start))
    backwards = params.get("ScanIndexForward") is False
    places = [(item[sk]["S"], *_key(item)) for item in found]
    return [item for item, place in zip(found, places, strict=True) if (place < at if backwards else place > at)]


def _check_distinct(entries: list[dict[str, Any]]) -> None:
    keys = []
    for entry in entries:
        ((kind, operation),) = entry.items()
        keys.append((operation["TableName"], _key(operation["Item"] if kind == "Put" else operation["Key"])))
    if len(keys) != len(set(keys)) or len(keys) > 100:
        raise Refused("ValidationException", "a transaction has at most 100 items, each once")


def _consistent(params: dict[str, Any]) -> bool:
    return params.get("ConsistentRead") is True


def _key(item: Any) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _copied(value: Any) -> Any:
    """Answers and stored items share nothing that could be changed."""
    if isinstance(value, dict):
        return {name: _copied(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_copied(member) for member in value]
    return value

"""DynamoDB: the base of every record, conditional writes, and transactions, which repeat their conflicts."""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, Self

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection, TableConnection
from pynamodb.connection.base import MetaTable
from pynamodb.exceptions import PutError, TransactWriteError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.pagination import ResultIterator
from pynamodb.transactions import TransactWrite

from souk.cloud import aws
from souk.errors import InvalidInput, Unavailable
from souk.ids import new_id
from souk.settings import Settings
from souk.storage.versioned import Stale

# The two indexes every table has, over <name>pk and <name>sk, all attributes projected.
INDEXES = ("gsi1", "gsi2")
# Of one transaction ("Quotas", DynamoDB developer guide).
MAX_ITEMS = 100
# Of a transaction that meets others, unless a crowd is expected.
ATTEMPTS = 6
_BASE_SECONDS = 0.02
_CAP_SECONDS = 0.5
# botocore retries neither of these inside a cancelled transaction (DynamoDB developer guide, "Transaction conflict").
_RETRYABLE = {"TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"}
_RETRYABLE_CODES = {"TransactionInProgressException", "ThrottlingException", "RequestLimitExceeded"}


# In bytes of UTF-8 ("Quotas", DynamoDB developer guide).
MAX_PK = 2048
MAX_SK = 1024


def can_be_key(pk: str, sk: str) -> bool:
    """Whether an item can be stored under this key. Nothing is under any other, and DynamoDB refuses to look."""
    return 0 < _bytes(pk) <= MAX_PK and 0 < _bytes(sk) <= MAX_SK


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _too_long() -> InvalidInput:
    return InvalidInput("an id in this request is too long; look at where it came from")


class Record(Model):
    """One item of the service's table. Its name is read when the table is first used, not at import.

    Ids come from callers, so keys may be longer than DynamoDB takes: reading finds nothing there, and a record that is
    to be written raises InvalidInput.
    """

    class Meta:
        table_name = ""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)

    def __init__(self, hash_key: Any = None, range_key: Any = None, **attributes: Any) -> None:
        if isinstance(hash_key, str) and isinstance(range_key, str) and not can_be_key(hash_key, range_key):
            raise _too_long()
        super().__init__(hash_key, range_key, **attributes)

    @classmethod
    def get(cls, hash_key: Any, range_key: Any = None, *arguments: Any, **options: Any) -> Self:
        """As PynamoDB's."""
        if not can_be_key(hash_key, range_key):
            raise cls.DoesNotExist()
        return super().get(hash_key, range_key, *arguments, **options)

    @classmethod
    def batch_get(cls, items: Iterable[Any], *arguments: Any, **options: Any) -> Iterator[Self]:
        """As PynamoDB's."""
        return super().batch_get([key for key in items if can_be_key(*key)], *arguments, **options)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        # One connection for all records, and so one client and one pool: making a client costs some 40 ms.
        name = Settings().table_name
        cls.Meta.table_name = name
        return _table_connection(name)

    @classmethod
    def fetch(cls, pk: str, sk: str, *, consistent: bool = False) -> Self | None:
        """The item under this key, or None."""
        try:
            return cls.get(pk, sk, consistent_read=consistent)
        except cls.DoesNotExist:
            return None

    @classmethod
    def query(cls, hash_key: Any, *conditions: Any, **options: Any) -> ResultIterator[Self]:
        """As PynamoDB's. Raises InvalidInput for a `last_evaluated_key` of another list: cursors come from callers."""
        start, index = options.get("last_evaluated_key"), options.get("index_name") or ""
        if start is not None:
            names = {"pk", "sk", f"{index}pk", f"{index}sk"}
            texts = all(isinstance(value.get("S"), str) and len(value) == 1 for value in start.values())
            if set(start) != names or not texts or start[f"{index}pk"]["S"] != hash_key or not _can_start(start):
                raise InvalidInput("the cursor is not one this list gave; start again without it")
        if not can_be_key(hash_key, "-"):
            raise _too_long()
        return super().query(hash_key, *conditions, **options)


def _can_start(key: dict[str, Any]) -> bool:
    names = {name[:-2] for name in key}
    return all(can_be_key(key[f"{index}pk"]["S"], key[f"{index}sk"]["S"]) for index in names)


def put_if(record: Record, condition: Condition) -> None:
    """Writes the whole item. Raises Stale when the condition does not hold."""
    with _condition():
        record.save(condition=condition)


def update_if(record: Record, actions: Sequence[Action], condition: Condition) -> None:
    """Updates the item in place and `record` with it. Raises Stale when the condition does not hold."""
    with _condition():
        record.update([*actions], condition=condition)


def unchanged(version: NumberAttribute, loaded: int) -> Condition:
    """That the item still has the version it was loaded with; 0 stands for none, and then there still is no item."""
    condition: Condition = version == loaded if loaded else Record.pk.does_not_exist()
    return condition


@contextlib.contextmanager
def _condition() -> Iterator[None]:
    try:
        yield
    except (PutError, UpdateError) as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        raise Stale(str(error)) from error


class TransactionRejected(Stale):
    """A condition of the transaction did not hold; nothing was written."""

    def __init__(self, labels: set[str]) -> None:
        super().__init__(f"conditions failed: {', '.join(sorted(labels))}")
        self.labels = labels

    def failed(self, label: str) -> bool:
        """Whether the condition of the operation with this label was among those that failed."""
        return label in self.labels


Operation = Callable[[TransactWrite], None]


class Transaction:
    """Operations that are written together or not at all (at most MAX_ITEMS, each item once).

    A transactional write consumes two write units per KB. `conflicts` counts, by label, the attempts that were refused
    because another transaction was writing the same item.
    """

    def __init__(self) -> None:
        # DynamoDB reports what failed in this order: condition checks, deletes, puts, updates.
        self._operations: dict[str, list[tuple[str, Operation]]] = {
            kind: [] for kind in ("check", "delete", "put", "update")
        }
        self._token = new_id()
        self.conflicts: Counter[str] = Counter()

    def __len__(self) -> int:
        return sum(len(operations) for operations in self._operations.values())

    def put(self, record: Record, condition: Condition | None = None, label: str = "") -> None:
        """Writes the whole item. A VersionAttribute adds its own condition."""
        self._add("put", label, lambda tx: tx.save(record, condition=condition))

    def update(
        self, record: Record, actions: Sequence[Action], condition: Condition | None = None, label: str = ""
    ) -> None:
        """Updates the item in place. A VersionAttribute adds its own condition and counts up."""
        # A copy for each attempt: PynamoDB appends the version's action to the list it is given.
        self._add("update", label, lambda tx: tx.update(record, actions=[*actions], condition=condition))

    def check(self, record: type[Record], pk: str, sk: str, condition: Condition, label: str = "") -> None:
        if not can_be_key(pk, sk):
            raise _too_long()
        self._add("check", label, lambda tx: tx.condition_check(record, pk, sk, condition=condition))

    def delete(self, record: Record, condition: Condition | None = None, label: str = "") -> None:
        self._add("delete", label, lambda tx: tx.delete(record, condition=condition))

    def commit(self, attempts: int = ATTEMPTS) -> None:
        """Writes everything, trying again on conflicts with jittered backoff (some 1.5 s at most, and half a second for
        each attempt more).

        The request carries one token for all attempts, so an answer lost on the way does not write twice.
        Raises TransactionRejected when a condition did not hold, Unavailable when conflicts would not end.
        """
        if len(self) > MAX_ITEMS:
            raise ValueError(f"a transaction of {len(self)} items: DynamoDB takes {MAX_ITEMS}")
        for attempt in range(attempts):
            try:
                self._write()
                return
            except TransactWriteError as error:
                self.conflicts.update(self._refused(error, "TransactionConflict"))
                labels = self._refused(error, "ConditionalCheckFailed")
                if labels:
                    raise TransactionRejected(labels) from error
                if not self._is_transient(error):
                    raise
                # A random wait up to an exponential bound ("full jitter") keeps rivals from meeting again.
                time.sleep(random.uniform(0, min(_CAP_SECONDS, _BASE_SECONDS * 2**attempt)))  # noqa: S311
        raise Unavailable("too much contention on the same data, try again shortly")

    def _add(self, kind: str, label: str, operation: Operation) -> None:
        self._operations[kind].append((label, operation))

    def _in_order(self) -> list[tuple[str, Operation]]:
        return [entry for operations in self._operations.values() for entry in operations]

    def _write(self) -> None:
        with TransactWrite(connection=Record._get_connection().connection, client_request_token=self._token) as tx:
            for _, operation in self._in_order():
                operation(tx)

    def _refused(self, error: TransactWriteError, code: str) -> set[str]:
        """The labels of the operations that were refused for this reason."""
        reasons = error.cancellation_reasons or []
        return {
            label or "unlabelled"
            for (label, _), reason in zip(self._in_order(), reasons, strict=False)
            if reason is not None and reason.code == code
        }

    @staticmethod
    def _is_transient(error: TransactWriteError) -> bool:
        reasons = {reason.code for reason in error.cancellation_reasons or [] if reason is not None}
        return bool(reasons & _RETRYABLE) or error.cause_response_code in _RETRYABLE_CODES


class _Connection(Connection):
    """PynamoDB's, with the session of all other clients."""

    @property
    def session(self) -> Any:
        return aws.session()


@cache
def _table_connection(name: str) -> TableConnection:
    meta = MetaTable(
        {
            "TableName": name,
            "KeySchema": _key_schema("pk", "sk"),
            "AttributeDefinitions": [
                {"AttributeName": f"{prefix}{key}", "AttributeType": "S"}
                for prefix in ("", *INDEXES)
                for key in ("pk", "sk")
            ],
            "GlobalSecondaryIndexes": [
                {"IndexName": index, "KeySchema": _key_schema(f"{index}pk", f"{index}sk")} for index in INDEXES
            ],
        }
    )
    table = TableConnection(name)
    table.connection = _Connection(connect_timeout_seconds=2, read_timeout_seconds=5, max_retry_attempts=3)
    table.connection.add_meta_table(meta)
    return table


def _key_schema(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


def make_client() -> None:
    """Makes the client that all records share, before there is something to ask."""
    _ = Record._get_connection().connection.client


def reset() -> None:
    """Forgets every connection. For tests, which swap tables and endpoints."""
    _table_connection.cache_clear()

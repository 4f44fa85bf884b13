"""The tables in memory, and in a file, answer as moto's DynamoDB does, whatever is asked in the ways PynamoDB asks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from souk.cloud import aws
from tests.support.dynamo import aws_account, create_table
from tests.support.world.shelves import Shelves
from tests.support.world.tables import Refused, Tables

TABLE = "test"
Operation = tuple[str, dict[str, Any]]

keys = st.builds(
    lambda pk, sk: {"pk": {"S": pk}, "sk": {"S": sk}}, st.sampled_from("pq"), st.sampled_from(["a", "a#1", "b"])
)
numbers = st.integers(0, 3).map(lambda number: {"N": str(number)})
texts = st.sampled_from(["", "x", "xy"]).map(lambda text: {"S": text})
index_keys = st.fixed_dictionaries(
    {}, optional={"gsi1pk": st.just({"S": "g"}), "gsi1sk": st.sampled_from("kl").map(lambda text: {"S": text})}
)
items = st.builds(
    lambda key, rest, index: {**key, **rest, **index},
    keys,
    st.fixed_dictionaries({}, optional={"n": numbers, "t": texts}),
    index_keys,
)
conditions: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.just({}),
    st.sampled_from(
        [
            "attribute_not_exists (#n)",
            "attribute_exists (#n)",
            "#n = :n",
            "#n <> :n",
            "#n < :n",
            "#n >= :n",
            "(attribute_not_exists (#n) OR #n < :n)",
            "(#n >= :n AND attribute_exists (#t))",
            "(NOT #n = :n)",
            "#n BETWEEN :n AND :n",
            "#n IN (:n)",
        ]
    ).flatmap(
        lambda text: st.builds(
            lambda n: {
                "ConditionExpression": text,
                "ExpressionAttributeNames": {"#n": "n", **({"#t": "t"} if "#t" in text else {})},
                **({"ExpressionAttributeValues": {":n": n}} if ":n" in text else {}),
            },
            numbers,
        )
    ),
)
updates = st.sampled_from(
    [
        ("SET #n = :n", True),
        ("SET #n = if_not_exists (#n, :n) + :n", True),
        ("ADD #n :n", True),
        ("REMOVE #n", False),
        ("SET #t = :n REMOVE #n", True),
    ]
)


def _update(key: dict[str, Any], update: tuple[str, bool], number: dict[str, str]) -> dict[str, Any]:
    text, with_value = update
    names = {"#n": "n", **({"#t": "t"} if "#t" in text else {})}
    values = {"ExpressionAttributeValues": {":n": number}} if with_value else {}
    return {"Key": key, "UpdateExpression": text, "ExpressionAttributeNames": names, **values}


puts = st.builds(lambda item, condition: {"Item": item, **condition}, items, conditions)
deletes = st.builds(lambda key, condition: {"Key": key, **condition}, keys, conditions)
changes = st.builds(_update, keys, updates, numbers)
parts = st.one_of(
    puts.map(lambda put: ("Put", put)),
    deletes.map(lambda delete: ("Delete", delete)),
    changes.map(lambda update: ("Update", update)),
    deletes.filter(lambda it: "ConditionExpression" in it).map(lambda check: ("ConditionCheck", check)),
)


def _distinct(entries: list[tuple[str, dict[str, Any]]]) -> bool:
    places = [str({name: (op.get("Item") or op["Key"])[name] for name in ("pk", "sk")}) for _, op in entries]
    return len(places) == len(set(places))


transactions = (
    st.lists(parts, min_size=1, max_size=3)
    .filter(_distinct)
    .map(lambda entries: {"TransactItems": [{kind: {**op, "TableName": TABLE}} for kind, op in entries]})
)
queries = st.builds(
    lambda pk, start, limit, backwards: {
        "KeyConditionExpression": "#p = :p AND begins_with (#s, :s)",
        "ExpressionAttributeNames": {"#p": "pk", "#s": "sk"},
        "ExpressionAttributeValues": {":p": {"S": pk}, ":s": {"S": start}},
        "ScanIndexForward": not backwards,
        **({"Limit": limit} if limit else {}),
    },
    st.sampled_from("pq"),
    st.sampled_from(["a", "a#", "b"]),
    st.integers(0, 2),
    st.booleans(),
)
by_index = st.builds(
    lambda operator, value: {
        "IndexName": "gsi1",
        "KeyConditionExpression": f"#p = :p AND #s {operator} :s",
        "ExpressionAttributeNames": {"#p": "gsi1pk", "#s": "gsi1sk"},
        "ExpressionAttributeValues": {":p": {"S": "g"}, ":s": {"S": value}},
    },
    st.sampled_from(["<", "<=", "=", ">"]),
    st.sampled_from("kl"),
)
operations = st.one_of(
    puts.map(lambda it: ("PutItem", it)),
    deletes.map(lambda it: ("DeleteItem", it)),
    changes.map(lambda it: ("UpdateItem", it)),
    keys.map(lambda key: ("GetItem", {"Key": key})),
    queries.map(lambda it: ("Query", it)),
    by_index.map(lambda it: ("Query", it)),
    transactions.map(lambda it: ("TransactWriteItems", it)),
)


@pytest.fixture(scope="module")
def moto() -> Iterator[Any]:
    with aws_account():
        create_table(TABLE)
        yield aws.client("dynamodb")


def _emptied(client: Any) -> None:
    for item in client.scan(TableName=TABLE)["Items"]:
        client.delete_item(TableName=TABLE, Key={"pk": item["pk"], "sk": item["sk"]})


def _told(answer: dict[str, Any]) -> dict[str, Any]:
    """What an answer says, without what describes the request. An index does not order equal keys.

    Where a page ends just at the last item, DynamoDB names a key to go on from and moto does not: left out.
    """
    told: dict[str, Any] = {name: answer[name] for name in ("Item", "Items", "Count") if name in answer}
    if "Items" in told:
        told["Items"] = _in_order(told["Items"])
    return told


def _in_order(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Whatever order the items and their attributes came in."""
    return sorted(items, key=lambda item: str(sorted(item.items())))


def _asked(client: Any, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    try:
        return _told(client._make_api_call(operation, params))
    except ClientError as error:
        reasons = [reason["Code"] for reason in error.response.get("CancellationReasons", [])]
        return {"error": error.response["Error"]["Code"], "reasons": reasons}


def _answered(tables: Tables, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    try:
        return _told(tables.answer(operation, params))
    except Refused as refused:
        reasons = [reason["Code"] for reason in refused.answer.get("CancellationReasons", [])]
        return {"error": refused.answer["Error"]["Code"], "reasons": reasons}


@settings(max_examples=40, deadline=None)
@given(st.lists(operations, min_size=1, max_size=12))
def test_they_answer_alike(moto: Any, asked: list[Operation]) -> None:
    _emptied(moto)
    with contextlib.closing(Shelves(":memory:")) as shelves:
        kinds = [Tables(), shelves]
        for tables in kinds:
            tables.create(TABLE)
        for operation, params in asked:
            full = params if operation == "TransactWriteItems" else {"TableName": TABLE, **params}
            expected = _asked(moto, operation, full)
            assert [_answered(tables, operation, full) for tables in kinds] == [expected] * 2, (operation, params)
        held = _in_order(moto.scan(TableName=TABLE)["Items"])
        assert [_in_order(tables.rows(TABLE)) for tables in kinds] == [held] * 2


def test_a_transaction_sent_twice_under_one_token_is_done_once() -> None:
    tables = Tables()
    tables.create(TABLE)
    key = {"pk": {"S": "p"}, "sk": {"S": "a"}}
    change = {"Update": {"TableName": TABLE, **_update(key, ("ADD #n :n", True), {"N": "1"})}}
    for _ in range(2):
        tables.answer("TransactWriteItems", {"TransactItems": [change], "ClientRequestToken": "token"})
    (row,) = tables.rows(TABLE)
    assert row["n"] == {"N": "1"}


@pytest.mark.parametrize("index", ["", "gsi1"])
@pytest.mark.parametrize("kind", [Tables, lambda: Shelves(":memory:")], ids=["in memory", "in a file"])
@pytest.mark.parametrize("forward", [True, False])
def test_pages_follow_each_other_to_the_end(kind: Callable[[], Tables], index: str, forward: bool) -> None:
    tables = kind()
    tables.create(TABLE)
    for sk in "dbac":
        keys = {"pk": "p", "sk": sk, "gsi1pk": "p", "gsi1sk": "one" if sk in "ab" else "two"}
        tables.answer("PutItem", {"TableName": TABLE, "Item": {name: {"S": value} for name, value in keys.items()}})
    seen: list[str] = []
    query: dict[str, Any] = {
        "TableName": TABLE,
        **({"IndexName": index} if index else {}),
        "KeyConditionExpression": "#p = :p",
        "ExpressionAttributeNames": {"#p": f"{index}pk"},
        "ExpressionAttributeValues": {":p": {"S": "p"}},
        "ScanIndexForward": forward,
        "Limit": 3,
    }
    while True:
        page = tables.answer("Query", query)
        seen += [item["sk"]["S"] for item in page["Items"]]
        if "LastEvaluatedKey" not in page:
            break
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]
    assert seen == (["a", "b", "c", "d"] if forward else ["d", "c", "b", "a"])
    if isinstance(tables, Shelves):
        tables.close()


def test_tables_in_a_file_refuse_a_scan_and_a_page_has_a_megabyte() -> None:
    with contextlib.closing(Shelves(":memory:")) as tables:
        tables.create(TABLE)
        rows = [{"pk": {"S": "p"}, "sk": {"S": f"{number}"}, "t": {"S": "x" * 400_000}} for number in range(4)]
        tables.shelf(TABLE).add(rows)
        query = {
            "TableName": TABLE,
            "KeyConditionExpression": "#p = :p",
            "ExpressionAttributeNames": {"#p": "pk"},
            "ExpressionAttributeValues": {":p": {"S": "p"}},
        }
        page = tables.answer("Query", query)
        assert (page["Count"], page["LastEvaluatedKey"]) == (2, {"pk": {"S": "p"}, "sk": {"S": "1"}})
        assert tables.answer("Query", {**query, "ExclusiveStartKey": page["LastEvaluatedKey"]})["Count"] == 2
        with pytest.raises(AssertionError, match="scanned"):
            tables.answer("Scan", {"TableName": TABLE})

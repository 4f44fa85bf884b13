"""What is refused while a transaction goes on, as the developer guide of DynamoDB says."""

from __future__ import annotations

from typing import Any

import pytest

from souk_tools.real_engines.conflicts import Ongoing


def item(name: str) -> dict[str, Any]:
    return {"TableName": "stock", "Key": {"pk": {"S": name}, "sk": {"S": "LEVEL"}}}


def transaction(*names: str, token: str | None = None) -> dict[str, Any]:
    request: dict[str, Any] = {"TransactItems": [{"Update": item(name)} for name in names]}
    return {**request, "ClientRequestToken": token} if token else request


@pytest.fixture
def ongoing() -> Ongoing:
    """Somebody's transaction on mug and cup is not answered yet."""
    ongoing = Ongoing()
    assert ongoing.begin("TransactWriteItems", transaction("mug", "cup", token="one"), "shop") is None
    return ongoing


def error_of(refused: dict[str, Any] | None) -> str:
    assert refused is not None
    return str(refused["__type"]).rpartition("#")[2]


@pytest.mark.parametrize("token", [None, "two"])
def test_another_transaction_is_cancelled_and_told_at_which_item(ongoing: Ongoing, token: str | None) -> None:
    refused = ongoing.begin("TransactWriteItems", transaction("pot", "cup", token=token), "shop")
    assert error_of(refused) == "TransactionCanceledException"
    assert refused is not None
    assert [reason["Code"] for reason in refused["CancellationReasons"]] == ["None", "TransactionConflict"]
    # Being refused it holds nothing itself.
    assert ongoing.begin("TransactWriteItems", transaction("pot"), "shop") is None


def test_the_same_transaction_is_told_that_it_is_in_progress(ongoing: Ongoing) -> None:
    refused = ongoing.begin("TransactWriteItems", transaction("mug", "cup", token="one"), "shop")
    assert error_of(refused) == "TransactionInProgressException"


@pytest.mark.parametrize("operation", ["UpdateItem", "DeleteItem"])
def test_a_single_write_of_a_held_item_is_refused(ongoing: Ongoing, operation: str) -> None:
    assert error_of(ongoing.begin(operation, item("mug"), "shop")) == "TransactionConflictException"
    put = {"TableName": "stock", "Item": {**item("mug")["Key"], "n": {"N": "1"}}}
    assert error_of(ongoing.begin("PutItem", put, "shop")) == "TransactionConflictException"


def test_reads_others_items_and_other_accounts_are_left_alone(ongoing: Ongoing) -> None:
    assert ongoing.begin("GetItem", item("mug"), "shop") is None
    assert ongoing.begin("UpdateItem", item("pot"), "shop") is None
    assert ongoing.begin("TransactWriteItems", transaction("mug"), "somebody else") is None


def test_what_is_answered_holds_nothing_any_more(ongoing: Ongoing) -> None:
    ongoing.end("TransactWriteItems", transaction("mug", "cup", token="one"), "shop")
    assert ongoing.begin("TransactWriteItems", transaction("cup", token="two"), "shop") is None
    assert (ongoing.transactions, ongoing.conflicts) == (2, 0)

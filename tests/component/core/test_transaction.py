from __future__ import annotations

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.exceptions import TransactWriteError

from souk.errors import InvalidInput, Unavailable
from souk.storage import cursor
from souk.storage.dynamo import Record, Transaction, TransactionRejected
from tests.component.core import faults

pytestmark = pytest.mark.usefixtures("table")


class Stock(Record):
    units = NumberAttribute(default=0)
    gsi1pk = UnicodeAttribute(null=True)
    gsi1sk = UnicodeAttribute(null=True)


class Order(Record):
    state = UnicodeAttribute()
    version = VersionAttribute()


def stock(sku: str) -> Stock | None:
    return Stock.fetch(sku, "STOCK", consistent=True)


def test_all_is_written_together() -> None:
    tx = Transaction()
    tx.put(Stock("mug", "STOCK", units=5))
    tx.put(Stock("cup", "STOCK", units=7))
    tx.commit()
    assert [held.units for held in (stock("mug"), stock("cup")) if held] == [5, 7]


def test_the_labels_of_the_conditions_that_failed_are_told_and_nothing_is_written() -> None:
    for sku in ("gone", "kept", "less"):
        Stock(sku, "STOCK", units=1).save()
    tx = Transaction()
    # Told in another order than DynamoDB's, which is checks, deletes, puts, updates.
    tx.update(Stock("less", "STOCK"), [Stock.units.set(0)], Stock.units > 3, label="update")
    tx.put(Stock("new", "STOCK"), label="put")
    tx.delete(Stock("gone", "STOCK"), Stock.units > 3, label="delete")
    tx.put(Stock("other", "STOCK"), Stock.pk.does_not_exist(), label="other")
    tx.check(Stock, "kept", "STOCK", Stock.units == 1, label="check")
    with pytest.raises(TransactionRejected) as caught:
        tx.commit()
    assert caught.value.labels == {"update", "delete"}
    assert caught.value.failed("update")
    assert not caught.value.failed("check")
    assert stock("new") is stock("other") is None
    assert stock("gone") is not None


@pytest.mark.parametrize("kind", ["check", "delete", "put", "update"])
def test_each_kind_of_operation_answers_for_its_own_condition(kind: str) -> None:
    Stock("mug", "STOCK", units=1).save()
    tx = Transaction()
    for sku, holds in (("mug", False), ("cup", True)):
        condition = Stock.units > 3 if not holds else Stock.pk.does_not_exist()
        label = "fails" if not holds else "holds"
        if kind == "check":
            tx.check(Stock, sku, "STOCK", condition, label)
        elif kind == "delete":
            tx.delete(Stock(sku, "STOCK"), condition, label)
        elif kind == "put":
            tx.put(Stock(sku, "STOCK"), condition, label)
        else:
            tx.update(Stock(sku, "STOCK"), [Stock.units.set(9)], condition, label)
    with pytest.raises(TransactionRejected) as caught:
        tx.commit()
    assert caught.value.labels == {"fails"}


def test_conflicts_are_tried_again_under_one_token() -> None:
    tx = Transaction()
    tx.put(Stock("mug", "STOCK", units=5), label="mug")
    transient = [
        faults.conflict("TransactionConflict"),
        faults.conflict("ProvisionedThroughputExceeded"),
        faults.conflict("ThrottlingError"),
        faults.answer("TransactionInProgressException"),
    ]
    with faults.in_transactions(*transient) as sent:
        tx.commit()
    assert stock("mug") is not None
    assert len(sent) == 5
    assert len({request["ClientRequestToken"] for request in sent}) == 1
    assert all(request["TransactItems"] == sent[0]["TransactItems"] for request in sent)


def test_a_versioned_update_is_the_same_in_every_attempt() -> None:
    order = Order("o1", "ORDER", state="PENDING")
    order.save()
    actions = [Order.state.set("PAID")]
    tx = Transaction()
    tx.update(order, actions)
    with faults.in_transactions(faults.conflict("TransactionConflict")) as sent:
        tx.commit()
    assert sent[0]["TransactItems"] == sent[1]["TransactItems"]
    assert len(actions) == 1
    read = Order.fetch("o1", "ORDER")
    assert read is not None
    assert (read.state, read.version, order.version) == ("PAID", 2, 2)


def test_endless_conflicts_end_as_unavailable() -> None:
    tx = Transaction()
    tx.put(Stock("mug", "STOCK"))
    with faults.in_transactions(*[faults.conflict("TransactionConflict")] * 50) as sent, pytest.raises(Unavailable):
        tx.commit()
    assert len(sent) == 6
    assert stock("mug") is None


def test_a_failed_condition_beside_a_conflict_is_not_tried_again() -> None:
    tx = Transaction()
    tx.put(Stock("mug", "STOCK"), label="mug")
    tx.put(Stock("cup", "STOCK"), label="cup")
    answer = faults.conflict("ConditionalCheckFailed", "TransactionConflict")
    with faults.in_transactions(answer) as sent, pytest.raises(TransactionRejected) as caught:
        tx.commit()
    assert caught.value.labels == {"mug"}
    assert len(sent) == 1


def test_an_error_that_waiting_does_not_cure_gets_out() -> None:
    tx = Transaction()
    tx.put(Stock("mug", "STOCK"))
    answer = faults.conflict("ItemCollectionSizeLimitExceeded")
    with faults.in_transactions(answer) as sent, pytest.raises(TransactWriteError):
        tx.commit()
    assert len(sent) == 1


def test_of_two_writers_of_one_version_the_second_is_rejected() -> None:
    Order("o1", "ORDER", state="PENDING").save()
    first, second = Order.fetch("o1", "ORDER"), Order.fetch("o1", "ORDER")
    assert first is not None
    assert second is not None
    for order, state in ((first, "PAID"), (second, "CANCELLED")):
        order.state = state
    winner, loser = Transaction(), Transaction()
    winner.put(first, label="order")
    loser.put(second, label="order")
    winner.commit()
    with pytest.raises(TransactionRejected) as caught:
        loser.commit()
    assert caught.value.labels == {"order"}
    read = Order.fetch("o1", "ORDER")
    assert read is not None
    assert (read.state, read.version) == ("PAID", 2)


def test_a_list_goes_on_where_its_cursor_says() -> None:
    for n in range(3):
        Stock("list", f"{n}", units=n).save()
    first = Stock.query("list", limit=2)
    assert [item.units for item in first] == [0, 1]
    start = cursor.decode(cursor.encode(first.last_evaluated_key))
    assert [item.units for item in Stock.query("list", last_evaluated_key=start)] == [2]


@pytest.mark.parametrize(
    "start",
    [
        {"pk": {"S": "other"}, "sk": {"S": "1"}},
        {"pk": {"S": "list"}},
        {"pk": {"S": "list"}, "sk": {"N": "1"}},
        {"pk": {"S": "list"}, "sk": {"S": "1"}, "gsi1pk": {"S": "list"}},
        {"pk": {"S": ["list"]}, "sk": {"S": "1"}},
    ],
)
def test_a_cursor_of_another_list_is_invalid_input(start: dict[str, dict[str, object]]) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        Stock.query("list", last_evaluated_key=start)

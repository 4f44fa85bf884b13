from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from payments.adapters.circuit_store import DynamoCircuits
from payments.adapters.store import DynamoPayments
from payments.domain.difference import Difference, DifferenceKind
from payments.domain.movements import abandon, authorise, capture, release, require_action, void
from payments.domain.ordered import OrderedLine
from payments.domain.payment import Payment, PaymentState
from payments.domain.reconciling.notes import MAX_RECEIPTS, differs, receive
from payments.domain.refund import RefundLine
from payments.domain.refunding import request_refund, settle_refund
from payments.usecases.announcements import changing
from payments.usecases.ports import Receipt
from souk.cloud import aws
from souk.errors import NotFound
from souk.money import Money
from souk.storage.versioned import Stale
from tests.support import dynamo, outbox
from tests.support.world.sizes import write_units

AT = datetime(2026, 1, 31, 8, 0, 0, 123000, tzinfo=UTC)
RECEIPT = Receipt("stripe", "evt_1", "payment_intent.succeeded", AT, "pi_1", "p1")


@pytest.fixture
def store() -> Iterator[DynamoPayments]:
    with dynamo.table("payments", service="payments"):
        yield DynamoPayments()


def added(store: DynamoPayments, order_id: str = "o1", attempt: str = "1", check_at: datetime | None = None) -> Payment:
    payment = Payment.start(order_id, attempt, "stripe", Money(1000, "EUR"), AT, "purchase-1")
    payment = changing(replace(payment, reference="pi_1", client_secret="pi_1_secret"))
    store.add(payment, store.order(order_id), check_at)
    return payment


def saved(store: DynamoPayments, payment: Payment, check_at: datetime | None) -> Payment:
    """Stores a payment that was changed once since it was loaded."""
    after = changing(payment)
    store.save(after, payment.revision, check_at)
    return after


def test_a_payment_comes_back_as_it_was_stored(store: DynamoPayments) -> None:
    payment = added(store)
    payment = authorise(payment, 1000, AT, "ch_1")
    payment = capture(payment, 600, AT, "ch_1")
    payment = release(payment, AT)
    payment = request_refund(payment, "r1", 200, "damaged", "user:1", AT)
    payment = settle_refund(payment, "r1", "re_1", AT)
    lines = (RefundLine("BOWL", 2, 60), RefundLine("CUP", 1))
    payment = request_refund(payment, "r2", 100, "late", "user:1", AT, lines, restock=True)
    payment = differs(payment, Difference(DifferenceKind.AMOUNT, Money(1000, "EUR"), Money(900, "EUR"), "less"), AT)
    payment = abandon(payment, "cancelled", AT)
    payment = saved(store, payment, AT)
    assert store.load(payment.payment_id) == payment


def test_an_unknown_payment_is_not_found(store: DynamoPayments) -> None:
    with pytest.raises(NotFound):
        store.load("nope")


def test_of_two_writers_who_read_the_same_state_one_has_to_read_again(store: DynamoPayments) -> None:
    payment_id = added(store).payment_id
    mine, theirs = store.load(payment_id), store.load(payment_id)
    mine = capture(mine, 1000, AT)
    theirs = void(theirs, "cancelled", AT)
    mine = saved(store, mine, None)
    with pytest.raises(Stale):
        saved(store, theirs, None)
    assert store.load(payment_id).state is PaymentState.CAPTURED
    assert outbox.types("payments") == ["payment.started", "payment.captured"]


def test_a_change_without_an_event_is_guarded_too(store: DynamoPayments) -> None:
    payment_id = added(store).payment_id
    mine, theirs = store.load(payment_id), store.load(payment_id)
    mine = abandon(mine, "expired", AT)
    mine = saved(store, mine, AT)
    theirs = capture(theirs, 1000, AT)
    with pytest.raises(Stale):
        saved(store, theirs, None)


def test_a_receipt_is_written_with_its_effect(store: DynamoPayments) -> None:
    payment_id = added(store).payment_id
    mine, theirs = store.load(payment_id), store.load(payment_id)
    mine, theirs = (receive(capture(payment, 1000, AT), "evt_1") for payment in (mine, theirs))
    saved(store, mine, None)
    with pytest.raises(Stale):
        saved(store, theirs, None)
    assert [*store.load(payment_id).receipts] == ["evt_1"]


def test_of_a_payments_receipts_the_last_are_kept(store: DynamoPayments) -> None:
    payment = added(store)
    for number in range(MAX_RECEIPTS + 2):
        payment = receive(payment, f"evt_{number}")
    payment = saved(store, payment, None)
    kept = store.load(payment.payment_id).receipts
    assert (kept[0], kept[-1], len(kept)) == ("evt_2", f"evt_{MAX_RECEIPTS + 1}", MAX_RECEIPTS)


def test_a_webhook_that_changed_nothing_is_remembered(store: DynamoPayments) -> None:
    assert not store.received("stripe", "evt_1")
    store.keep(RECEIPT)
    assert store.received("stripe", "evt_1")
    assert not store.received("stripe", "evt_2")


def test_a_change_with_its_event_and_its_ledger_is_one_write_unit(store: DynamoPayments) -> None:
    payment = added(store)
    payment = capture(payment, 1000, AT, "ch_3MmlLrLkdIwHu7ix0snN0B15")
    payment = receive(payment, "evt_3MmlLrLkdIwHu7ix0snN0B15")
    payment = saved(store, payment, None)
    item = aws.client("dynamodb").get_item(
        TableName="payments", Key={"pk": {"S": f"PAYMENT#{payment.payment_id}"}, "sk": {"S": "PAYMENT"}}
    )["Item"]
    assert write_units(item) == 1


def test_an_order_closed_in_the_meantime_takes_no_payment(store: DynamoPayments) -> None:
    seen = store.order("o1")
    assert store.close_order("o1", "expired").closed == "expired"
    with pytest.raises(Stale):
        store.add(changing(Payment.start("o1", "1", "stripe", Money(1000, "EUR"), AT)), seen, None)
    assert store.order("o1").attempts == {}
    assert outbox.types("payments") == []


def test_closing_an_order_keeps_its_attempts_and_the_first_reason(store: DynamoPayments) -> None:
    payment = added(store)
    store.close_order("o1", "expired")
    order = store.close_order("o1", "cancelled")
    assert (order.closed, dict(order.attempts)) == ("expired", {"1": payment.payment_id})


def test_an_order_keeps_by_which_payment_it_was_paid_first(store: DynamoPayments) -> None:
    payment = added(store)
    store.acknowledge("o1", payment.payment_id)
    order = store.acknowledge("o1", "another")
    assert (order.paid_by, dict(order.attempts)) == (payment.payment_id, {"1": payment.payment_id})
    assert store.order("o1") == order
    assert store.close_order("o1", "cancelled").paid_by == payment.payment_id


def test_an_order_keeps_what_it_was_charged_for_when_it_is_told_again_that_it_is_paid(store: DynamoPayments) -> None:
    payment, two = added(store), (OrderedLine("CUP", 2, 300),)
    assert store.acknowledge("o1", payment.payment_id, two).lines == two
    one = (OrderedLine("CUP", 1, 140),)
    assert store.acknowledge("o1", payment.payment_id, one, charged=True).lines == one
    assert store.acknowledge("o1", payment.payment_id, two).lines == one


def test_a_comparison_goes_on_where_the_last_one_stopped(store: DynamoPayments) -> None:
    assert store.compared_to("stripe") == ""
    store.compare_from("stripe", "pi_7")
    assert (store.compared_to("stripe"), store.compared_to("other")) == ("pi_7", "")
    store.compare_from("stripe", "")
    assert store.compared_to("stripe") == ""


def test_of_the_processes_that_saw_a_circuit_open_one_may_try(store: DynamoPayments) -> None:
    circuits = DynamoCircuits()
    assert circuits.open_until("stripe") == 0
    circuits.open("stripe", 1_800_000_000)
    assert circuits.open_until("stripe") == 1_800_000_000
    tries = [circuits.claim("stripe", 1_800_000_000, 1_800_000_015) for _ in range(3)]
    assert tries == [True, False, False]
    circuits.close("stripe")
    assert circuits.open_until("stripe") == 0
    assert not circuits.claim("stripe", 1_800_000_015, 1_800_000_030)


def test_attempts_of_one_order_are_kept_together(store: DynamoPayments) -> None:
    first, second = added(store, attempt="1"), added(store, attempt="2")
    assert dict(store.order("o1").attempts) == {"1": first.payment_id, "2": second.payment_id}


def test_payments_are_due_in_the_order_of_their_checks_until_nothing_is_left_to_do(store: DynamoPayments) -> None:
    payments = [added(store, f"o{n}", check_at=AT + timedelta(minutes=9 - n)) for n in range(10)]
    ids = [payment.payment_id for payment in reversed(payments)]
    assert store.due(AT + timedelta(hours=1), 100) == ids
    assert store.due(AT + timedelta(minutes=4), 100) == ids[:5]
    assert store.due(AT + timedelta(hours=1), 3) == ids[:3]
    last = payments[0]
    last = capture(last, 1000, AT)
    last = saved(store, last, None)
    assert store.due(AT + timedelta(hours=1), 100) == ids[:-1]


def test_a_check_is_put_off_without_changing_the_payment(store: DynamoPayments) -> None:
    payment = added(store, check_at=AT)
    store.postpone(payment, AT + timedelta(minutes=5))
    assert store.due(AT, 10) == []
    assert store.due(AT + timedelta(minutes=5), 10) == [payment.payment_id]
    assert store.load(payment.payment_id) == payment
    store.postpone(payment, None)
    assert store.due(AT + timedelta(days=1), 10) == []


def test_a_payment_changed_meanwhile_keeps_the_check_it_was_given(store: DynamoPayments) -> None:
    payment = added(store, check_at=AT)
    stale = store.load(payment.payment_id)
    payment = require_action(payment, AT)
    payment = saved(store, payment, AT)
    store.postpone(stale, AT + timedelta(days=1))
    assert store.due(AT, 10) == [payment.payment_id]

"""Money that is held until the order is sent: captured then, or before the bank lets go of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from payments.adapters.codec import payment_of, payment_record
from payments.adapters.stripe.snapshot import payment_of as read
from payments.domain.ordered import OrderedLine, as_charged, left_of
from payments.domain.payment import PaymentState
from payments.domain.reconciling.holding import MARGIN, SHORTEST, capture_at
from payments.domain.snapshot import ProviderStatus
from souk import clock
from souk.errors import Conflict, IllegalTransition
from souk.events.common import Amount, PostalAddress
from souk.events.orders import CancelledLine, OrderLinesCancelled
from souk.money import Money
from tests.support import logs
from tests.unit.payments.fakes import LINES, Shop, shop

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
WEEK = timedelta(days=7)


def captures(souk: Shop) -> int:
    return souk.card.calls.count("capture")


def cancelled(number: int, rest: int) -> OrderLinesCancelled:
    """A unit is out of the order, which is paid by what is held."""
    euro = Amount(amount=rest, currency="EUR")
    none = Amount(amount=0, currency="EUR")
    return OrderLinesCancelled(
        order_id="o1",
        number="SK-1",
        owner="user:1",
        email="ada@example.org",
        lines=[],
        shipping_address=PostalAddress(name="Ada", line1="1 Road", city="Paris", postal_code="75001", country="FR"),
        shipping_method="standard",
        subtotal=euro,
        shipping=none,
        tax=none,
        total=euro,
        number_of_wish=number,
        cancelled=[CancelledLine(sku="CUP", quantity=1, amount=Amount(amount=150, currency="EUR"))],
        reason="",
        cancelled_by="shopper",
        was_paid=True,
        credit=Amount(amount=150, currency="EUR"),
        charged=Amount(amount=1000, currency="EUR"),
        held=True,
    )


def test_what_is_held_pays_the_order_and_is_captured_when_it_is_sent() -> None:
    souk = shop()
    payment = souk.held()
    assert (payment.state, payment.differing, captures(souk)) == (PaymentState.AUTHORISED, "", 0)
    [told] = [event for event in souk.store.events if event.type == "payment.authorised"]
    assert told.data["on_shipment"] is True
    for _ in range(2):
        souk.services.payments.capture_held("o1")
    assert souk.stored(payment).totals.captured == 1000
    assert captures(souk) == 1
    assert souk.store.types.count("payment.captured") == 1


def test_a_payment_that_nobody_wants_held_is_captured_at_once_as_ever() -> None:
    souk = shop()
    payment = souk.paid()
    souk.services.payments.capture_held("o1")
    assert (souk.stored(payment).on_shipment, captures(souk)) == (False, 0)
    assert souk.stored(payment).state is PaymentState.CAPTURED


def test_a_transfer_is_never_held() -> None:
    assert shop().start(provider="manual", on_shipment=True).on_shipment is False


def test_units_that_were_cancelled_before_are_not_captured() -> None:
    souk = shop()
    payment = souk.held()
    souk.services.reduced.lines_cancelled(cancelled(1, 850))
    souk.services.payments.capture_held("o1")
    after = souk.stored(payment)
    assert (after.totals.captured, after.totals.voided, after.refunds) == (850, 150, {})
    souk.services.reduced.lines_cancelled(cancelled(2, 700))
    assert souk.stored(payment).totals.refunded == 150


def test_of_an_order_that_is_called_off_nothing_is_captured() -> None:
    souk = shop()
    payment = souk.held()
    souk.services.payments.close_order("o1", "changed my mind")
    souk.services.payments.capture_held("o1")
    after = souk.stored(payment)
    assert (after.state, after.totals.captured, after.differing, captures(souk)) == (PaymentState.VOIDED, 0, "", 0)


def test_a_provider_that_is_away_is_asked_again_by_the_timer() -> None:
    souk = shop()
    payment = souk.held()
    souk.card.down = True
    souk.services.payments.capture_held("o1")
    souk.card.down = False
    assert souk.stored(payment).asked
    assert souk.reconcile() == 1
    assert souk.stored(payment).totals.captured == 1000


def test_a_capture_whose_answer_is_lost_is_made_once() -> None:
    souk = shop()
    payment = souk.held()
    souk.card.forgetful = True
    souk.services.payments.capture_held("o1")
    assert souk.stored(payment).totals.captured == 0
    souk.services.reduced.lines_cancelled(cancelled(1, 850))
    souk.reconcile()
    after = souk.stored(payment)
    assert (after.totals.captured, after.totals.refunded) == (1000, 150), "what came beyond it goes back"


def test_a_refusal_is_somebodys_to_look_at_and_is_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    souk = shop()
    with clock.freeze(START):
        payment = souk.held(until=START + WEEK)
        souk.card.refuses_captures = True
        souk.services.payments.capture_held("o1")
        assert souk.stored(payment).differing.startswith("capture_refused")
        assert souk.store.types.count("payment.mismatch") == 1
    for hour in range(1, 25):
        with clock.freeze(START + timedelta(hours=hour)):
            souk.services.reconciler.run()
    tried = captures(souk)
    assert 5 < tried < 30
    assert souk.store.types.count("payment.mismatch") == 1, "told once"
    assert capsys.readouterr().out.count('"PaymentsMismatched":') == 1
    souk.card.refuses_captures = False
    with clock.freeze(START + timedelta(hours=26)):
        souk.services.reconciler.run()
    after = souk.stored(payment)
    assert (after.totals.captured, after.differing) == (1000, "")


@pytest.mark.parametrize("until", [START + WEEK, None])
def test_a_hold_is_captured_before_it_lapses(until: datetime | None) -> None:
    souk = shop()
    with clock.freeze(START):
        payment = souk.held(until=until)
    ends = until or START + SHORTEST
    assert capture_at(payment) == ends - MARGIN
    looks = 0
    for hour in range(1, 8 * 24):
        at = START + timedelta(hours=hour)
        with clock.freeze(at):
            before = len(souk.card.calls)
            souk.services.reconciler.run()
            looks += len(souk.card.calls) - before
        captured = bool(souk.stored(payment).totals.captured)
        assert captured == (at >= ends - MARGIN), at
    assert looks < 25, "it is seldom looked at meanwhile"


def test_a_hold_that_is_let_go_of_elsewhere_is_told_to_people_once() -> None:
    souk = shop()
    payment = souk.held()
    souk.card.turns(payment.reference, ProviderStatus.CANCELLED)
    for number in range(2):
        souk.webhook(f"evt_{number}", "canceled", payment.reference)
    after = souk.stored(payment)
    assert after.state is PaymentState.VOIDED
    assert after.differing.startswith("order_without_payment")
    assert souk.store.types.count("payment.mismatch") == 1


def test_staff_capture_all_of_it_or_cancel_the_order() -> None:
    souk = shop()
    payment = souk.held()
    with pytest.raises(IllegalTransition, match="take units out"):
        souk.services.payments.capture(payment.payment_id, Money(400, "EUR"))
    with pytest.raises(IllegalTransition, match="cancel it instead"):
        souk.services.payments.void(payment.payment_id, "no")
    assert souk.services.payments.capture(payment.payment_id, None).totals.captured == 1000


def test_a_further_attempt_does_not_let_go_of_what_pays_the_order() -> None:
    souk = shop()
    payment = souk.held()
    with pytest.raises(Conflict, match="paid already"):
        souk.start(attempt="2", on_shipment=True)
    assert souk.stored(payment).is_held


def test_an_order_that_has_not_heard_of_the_hold_is_told_again() -> None:
    souk = shop()
    with clock.freeze(START):
        payment = souk.start(on_shipment=True)
        souk.card.holds(payment.reference, START + WEEK)
        souk.webhook(reference=payment.reference)
    with clock.freeze(START + timedelta(minutes=20)):
        souk.compare()
    assert souk.store.types.count("payment.authorised") == 2
    with clock.freeze(START + timedelta(minutes=40)):
        souk.services.payments.order_paid("o1", payment.payment_id)
        souk.compare()
    assert souk.stored(payment).differing == ""


def test_a_hold_that_never_reached_our_table_is_adopted_as_what_it_is() -> None:
    souk = shop()
    payment = souk.start(on_shipment=True)
    souk.card.holds(payment.reference)
    souk.store.payments.clear()
    souk.store.orders.clear()
    souk.compare()
    assert souk.stored(payment).is_held


def test_what_is_captured_by_the_timer_is_no_missing_webhook() -> None:
    souk = shop()
    for number in range(4):
        souk.held(f"o{number}")
        souk.card.down = True
        souk.services.payments.capture_held(f"o{number}")
        souk.card.down = False
    with logs.captured() as lines:
        assert souk.reconcile() == 4
    assert not [line for line in lines if "webhooks do not arrive" in str(line)]


def test_it_is_stored_whole() -> None:
    souk = shop()
    payment = souk.held(until=START + WEEK)
    souk.card.refuses_captures = True
    souk.services.payments.capture_held("o1")
    kept = payment_of(payment_record(souk.stored(payment), None))
    assert (kept.on_shipment, kept.asked, kept.held_until) == (True, True, START + WEEK)


def test_stripe_says_until_when_it_is_held() -> None:
    card = {"capture_before": int((START + WEEK).timestamp())}
    charge = {"id": "ch_1", "payment_method_details": {"card": card}}
    intent = {
        "id": "pi_1",
        "object": "payment_intent",
        "status": "requires_capture",
        "amount": 1000,
        "currency": "eur",
        "created": int(START.timestamp()),
        "latest_charge": charge,
        "metadata": {"on_shipment": "yes"},
    }
    seen = read(intent)
    assert (seen.status, seen.held_until, seen.on_shipment) == (ProviderStatus.HELD, START + WEEK, True)
    assert read({**intent, "latest_charge": {"id": "ch_1"}}).held_until is None


def test_no_more_can_be_refunded_of_a_line_than_was_charged() -> None:
    ordered = (OrderedLine("CUP", 4, 4000), OrderedLine("RUG", 1, 5000), OrderedLine("JAR", 1, 100))
    charged = (OrderedLine("CUP", 3, 2700), OrderedLine("RUG", 1, 5000))
    assert as_charged(ordered, charged) == charged


def test_a_unit_that_was_paid_back_before_the_order_heard_of_the_capture_is_counted_once() -> None:
    """The order took it for held when it was cancelled: what it tells as charged is what is left."""
    souk = shop()
    payment = souk.held()
    souk.services.payments.capture_held("o1")
    souk.services.reduced.lines_cancelled(cancelled(1, 850))
    left = (OrderedLine("BOWL", 2, 400), OrderedLine("CUP", 1, 150), OrderedLine("JAR", 1, 300))
    for _ in range(2):
        souk.services.payments.order_charged("o1", payment.payment_id, left)
    assert souk.store.order("o1").lines == LINES
    refunds = souk.stored(payment).refunds.values()
    assert [(line.sku, line.units, line.amount) for line in left_of(LINES, refunds)] == [
        ("BOWL", 2, 400),
        ("CUP", 1, 150),
        ("JAR", 1, 300),
    ]


def test_what_was_charged_stays_what_it_was_when_the_order_tells_again_that_it_is_paid() -> None:
    souk = shop()
    payment = souk.held()
    souk.services.reduced.lines_cancelled(cancelled(1, 850))
    souk.services.payments.capture_held("o1")
    left = (OrderedLine("BOWL", 2, 400), OrderedLine("CUP", 1, 150), OrderedLine("JAR", 1, 300))
    souk.services.payments.order_charged("o1", payment.payment_id, left)
    souk.services.payments.order_paid("o1", payment.payment_id, LINES)
    assert souk.store.order("o1").lines == left

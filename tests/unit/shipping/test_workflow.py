"""The use cases of shipping, against ports in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from shipping.adapters.carriers.manual import ManualCarrier
from shipping.domain.shipment import Queue, Shipment
from shipping.domain.tracking import Booking, Scan, ScanStatus, ShipmentState
from shipping.usecases.ports import CarrierRefused, CarrierReport
from shipping.usecases.shipments import Shipping
from souk import clock
from souk.errors import IllegalTransition, InvalidInput, NotFound, OrderKeyExpired, Unavailable
from souk.shopper.access_key import OPEN_FOR, for_visit
from souk.webhooks import BadSignature
from tests.support import logs
from tests.unit.shipping.fakes import (
    NOW,
    ORDER,
    SHIPMENT,
    FakeCarrier,
    FakeShipments,
    cancelled,
    line,
    paid,
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def shipments() -> FakeShipments:
    return FakeShipments()


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def shipping(shipments: FakeShipments, carrier: FakeCarrier) -> Shipping:
    return Shipping(shipments, {"sandbox": carrier, "manual": ManualCarrier()}, "sandbox")


def report(
    status: ScanStatus, *, minutes: int = 0, reference: str = SHIPMENT, carrier_reference: str = "CR1"
) -> CarrierReport:
    moment = NOW + timedelta(minutes=minutes)
    return CarrierReport(reference, Booking(carrier_reference), Scan(f"{status}-{minutes}", status, moment))


def hear(shipping: Shipping, carrier: FakeCarrier, said: CarrierReport) -> bool:
    carrier.report = said
    return shipping.hear("sandbox", {}, b"")


def test_a_paid_order_gets_a_shipment_that_is_booked(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED
    assert shipments[SHIPMENT].booking.tracking_code == "TRACK1"
    assert shipments.published == ["shipment.created"]


def test_an_order_told_twice_gets_one_shipment_and_one_booking(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    shipping.open_for(paid())
    assert len(shipments) == len(carrier.bookings) == 1
    assert shipments.published == ["shipment.created"]


def test_an_order_of_nothing_to_send_gets_no_shipment(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.open_for(paid(lines=[line(requires_shipping=False)]))
    assert len(shipments) == 0


def test_a_carrier_that_is_down_holds_no_event_up_and_the_job_books_later(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble = Unavailable("down")
    shipping.open_for(paid())
    assert (shipments[SHIPMENT].state, shipments[SHIPMENT].attempts) == (ShipmentState.CREATED, 1)
    assert shipping.book_due() == 0, "not due yet"
    carrier.trouble = None
    with clock.freeze(NOW + timedelta(minutes=2)):
        assert shipping.book_due() == 1
        assert shipping.book_due() == 0
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED


def test_the_job_does_not_wait_for_a_silent_carrier_twice(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble = Unavailable("down")
    for number in range(3):
        shipping.open_for(paid(f"order-{number}"))
    assert [shipment.attempts for shipment in shipments.kept.values()] == [1, 0, 0], "in one batch"
    with clock.freeze(NOW + timedelta(minutes=2)):
        assert shipping.book_due() == 1
    carrier.trouble = None
    with clock.freeze(NOW + timedelta(minutes=3)):
        assert shipping.book_due() == 2, "the one that failed waits its turn"


def test_a_booking_whose_answer_was_lost_is_found_again(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble, carrier.lose_answers = Unavailable("timed out"), True
    shipping.open_for(paid())
    carrier.trouble = None
    with clock.freeze(NOW + timedelta(minutes=1)):
        shipping.book(SHIPMENT)
    assert len(carrier.bookings) == 1
    assert shipments[SHIPMENT].booking == carrier.bookings[SHIPMENT]


def test_a_created_shipment_whose_worker_died_is_booked_when_the_event_comes_again(
    shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    class Dies(FakeCarrier):
        def book(self, consignment: object) -> Booking | None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Shipping(shipments, {"sandbox": Dies()}, "sandbox").open_for(paid())
    assert shipments[SHIPMENT].state is ShipmentState.CREATED
    Shipping(shipments, {"sandbox": carrier}, "sandbox").open_for(paid())
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED


def test_a_refused_shipment_waits_for_staff(shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier) -> None:
    carrier.trouble = CarrierRefused("no such street")
    shipping.open_for(paid())
    assert shipments[SHIPMENT].queue is Queue.EXCEPTION
    assert shipments.published == ["shipment.created", "shipment.exception"]
    assert shipments.events[-1].data["note"] == "no such street"


def test_without_a_carrier_staff_dispatch_and_deliver(shipments: FakeShipments) -> None:
    by_hand = Shipping(shipments, {"manual": ManualCarrier()}, "manual")
    by_hand.open_for(paid())
    assert by_hand.waiting(Queue.TO_DISPATCH, 10, None)[0][0].id == SHIPMENT
    by_hand.dispatch(SHIPMENT, Booking(tracking_code="RR1"), "staff1")
    by_hand.deliver(SHIPMENT, "staff1")
    assert shipments.published == ["shipment.created", "shipment.shipped", "shipment.delivered"]
    assert [e.aggregate_version for e in shipments.events] == [1, 2, 3]
    assert shipments.events[1].data["tracking_code"] == "RR1"
    assert shipments[SHIPMENT].scans[0].by == "staff:staff1"


def test_a_shipment_of_a_carrier_no_longer_set_up_waits(shipments: FakeShipments, carrier: FakeCarrier) -> None:
    carrier.trouble = Unavailable("down")
    Shipping(shipments, {"sandbox": carrier}, "sandbox").open_for(paid())
    Shipping(shipments, {}, "manual").book(SHIPMENT)
    assert (shipments[SHIPMENT].state, shipments[SHIPMENT].attempts) == (ShipmentState.CREATED, 2)


def test_scans_move_the_shipment_and_say_that_the_order_is_complete(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    assert hear(shipping, carrier, report(ScanStatus.PICKED_UP))
    assert hear(shipping, carrier, report(ScanStatus.DELIVERED, minutes=5))
    assert not hear(shipping, carrier, report(ScanStatus.DELIVERED, minutes=5))
    assert shipments.published == ["shipment.created", "shipment.shipped", "shipment.delivered"]
    assert [e.data["complete"] for e in shipments.events] == [False, True, True]
    assert [e.aggregate_version for e in shipments.events] == [1, 3, 4], "the booking was change 2"


@pytest.mark.parametrize(
    "said",
    [
        report(ScanStatus.PICKED_UP, reference="unknown-1"),
        report(ScanStatus.PICKED_UP, reference="not an id"),
        report(ScanStatus.PICKED_UP, carrier_reference="CR99"),
    ],
)
def test_a_scan_of_something_else_is_acknowledged_and_changes_nothing(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier, said: CarrierReport
) -> None:
    shipping.open_for(paid())
    assert not hear(shipping, carrier, said)
    assert [*shipments[SHIPMENT].scans] == []


def test_a_scan_from_the_future_is_dated_now(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    hear(shipping, carrier, report(ScanStatus.EXCEPTION, minutes=600))
    assert shipments[SHIPMENT].scans[0].occurred_at == NOW


def test_a_carrier_nobody_set_up_has_no_webhook(shipping: Shipping) -> None:
    for name in ("pigeon", "manual"):
        with pytest.raises(NotFound):
            shipping.hear(name, {}, b"")


def test_a_wrong_webhook_secret_is_an_error_somebody_sees(shipping: Shipping, carrier: FakeCarrier) -> None:
    def refused(*errors: BadSignature) -> list[str]:
        with logs.captured() as lines:
            for error in errors:
                carrier.refuses = error
                with pytest.raises(InvalidInput):
                    shipping.hear("sandbox", {}, b"")
        return [line["level"] for line in lines.parsed()]

    assert refused(*[BadSignature("not signed", signed=False)] * 5) == []
    assert refused(*[BadSignature("wrong")] * 4) == ["WARNING", "WARNING", "ERROR", "WARNING"]


def test_a_cancelled_order_is_called_off_at_the_carrier_too(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    shipping.call_off(cancelled())
    shipping.call_off(cancelled())
    assert carrier.called_off == ["CR1"]
    assert shipments.published == ["shipment.created", "shipment.cancelled"]


def test_a_carrier_that_is_down_is_told_of_the_cancellation_by_the_job(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    carrier.trouble = Unavailable("down")
    shipping.call_off(cancelled())
    assert (shipments[SHIPMENT].state, shipments[SHIPMENT].queue) == (ShipmentState.BOOKED, Queue.TO_BOOK)
    carrier.trouble = None
    with clock.freeze(NOW + timedelta(minutes=2)):
        assert shipping.book_due() == 1
    assert carrier.called_off == ["CR1"]
    assert (shipments[SHIPMENT].state, shipments[SHIPMENT].queue) == (ShipmentState.CANCELLED, None)


def test_a_parcel_that_left_before_the_carrier_was_told_is_left_alone(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    carrier.trouble = Unavailable("down")
    shipping.call_off(cancelled())
    carrier.trouble = None
    hear(shipping, carrier, report(ScanStatus.PICKED_UP))
    with clock.freeze(NOW + timedelta(minutes=2)):
        shipping.book_due()
    assert (shipments[SHIPMENT].state, shipments[SHIPMENT].queue) == (ShipmentState.SHIPPED, None)
    assert carrier.called_off == []


def test_cancelling_finds_a_booking_whose_answer_was_lost(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble, carrier.lose_answers = Unavailable("timed out"), True
    shipping.open_for(paid())
    carrier.trouble = None
    shipping.call_off(cancelled())
    assert carrier.called_off == ["CR1"]
    assert shipments[SHIPMENT].state is ShipmentState.CANCELLED


def test_a_parcel_on_its_way_stays_so_when_the_order_is_cancelled(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    hear(shipping, carrier, report(ScanStatus.PICKED_UP))
    shipping.call_off(cancelled())
    assert shipments[SHIPMENT].state is ShipmentState.SHIPPED
    assert carrier.called_off == []


def test_a_carrier_that_will_not_cancel_keeps_the_shipment(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    carrier.trouble = CarrierRefused("already picked up")
    shipping.call_off(cancelled())
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED


def test_an_order_cancelled_before_its_payment_is_heard_of_is_never_sent(
    shipping: Shipping, shipments: FakeShipments
) -> None:
    shipping.call_off(cancelled())
    shipping.open_for(paid())
    assert len(shipments) == 0


def test_an_order_cancelled_unpaid_leaves_no_trace(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.call_off(cancelled(was_paid=False))
    assert not shipments.barred


def test_a_shipment_cancelled_while_it_is_booked_is_called_off_again(shipments: FakeShipments) -> None:
    class Slow(FakeCarrier):
        def book(self, consignment: object) -> Booking | None:
            booking = super().book(consignment)  # type: ignore[arg-type]
            kept = shipments[SHIPMENT]
            shipments.kept[SHIPMENT] = replace(kept, cancelled_at=NOW, version=kept.version + 1)
            return booking

    carrier = Slow()
    Shipping(shipments, {"sandbox": carrier}, "sandbox").open_for(paid())
    assert carrier.called_off == ["CR1"]
    assert shipments[SHIPMENT].state is ShipmentState.CANCELLED


def hand_in(carrier: FakeCarrier, status: ScanStatus) -> CarrierReport:
    """A scan of the only parcel, by its booking."""
    return report(status, carrier_reference=carrier.bookings[SHIPMENT].carrier_reference)


def answers(shipments: FakeShipments) -> list[str]:
    """What the orders service is told of its wish, each answer once however often it is repeated."""
    ids = {event.id: event.type for event in shipments.events if event.type.startswith("recall.")}
    assert all(event.data["order_id"] == ORDER == event.aggregate_id for event in shipments.events if event.id in ids)
    return [*ids.values()]


def test_a_parcel_that_has_not_left_is_had_back_from_the_carrier(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    shipping.recall(ORDER)
    assert carrier.called_off == ["CR1"]
    assert shipments[SHIPMENT].state is ShipmentState.CANCELLED
    assert shipments.published == ["shipment.created", "shipment.cancelled", "recall.succeeded"]
    shipping.call_off(cancelled())
    assert len(shipments.events) == 3, "the order is cancelled, and nothing is left to do"


def test_an_answer_is_told_again_under_its_id_when_it_is_asked_for_again(
    shipping: Shipping, shipments: FakeShipments
) -> None:
    shipping.open_for(paid())
    for _ in range(3):
        shipping.recall(ORDER)
    assert answers(shipments) == ["recall.succeeded"]
    assert shipments.published.count("recall.succeeded") == 3
    assert shipments.published.count("shipment.cancelled") == 1


def test_a_parcel_with_the_carrier_is_not_had_back(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    hear(shipping, carrier, hand_in(carrier, ScanStatus.PICKED_UP))
    shipping.recall(ORDER)
    assert (shipments[SHIPMENT].state, carrier.called_off) == (ShipmentState.SHIPPED, [])
    assert answers(shipments) == ["recall.refused"]


def test_an_order_asked_for_before_it_is_heard_of_is_never_sent(shipping: Shipping, shipments: FakeShipments) -> None:
    for _ in range(2):
        shipping.recall(ORDER)
    shipping.open_for(paid())
    assert len(shipments) == 0
    assert answers(shipments) == ["recall.succeeded"]
    assert shipments.published.count("recall.succeeded") == 2


def test_an_order_that_was_barred_without_a_word_is_answered_for(shipping: Shipping, shipments: FakeShipments) -> None:
    shipping.call_off(cancelled())
    shipping.recall(ORDER)
    assert answers(shipments) == ["recall.succeeded"]


def test_a_pick_up_while_the_carrier_is_asked_comes_first(shipments: FakeShipments) -> None:
    class Slow(FakeCarrier):
        def cancel(self, carrier_reference: str) -> None:
            super().cancel(carrier_reference)
            hear(slow, self, report(ScanStatus.PICKED_UP))

    slow = Shipping(shipments, {"sandbox": Slow()}, "sandbox")
    slow.open_for(paid())
    slow.recall(ORDER)
    assert shipments[SHIPMENT].state is ShipmentState.SHIPPED
    assert answers(shipments) == ["recall.refused"]


def test_a_carrier_that_keeps_it_refuses_though_no_scan_was_heard(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    carrier.trouble = CarrierRefused("already picked up")
    shipping.recall(ORDER)
    assert answers(shipments) == ["recall.refused"]
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED


def test_a_parcel_no_carrier_wants_is_had_back(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    carrier.trouble = Unavailable("down")
    shipping.open_for(paid())
    carrier.trouble = CarrierRefused("no such street")
    shipping.recall(ORDER)
    assert answers(shipments) == ["recall.succeeded"]


@pytest.mark.parametrize("left", [False, True])
def test_a_carrier_that_is_away_answers_later(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier, left: bool
) -> None:
    shipping.open_for(paid())
    carrier.trouble = Unavailable("down")
    shipping.recall(ORDER)
    assert answers(shipments) == []
    carrier.trouble = None
    if left:
        hear(shipping, carrier, report(ScanStatus.PICKED_UP))
        assert answers(shipments) == ["recall.refused"], "the scan is the answer"
    with clock.freeze(NOW + timedelta(minutes=2)):
        shipping.book_due()
    assert answers(shipments) == ["recall.refused" if left else "recall.succeeded"]
    assert carrier.called_off == ([] if left else ["CR1"])
    assert shipments[SHIPMENT].queue is None


def test_a_parcel_of_a_carrier_no_longer_set_up_is_not_said_to_be_back(
    shipping: Shipping, shipments: FakeShipments
) -> None:
    shipping.open_for(paid())
    Shipping(shipments, {"manual": ManualCarrier()}, "manual").recall(ORDER)
    assert answers(shipments) == []
    assert shipments[SHIPMENT].queue is Queue.TO_BOOK
    with clock.freeze(NOW + timedelta(minutes=2)):
        shipping.book_due()
    assert answers(shipments) == ["recall.succeeded"]


def test_a_carrier_that_stays_away_is_an_error_staff_see(
    shipping: Shipping, carrier: FakeCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    shipping.open_for(paid())
    carrier.trouble = Unavailable("down")
    for _ in range(5):
        assert "ERROR" not in [record.levelname for record in caplog.records]
        shipping.recall(ORDER)
    assert caplog.records[-1].levelname == "ERROR"


def test_a_parcel_that_moves_after_it_was_had_back_is_left_to_people(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier, caplog: pytest.LogCaptureFixture
) -> None:
    shipping.open_for(paid())
    shipping.recall(ORDER)
    for status in (ScanStatus.PICKED_UP, ScanStatus.DELIVERED):
        hear(shipping, carrier, report(status))
    assert answers(shipments) == ["recall.succeeded"]
    assert shipments.published[-1] == "shipment.astray"
    assert shipping.waiting(Queue.EXCEPTION, 10, None)[0][0].id == SHIPMENT
    assert [record.levelname for record in caplog.records].count("ERROR") == 1


def test_of_two_parcels_one_that_left_keeps_the_other(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    first = shipments[SHIPMENT]
    second = replace(first, consignment=replace(first.consignment, parcel=2), version=0)
    shipments.kept[second.id] = second
    hear(shipping, carrier, report(ScanStatus.PICKED_UP, reference=second.id))
    shipping.recall(ORDER)
    assert answers(shipments) == ["recall.refused"]
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED


def test_of_two_parcels_both_must_be_had_back(
    shipping: Shipping, shipments: FakeShipments, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    first = shipments[SHIPMENT]
    second = replace(first, consignment=replace(first.consignment, parcel=2), version=0)
    shipments.kept[second.id] = second
    shipping.recall(ORDER)
    assert answers(shipments) == ["recall.succeeded"]
    assert {shipment.state for shipment in shipments.kept.values()} == {ShipmentState.CANCELLED}


class Busy(FakeShipments):
    """Somebody else writes first, `rivals` times."""

    def __init__(self, rivals: int) -> None:
        super().__init__()
        self.rivals = rivals

    def save(self, shipment: Shipment, previous_version: int) -> None:
        if self.rivals:
            self.rivals -= 1
            rival = self.kept[shipment.id]
            self.kept[shipment.id] = replace(rival, version=rival.version + 1)
        super().save(shipment, previous_version)


def test_a_change_is_made_again_on_what_somebody_else_wrote(carrier: FakeCarrier) -> None:
    shipments = Busy(rivals=3)
    Shipping(shipments, {"sandbox": carrier}, "sandbox").open_for(paid())
    assert shipments[SHIPMENT].state is ShipmentState.BOOKED


def test_a_change_that_never_gets_through_is_refused_for_now(carrier: FakeCarrier) -> None:
    with pytest.raises(Unavailable):
        Shipping(Busy(rivals=100), {"sandbox": carrier}, "sandbox").open_for(paid())


def test_guests_see_their_shipments_with_the_key_and_nobody_else_does(shipping: Shipping) -> None:
    shipping.open_for(paid())
    assert shipping.for_guest(ORDER, "the-key")[0].id == SHIPMENT
    for order_id, key in [(ORDER, "wrong"), (ORDER, "thé-key"), ("other", "the-key")]:
        with pytest.raises(NotFound):
            shipping.for_guest(order_id, key)


def test_the_key_of_the_letters_ends_after_all_parcels_have_arrived_and_a_link_does_not(
    shipping: Shipping, carrier: FakeCarrier
) -> None:
    shipping.open_for(paid())
    with clock.freeze(NOW + timedelta(days=365)):
        assert shipping.for_guest(ORDER, "the-key")
    hear(shipping, carrier, report(ScanStatus.DELIVERED))
    with clock.freeze(NOW + OPEN_FOR - timedelta(seconds=1)):
        assert shipping.for_guest(ORDER, "the-key")
    with clock.freeze(NOW + OPEN_FOR):
        with pytest.raises(OrderKeyExpired):
            shipping.for_guest(ORDER, "the-key")
        assert shipping.for_guest(ORDER, for_visit("the-key")[0])


def test_an_order_without_a_key_is_opened_by_no_key(shipping: Shipping) -> None:
    shipping.open_for(paid().model_copy(update={"access_key": ""}))
    with pytest.raises(NotFound):
        shipping.for_guest(ORDER, "")


def test_people_see_only_their_own_shipments(shipping: Shipping) -> None:
    shipping.open_for(paid())
    assert shipping.for_user(ORDER, "ada")[0].id == SHIPMENT
    with pytest.raises(NotFound):
        shipping.for_user(ORDER, "eve")


def test_staff_cannot_dispatch_what_does_not_exist_or_is_booked(shipping: Shipping) -> None:
    with pytest.raises(NotFound):
        shipping.dispatch(SHIPMENT, Booking(tracking_code="RR1"), "staff1")
    shipping.open_for(paid())
    with pytest.raises(IllegalTransition):
        shipping.dispatch(SHIPMENT, Booking(tracking_code="RR1"), "staff1")

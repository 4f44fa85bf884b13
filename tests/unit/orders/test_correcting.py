"""Staff put an order right: where it is sent, where its letters go, that somebody has looked at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from orders.adapters.codec import progress_from_json, progress_to_json
from orders.domain.erasure import anonymised
from orders.domain.order import Order
from orders.domain.timeline.entries import timeline
from orders.usecases import announcements
from orders.usecases.orders import Viewer
from souk import clock
from souk.errors import Conflict, IllegalTransition, InvalidInput, PreconditionFailed
from souk.events import Event, data_of
from souk.events.orders import OrderPaid, OrderReaddressing
from tests.unit.orders import events
from tests.unit.orders.fakes import ADDRESS, World, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BAKER = replace(ADDRESS, line1="Baker Str. 221b", phone="+49 30 1234567")


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        yield World()


def placed(world: World) -> Order:
    return world.orders.check_out(wanted(), "key").order


def with_parcel(world: World) -> Order:
    order = placed(world)
    world.orders.reactions.payment_changed(events.captured(order))
    world.orders.reactions.shipment_changed(events.shipment(order, "P1", "created", 1))
    return world.order()


def correct(world: World, **changes: object) -> Order:
    order = world.order()
    return world.orders.correct(order.id, "s1", order.version, "misspelt", **changes)  # type: ignore[arg-type]


def told(order: Order, event_type: str) -> list[Event]:
    found = [Event.model_validate_json(text) for text in order.published]
    return [event for event in found if event.type == event_type]


def test_an_order_that_is_not_paid_is_sent_where_staff_say_from_the_moment_it_is_paid(world: World) -> None:
    order = placed(world)
    after = correct(world, address=BAKER, email="ada@new.example")
    assert (after.address, after.email) == (BAKER, "ada@new.example")
    assert after.details == order.details, "what the shopper wrote stays as it is"
    shown = [(entry.kind, entry.at, entry.by) for entry in timeline(after)[1:]]
    assert shown == [("email_corrected", NOW, "staff"), ("address_corrected", NOW, "staff")]
    assert [entry.reason for entry in after.history[-2:]] == [
        "e-mail address corrected: misspelt",
        "address corrected: misspelt",
    ]
    assert after.history[-1].by == "staff:s1"
    assert len(told(after, "order.corrected")) == 1
    world.orders.reactions.payment_changed(events.captured(order))
    paid = data_of(told(world.order(), "order.paid")[0], OrderPaid)
    assert (paid.shipping_address.line1, paid.email) == ("Baker Str. 221b", "ada@new.example")


def test_whoever_saw_an_older_version_changes_nothing(world: World) -> None:
    order = placed(world)
    correct(world, email="ada@new.example")
    now = world.order()
    acts: list[Callable[[], Order]] = [
        lambda: world.orders.correct(order.id, "s2", order.version, "", address=BAKER),
        lambda: world.orders.review(order.id, "s2", order.version, ""),
        lambda: world.orders.cancel(order.id, Viewer("s2", staff=True), "", order.version),
    ]
    for act in acts:
        with pytest.raises(PreconditionFailed) as refused:
            act()
        assert refused.value.detail["version"] == now.version
    assert world.order() == now


def test_cancelling_again_is_no_change_whatever_was_seen(world: World) -> None:
    order = placed(world)
    viewer = Viewer("s1", staff=True)
    off = world.orders.cancel(order.id, viewer, "", order.version)
    assert world.orders.cancel(order.id, viewer, "", order.version) == off


def test_another_country_has_other_prices(world: World) -> None:
    placed(world)
    with pytest.raises(InvalidInput, match="other prices"):
        correct(world, address=replace(BAKER, country="AT"))


def test_while_its_parcel_is_made_nothing_is_put_right(world: World) -> None:
    order = placed(world)
    world.orders.reactions.payment_changed(events.captured(order))
    with pytest.raises(Conflict, match="being made"):
        correct(world, address=BAKER)


def test_of_an_order_with_a_parcel_another_address_is_a_wish_that_shipping_answers(world: World) -> None:
    order = with_parcel(world)
    asked = correct(world, address=BAKER)
    assert (asked.address, asked.readdressing and asked.readdressing.is_open) == (ADDRESS, True)
    [wish] = told(asked, "order.readdressing_asked")
    assert data_of(wish, OrderReaddressing).shipping_address.line1 == "Baker Str. 221b"
    with pytest.raises(Conflict, match="not answered"):
        correct(world, address=replace(BAKER, line1="elsewhere"))
    world.orders.reactions.readdressing_answered(events.readdressed(order, 1))
    after = world.order()
    assert after.address == BAKER
    assert after.history[-1].by == "staff:s1"
    world.orders.reactions.readdressing_answered(events.readdressed(order, 1))
    assert world.order() == after


def test_a_refused_wish_changes_nothing_but_says_why(world: World) -> None:
    order = with_parcel(world)
    correct(world, address=BAKER)
    world.orders.reactions.readdressing_answered(events.readdressed(order, 1, "a carrier has it"))
    after = world.order()
    assert (after.address, after.readdressing and after.readdressing.answer) == (ADDRESS, "a carrier has it")
    assert after.history[-1].reason == "another address refused: a carrier has it"
    correct(world, address=BAKER)
    world.orders.reactions.readdressing_answered(events.readdressed(order, 1))
    assert world.order().address == ADDRESS, "an answer to the first wish is none to the second"


def test_a_wish_whose_answer_does_not_come_is_told_again(world: World) -> None:
    with_parcel(world)
    asked = correct(world, address=BAKER)
    with clock.freeze(NOW + timedelta(minutes=6)):
        assert world.orders.follow_up.run() == 1
    assert [event.id for event in world.store.again] == [told(asked, "order.readdressing_asked")[0].id]


def test_what_left_is_not_sent_elsewhere(world: World) -> None:
    order = with_parcel(world)
    world.orders.reactions.shipment_changed(events.shipment(order, "P1", "shipped", 2, complete=True))
    with pytest.raises(IllegalTransition):
        correct(world, address=BAKER)


def test_a_suspicious_order_is_looked_at_once_until_something_else_comes_up(world: World) -> None:
    placed(world)
    order = world.order()
    world.store.orders[order.id] = replace(order, details=replace(order.details, flags=("velocity",)))
    listed = world.orders.listed
    assert [found.id for found in listed(None, 9, None, suspicious=True)[0]] == [order.id]
    seen = world.orders.review(order.id, "s1", order.version, "called them")
    assert seen.reviewed is not None
    assert seen.reviewed.of == ("velocity",)
    assert listed(None, 9, None, suspicious=True)[0] == []
    assert world.orders.review(order.id, "s2", seen.version, "") == seen
    for number in range(4):
        world.orders.reactions.payment_failed(events.payment(order, "failed", 2 + number, decline_code="x"))
    assert [found.id for found in listed(None, 9, None, suspicious=True)[0]] == [order.id]


def test_it_is_stored_as_it_is_and_forgotten_with_its_person(world: World) -> None:
    order = with_parcel(world)
    world.orders.reactions.refund_succeeded(events.refunded(order, 500, 500))
    world.orders.review(order.id, "s1", world.order().version, "")
    correct(world, email="ada@new.example", address=BAKER)
    after = world.order()
    again = progress_from_json(progress_to_json(after))
    assert all(getattr(after, name) == value for name, value in again.items())
    world.orders.reactions.readdressing_answered(events.readdressed(order, 1))
    kept = anonymised(world.order())
    assert kept.details.shipping_address == replace(BAKER, phone=""), "what it was sent to is what tax law keeps"
    assert (kept.email, kept.corrected, kept.readdressing) == ("", None, None)
    assert announcements.changing(kept, kept).published == ()

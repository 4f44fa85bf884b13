"""Which letter follows which event, and that it is sent once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from notifications.usecases.notifications import LEASE_SECONDS, STALE, Notifications
from notifications.usecases.ports import Rejected
from souk import clock
from souk.errors import InProgress, NotFound, Unavailable
from souk.limits.limits import Limits
from tests.support.limits import MemoryCounters
from tests.unit.notifications.fakes import (
    ALERT,
    CANCELLED,
    EXPIRED,
    LINK_ASKED,
    NOW,
    PAID,
    PLACED,
    REFUND,
    SHIPMENT,
    USER,
    WISH,
    FakeClaims,
    FakeContacts,
    FakeHouse,
    FakeMailer,
    event,
)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with clock.freeze(NOW):
        yield


@pytest.fixture
def mailer() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
def contacts() -> FakeContacts:
    return FakeContacts()


@pytest.fixture
def claims() -> FakeClaims:
    return FakeClaims()


@pytest.fixture
def notifications(mailer: FakeMailer, claims: FakeClaims, contacts: FakeContacts) -> Notifications:
    return Notifications(mailer, claims, contacts, Limits(MemoryCounters()), FakeHouse())


def test_each_event_has_its_letter(notifications: Notifications, mailer: FakeMailer) -> None:
    notifications.tell(event("user.registered", USER))
    for told in ("user.password_changed", "user.email_changed", "user.session_reused"):
        notifications.tell(event(told, ALERT))
    notifications.tell(event("order.placed", PLACED))
    notifications.tell(event("order.paid", PAID))
    notifications.tell(event("order.cancelled", CANCELLED))
    notifications.tell(event("order.cancellation_refused", WISH))
    notifications.tell(event("order.expired", EXPIRED))
    notifications.tell(event("order.link_asked", LINK_ASKED))
    notifications.tell(event("shipment.shipped", SHIPMENT))
    notifications.tell(event("shipment.delivered", SHIPMENT))
    notifications.tell(event("refund.succeeded", REFUND))
    assert [letter.kind for letter in mailer.letters] == [
        "welcome",
        "password_changed",
        "email_changed",
        "session_reused",
        "order_received",
        "order_confirmed",
        "order_cancelled",
        "order_not_cancelled",
        "order_expired",
        "order_link",
        "shipped",
        "delivered",
        "refunded",
    ]


def test_a_shopper_does_not_hear_of_what_staff_could_not_cancel(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    by_staff = WISH.model_copy(update={"requested_by": "staff"})
    notifications.tell(event("order.cancellation_refused", by_staff))
    assert len(mailer) == 0


def test_a_link_is_mailed_to_nobody_who_is_not_the_orders(notifications: Notifications, mailer: FakeMailer) -> None:
    asked = LINK_ASKED.model_copy(update={"email": "", "access_key": "", "number": ""})
    notifications.tell(event("order.link_asked", asked))
    assert len(mailer) == 0


def test_an_event_told_twice_is_one_letter(notifications: Notifications, mailer: FakeMailer) -> None:
    paid = event("order.paid", PAID)
    notifications.tell(paid)
    notifications.tell(paid)
    assert len(mailer) == 1


def test_two_events_are_two_letters(notifications: Notifications, mailer: FakeMailer) -> None:
    notifications.tell(event("order.placed", PLACED))
    for _ in range(2):
        notifications.tell(event("refund.succeeded", REFUND))
    assert [letter.kind for letter in mailer.letters] == ["order_received", "refunded", "refunded"]


def test_a_letter_that_will_never_be_taken_is_not_tried_again(
    notifications: Notifications, mailer: FakeMailer, claims: FakeClaims
) -> None:
    paid = event("order.paid", PAID)
    mailer.trouble = Rejected("MessageRejected")
    notifications.tell(paid)
    assert list(claims.done.values()) == ["MessageRejected"]
    mailer.trouble = None
    notifications.tell(paid)
    assert len(mailer) == 0


def test_a_letter_that_may_be_taken_later_comes_again_at_once(notifications: Notifications, mailer: FakeMailer) -> None:
    paid = event("order.paid", PAID)
    mailer.trouble = Unavailable("throttled")
    with pytest.raises(Unavailable):
        notifications.tell(paid)
    mailer.trouble = None
    notifications.tell(paid)
    assert len(mailer) == 1


def test_a_letter_somebody_else_is_sending_waits_for_the_lease(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    paid = event("order.paid", PAID)
    mailer.trouble = KeyboardInterrupt()  # the worker dies in the middle
    with pytest.raises(KeyboardInterrupt):
        notifications.tell(paid)
    mailer.trouble = None
    with pytest.raises(InProgress):
        notifications.tell(paid)
    with clock.freeze(NOW + timedelta(seconds=LEASE_SECONDS)):
        notifications.tell(paid)
    assert len(mailer) == 1


def test_replayed_history_sends_nothing(
    notifications: Notifications, mailer: FakeMailer, contacts: FakeContacts
) -> None:
    old = NOW - STALE - timedelta(seconds=1)
    notifications.tell(event("order.placed", PLACED, old))
    notifications.tell(event("refund.succeeded", REFUND, old))
    assert len(mailer) == 0
    assert contacts.kept == {}


def test_a_late_refund_of_somebody_who_is_forgotten_is_told_to_nobody(
    notifications: Notifications, mailer: FakeMailer
) -> None:
    notifications.tell(event("order.placed", PLACED))
    notifications.forget(PLACED.order_id)
    notifications.tell(event("refund.succeeded", REFUND))
    assert len(mailer) == 1


def test_a_refund_that_overtakes_its_order_comes_again(notifications: Notifications, mailer: FakeMailer) -> None:
    refund = event("refund.succeeded", REFUND)
    with pytest.raises(NotFound):
        notifications.tell(refund)
    notifications.tell(event("order.placed", PLACED))
    notifications.tell(refund)
    assert [letter.kind for letter in mailer.letters] == ["order_received", "refunded"]

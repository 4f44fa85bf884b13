"""How deliveries and endpoints change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from souk.errors import Conflict
from webhooks.domain.delivery import KEPT, PAUSES, HookAnswer, HookDelivery, HookState
from webhooks.domain.endpoint import OVERLAP, PATIENCE, Endpoint, OffReason

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
NEW = HookDelivery("e1", "ev1", "order.paid", "o1", NOW, NOW, NOW)
ENDPOINT = Endpoint("e1", "https://shop.example/hooks", "s1", NOW, NOW, NOW)
REFUSED = HookAnswer(500, "no")


def test_attempts_are_as_far_apart_as_the_specification_recommends_and_then_it_is_given_up() -> None:
    delivery, at, pauses = NEW, NOW, []
    while delivery.state is HookState.PENDING:
        delivery = delivery.answered(REFUSED, at, 0)
        if delivery.due_at:
            pauses.append(delivery.due_at - at)
            at = delivery.due_at
    assert tuple(pauses) == PAUSES
    assert (delivery.state, delivery.attempts) == (HookState.FAILED, len(PAUSES) + 1)
    assert timedelta(days=3) < at - NOW < KEPT


def test_chance_makes_a_pause_longer_and_a_retry_after_too_within_bounds() -> None:
    def pause(answer: HookAnswer, chance: float) -> timedelta:
        due = NEW.answered(answer, NOW, chance).due_at
        assert due
        return due - NOW

    assert pause(REFUSED, 1) == PAUSES[0] * 1.2
    assert pause(HookAnswer(429, retry_after=60), 1) == timedelta(minutes=1)
    assert pause(HookAnswer(503, retry_after=10**9), 0) == timedelta(days=1)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (HookAnswer(200), HookState.DELIVERED),
        (HookAnswer(299), HookState.DELIVERED),
        (HookAnswer(302), HookState.PENDING),
        (HookAnswer(404), HookState.PENDING),
        (HookAnswer(problem="nobody knows this host"), HookState.PENDING),
        (HookAnswer(410), HookState.FAILED),
    ],
)
def test_only_two_hundreds_are_taken_and_gone_is_final(answer: HookAnswer, state: HookState) -> None:
    assert NEW.answered(answer, NOW, 0).state is state


def test_what_is_repeated_begins_anew() -> None:
    again = NEW.answered(HookAnswer(410), NOW, 0).repeated(NOW)
    assert again.is_due(NOW)
    assert again.attempts == 0


def test_a_former_secret_signs_for_a_day() -> None:
    rotated = ENDPOINT.rotated("s2", NOW).rotated("s3", NOW + OVERLAP / 2)
    assert rotated.signing(NOW + OVERLAP / 2) == ["s3", "s2", "s1"]
    assert rotated.signing(NOW + OVERLAP) == ["s3", "s2"]
    assert rotated.signing(NOW + 2 * OVERLAP) == ["s3"]


def test_a_secret_cannot_be_changed_until_no_signature_fits() -> None:
    endpoint = ENDPOINT
    for number in range(2, 6):
        endpoint = endpoint.rotated(f"s{number}", NOW)
    with pytest.raises(Conflict):
        endpoint.rotated("s6", NOW)
    assert endpoint.rotated("s6", NOW + OVERLAP).signing(NOW + OVERLAP) == ["s6", "s5"]


def test_an_endpoint_seems_dead_after_days_since_it_was_last_switched_on() -> None:
    assert not ENDPOINT.seems_dead(NOW, NOW + PATIENCE - timedelta(seconds=1))
    assert ENDPOINT.seems_dead(NOW, NOW + PATIENCE)
    on_again = ENDPOINT.switched_off(OffReason.FAILING, NOW + PATIENCE).switched_on(NOW + PATIENCE)
    assert not on_again.seems_dead(NOW, NOW + PATIENCE)


def test_an_endpoint_wants_what_was_chosen_or_all_unless_it_is_off() -> None:
    chosen = Endpoint("e1", "https://shop.example", "s1", NOW, NOW, NOW, event_types=frozenset({"order.paid"}))
    assert (chosen.wants("order.paid"), chosen.wants("order.placed")) == (True, False)
    assert ENDPOINT.wants("order.placed")
    assert not ENDPOINT.switched_off(OffReason.GONE, NOW).wants("order.placed")

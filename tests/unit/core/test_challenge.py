"""Who has used half of a limit is asked, where the shop asks at all."""

from __future__ import annotations

import pytest

from souk.challenge.people import MAX_RESPONSE, People
from souk.challenge.provider import Verdict
from souk.errors import ChallengeRequired, RateLimited
from souk.limits import rules
from souk.limits.limits import Charge, Limits, for_email
from tests.support.limits import MemoryCounters

RIGHT, WRONG, UNKNOWN = "right", "wrong", "nobody can say"
ADDRESS = "203.0.113.9"
HALF, MOST = rules.CODES_SENT.most // 2, rules.CODES_SENT.most
ANN = for_email(rules.CODES_SENT, "ann@example.com")


class Provider:
    """`souk.challenge.provider.ChallengeProvider` that knows the answers by name."""

    name, origin, site_key = "made-up", "https://challenge.test", "site-key"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def verify(self, response: str, address: str) -> Verdict:
        self.asked.append((response, address))
        return {RIGHT: Verdict.PASSED, UNKNOWN: Verdict.UNAVAILABLE}.get(response, Verdict.FAILED)


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def counters() -> MemoryCounters:
    return MemoryCounters()


@pytest.fixture
def limits(provider: Provider, counters: MemoryCounters) -> Limits:
    return Limits(counters, People(provider))


def half_used(limits: Limits, charge: Charge = ANN) -> None:
    for _ in range(HALF - 1):
        limits.take(charge)


def test_below_half_of_a_limit_nobody_is_asked(limits: Limits, provider: Provider) -> None:
    for number in range(1, HALF):
        assert limits.take_of_person("", ADDRESS, ANN) == {ANN.limit.name: number}
    assert provider.asked == []


def test_from_half_on_it_is_asked_and_says_with_what_to_answer(limits: Limits, provider: Provider) -> None:
    half_used(limits)
    with pytest.raises(ChallengeRequired) as asked:
        limits.take_of_person("", ADDRESS, ANN)
    assert asked.value.detail == {
        "provider": "made-up",
        "origin": "https://challenge.test",
        "site_key": "site-key",
    }
    assert provider.asked == [], "there is nothing to verify"


def test_one_limit_of_several_is_enough(limits: Limits) -> None:
    half_used(limits)
    with pytest.raises(ChallengeRequired):
        limits.take_of_person("", ADDRESS, Charge(rules.CODES_ASKED_FROM, ADDRESS), ANN)


def test_who_is_only_asked_has_used_nothing(limits: Limits, counters: MemoryCounters) -> None:
    half_used(limits)
    for _ in range(3 * MOST):
        with pytest.raises(ChallengeRequired):
            limits.take_of_person("", ADDRESS, ANN)
    assert counters.of(ANN) == HALF - 1


def test_a_right_answer_goes_on_and_counts(limits: Limits, provider: Provider, counters: MemoryCounters) -> None:
    half_used(limits)
    assert limits.take_of_person(RIGHT, ADDRESS, ANN) == {ANN.limit.name: HALF}
    assert provider.asked == [(RIGHT, ADDRESS)]
    assert counters.of(ANN) == HALF


def test_wrong_answers_are_asked_again_until_the_limit_is_reached(limits: Limits, provider: Provider) -> None:
    half_used(limits)
    for _ in range(MOST - HALF + 1):
        with pytest.raises(ChallengeRequired):
            limits.take_of_person(WRONG, ADDRESS, ANN)
    with pytest.raises(RateLimited):
        limits.take_of_person(RIGHT, ADDRESS, ANN)
    assert len(provider.asked) == MOST - HALF + 1


@pytest.mark.parametrize("response", ["x" * (MAX_RESPONSE + 1), "é"], ids=["too long", "no token"])
def test_what_can_be_no_answer_is_never_sent_to_the_provider(limits: Limits, provider: Provider, response: str) -> None:
    half_used(limits)
    with pytest.raises(ChallengeRequired):
        limits.take_of_person(response, ADDRESS, ANN)
    assert provider.asked == []


def test_where_the_provider_is_down_the_limits_hold_as_ever(limits: Limits) -> None:
    for _ in range(MOST):
        limits.take_of_person(UNKNOWN, ADDRESS, ANN)
    with pytest.raises(RateLimited):
        limits.take_of_person(UNKNOWN, ADDRESS, ANN)


def test_where_the_counters_are_down_nobody_is_asked(limits: Limits, counters: MemoryCounters) -> None:
    half_used(limits)
    counters.down = True
    assert limits.take_of_person("", ADDRESS, ANN) == {}


def test_a_shop_without_challenges_asks_nobody(counters: MemoryCounters) -> None:
    limits = Limits(counters)
    assert [limits.take_of_person("", ADDRESS, ANN)[ANN.limit.name] for _ in range(MOST)] == [*range(1, MOST + 1)]

"""What people agree to, over decisions in memory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from souk.errors import InvalidInput, RateLimited
from souk.limits.limits import Limits
from souk.limits.rules import CONSENTS
from tests.support.limits import MemoryCounters
from tests.unit.users.fakes import MemoryDecisions, MemoryUsers
from users.domain.consent import Consent, Decision, ShownText
from users.domain.consent_texts import TEXTS, ConsentKind, Texts, Wording
from users.usecases.consents import Consents

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = ShownText(ConsentKind.MARKETING, TEXTS[ConsentKind.MARKETING].current.version)
OLD = ShownText(ConsentKind.MARKETING, "2020-01")


@pytest.fixture
def decisions() -> MemoryDecisions:
    return MemoryDecisions()


@pytest.fixture
def users() -> MemoryUsers:
    return MemoryUsers()


@pytest.fixture
def consents(decisions: MemoryDecisions, users: MemoryUsers) -> Consents:
    return Consents(decisions, Limits(MemoryCounters()), users)


def said(*decisions: bool, shown: ShownText = NOW) -> Consent:
    """Who decided so, in this order."""
    kept = [Decision("u1", number, shown, given, NOON) for number, given in enumerate(decisions, start=1)]
    return Consent("u1", shown.kind, kept[::-1])


def given(decisions: MemoryDecisions) -> list[bool]:
    return [held.given for held in decisions.kept]


def test_nothing_holds_that_nobody_said() -> None:
    assert not said().holds
    assert not said().is_outdated


@pytest.mark.parametrize(
    ("decided", "holds"), [((True,), True), ((False,), False), ((True, False), False), ((True, False, True), True)]
)
def test_the_last_decision_holds(decided: tuple[bool, ...], holds: bool) -> None:
    assert said(*decided).holds is holds


def test_words_that_do_not_count_any_more_are_asked_again() -> None:
    outdated = said(True, shown=OLD)
    assert (outdated.holds, outdated.is_outdated) == (False, True)
    assert not said(True, False, shown=OLD).is_outdated


@pytest.mark.parametrize(("version", "counts"), [("1", False), ("2", True), ("3", True), ("4", False)])
def test_the_table_says_which_older_words_count(version: str, counts: bool) -> None:
    """The words of now count, whatever is said of them for later."""
    texts = Texts((Wording("1", "a", counts=False), Wording("2", "b"), Wording("3", "c", counts=False)))
    assert texts.counts(version) is counts


@pytest.mark.parametrize(
    ("before", "says", "kept"),
    [
        ((), True, True),
        ((), False, True),
        ((True,), True, False),
        ((True,), False, True),
        ((True, False), False, False),
        ((True, False), True, True),
    ],
)
def test_what_says_nothing_new_is_no_decision(before: tuple[bool, ...], says: bool, kept: bool) -> None:
    decision = said(*before).decided(NOW, given=says, at=NOON)
    assert (decision is not None) is kept
    assert decision is None or decision.number == len(before) + 1


def test_agreeing_to_other_words_is_a_decision_and_withdrawing_them_twice_is_not() -> None:
    assert said(True, shown=OLD).decided(NOW, given=True, at=NOON)
    assert said(True, False, shown=OLD).decided(NOW, given=False, at=NOON) is None


def test_nobody_agrees_to_words_that_never_were(consents: Consents, decisions: MemoryDecisions) -> None:
    with pytest.raises(InvalidInput):
        consents.decide("u1", OLD, given=True)
    assert decisions.kept == []


@pytest.mark.parametrize("first", [True, False])
def test_of_two_decisions_at_once_both_are_kept_and_the_later_one_holds(
    consents: Consents, decisions: MemoryDecisions, first: bool
) -> None:
    decisions.before_append = lambda: consents.decide("u1", NOW, given=first)
    consents.decide("u1", NOW, given=not first)
    assert given(decisions) == [first, not first]
    assert [held.number for held in decisions.kept] == [1, 2]
    assert consents.of("u1", NOW.kind).holds is not first


def test_a_kind_says_nothing_of_another_nor_a_person_of_another(consents: Consents) -> None:
    consents.decide("u1", NOW, given=True)
    assert not consents.of("u2", NOW.kind).holds
    assert [(one.kind, one.holds) for one in consents.all("u1")] == [
        (ConsentKind.ACTIVITY, False),
        (ConsentKind.MARKETING, True),
        (ConsentKind.BACK_IN_STOCK, False),
        (ConsentKind.PRICE_DROP, False),
        (ConsentKind.ABANDONED_CART, False),
        (ConsentKind.REVIEW_REQUEST, False),
    ]


def test_giving_is_limited_and_withdrawing_never(consents: Consents, decisions: MemoryDecisions) -> None:
    for _ in range(CONSENTS.most):
        consents.decide("u1", NOW, given=True)
        consents.decide("u1", NOW, given=False)
    with pytest.raises(RateLimited):
        consents.decide("u1", NOW, given=True)
    consents.decide("u1", NOW, given=False)
    assert given(decisions) == [True, False] * CONSENTS.most


def test_nobody_is_asked_for_what_the_shop_does_not_do(decisions: MemoryDecisions, users: MemoryUsers) -> None:
    consents = Consents(decisions, Limits(MemoryCounters()), users, [ConsentKind.MARKETING, ConsentKind.PRICE_DROP])
    consents.decide("u1", NOW, given=True)
    shown = {consent.kind for consent in consents.all("u1")}
    assert shown == {*ConsentKind} - {ConsentKind.PRICE_DROP}, "what was decided can be withdrawn"

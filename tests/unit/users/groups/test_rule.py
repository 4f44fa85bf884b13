"""Who is in a group by its rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from souk.errors import InvalidInput
from souk.money import Money
from users.adapters.groups.codec import dumped, loaded
from users.domain.consent_texts import ConsentKind
from users.domain.groups.rule import GroupRule, MemberFacts, Purchase

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def bought(days_ago: float, amount: int, refunded: int = 0, currency: str = "EUR", number: int = 0) -> Purchase:
    order_id = f"o{number or days_ago}"
    return Purchase(order_id, NOW - timedelta(days=days_ago), Money(amount, currency), refunded)


ANN = MemberFacts(
    country="AT",
    language="de-AT",
    consents=frozenset({ConsentKind.MARKETING}),
    purchases=(bought(400, 5000), bought(30, 4000), bought(10, 3000, refunded=1000)),
)


@pytest.mark.parametrize(
    ("rule", "is_in"),
    [
        (GroupRule(countries=frozenset({"AT", "DE"})), True),
        (GroupRule(countries=frozenset({"DE"})), False),
        (GroupRule(languages=frozenset({"de"})), True),
        (GroupRule(languages=frozenset({"at"})), False),
        (GroupRule(consents=frozenset({ConsentKind.MARKETING})), True),
        (GroupRule(consents=frozenset({ConsentKind.MARKETING, ConsentKind.ACTIVITY})), False),
        (GroupRule(orders=3), True),
        (GroupRule(orders=4), False),
        (GroupRule(orders=2, within_days=30), False),  # the one of 30 days ago is just over
        (GroupRule(orders=2, within_days=31), True),
        (GroupRule(spent=Money(11000, "EUR")), True),
        (GroupRule(spent=Money(11001, "EUR")), False),  # what was given back is not spent
        (GroupRule(spent=Money(1, "USD")), False),
        (GroupRule(spent=Money(6000, "EUR"), within_days=90), True),
        (GroupRule(spent=Money(6001, "EUR"), within_days=90), False),
        (GroupRule(first_order_from=NOW - timedelta(days=400)), True),
        (GroupRule(first_order_from=NOW - timedelta(days=399)), False),
        (GroupRule(first_order_until=NOW - timedelta(days=399)), True),
        (GroupRule(first_order_until=NOW - timedelta(days=400)), False),
        (GroupRule(countries=frozenset({"AT"}), orders=4), False),  # all of it holds
        (GroupRule(countries=frozenset({"AT"}), orders=3, first_order_until=NOW), True),
    ],
)
def test_who_meets_all_that_a_rule_says_is_in(rule: GroupRule, is_in: bool) -> None:
    assert rule.is_met(ANN, NOW) is is_in


@pytest.mark.parametrize(
    "rule",
    [
        GroupRule(countries=frozenset({"AT"})),
        GroupRule(orders=1),
        GroupRule(spent=Money(1, "EUR")),
        GroupRule(first_order_from=NOW - timedelta(days=9999)),
        GroupRule(first_order_until=NOW),
    ],
)
def test_of_whom_nothing_is_known_no_rule_holds(rule: GroupRule) -> None:
    assert not rule.is_met(MemberFacts(), NOW)


def test_an_order_that_was_given_back_whole_was_no_order_and_a_free_one_was() -> None:
    given_back = MemberFacts(purchases=(bought(5, 3000, refunded=3000),))
    assert not GroupRule(orders=1).is_met(given_back, NOW)
    assert not GroupRule(first_order_until=NOW).is_met(given_back, NOW)
    assert GroupRule(orders=1).is_met(MemberFacts(purchases=(bought(5, 0),)), NOW)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (GroupRule(), "rule"),
        (GroupRule(within_days=30), "rule"),
        (GroupRule(countries=frozenset({"AT"}), within_days=30), "rule.within_days"),
        (GroupRule(first_order_from=NOW, first_order_until=NOW), "rule.first_order_until"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(rule: GroupRule, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        rule.require_sense()
    assert refused.value.detail["field"] == field


def test_the_record_of_the_staff_says_what_a_rule_asks() -> None:
    rule = GroupRule(countries=frozenset({"DE", "AT"}), spent=Money(10000, "EUR"), within_days=90)
    assert rule.said == "countries: AT, DE; spent: 100.00 EUR; within days: 90"


moments = st.none() | st.integers(-5000, 5000).map(lambda hours: NOW + timedelta(hours=hours))
rules: st.SearchStrategy[GroupRule] = st.builds(
    GroupRule,
    countries=st.frozensets(st.sampled_from(["AT", "DE", "FR"])),
    languages=st.frozensets(st.sampled_from(["de", "en"])),
    consents=st.frozensets(st.sampled_from(ConsentKind)),
    orders=st.integers(0, 5),
    spent=st.none() | st.integers(1, 20000).map(lambda amount: Money(amount, "EUR")),
    within_days=st.integers(0, 500),
    first_order_from=moments,
    first_order_until=moments,
)
purchases: st.SearchStrategy[Any] = st.lists(
    st.builds(bought, st.floats(0, 500), st.integers(0, 9000), st.integers(0, 9000), number=st.integers(1, 99)),
    max_size=6,
).map(tuple)


@given(rules)
def test_what_is_stored_is_the_rule(rule: GroupRule) -> None:
    assert loaded(dumped(rule)) == rule


@given(rules, purchases)
def test_the_order_of_what_was_bought_means_nothing(rule: GroupRule, bought: tuple[Purchase, ...]) -> None:
    facts, other = MemberFacts(purchases=bought), MemberFacts(purchases=bought[::-1])
    assert rule.is_met(facts, NOW) == rule.is_met(other, NOW)

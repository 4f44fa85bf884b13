"""What an order counts for, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from backoffice.domain import words
from backoffice.domain.facts import Facts, HeardParcel, HeardRefund, ListGroup, Paid, Reason, Sale, Who, groups_of
from backoffice.domain.figures import between, counted, guest_id
from backoffice.domain.periods import Compare, FigureStep, Period, months, summed

LATE = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
SALE = Sale(1000, "EUR", "DE", {"MUG": 2})
WHO = Who("SK-7Q2M9-XK4TD", "guest:x", "Ada@Example.com", "Ada Lovelace")


def order(*states: str) -> Facts:
    facts = Facts(order_id="o1").described(1, WHO, SALE)
    for number, state in enumerate(states, 1):
        facts = facts.moved(state, LATE + timedelta(minutes=number))
    return facts


def test_hours_are_those_of_the_shop() -> None:
    facts = order("AWAITING_PAYMENT", "PAID")
    assert [*counted(facts, UTC, "EUR").hours] == ["2026-03-28T23"]
    berlin = counted(facts, ZoneInfo("Europe/Berlin"), "EUR")
    assert berlin.hours == {
        "2026-03-29T00": {"placed": 1, "converted": 1, "paid": 1, "gross": 1000, "units": 2},
    }
    assert berlin.sold == {"2026-03-29": {"MUG": 2}}


def test_what_changes_is_the_difference() -> None:
    before, after = (
        counted(order("AWAITING_PAYMENT"), UTC, "EUR"),
        counted(order("AWAITING_PAYMENT", "PAID"), UTC, "EUR"),
    )
    change = between(before, after)
    assert before.hours == {}  # it is counted by the list it stands in
    assert change.by_hour == {"2026-03-28T23": {"placed": 1, "converted": 1, "paid": 1, "gross": 1000, "units": 2}}
    assert change.customers == {guest_id("ada@example.COM"): {"orders": 1, "amount": 1000}}
    assert between(after, after).items == 0


def test_an_order_counts_for_its_customer_without_what_went_back() -> None:
    facts = order("AWAITING_PAYMENT", "PAID").refunding("r1", HeardRefund(3, True, 400, LATE))
    spent = counted(facts, UTC, "EUR").spent
    assert spent
    assert (spent.orders, spent.amount, facts.paid) == (1, 600, Paid.PARTIALLY_REFUNDED)
    assert counted(facts.forgotten(), UTC, "EUR").spent is None
    assert counted(facts.forgotten(), UTC, "EUR").hours == counted(facts, UTC, "EUR").hours


def test_money_of_another_currency_is_in_no_sum() -> None:
    swiss = replace(order("AWAITING_PAYMENT", "PAID"), sale=replace(SALE, currency="CHF"))
    found = counted(swiss.refunding("r1", HeardRefund(3, True, 400, LATE)), UTC, "EUR")
    [hour] = found.hours.values()
    assert {name: hour[name] for name in ("paid", "gross", "units", "refunds", "refunded")} == {
        **{"paid": 1, "gross": 0, "units": 2},
        **{"refunds": 1, "refunded": 0},
    }
    assert found.spent
    assert (found.spent.orders, found.spent.amount) == (1, 0)


@pytest.mark.parametrize(
    ("states", "group"),
    [
        (["AWAITING_PAYMENT"], ListGroup.UNPAID),
        (["AWAITING_PAYMENT", "PAID"], ListGroup.SEND),
        (["AWAITING_PAYMENT", "PAID", "FULFILLING", "SHIPPED"], ListGroup.SHIPPED),
        (["AWAITING_PAYMENT", "EXPIRED"], ListGroup.EXPIRED),
    ],
)
def test_an_order_stands_in_one_list(states: list[str], group: ListGroup) -> None:
    assert order(*states).group is group


def test_what_is_paid_and_needs_no_parcel_waits_for_nobody() -> None:
    facts = order("AWAITING_PAYMENT", "PAID")
    assert facts.sale
    unsent = replace(facts, sale=replace(facts.sale, to_send=False))
    assert (unsent.group, groups_of("PAID")) == (ListGroup.PAID, {ListGroup.PAID, ListGroup.SEND})
    assert unsent.moved("CANCELLED", LATE).group is ListGroup.CANCELLED


def test_what_waits_for_a_person_is_in_a_list_of_its_own() -> None:
    facts = order("AWAITING_PAYMENT").paying("p1", 1, "authorised", LATE)
    assert (facts.reasons, facts.group) == ([Reason.CAPTURE], ListGroup.UNPAID)
    assert facts.paying("p1", 2, "captured", LATE).reasons == []
    mismatched = order("AWAITING_PAYMENT", "PAID").differing("p1", 4)
    assert mismatched.reasons == [Reason.MISMATCH]
    assert mismatched.paying("p1", 5, "captured", LATE).reasons == []


def test_a_wish_to_cancel_waits_until_it_is_answered() -> None:
    wished = order("AWAITING_PAYMENT", "PAID").wished(3, is_open=True)
    assert wished.reasons == [Reason.WISH]
    assert wished.moved("FULFILLING", LATE).reasons == [Reason.WISH]
    assert wished.moved("CANCELLED", LATE).reasons == []
    assert wished.wished(4, is_open=False).reasons == []


def test_words_are_found_by_their_beginnings() -> None:
    held = words.of_order(order("AWAITING_PAYMENT"))
    assert held == ["sk-7q2m9-xk4td", "ada@example.com", "mug", "lovelace"]
    assert words.looked_for("7q2m9-xk4") == ("sk-7q2m9-xk4", [])
    assert words.looked_for("Ada LOVE") == ("love", ["ada"])
    assert words.looked_for("a !") == ("", [])
    assert words.is_first(["lovelace", "lovett"], "love", "lovelace")
    assert not words.is_first(["lovelace", "lovett"], "love", "lovett")


def test_a_word_that_begins_another_is_not_needed() -> None:
    assert words.of_customer("ada@example.com", "Ada Ad Lovelace") == ["ada@example.com", "lovelace"]


def test_an_order_goes_only_on_whoever_tells_of_it() -> None:
    facts = order("AWAITING_PAYMENT", "PAID")
    parcel = HeardParcel(2, "shipped", "T1")
    assert facts.sending("p1", parcel, complete=False).state == "PARTIALLY_SHIPPED"
    sent = facts.sending("p1", parcel, complete=True)
    assert (sent.state, sent.group) == ("SHIPPED", ListGroup.SHIPPED)
    for late in ("SHIPPED", "FULFILLING", "PAID"):
        assert sent.moved(late, facts.paid_at or LATE).state == "SHIPPED"
    # A parcel that was called back, and that the carrier moves all the same, does not bring it back.
    assert facts.moved("CANCELLED", LATE).sending("p1", parcel, complete=True).state == "CANCELLED"


def test_a_period_is_compared_with_the_week_or_the_year_before() -> None:
    period = Period(date(2028, 2, 29), date(2028, 3, 1))
    assert period.before(Compare.WEEK) == Period(date(2028, 2, 22), date(2028, 2, 23))
    assert period.before(Compare.YEAR) == Period(date(2027, 2, 28), date(2027, 3, 1))
    assert [*months("2025-12-31T23", "2026-02-01")] == ["2025-12", "2026-01", "2026-02"]
    days = summed({"2028-02-29T10": {"placed": 2}, "2028-02-29T11": {"placed": 1}}, period.steps(FigureStep.DAY))
    assert {day: figures["placed"] for day, figures in days.items()} == {"2028-02-29": 3, "2028-03-01": 0}


def test_units_that_were_cancelled_after_they_were_paid_are_not_sold_whatever_is_heard_first() -> None:
    at = datetime(2026, 5, 1, 10, tzinfo=UTC)
    sale = Sale(3000, "EUR", "DE", {"MUG": 2, "POT": 1})
    steps: list[Callable[[Facts], Facts]] = [
        lambda it: it.described(2, Who("SK-1", "guest:1", "ada@example.org", "Ada"), sale),
        lambda it: it.moved("PAID", at),
        lambda it: it.taken_out(1, {"MUG": 1, "POT": 1}),
        lambda it: it.taken_out(1, {"MUG": 1, "POT": 1}),
    ]
    for story in permutations(steps):
        facts = Facts(order_id="o1")
        for step in story:
            facts = step(facts)
        count = counted(facts, UTC, "EUR")
        assert (count.sold, count.hours["2026-05-01T10"]["units"]) == ({"2026-05-01": {"MUG": 1}}, 1)

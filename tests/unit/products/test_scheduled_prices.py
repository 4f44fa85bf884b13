"""Prices from a moment on: which of them counts, and what of a schedule makes no sense."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain import content_rules
from products.domain.bulk import BulkChange, PriceChange
from products.domain.prices import scheduled
from products.domain.prices.scheduled import ScheduledPrice
from products.domain.product import Content, Variant
from souk.money import Money

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWN = Money(2000, "EUR")
hours = st.integers(-50, 50).map(lambda hour: NOW + timedelta(hours=hour))


def one(amount: int, since: datetime = NOW, until: datetime | None = None) -> ScheduledPrice:
    return ScheduledPrice(Money(amount, "EUR"), since, until)


schedules = st.lists(
    st.builds(one, st.integers(0, 9999), hours, st.none() | hours), max_size=5, unique_by=lambda each: each.since
).map(tuple)


@given(schedules, hours)
def test_the_last_to_begin_of_those_that_are_on_counts(schedule: tuple[ScheduledPrice, ...], moment: datetime) -> None:
    on = [each for each in schedule if each.since <= moment and (each.until is None or each.until > moment)]
    expected = sorted(on, key=lambda each: each.since)[-1].price if on else OWN
    assert scheduled.at(schedule, OWN, moment) == expected
    assert scheduled.at(schedule[::-1], OWN, moment) == expected


@given(schedules, hours)
def test_a_price_changes_where_it_is_said_to_alone(schedule: tuple[ScheduledPrice, ...], moment: datetime) -> None:
    just_before = moment - timedelta(milliseconds=1)
    if moment not in scheduled.switches(schedule):
        assert scheduled.at(schedule, OWN, moment) == scheduled.at(schedule, OWN, just_before)


@given(schedules, hours)
def test_nothing_costs_less_than_the_least(schedule: tuple[ScheduledPrice, ...], moment: datetime) -> None:
    assert not scheduled.at(schedule, OWN, moment) < scheduled.least(schedule, OWN)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (one(-1), ["0.price"]),
        (one(10_001), ["0.price"]),
        (replace(one(1), price=Money(1, "USD")), ["0.price"]),
        (one(1, NOW, NOW), ["0.until"]),
        (one(1, NOW, NOW - timedelta(hours=1)), ["0.until"]),
    ],
)
def test_a_price_that_makes_no_sense_is_told_at_its_place(wrong: ScheduledPrice, where: list[str]) -> None:
    assert [place for place, _ in scheduled.faults([wrong], OWN, 10_000)] == where
    assert [place for place, _ in scheduled.faults([one(0, NOW - timedelta(days=9)), wrong], OWN, 10_000)] == [
        where[0].replace("0", "1", 1)
    ]


def test_a_schedule_is_bounded_and_of_different_moments() -> None:
    many = [one(1, NOW + timedelta(hours=hour)) for hour in range(scheduled.MAX_SCHEDULED + 1)]
    assert [place for place, _ in scheduled.faults(many, OWN, 10_000)] == [""]
    assert [place for place, _ in scheduled.faults([one(1), one(2)], OWN, 10_000)] == ["1.since"]


def content(variant: Variant, **more: bool) -> Content:
    return Content(title="Cup", variants=(variant,), **more)  # type: ignore[arg-type]


def test_what_is_compared_is_above_one_of_its_prices() -> None:
    variant = Variant(sku="CUP", price=OWN, compare_at=OWN)
    assert [fault.path for fault in content_rules.faults(content(variant))] == ["variants.0.compare_at"]
    assert content_rules.faults(content(replace(variant, scheduled=(one(1500),)))) == []
    abroad = replace(variant, scheduled=(replace(one(1), price=Money(1, "USD")),))
    assert [fault.path for fault in content_rules.faults(content(abroad))] == [
        "variants.0.compare_at",
        "variants.0.scheduled_prices.0.price",
    ]


def test_a_bulk_edit_leaves_what_is_compared_with_a_scheduled_price() -> None:
    variant = Variant(sku="CUP", price=Money(1900, "EUR"), compare_at=OWN, scheduled=(one(1500),))
    dearer = BulkChange(price=PriceChange(basis_points=1000))
    [after] = dearer.of(content(variant)).variants
    assert (after.price, after.compare_at, after.scheduled) == (Money(2090, "EUR"), OWN, variant.scheduled)
    [bare] = dearer.of(content(replace(variant, scheduled=()))).variants
    assert bare.compare_at is None


def test_a_gift_card_is_worth_its_price() -> None:
    card = Variant(
        sku="CARD", price=OWN, scheduled=(one(1500),), requires_shipping=False, tracked=False, backorder=True
    )
    assert "variants.0.scheduled_prices" in [
        fault.path for fault in content_rules.faults(content(card, gift_card=True))
    ]

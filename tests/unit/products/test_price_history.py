"""Prices that were shown, and former prices that may be: Directive 98/6/EC, article 6a; PAngV, section 11."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain.prices import history
from products.domain.prices.history import PERIOD, Ground, History, PriceAsked, PriceSpan
from products.domain.product import Content, Product, ProductStatus, Variant, card, new
from souk.money import Money

START = datetime(2026, 1, 1, tzinfo=UTC)
SKU = "MUG"


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def shown(*changes: tuple[float, int | None, int | None]) -> History:
    """The history of a SKU after changes: on which day, at what price (None: not for sale), with which former one."""
    prices: History = {}
    for number, amount, former in changes:
        asked = {} if amount is None else {SKU: PriceAsked(amount, former)}
        prices = history.noted(prices, asked, day(number))
    return prices


def crossed_out(*changes: tuple[float, int | None, int | None]) -> int | None:
    last = shown(*changes)[SKU][-1]
    return last.former if last.until is None else None


def test_a_former_price_is_shown_when_it_was_the_lowest_of_the_30_days_before() -> None:
    assert crossed_out((0, 2000, None), (40, 1500, 2000)) == 2000


def test_a_price_that_was_raised_shortly_before_is_no_ground() -> None:
    changes = (0, 2000, None), (38, 3000, None), (40, 1500, 3000)
    assert crossed_out(*changes) is None
    asked = PriceAsked(1500, 3000)
    assert history.verdict(shown(*changes)[SKU], asked, day(41)) == history.PriceVerdict(Ground.NOT_LOWEST, 2000)


def test_a_cheap_day_within_the_30_days_counts_and_one_before_them_does_not() -> None:
    within = (0, 2000, None), (20, 1600, None), (21, 2000, None), (50, 1500, 2000)
    assert crossed_out(*within) is None
    before = (0, 2000, None), (20, 1600, None), (21, 2000, None), (51.1, 1500, 2000)
    assert crossed_out(*before) == 2000


def test_what_was_cheaper_before_is_not_reduced() -> None:
    spans = shown((0, 2000, None), (40, 1000, None), (45, 1500, 2000))[SKU]
    assert spans[-1].former is None
    assert history.verdict(spans, PriceAsked(1500, 2000), day(46)) == history.PriceVerdict(Ground.NOT_REDUCED)


def test_what_is_new_has_no_former_price() -> None:
    spans = shown((0, 2000, None), (29, 1500, 2000))[SKU]
    assert history.verdict(spans, PriceAsked(1500, 2000), day(30)).ground is Ground.TOO_NEW
    assert crossed_out((0, 1500, 2000)) is None, "nor what was never dearer"


def test_days_on_which_it_was_not_for_sale_do_not_count() -> None:
    assert crossed_out((0, 2000, None), (40, None, None), (50, 1500, 2000)) == 2000
    assert crossed_out((0, 2000, None), (40, None, None), (80, 1500, 2000)) is None, "its last price is older"


def test_a_reduction_that_grows_in_steps_keeps_the_price_before_the_first() -> None:
    steps = (0, 2000, None), (40, 1500, 2000), (50, 1200, 2000), (60, 900, 2000)
    assert crossed_out(*steps) == 2000
    assert history.verdict(shown(*steps)[SKU], PriceAsked(900, 2000), day(60)).ground is Ground.PROGRESSIVE
    broken = (*steps[:3], (55, 1300, None), (60, 900, 2000))
    assert crossed_out(*broken) is None, "it was interrupted"
    assert crossed_out((0, 2000, None), (40, 1500, None), (50, 1200, 2000)) is None, "the first told of none"


def test_each_step_may_also_be_compared_with_the_one_before() -> None:
    assert crossed_out((0, 2000, None), (40, 1500, 2000), (50, 1200, 1500)) == 1500


def test_what_was_granted_stays_while_the_reduction_does_and_is_asked_for() -> None:
    changes = (0, 2000, None), (40, 1500, 2000)
    assert crossed_out(*changes, (400, 1500, 2000)) == 2000
    assert len(shown(*changes, (400, 1500, 2000))[SKU]) == 2
    assert crossed_out(*changes, (400, 1500, None)) is None


def test_a_former_price_can_be_corrected_for_30_days_and_is_none_after_that() -> None:
    mistaken = (0, 2000, None), (40, 1500, 2500)
    assert crossed_out(*mistaken, (41, 1500, 2000)) == 2000
    assert crossed_out(*mistaken, (71, 1500, 2000)) is None
    assert history.verdict(shown(*mistaken)[SKU], PriceAsked(1500, 2000), day(71)).ground is Ground.TOO_LATE


def test_spans_follow_each_other_without_a_gap_and_say_until_when() -> None:
    assert shown((0, 2000, None), (10, 1500, None), (20, None, None))[SKU] == (
        PriceSpan(2000, day(0), day(10)),
        PriceSpan(1500, day(10), day(20)),
    )


def test_what_was_never_shown_is_not_kept() -> None:
    assert shown((10, 2000, None), (10, 1500, None))[SKU] == (PriceSpan(1500, day(10)),)


def test_older_prices_are_folded_away_but_for_the_last_known_before() -> None:
    spans = shown(*((number, 1000 + number, None) for number in range(200)))[SKU]
    assert len(spans) <= history.MAX_SPANS
    assert spans[-1].amount == 1199
    assert spans[0].amount == min(span.amount for span in spans), "for what is folded stands the lowest"
    assert [span.amount for span in shown((0, 2000, None), (1, 1900, None), (200, 1800, None))[SKU]] == [
        2000,
        1900,
        1800,
    ]
    changes = (0, 2000, None), (1, 1900, None), (200, 1800, None), (300, 1600, None)
    assert [span.amount for span in shown(*changes)[SKU]] == [1900, 1800, 1600]


def test_what_is_no_longer_for_sale_is_forgotten_after_a_time() -> None:
    assert shown((0, 2000, None), (10, None, None), (60, None, None)).get(SKU)
    assert shown((0, 2000, None), (10, None, None), (80, None, None)) == {}


def test_a_product_of_many_variants_stays_within_its_item() -> None:
    prices: History = {}
    for number in range(80):
        asked = {f"{number % 3}-{index}": PriceAsked(1000 + number) for index in range(100)}
        prices = history.noted(prices, asked, day(number / 3))
    assert len(prices) <= 200
    assert sum(len(spans) for spans in prices.values()) <= history.MAX_ALL


Change = tuple[int, int | None, bool]
CHANGES = st.lists(
    st.tuples(st.integers(1, 20), st.none() | st.integers(1, 6).map(lambda tens: tens * 100), st.booleans()),
    max_size=40,
)


@given(CHANGES)
def test_no_former_price_is_ever_shown_that_is_not_the_lowest_before_or_that_of_the_first_step(
    changes: list[Change],
) -> None:
    """Reckoned anew from every price there was, day by day, by the words of the law."""
    prices: History = {}
    all_spans: list[PriceSpan] = []  # nothing of it is folded away
    now, moments = 0, []
    for days, amount, tells in changes:
        now += days
        former = max((span.amount for span in all_spans), default=0) if tells else None
        asked = {} if amount is None else {SKU: PriceAsked(amount, former if former and former > amount else None)}
        prices = history.noted(prices, asked, day(now))
        if all_spans and all_spans[-1].until is None:
            all_spans[-1] = replace(all_spans[-1], until=day(now))
        if amount is not None:
            all_spans.append(PriceSpan(amount, day(now), None, prices[SKU][-1].former))
            moments.append(now)
    for at, span in enumerate(all_spans):
        if span.former is not None:
            assert span.former > span.amount
            first = at
            while (
                first
                and all_spans[first - 1].until == all_spans[first].since
                and (all_spans[first - 1].former == span.former or all_spans[first - 1].amount == span.amount)
            ):
                first -= 1
            begin = all_spans[first].since - PERIOD
            lowest = min(s.amount for s in all_spans[:first] if s.until and s.until > begin)
            assert span.former == lowest
            assert all_spans[0].since <= begin


def _product(price: int, *, compare_at: int | None = None, recommended: bool = False) -> Content:
    beside = Money(compare_at, "EUR") if compare_at else None
    variant = Variant(sku=SKU, price=Money(price, "EUR"), compare_at=beside, recommended=recommended)
    return Content(title="Mug", variants=(variant,))


def test_a_recommended_price_is_shown_as_that_and_never_as_a_reduction() -> None:
    mug = new("1", "mug", _product(1500, compare_at=2000, recommended=True), day(0))
    beside = card(mug, {}).compare_at
    assert beside is not None
    assert (beside.price.amount, beside.kind) == (2000, "recommended")
    assert mug.prices[SKU][-1].former is None
    assert mug.verdict(mug.content.variants[0], day(1)) is None


def test_a_draft_shows_no_price() -> None:
    mug = new("1", "mug", replace(_product(2000), status=ProductStatus.DRAFT), day(0))
    assert mug.prices == {}
    sold = mug.revised(_product(2000), day(20))
    assert sold.prices[SKU] == (PriceSpan(2000, day(20)),)
    assert sold.revised(replace(_product(2000), status=ProductStatus.ARCHIVED), day(40)).prices[SKU][-1].until == day(
        40
    )


def test_of_a_product_of_an_earlier_version_is_known_since_when_it_had_its_price() -> None:
    old = Product(
        id="1", handle="mug", content=_product(2000), version=3, created_at=day(0), updated_at=day(10), prices={}
    )
    assert old.history[SKU] == (PriceSpan(2000, day(10)),)
    assert old.comparison(old.content.variants[0]) is None
    reduced = old.revised(_product(1500, compare_at=2000), day(41))
    beside = reduced.comparison(reduced.content.variants[0])
    assert beside is not None
    assert (beside.price.amount, beside.kind) == (2000, "former")


@pytest.mark.parametrize(("days", "former"), [(41, 2000), (39, None)])
def test_a_sku_keeps_its_past_when_another_product_takes_it(days: int, former: int | None) -> None:
    mug = new("1", "mug", _product(2000), day(10)).revised(
        replace(_product(2000), status=ProductStatus.ARCHIVED), day(days)
    )
    cup = new("2", "cup", _product(1500, compare_at=2000), day(days)).inheriting({SKU: mug.prices[SKU]})
    assert cup.prices[SKU][-1].former == former

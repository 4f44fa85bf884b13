"""What a line costs a business that owes the tax itself, whatever promotions take off it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.domain.totals import LineReduction, OrderLine, add_up, rated, untaxed, without_tax
from souk.address.destination import Destination
from souk.money import Money
from souk.taxes.kinds import TAX_CLASSES, ZERO
from souk.taxes.settings import TaxSettings
from souk.taxes.taxes import SaleTaxes, Taxes

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
# A shop in Germany sends to a business in France, whose consumers pay 20 %.
SALE = Taxes().at(Destination("FR", "", "75001"), MOMENT, "FR")


def euros(amount: int) -> Money:
    return Money(amount, "EUR")


def line(price: int, quantity: int, *off: int, tax_class: str = "standard") -> OrderLine:
    reductions = tuple(LineReduction(f"p{index}", f"P {index}", euros(each)) for index, each in enumerate(off))
    return OrderLine("SKU", quantity, "product", "Thing", euros(price), tax_class=tax_class, reductions=reductions)


@st.composite
def reduced_lines(draw: st.DrawFn) -> OrderLine:
    """Up to three promotions take up to all of a line off it."""
    price, quantity = draw(st.integers(0, 100_000)), draw(st.integers(1, 60))
    left, off = price * quantity, []
    for _ in range(draw(st.integers(0, min(3, left)))):
        if not left:
            break
        off.append(draw(st.integers(1, left)))
        left -= off[-1]
    return line(price, quantity, *off, tax_class=draw(st.sampled_from(TAX_CLASSES)))


@pytest.mark.parametrize(
    ("before", "price", "off", "total"),
    [
        (line(1999, 1), 1666, [], 1666),
        # 10 % of 59.97 are 6.00; 53.97 are 44.98 without 20 %, and three units 49.98.
        (line(1999, 3, 600), 1666, [500], 4498),
        # Two promotions share what is taken off by what they took off before.
        (line(1999, 3, 600, 300), 1666, [500, 250], 4248),
        # A unit is free and stays so.
        (line(1000, 2, 1000), 833, [833], 833),
        (line(1000, 2, 2000), 833, [1666], 0),
        # Each unit is rounded up, and what is taken off makes good for it: 102.82 are 85.68 without 20 %.
        (line(103, 100, 18), 86, [32], 8568),
        # Each unit is rounded down, and nothing is added for it: 4.19 are 3.49 without 20 %, and 105 units cost 3.15.
        (line(4, 105, 1), 3, [], 315),
    ],
)
def test_a_price_without_tax_and_what_is_taken_off_it(
    before: OrderLine, price: int, off: list[int], total: int
) -> None:
    after = without_tax(before, SALE)
    assert after.unit_price == euros(price)
    assert [each.amount.amount for each in after.reductions] == off
    assert after.total == euros(total)


def test_what_bears_no_tax_stays_as_it_is() -> None:
    consumer = replace(SALE, business="")
    for before, sale in ((line(1999, 3, 600), consumer), (line(1999, 3, 600, tax_class=ZERO), SALE)):
        assert without_tax(before, sale) is before


@settings(deadline=None)
@given(reduced_lines())
def test_nothing_is_below_nothing_and_the_total_is_that_of_before_without_its_tax(before: OrderLine) -> None:
    after = without_tax(before, SALE)
    rate = SALE.removed(before.tax_class, before.supply)
    units = untaxed(before.unit_price, rate) * before.quantity
    assert after.unit_price * after.quantity == units
    # No more than the units cost, which are each rounded.
    assert after.total == (min(untaxed(before.total, rate), units) if before.reductions else units)
    assert euros(0) <= after.total <= units
    assert all(each.amount > euros(0) for each in after.reductions)
    assert {each.promotion_id for each in after.reductions} <= {each.promotion_id for each in before.reductions}


@settings(deadline=None)
@given(reduced_lines(), st.data())
def test_units_that_go_one_after_another_add_up_to_the_line(before: OrderLine, data: st.DataObject) -> None:
    [after] = rated((without_tax(before, SALE),), SALE)
    left, gone = after, euros(0)
    while left.quantity:
        fewer = left.less(data.draw(st.integers(1, left.quantity)))
        assert euros(0) <= fewer.total <= left.total
        gone += left.total - fewer.total
        left = fewer
    assert gone == after.total
    assert left.total == euros(0)


@settings(deadline=None)
@given(st.lists(reduced_lines(), min_size=1, max_size=8), st.integers(0, 5000))
def test_a_business_pays_the_sum_of_its_lines_and_no_tax(before: list[OrderLine], shipping: int) -> None:
    lines = rated(tuple(without_tax(each, SALE) for each in before), SALE)
    delivery = untaxed(euros(shipping), SALE.removed_from_shipping())
    totals = add_up(lines, delivery, SALE)
    assert totals.total == totals.subtotal + totals.shipping == Money.total((e.total for e in lines), "EUR") + delivery
    assert (totals.tax, totals.taxes) == (euros(0), ())


def test_there_is_no_tax_to_take_off_shipping_that_bears_none() -> None:
    untaxed_there = TaxSettings(untaxed_shipping=frozenset({"FR"}))
    assert SALE.removed_from_shipping() == 2000
    assert SaleTaxes(untaxed_there, SALE.destination, SALE.day, "FR").removed_from_shipping() == 0

"""The rules of a cart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart.domain.cart import MAX_LINES, MAX_QUANTITY, Cart
from cart.domain.leftovers import MAX_LEFTOVERS, Leftover, Limit
from souk.errors import Conflict, InvalidInput, NotFound
from souk.ids import is_id
from souk.money import Money
from tests.unit.cart.fakes import offer

quantities = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, MAX_QUANTITY), max_size=6)


def cart_of(units: dict[str, int], owner: str = "user:1") -> Cart:
    cart = Cart(owner)
    for sku, quantity in units.items():
        cart = cart.add(offer(sku), quantity)
    return cart


def units_of(cart: Cart) -> dict[str, int]:
    return {line.sku: line.quantity for line in cart.lines}


def test_a_cart_gets_its_id_with_its_first_line() -> None:
    assert Cart("user:1").id == ""
    cart = cart_of({"MUG": 1})
    assert is_id(cart.id)
    assert cart.add(offer("CUP"), 1).id == cart.id


def test_adding_a_product_twice_sums_the_quantity_and_keeps_the_order_of_lines() -> None:
    assert list(units_of(cart_of({"MUG": 1, "CUP": 2}).add(offer("MUG"), 3)).items()) == [("MUG", 4), ("CUP", 2)]


def test_adding_takes_the_current_price_as_the_chosen_one() -> None:
    cart = cart_of({"MUG": 1}).add(offer("MUG", price=1500), 1)
    assert cart.lines[0].chosen_price == Money(1500, "EUR")


@pytest.mark.parametrize("quantity", [0, -1])
def test_adding_less_than_one_is_refused(quantity: int) -> None:
    with pytest.raises(InvalidInput):
        Cart("user:1").add(offer(), quantity)


def test_a_line_holds_at_most_99() -> None:
    full = cart_of({"MUG": MAX_QUANTITY})
    with pytest.raises(Conflict) as refused:
        full.add(offer("MUG"), 1)
    assert refused.value.detail == {"sku": "MUG", "limit": 99, "quantity": 99}


def test_a_cart_holds_as_many_products_as_one_order_can_and_the_held_ones_may_grow() -> None:
    full = cart_of({f"SKU-{number}": 1 for number in range(33)})
    with pytest.raises(Conflict, match="at most 33 different products") as refused:
        full.add(offer("ONE-MORE"), 1)
    assert refused.value.detail == {"limit": 33}
    assert full.add(offer("SKU-7"), 1).line("SKU-7").quantity == 2  # type: ignore[union-attr]


def test_setting_a_quantity_reprices_the_line_and_zero_removes_it() -> None:
    cart = cart_of({"MUG": 1}).set_quantity("MUG", 5, offer("MUG", price=900))
    assert (units_of(cart), cart.lines[0].chosen_price) == ({"MUG": 5}, Money(900, "EUR"))
    assert cart.set_quantity("MUG", 0, None).lines == ()


def test_setting_a_quantity_without_the_catalogue_keeps_the_price() -> None:
    cart = cart_of({"MUG": 1}).set_quantity("MUG", 2, None)
    assert cart.lines[0].card.price == Money(1200, "EUR")


@pytest.mark.parametrize("quantity", [-1, MAX_QUANTITY + 1])
def test_setting_a_quantity_out_of_range_is_refused(quantity: int) -> None:
    with pytest.raises(InvalidInput):
        cart_of({"MUG": 1}).set_quantity("MUG", quantity, None)


def test_setting_the_quantity_of_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        Cart("user:1").set_quantity("MUG", 1, offer())


def test_removing_what_is_not_there_changes_nothing() -> None:
    cart = cart_of({"MUG": 1})
    assert cart.remove("CUP") == cart


@given(quantities, quantities)
def test_a_merge_sums_quantities_up_to_the_limit(mine: dict[str, int], other: dict[str, int]) -> None:
    merged = units_of(cart_of(mine).absorb(cart_of(other, "guest:1")))
    assert merged == {
        sku: min(MAX_QUANTITY, mine.get(sku, 0) + other.get(sku, 0)) for sku in mine.keys() | other.keys()
    }


def test_a_merge_beyond_the_limit_of_lines_keeps_mine_first() -> None:
    mine = cart_of({f"MINE-{number}": 1 for number in range(20)})
    other = cart_of({f"OTHER-{number}": 1 for number in range(20)})
    merged = units_of(mine.absorb(other))
    assert len(merged) == MAX_LINES
    assert set(units_of(mine)) < set(merged)
    assert "OTHER-12" in merged
    assert "OTHER-13" not in merged
    left = mine.absorb(other).leftovers
    assert [(leftover.sku, leftover.quantity, leftover.kept, leftover.limit) for leftover in left] == [
        (f"OTHER-{number}", 1, 0, Limit.LINES) for number in range(13, 20)
    ]


@given(quantities, quantities, quantities)
def test_merging_loses_no_unit_however_often(mine: dict[str, int], one: dict[str, int], two: dict[str, int]) -> None:
    full = {f"FULL-{number}": 1 for number in range(MAX_LINES - 3)}
    merged = cart_of({**full, **dict(list(mine.items())[:3])})
    before = units_of(merged)
    for units in (one, two):
        merged = merged.absorb(cart_of(units, "guest:1"))
    left = {leftover.sku: leftover.quantity for leftover in merged.leftovers}
    for sku in {*before, *one, *two}:
        there = units_of(merged).get(sku, 0) + left.get(sku, 0)
        assert there == before.get(sku, 0) + one.get(sku, 0) + two.get(sku, 0)
    assert all(leftover.wanted == leftover.kept + leftover.quantity for leftover in merged.leftovers)


def test_what_was_left_over_is_taken_in_as_far_as_there_is_room_and_the_rest_stays() -> None:
    merged = cart_of({"MUG": 60}).absorb(cart_of({"MUG": 60}, "guest:1"))
    with pytest.raises(Conflict, match="at most 99"):
        merged.take_in(offer("MUG"))
    roomier = merged.set_quantity("MUG", 89, offer("MUG")).take_in(offer("MUG"))
    assert (units_of(roomier), [left.quantity for left in roomier.leftovers]) == ({"MUG": 99}, [11])
    all_in = roomier.clear().take_in(offer("MUG"))
    assert (units_of(all_in), all_in.leftovers) == ({"MUG": 11}, ())
    with pytest.raises(NotFound):
        all_in.take_in(offer("MUG"))


def test_what_was_left_over_outlives_the_order_of_the_rest() -> None:
    merged = cart_of({"MUG": 60}).absorb(cart_of({"MUG": 60}, "guest:1"))
    left = merged.checked_out({"MUG": 99})
    assert (left.lines, [leftover.quantity for leftover in left.leftovers]) == ((), [21])


def test_more_left_over_than_can_be_kept_is_refused() -> None:
    mine = cart_of({f"MINE-{number}": 1 for number in range(MAX_LINES)})
    many = tuple(Leftover(offer(f"L-{number}").card, 1, 0, Limit.LINES) for number in range(MAX_LEFTOVERS))
    with pytest.raises(Conflict, match="make room"):
        replace(mine, leftovers=many).absorb(cart_of({"MUG": 1}, "guest:1"))


@given(quantities, quantities)
def test_a_checkout_takes_out_what_was_ordered_and_no_more(held: dict[str, int], ordered: dict[str, int]) -> None:
    cart = cart_of(held)
    left = cart.checked_out(ordered)
    assert units_of(left) == {
        sku: quantity - ordered.get(sku, 0) for sku, quantity in held.items() if quantity > ordered.get(sku, 0)
    }
    assert left.id != cart.id


def test_showing_new_prices_remembers_them_but_not_as_chosen() -> None:
    cart = cart_of({"MUG": 1, "CUP": 1})
    shown = cart.shown({"MUG": offer("MUG", price=1300), "CUP": offer("CUP")})
    assert shown.lines[0].card.price == Money(1300, "EUR")
    assert shown.lines[0].chosen_price == Money(1200, "EUR")
    assert shown.lines[1] is cart.lines[1]


def test_showing_the_same_prices_is_no_change() -> None:
    cart = cart_of({"MUG": 1})
    assert cart.shown({"MUG": offer("MUG", available=1)}) is cart

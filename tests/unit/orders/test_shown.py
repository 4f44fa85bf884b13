"""What is shown, what is quoted and what is ordered is one thing: anything else is refused, with the difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from orders.domain.states import OrderState
from orders.usecases.checkout_run import Checkout
from orders.usecases.pricing import Quote
from orders.usecases.shown import Amounts, Shown
from souk import clock
from souk.address.destination import Destination
from souk.errors import CartChanged, Conflict, InvalidInput, OutOfStock, PriceChanged, SoukError, Unavailable
from souk.money import Money
from tests.unit.orders.fakes import ADDRESS, GUEST, MUG, POT, Crash, World, shown, variant, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EUR19, EUR49 = {"amount": 1999, "currency": "EUR"}, {"amount": 4900, "currency": "EUR"}


@pytest.fixture
def world() -> Iterator[World]:
    with clock.freeze(NOW):
        yield World()


def quote(world: World, seen: Shown) -> Quote:
    return world.orders.quote(GUEST, seen, Destination("DE"), "standard")


def refused(world: World, kind: type[SoukError], seen: Shown, **changes: Any) -> dict[str, Any]:
    """What a quote and a checkout of what is shown are both refused with; nothing is held, ordered or charged."""
    with pytest.raises(kind) as by_quote:
        quote(world, seen)
    with pytest.raises(kind) as by_checkout:
        world.orders.check_out(wanted(seen=seen, **changes), "key")
    assert (len(world.store), world.inventory.held, world.payments.started) == (0, {}, {})
    assert by_checkout.value.detail["changes"] == by_quote.value.detail["changes"]
    return by_checkout.value.detail


def of(change: dict[str, Any]) -> tuple[Any, ...]:
    """SKU, title, and the quantities shown and now."""
    units = [side and side["quantity"] for side in (change["shown"], change["now"])]
    return change["sku"], change["title"], *units


def test_what_is_shown_is_quoted_and_ordered(world: World) -> None:
    world.carts.change(GUEST, POT=2, MUG=1)
    seen = shown(MUG, replace(POT, quantity=2), version=1)
    quoted = quote(world, seen)
    amounts = Amounts(quoted.totals.total, quoted.totals.shipping, quoted.totals.tax)
    order = world.orders.check_out(wanted(seen=seen, amounts=amounts), "key").order
    assert order.details.quantities() == seen.quantities
    assert order.details.totals == quoted.totals


def test_a_product_that_another_tab_added_is_named_and_not_sold(world: World) -> None:
    world.carts.change(GUEST, MUG=1, POT=1)
    detail = refused(world, CartChanged, shown())
    assert detail["reason"] == "lines"
    assert detail["changes"] == [
        {
            "sku": "POT",
            "title": "The POT",
            "variant_title": "",
            "shown": None,
            "now": {"quantity": 1, "unit_price": EUR49},
        }
    ]
    assert detail["cart_version"] == {"shown": 0, "now": 1}


def test_another_quantity_and_a_product_that_is_gone_from_the_cart_are_named(world: World) -> None:
    world.carts.change(GUEST, MUG=3)
    detail = refused(world, CartChanged, shown(MUG, POT))
    assert [of(change) for change in detail["changes"]] == [("MUG", "The MUG", 1, 3), ("POT", "The POT", 1, None)]


def test_a_cart_that_was_emptied_elsewhere_is_a_changed_cart(world: World) -> None:
    world.carts.change(GUEST)
    detail = refused(world, CartChanged, shown())
    assert [of(change) for change in detail["changes"]] == [("MUG", "The MUG", 1, None)]


def test_a_guest_whose_cart_is_gone_altogether_hears_the_same(world: World) -> None:
    world.carts.clear()
    detail = refused(world, CartChanged, shown())
    assert [of(change) for change in detail["changes"]] == [("MUG", "The MUG", 1, None)]


def test_a_cart_that_was_filled_though_it_was_shown_empty_is_a_changed_cart(world: World) -> None:
    detail = refused(world, CartChanged, Shown(0, ()))
    assert [of(change) for change in detail["changes"]] == [("MUG", "The MUG", None, 1)]


def test_a_cart_changed_to_and_fro_is_to_be_looked_at_again(world: World) -> None:
    world.carts.change(GUEST, MUG=2)
    world.carts.change(GUEST, MUG=1)
    detail = refused(world, CartChanged, shown())
    assert (detail["reason"], detail["changes"]) == ("version", [])
    assert detail["cart_version"] == {"shown": 0, "now": 2}
    assert world.orders.check_out(wanted(seen=shown(version=2)), "key").order.total == Money(2489, "EUR")


def test_a_price_that_changed_since_it_was_shown_is_named_before_and_now(world: World) -> None:
    world.catalogue["MUG"] = variant("MUG", 2099)
    detail = refused(world, PriceChanged, shown())
    [change] = detail["changes"]
    assert (change["sku"], change["title"]) == ("MUG", "The MUG")
    assert change["shown"] == {"quantity": 1, "unit_price": EUR19}
    assert change["now"] == {"quantity": 1, "unit_price": {"amount": 2099, "currency": "EUR"}}


def test_prices_that_changed_against_each_other_are_found_though_the_total_is_the_same(world: World) -> None:
    world.carts.change(GUEST, MUG=1, POT=1)
    world.catalogue |= {"MUG": variant("MUG", 1899), "POT": variant("POT", 5000)}
    detail = refused(world, PriceChanged, shown(MUG, POT, version=1), amounts=Amounts(Money(6899, "EUR")))
    assert [change["sku"] for change in detail["changes"]] == ["MUG", "POT"]


def test_a_price_shown_in_another_currency_is_a_changed_price(world: World) -> None:
    refused(world, PriceChanged, shown(replace(MUG, unit_price=Money(1999, "USD"))))


@pytest.mark.parametrize(
    ("amounts", "names"),
    [
        (Amounts(Money(2489, "EUR"), shipping=Money(0, "EUR")), ["shipping"]),
        (Amounts(Money(2489, "EUR"), tax=Money(1, "EUR")), ["tax"]),
        (Amounts(Money(1999, "EUR"), Money(0, "EUR"), Money(1, "EUR")), ["shipping", "tax", "total"]),
    ],
)
def test_shipping_and_tax_that_are_not_those_shown_are_named(world: World, amounts: Amounts, names: list[str]) -> None:
    with pytest.raises(PriceChanged) as caught:
        world.orders.check_out(wanted(amounts=amounts), "key")
    assert [change["name"] for change in caught.value.detail["amounts"]] == names
    assert caught.value.detail["changes"] == []
    assert (len(world.store), world.inventory.held) == (0, {})


def test_a_cart_that_does_not_answer_is_said_and_not_taken_for_an_empty_one(world: World) -> None:
    world.carts.down = True
    for ask in (lambda: quote(world, shown()), lambda: world.orders.check_out(wanted(), "key")):
        with pytest.raises(Unavailable, match="your cart cannot be read") as caught:
            ask()
        assert caught.value.detail["part"] == "cart"
    world.carts.down = False
    assert world.orders.check_out(wanted(), "key").order.state is OrderState.AWAITING_PAYMENT


@pytest.mark.parametrize("seen", [shown(), shown(POT)], ids=["as it is", "another cart"])
def test_a_catalogue_that_does_not_answer_is_said(world: World, seen: Shown) -> None:
    world.catalogue.down = True
    for ask in (lambda: quote(world, seen), lambda: world.orders.check_out(wanted(seen=seen), "key")):
        with pytest.raises(Unavailable, match="prices and stock cannot be checked") as caught:
            ask()
        assert caught.value.detail["part"] == "catalogue"


def test_a_stock_that_does_not_answer_is_said_and_the_same_request_succeeds_later(world: World) -> None:
    world.probe.raise_at(2, Unavailable("no answer"))
    with pytest.raises(Unavailable, match="nothing was ordered"):
        world.orders.check_out(wanted(), "key")
    world.probe.act = None
    assert world.orders.check_out(wanted(), "key").order.state is OrderState.AWAITING_PAYMENT


# one filling of a cart becomes one order


def _points() -> list[str]:
    with clock.freeze(NOW):
        world = World()
        world.orders.check_out(wanted(), "key")
    return world.probe.points


POINTS = list(enumerate(_points()))
IDS = [f"{index} {name}" for index, name in POINTS]


def test_a_cart_is_ordered_once_whatever_the_key(world: World) -> None:
    first = world.orders.check_out(wanted(), "one tab").order
    with pytest.raises(CartChanged) as caught:
        world.orders.check_out(wanted(), "another tab")
    assert caught.value.detail["reason"] == "ordered"
    assert caught.value.detail["order_number"] == first.details.number
    assert caught.value.detail["order_id"] == first.id
    assert list(world.store.orders) == [first.id]
    assert world.inventory.available("MUG") == 9


def test_a_tab_whose_refusal_got_lost_is_told_the_same_when_it_asks_again(world: World) -> None:
    first = world.orders.check_out(wanted(), "one tab").order
    for _ in range(2):  # the hold of the first try is given back by then
        with pytest.raises(CartChanged) as caught:
            world.orders.check_out(wanted(), "another tab")
        assert caught.value.detail["order_id"] == first.id
    assert world.inventory.available("MUG") == 9


def test_a_cart_that_grew_before_its_order_was_heard_of_is_not_ordered_again(world: World) -> None:
    world.orders.check_out(wanted(), "one tab")
    world.carts.change(GUEST, MUG=1, POT=1)
    with pytest.raises(CartChanged, match="ordered a moment ago"):
        world.orders.check_out(wanted(6899, seen=shown(MUG, POT, version=1)), "another tab")
    assert (world.inventory.available("MUG"), world.inventory.available("POT")) == (9, 10)


@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_of_two_checkouts_of_one_cart_at_once_one_is_placed(point: int, name: str) -> None:
    """The other tab runs at any point of this one's checkout."""
    with clock.freeze(NOW):
        world = World()
        answers: list[str] = []

        def check_out(key: str) -> None:
            try:
                world.orders.check_out(wanted(), key)
                answers.append("placed")
            except CartChanged:
                answers.append("cart changed")

        def run_other(index: int, _name: str) -> None:
            if index == point:
                world.probe.act = None
                check_out("another tab")

        world.probe.act = run_other
        check_out("one tab")
        world.relay()

    assert sorted(answers) == ["cart changed", "placed"]
    order = world.order()
    assert order.state is OrderState.AWAITING_PAYMENT
    assert world.inventory.available("MUG") == 9
    assert [held.state for key, held in world.inventory.held.items() if key != order.id] in ([], ["released"])
    assert list(world.payments.started) == [f"{order.id}/1"]


@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_the_cart_being_emptied_by_a_twins_order_is_not_taken_for_a_change(point: int, name: str) -> None:
    """The same request twice at once: the second one finds the cart as its twin's order left it."""
    with clock.freeze(NOW):
        world = World()
        twin = []

        def run_twin(index: int, _name: str) -> None:
            if index == point:
                world.probe.act = None
                twin.append(world.orders.check_out(wanted(), "key"))
                world.carts.hear(world.order())

        world.probe.act = run_twin
        outcome = world.orders.check_out(wanted(), "key")

    assert twin == [outcome]
    assert world.inventory.available("MUG") == 9


@pytest.mark.parametrize(("point", "name"), POINTS, ids=IDS)
def test_a_crash_before_the_cart_is_emptied_never_sells_it_twice(point: int, name: str) -> None:
    """The page is gone with its key; the shopper comes back with another one."""
    with clock.freeze(NOW):
        world = World()
        world.probe.points.clear()
        world.probe.raise_at(point, Crash())
        with pytest.raises(Crash):
            world.orders.check_out(wanted(), "lost")
        world.probe.act = None
        if world.store.orders:
            with pytest.raises(CartChanged, match="ordered a moment ago"):
                world.orders.check_out(wanted(), "new")
        else:
            world.orders.check_out(wanted(), "new")
    assert len(world.store) == 1


def test_after_an_abandoned_payment_the_same_things_are_bought_again(world: World) -> None:
    abandoned = world.orders.check_out(wanted(), "one").order
    world.carts.hear(abandoned)
    cart = world.carts[GUEST]
    world.carts.change(GUEST, MUG=1)
    again = world.orders.check_out(wanted(seen=shown(version=cart.version + 1)), "two").order
    assert again.id != abandoned.id
    assert len(world.store) == 2


@pytest.mark.parametrize(
    ("error", "checkout"),
    [
        (OutOfStock, wanted(1999 * 99, seen=shown(replace(MUG, quantity=99), version=1))),
        (InvalidInput, wanted(1999 * 99, seen=shown(replace(MUG, quantity=99), version=1), shipping_method="drone")),
    ],
)
def test_a_refusal_of_another_kind_leaves_the_cart_free_to_be_ordered(
    world: World, error: type[SoukError], checkout: Checkout
) -> None:
    world.carts.change(GUEST, MUG=99)
    with pytest.raises(error):
        world.orders.check_out(checkout, "one")
    world.carts.change(GUEST, MUG=1)
    assert world.orders.check_out(wanted(seen=shown(version=2)), "two").order.state is OrderState.AWAITING_PAYMENT


def test_a_hold_without_an_order_does_not_keep_the_cart(world: World) -> None:
    """The process died after the hold: a new attempt holds its own units, and the old hold runs out."""
    world.probe.raise_at(3, Crash())
    with pytest.raises(Crash):
        world.orders.check_out(wanted(), "one")
    world.probe.act = None
    world.carts.change(GUEST, MUG=2)
    with pytest.raises(Conflict, match="new key"):
        world.orders.check_out(wanted(4488, seen=shown(replace(MUG, quantity=2), version=1)), "one")
    world.orders.check_out(wanted(4488, seen=shown(replace(MUG, quantity=2), version=1)), "two")
    assert world.order().details.shipping_address == ADDRESS

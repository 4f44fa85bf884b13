"""What shoppers do, over in-memory ports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cart.domain.pricing import LineStatus
from cart.domain.wishlist import MAX_MERGED, Wish, Wishlist
from cart.usecases.carts import Shopping
from cart.usecases.checkouts import Checkouts
from souk import clock
from souk.errors import Conflict, NotFound, Unavailable
from souk.pricing.markets import Markets, own_market
from souk.shopper.owner import guest_owner, new_cart_token, user_owner
from tests.unit.cart.fakes import MemoryCarts, MemoryCatalogue, offer

USER = user_owner("u1")
GUEST_TOKEN = new_cart_token()
GUEST = guest_owner(GUEST_TOKEN)


@pytest.fixture
def carts() -> MemoryCarts:
    return MemoryCarts()


@pytest.fixture
def catalogue() -> MemoryCatalogue:
    return MemoryCatalogue(offer("MUG", 1200), offer("CUP", 500))


@pytest.fixture
def shopping(carts: MemoryCarts, catalogue: MemoryCatalogue) -> Shopping:
    return Shopping(carts, catalogue, lambda: Markets(own_market("EUR")))


def units(carts: MemoryCarts, owner: str) -> dict[str, int]:
    return {line.sku: line.quantity for line in carts.cart(owner).lines}


def test_a_concurrent_add_is_not_lost(shopping: Shopping, carts: MemoryCarts) -> None:
    carts.before_save = lambda: shopping.add(USER, "CUP", 2)
    shopping.add(USER, "MUG", 1)
    assert units(carts, USER) == {"CUP": 2, "MUG": 1}


def test_a_change_that_is_overtaken_every_time_is_to_be_tried_again_later(
    shopping: Shopping, carts: MemoryCarts
) -> None:
    def overtake() -> None:
        held = carts.cart(USER)
        carts.before_save = lambda: None
        carts.save_cart(held)
        carts.before_save = overtake

    carts.before_save = overtake
    with pytest.raises(Unavailable):
        shopping.add(USER, "MUG", 1)


def test_an_unknown_sku_is_not_added(shopping: Shopping, carts: MemoryCarts) -> None:
    with pytest.raises(NotFound):
        shopping.add(USER, "NOPE", 1)
    assert carts.saves == 0


def test_without_the_catalogue_nothing_can_be_added(shopping: Shopping, catalogue: MemoryCatalogue) -> None:
    catalogue.down = True
    with pytest.raises(Unavailable):
        shopping.add(USER, "MUG", 1)


def test_without_the_catalogue_the_cart_is_shown_stale_and_can_be_changed(
    shopping: Shopping, catalogue: MemoryCatalogue
) -> None:
    shopping.add(USER, "MUG", 1)
    catalogue.down = True
    assert shopping.cart(USER).stale
    assert shopping.set_quantity(USER, "MUG", 3).item_count == 3
    assert shopping.remove(USER, "MUG").lines == ()


def test_looking_at_an_unchanged_cart_writes_nothing(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(USER, "MUG", 1)
    shopping.cart(USER)
    assert carts.saves == 1


def test_a_changed_price_is_remembered_as_shown(
    shopping: Shopping, carts: MemoryCarts, catalogue: MemoryCatalogue
) -> None:
    shopping.add(USER, "MUG", 1)
    catalogue.put(offer("MUG", 1300))
    assert shopping.cart(USER).lines[0].price_changed
    assert carts.cart(USER).lines[0].card.price.amount == 1300
    saves = carts.saves
    assert shopping.cart(USER).lines[0].price_changed
    assert carts.saves == saves


def test_a_look_that_is_overtaken_still_answers(
    shopping: Shopping, carts: MemoryCarts, catalogue: MemoryCatalogue
) -> None:
    shopping.add(USER, "MUG", 1)
    catalogue.put(offer("MUG", 1300))
    carts.before_save = lambda: shopping.add(USER, "CUP", 1)
    assert shopping.cart(USER).lines[0].unit_price.amount == 1300
    assert units(carts, USER) == {"MUG": 1, "CUP": 1}


def test_a_guest_cart_lives_60_days_from_the_last_look_and_looks_write_at_most_daily(
    shopping: Shopping, carts: MemoryCarts
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.freeze(start):
        shopping.add(GUEST, "MUG", 1)
    with clock.freeze(start + timedelta(hours=23)):
        shopping.cart(GUEST)
        assert carts.saves == 1
    with clock.freeze(start + timedelta(hours=25)):
        shopping.cart(GUEST)
        assert carts.saves == 2
    with clock.freeze(start + timedelta(days=60, hours=2)):
        assert shopping.cart(GUEST).item_count == 1
    with clock.freeze(start + timedelta(days=121)):
        assert shopping.cart(GUEST).lines == ()
        assert shopping.add(GUEST, "CUP", 1).item_count == 1


def test_a_users_cart_does_not_expire(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(USER, "MUG", 1)
    with clock.freeze(clock.now() + timedelta(days=1000)):
        assert shopping.cart(USER).item_count == 1


def test_a_guest_wishlist_is_kept_alive_by_looking(shopping: Shopping, carts: MemoryCarts) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.freeze(start):
        shopping.wish(GUEST, "MUG")
    with clock.freeze(start + timedelta(days=59)):
        shopping.wishlist(GUEST)
    with clock.freeze(start + timedelta(days=100)):
        assert shopping.wishlist(GUEST).wishlist.skus == ["MUG"]


def test_wishing_twice_writes_once(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.wish(USER, "MUG")
    shopping.wish(USER, "MUG")
    assert carts.saves == 1
    with pytest.raises(NotFound):
        shopping.wish(USER, "NOPE")


def test_moving_there_and_back(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(USER, "MUG", 3)
    there = shopping.move_to_wishlist(USER, "MUG")
    assert (there.cart.lines, there.wishlist.wishlist.skus) == ((), ["MUG"])
    back = shopping.move_to_cart(USER, "MUG", 2)
    assert (back.cart.item_count, back.wishlist.wishlist.skus) == (2, [])


def test_a_repeated_move_changes_nothing(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(USER, "MUG", 3)
    shopping.move_to_wishlist(USER, "MUG")
    saves = carts.saves
    assert shopping.move_to_wishlist(USER, "MUG").wishlist.wishlist.skus == ["MUG"]
    shopping.move_to_cart(USER, "MUG", 1)
    assert shopping.move_to_cart(USER, "MUG", 1).cart.item_count == 1
    assert carts.saves == saves + 2


def test_moving_what_is_nowhere_is_not_found(shopping: Shopping) -> None:
    with pytest.raises(NotFound):
        shopping.move_to_wishlist(USER, "MUG")
    with pytest.raises(NotFound):
        shopping.move_to_cart(USER, "MUG", 1)


def test_what_left_the_catalogue_cannot_move_into_the_cart(
    shopping: Shopping, catalogue: MemoryCatalogue, carts: MemoryCarts
) -> None:
    shopping.wish(USER, "MUG")
    del catalogue.held["MUG"]
    with pytest.raises(NotFound):
        shopping.move_to_cart(USER, "MUG", 1)
    assert carts.wishlist(USER).skus == ["MUG"]


def test_signing_in_hands_the_guests_things_over(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(USER, "MUG", 1)
    shopping.add(GUEST, "MUG", 2)
    shopping.add(GUEST, "CUP", 1)
    shopping.wish(GUEST, "CUP")
    merged = shopping.merge("u1", GUEST_TOKEN)
    assert merged.item_count == 4
    assert units(carts, USER) == {"MUG": 3, "CUP": 1}
    assert carts.wishlist(USER).skus == ["CUP"]
    assert (units(carts, GUEST), carts.wishlist(GUEST).skus) == ({}, [])


def test_a_repeated_merge_adds_nothing(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(GUEST, "MUG", 2)
    shopping.merge("u1", GUEST_TOKEN)
    assert shopping.merge("u1", GUEST_TOKEN).item_count == 2
    assert units(carts, USER) == {"MUG": 2}


def test_what_does_not_fit_in_a_merge_is_said_once_and_for_all_that_ask_again(
    shopping: Shopping, carts: MemoryCarts
) -> None:
    shopping.add(USER, "MUG", 60)
    shopping.add(GUEST, "MUG", 60)
    for _ in range(2):  # the answer was lost
        merged = shopping.merge("u1", GUEST_TOKEN)
        assert [(left.leftover.quantity, left.leftover.wanted) for left in merged.leftovers] == [(21, 120)]
    assert units(carts, USER) == {"MUG": 99}


def test_a_merge_that_cannot_keep_everything_leaves_the_guest_with_it(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(GUEST, "MUG", 1)
    shopping.wish(GUEST, "CUP")
    full = Wishlist(USER, 0, tuple(Wish(offer(f"W-{number}").card, clock.now()) for number in range(MAX_MERGED)))
    carts.save_wishlist(full)
    with pytest.raises(Conflict):
        shopping.merge("u1", GUEST_TOKEN)
    assert (units(carts, GUEST), units(carts, USER)) == ({"MUG": 1}, {})
    shopping.unwish(USER, "W-1")
    shopping.merge("u1", GUEST_TOKEN)
    assert (units(carts, USER), "CUP" in carts.wishlist(USER)) == ({"MUG": 1}, True)


def test_what_did_not_fit_is_shown_at_its_price_and_state_of_now(
    shopping: Shopping, catalogue: MemoryCatalogue
) -> None:
    shopping.add(USER, "MUG", 60)
    shopping.add(GUEST, "MUG", 60)
    shopping.merge("u1", GUEST_TOKEN)
    catalogue.put(offer("MUG", price=1500, available=0))
    (left,) = shopping.cart(USER).leftovers
    assert (left.card.price.amount, left.status) == (1500, LineStatus.SOLD_OUT)
    del catalogue.held["MUG"]
    assert shopping.cart(USER).leftovers[0].status is LineStatus.UNAVAILABLE
    with pytest.raises(NotFound):
        shopping.take_in(USER, "MUG")
    assert shopping.cart(USER).leftovers[0].leftover.quantity == 21


def test_a_merge_takes_along_what_the_guest_adds_meanwhile(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(GUEST, "MUG", 2)
    carts.before_save = lambda: shopping.add(GUEST, "CUP", 1)
    shopping.merge("u1", GUEST_TOKEN)
    assert units(carts, USER) == {"MUG": 2, "CUP": 1}
    assert units(carts, GUEST) == {}


def test_a_merge_without_a_guest_answers_the_users_cart(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(USER, "MUG", 1)
    assert shopping.merge("u1", None).item_count == 1
    assert units(carts, USER) == {"MUG": 1}


def test_a_checkout_empties_the_cart_once(shopping: Shopping, carts: MemoryCarts) -> None:
    checkouts = Checkouts(carts)
    cart_id = shopping.add(USER, "MUG", 2).cart.id
    assert checkouts.ordered(USER, cart_id, {"MUG": 2})
    shopping.add(USER, "MUG", 2)
    assert not checkouts.ordered(USER, cart_id, {"MUG": 2})
    assert units(carts, USER) == {"MUG": 2}


def test_a_checkout_leaves_what_was_added_after_it(shopping: Shopping, carts: MemoryCarts) -> None:
    cart_id = shopping.add(USER, "MUG", 2).cart.id
    shopping.add(USER, "MUG", 1)
    carts.before_save = lambda: shopping.add(USER, "CUP", 1)
    assert Checkouts(carts).ordered(USER, cart_id, {"MUG": 2})
    assert units(carts, USER) == {"MUG": 1, "CUP": 1}


def test_the_order_of_another_cart_leaves_this_one_alone(shopping: Shopping, carts: MemoryCarts) -> None:
    shopping.add(USER, "MUG", 2)
    assert not Checkouts(carts).ordered(USER, "", {"MUG": 2})
    assert not Checkouts(carts).ordered(GUEST, carts.cart(USER).id, {"MUG": 2})
    assert units(carts, USER) == {"MUG": 2}


def test_a_cart_nobody_filled_is_not_found(shopping: Shopping, carts: MemoryCarts) -> None:
    with pytest.raises(NotFound):
        Checkouts(carts).cart(USER)
    shopping.add(USER, "MUG", 1)
    shopping.clear(USER)
    assert Checkouts(carts).cart(USER).lines == ()

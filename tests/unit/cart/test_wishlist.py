"""The rules of a wishlist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cart.domain.wishlist import MAX_ITEMS, MAX_MERGED, Wish, Wishlist
from souk.errors import Conflict, NotFound
from tests.unit.cart.fakes import offer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def listing(*skus: str, owner: str = "user:1", at: datetime = NOON) -> Wishlist:
    wishlist = Wishlist(owner)
    for sku in skus:
        wishlist = wishlist.add(offer(sku).card, at)
    return wishlist


def test_a_product_is_on_the_list_once_with_its_first_date() -> None:
    wishlist = listing("MUG")
    again = wishlist.add(offer("MUG").card, NOON + timedelta(days=1))
    assert again is wishlist
    assert again.items[0].added_at == NOON


def test_a_full_list_takes_nothing_new() -> None:
    full = listing(*(f"SKU-{number}" for number in range(MAX_ITEMS)))
    assert full.add(offer("SKU-0").card, NOON) is full
    with pytest.raises(Conflict):
        full.add(offer("ONE-MORE").card, NOON)


def test_removing_is_repeatable_but_taking_is_not() -> None:
    wishlist = listing("MUG").take("MUG")
    assert wishlist.remove("MUG") == wishlist
    with pytest.raises(NotFound):
        wishlist.take("MUG")


def test_a_merge_keeps_each_product_once_with_the_users_own_date() -> None:
    merged = listing("MUG").absorb(listing("MUG", "CUP", owner="guest:1", at=NOON + timedelta(days=1)))
    assert [(wish.sku, wish.added_at.day) for wish in merged.items] == [("MUG", 1), ("CUP", 2)]
    assert merged.owner == "user:1"


def test_a_merge_cuts_nothing_though_it_is_beyond_the_limit_for_adding() -> None:
    mine = listing(*(f"MINE-{number}" for number in range(MAX_ITEMS - 1)))
    merged = mine.absorb(listing("A", "B"))
    assert merged.skus == [*mine.skus, "A", "B"]
    with pytest.raises(Conflict):
        merged.add(offer("C").card, NOON)


def test_a_merge_that_would_be_longer_than_can_be_kept_is_refused_and_changes_nothing() -> None:
    mine = Wishlist("user:1", 1, tuple(Wish(offer(f"MINE-{number}").card, NOON) for number in range(MAX_MERGED)))
    assert len(mine.absorb(listing("MINE-1")).items) == MAX_MERGED
    with pytest.raises(Conflict, match="take some off"):
        mine.absorb(listing("A"))

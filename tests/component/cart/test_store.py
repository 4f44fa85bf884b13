"""Carts in DynamoDB: conditional writes, expiry, and what they cost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cart import compose
from cart.adapters.store import DynamoCarts
from cart.usecases.ports import Belongings
from souk import clock
from souk.cloud import aws
from souk.shopper.owner import guest_owner, new_cart_token, user_owner
from souk.storage.dynamo import Record
from souk.storage.versioned import Stale
from tests.component.cart.products import Products

pytestmark = pytest.mark.usefixtures("products")
USER = user_owner("u1")


@pytest.fixture
def writes(cart_table: str) -> Iterator[list[str]]:
    """The writing DynamoDB calls that are made, by name."""
    made: list[str] = []

    def note(model: Any, **_: Any) -> None:
        if model.name in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"):
            made.append(model.name)

    events = Record._get_connection().connection.client.meta.events
    events.register("before-call.dynamodb", note)
    yield made
    events.unregister("before-call.dynamodb", note)


def test_concurrent_adds_are_all_kept() -> None:
    shopping = compose.services().shopping
    with ThreadPoolExecutor(4) as pool:
        for added in [pool.submit(shopping.add, USER, sku, 1) for sku in ["MUG", "CUP"] * 4]:
            added.result()
    assert {line.sku: line.quantity for line in DynamoCarts().cart(USER).lines} == {"MUG": 4, "CUP": 4}


def test_a_save_over_a_newer_state_is_stale() -> None:
    carts = DynamoCarts()
    compose.services().shopping.add(USER, "MUG", 1)
    held = carts.belongings(USER)
    compose.services().shopping.add(USER, "MUG", 1)
    with pytest.raises(Stale):
        carts.save_cart(held.cart.clear())
    with pytest.raises(Stale):
        carts.save_both(held)
    assert carts.cart(USER).lines[0].quantity == 2
    assert carts.wishlist(USER).version == 0


def test_a_second_first_save_is_stale() -> None:
    carts = DynamoCarts()
    empty = carts.belongings(USER)
    carts.save_both(empty)
    with pytest.raises(Stale):
        carts.save_cart(empty.cart)
    with pytest.raises(Stale):
        carts.save_wishlist(empty.wishlist)


def test_a_cart_comes_back_as_it_was_saved() -> None:
    shopping, carts = compose.services().shopping, DynamoCarts()
    saved = shopping.add(USER, "MUG", 2).cart
    wished = shopping.wish(USER, "CUP").wishlist
    assert carts.cart(USER) == saved
    assert carts.wishlist(USER) == wished
    assert carts.belongings(USER) == Belongings(saved, wished)


def test_what_did_not_fit_comes_back_as_it_was_saved_and_leaves_no_trace_once_it_is_gone(cart_table: str) -> None:
    token, carts = new_cart_token(), DynamoCarts()
    compose.services().shopping.add(USER, "MUG", 60)
    compose.services().shopping.add(guest_owner(token), "MUG", 60)
    merged = compose.services().shopping.merge("u1", token).cart
    assert carts.cart(USER) == merged
    assert [(left.sku, left.quantity, left.kept) for left in merged.leftovers] == [("MUG", 21, 99)]
    compose.services().shopping.dismiss(USER, "MUG")
    items = aws.client("dynamodb").scan(TableName=cart_table)["Items"]
    assert not [item for item in items if "leftovers" in item]


def test_the_outbox_is_not_taken_for_a_cart() -> None:
    token = new_cart_token()
    compose.services().shopping.add(guest_owner(token), "MUG", 1)
    compose.services().shopping.merge("u1", token)
    held = DynamoCarts().belongings(USER)
    assert (held.cart.skus, held.wishlist.version) == (["MUG"], 0)


def test_a_guest_cart_past_its_time_is_empty_even_while_the_item_is_still_there(cart_table: str) -> None:
    guest = guest_owner(new_cart_token())
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.freeze(start):
        compose.services().shopping.add(guest, "MUG", 1)
        compose.services().shopping.wish(guest, "MUG")
    with clock.freeze(start + timedelta(days=61)):
        carts = DynamoCarts()
        assert (carts.cart(guest).id, carts.cart(guest).lines, carts.wishlist(guest).items) == ("", (), ())
        assert compose.services().shopping.add(guest, "CUP", 1).cart.skus == ["CUP"]
    times = [item["expires_at"]["N"] for item in aws.client("dynamodb").scan(TableName=cart_table)["Items"]]
    assert sorted(int(time) for time in times) == [
        int((start + timedelta(days=days)).timestamp()) for days in (60, 121)
    ]


def test_a_users_cart_has_no_expiry(cart_table: str) -> None:
    compose.services().shopping.add(USER, "MUG", 1)
    (item,) = aws.client("dynamodb").scan(TableName=cart_table)["Items"]
    assert "expires_at" not in item


def test_a_change_of_the_cart_is_one_plain_write(writes: list[str], products: Products) -> None:
    compose.services().shopping.add(USER, "MUG", 1)
    assert (writes, products.calls) == (["PutItem"], 1)


def test_the_first_write_of_a_cart_is_one_unit(cart_table: str) -> None:
    compose.services().shopping.add(guest_owner(new_cart_token()), "MUG", 1)
    (item,) = aws.client("dynamodb").scan(TableName=cart_table)["Items"]
    assert len(str(item)) < 1024  # the printed form is longer than what DynamoDB counts


def test_a_merge_without_a_wishlist_writes_two_carts_and_nothing_else(writes: list[str], cart_table: str) -> None:
    token = new_cart_token()
    compose.services().shopping.add(guest_owner(token), "MUG", 1)
    compose.services().shopping.merge("u1", token)
    assert writes == ["PutItem", "TransactWriteItems"]
    found = aws.client("dynamodb").scan(TableName=cart_table)["Items"]
    assert sorted(item["sk"]["S"].partition("#")[0] for item in found) == ["CART", "CART"]


def test_a_look_that_began_before_its_owner_was_told_changes_nothing_of_that() -> None:
    """Else they would be told of the same filling again, a day later."""
    carts = DynamoCarts(timedelta(days=1))
    compose.services().shopping.add(USER, "MUG", 1)
    cart = carts.cart(USER)
    cart = carts.save_cart(replace(cart, reminder=cart.reminder.decided(1, followed=True)))
    later = clock.now() + timedelta(hours=30)
    told = cart.reminder.told(cart.filling, later)
    carts.remind(cart, told)
    with clock.freeze(later):
        carts.touch_cart(cart)
    assert carts.cart(USER).reminder == told


def test_what_was_published_of_an_owner_is_not_read_with_what_they_have(cart_table: str) -> None:
    asked: list[str] = []
    events = Record._get_connection().connection.client.meta.events
    events.register("before-call.dynamodb", note := lambda model, **_: asked.append(model.name))
    DynamoCarts().belongings(USER)
    events.unregister("before-call.dynamodb", note)
    assert asked == ["GetItem", "GetItem"]

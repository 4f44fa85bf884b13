"""The timer that tells which carts were left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cart.domain.cart import Cart
from cart.domain.reminder import Reminder
from cart.usecases.following import WishlistFollowing
from souk import clock
from souk.events import Event
from souk.shopper.owner import user_owner
from tests.unit.cart.fakes import MemoryCarts


class LeftCarts(MemoryCarts):
    """So many carts that are due. Of the `broken` one nothing can be told."""

    def __init__(self, count: int, broken: str = "") -> None:
        super().__init__(timedelta(days=1))
        self.broken, self.looks = broken, 0
        due = Reminder(followed=True, decision=1, due_at=clock.now() - timedelta(hours=1))
        for number in range(count):
            owner = user_owner(f"u{number:04}")
            self.carts[owner] = Cart(owner, "c1", 1, reminder=due)

    def left(self, *asked: Any) -> list[str]:
        self.looks += 1
        return super().left(*asked)

    def remind(self, cart: Cart, reminder: Reminder, *events: Event) -> None:
        if cart.owner == self.broken:
            raise RuntimeError
        super().remind(cart, reminder, *events)


def test_a_turn_tells_of_as_many_as_its_time_allows() -> None:
    carts = LeftCarts(450)
    assert WishlistFollowing(carts).run(lambda: True) == len(carts.told) == 450
    assert carts.looks == 3
    late = LeftCarts(450)
    assert WishlistFollowing(late).run(lambda: len(late.told) < 300) == len(late.told) == 300


def test_a_cart_that_cannot_be_told_of_holds_up_no_other() -> None:
    carts = LeftCarts(250, broken=user_owner("u0000"))
    assert WishlistFollowing(carts).run(lambda: True) == len(carts.told) == 249
    assert WishlistFollowing(carts).run(lambda: True) == 0


def test_where_nobody_is_told_any_more_what_was_put_off_leaves_the_list() -> None:
    carts = LeftCarts(250)
    carts.wait = timedelta()
    WishlistFollowing(carts).run(lambda: True)
    assert not carts.told
    assert not carts.left(clock.now(), 200)

"""Checkouts with codes and limited promotions: what is taken, what is refused and why, and what it costs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orders.domain.cancelling.lines import lines_called_off
from orders.domain.codes.code import PromotionCode, as_kept, spelled
from orders.domain.codes.refusals import CodeRefusal
from orders.domain.codes.uses import Use
from orders.domain.order import Cause, Order
from orders.domain.states import OrderState
from orders.doors.views import StaffOrderView
from orders.usecases.orders import Viewer
from orders.usecases.ports import Cart
from orders.usecases.pricing import GivenCode
from orders.usecases.shown import Amounts, ShownLine
from souk import clock
from souk.address.destination import Destination
from souk.errors import CartChanged, CodeRefused, PriceChanged, SoukError, Unavailable
from souk.events.rules.promotions import Promotions
from souk.money import Money
from tests.unit.orders.fakes import ADDRESS, GUEST, MUG, USER, Crash, World, shown, wanted

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FULL, OFF = 2489, 500
SPRING = ("SPRING", "spring")


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.freeze(NOW):
        yield


def promotion(name: str = "spring", trigger: str = "code", **more: Any) -> dict[str, Any]:
    effect = {"kind": "amount", "amounts": [{"amount": OFF, "currency": "EUR"}]}
    return {"id": name, "name": name.title(), "trigger": trigger, "effect": effect, **more}


def shop(*promotions: dict[str, Any], limit: int = 0, codes: tuple[tuple[str, str], ...] = (SPRING,)) -> World:
    """A guest has one mug in the cart and has given these codes."""
    world = World()
    world.shop.rules["promotions"] = Promotions.model_validate({"promotions": promotions or (promotion(),)})
    world.carts[GUEST] = Cart("cart-1", {"MUG": 1}, codes=codes)
    for text, opened in {SPRING, *codes}:
        world.store.book.add([PromotionCode(text, opened, limit, NOW, "staff:x")])
    return world


def another_cart(world: World, number: int) -> str:
    owner = f"guest:{number:064}"
    world.carts[owner] = replace(world.carts[GUEST], id=f"cart-of-{number}")
    return owner


def orders(world: World, total: int = FULL - OFF, owner: str = GUEST, key: str = "key", **changes: Any) -> Order:
    email = {} if owner == USER else {"email": f"{owner[-8:]}@example.org"}
    asked = replace(wanted(total, owner), **{**email, **changes})
    return world.orders.check_out(asked, key).order


def quoted(world: World, owner: str = GUEST) -> tuple[int, tuple[GivenCode, ...]]:
    quote = world.orders.quote(owner, shown(), Destination(ADDRESS.country), "standard")
    return quote.totals.total.amount, quote.given


def test_a_code_takes_off_what_its_promotion_gives_and_is_counted() -> None:
    world = shop(limit=3)
    assert quoted(world) == (FULL - OFF, (GivenCode("SPRING", "spring", True, ""),))
    order = orders(world)
    assert order.total == Money(FULL - OFF, "EUR")
    assert order.details.uses == (Use("spring", "SPRING", OFF, by_code=True),)
    assert world.store.book.codes["SPRING"].used == 1


def test_staff_see_what_it_was_ordered_with_and_by_which_code_whatever_is_left_of_it() -> None:
    world = shop(limit=3)
    world.carts[GUEST] = replace(world.carts[GUEST], quantities={"MUG": 2})
    asked = replace(wanted(2 * 1999 + 490 - OFF), shown=shown(ShownLine("MUG", 2, MUG.unit_price)))
    order = world.orders.check_out(replace(asked, email="x@example.org"), "key").order
    less = lines_called_off(order, {"MUG": 1}, "", Cause(NOW, "staff:x", ""))
    for seen, left in ((order, OFF), (less, OFF // 2)):
        view = StaffOrderView.with_events(seen, ())
        [used] = view.promotions
        assert (used.promotion_id, used.name, used.code, used.amount.amount) == ("spring", "Spring", "SPRING", OFF)
        assert [each.amount.amount for each in view.reductions] == [left]


def test_without_a_code_nothing_of_it_is_to_be_had() -> None:
    world = shop(codes=())
    assert quoted(world) == (FULL, ())
    assert orders(world, FULL).details.uses == ()
    assert world.store.book.reads == 0


def test_a_promotion_without_limits_is_not_looked_up_or_counted() -> None:
    world = shop(promotion("sale", "automatic"), codes=())
    assert orders(world).details.uses == ()
    assert world.store.book.reads == 0


def test_one_look_tells_all_of_a_price() -> None:
    limits: dict[str, Any] = {"limits": {"total": 9, "per_person": 9}, "budget": [{"amount": 99999, "currency": "EUR"}]}
    world = shop(promotion(**limits), promotion("sale", "automatic", **limits), limit=9)
    quoted(world)
    assert world.store.book.reads == 1


@pytest.mark.parametrize(
    ("more", "limit", "why"),
    [
        ({}, 1, CodeRefusal.USED_UP),
        ({"limits": {"total": 1}}, 0, CodeRefusal.USED_UP),
        ({"budget": [{"amount": OFF + 1, "currency": "EUR"}]}, 0, CodeRefusal.USED_UP),
    ],
)
def test_what_is_used_up_is_not_quoted_any_more_and_says_why(
    more: dict[str, Any], limit: int, why: CodeRefusal
) -> None:
    world = shop(promotion(**more), limit=limit)
    orders(world, owner=another_cart(world, 1), key="1")
    assert quoted(world) == (FULL, (GivenCode("SPRING", "spring", False, str(why)),))
    with pytest.raises(PriceChanged) as changed:
        orders(world)
    assert changed.value.detail["refused"] == [
        {"promotion_id": "spring", "reason": "used_up", "message": "This has been used as often as it can be."}
    ]
    assert len(world.store) == 1
    assert world.inventory.available("MUG") == 9


def test_a_person_uses_it_so_often_as_guest_and_with_an_account() -> None:
    world = shop(promotion(limits={"per_person": 1}))
    world.shoppers[USER.removeprefix("user:")] = "ada@example.org"
    world.carts[USER] = Cart("hers", {"MUG": 1}, codes=(SPRING,))
    orders(world, owner=USER, key="1")
    with pytest.raises(PriceChanged) as changed:
        orders(world, email="Ada@example.org ")
    assert changed.value.detail["refused"][0]["reason"] == "used_by_you"
    assert orders(world, key="2", email="eve@example.org").total.amount == FULL - OFF
    world.carts[USER] = Cart("hers too", {"MUG": 1}, codes=(SPRING,))
    assert quoted(world, USER)[0] == FULL


def test_a_budget_is_not_gone_beyond_by_a_cent() -> None:
    world = shop(promotion(budget=[{"amount": 2 * OFF, "currency": "EUR"}]), codes=(SPRING,))
    for number in (1, 2):
        orders(world, owner=another_cart(world, number), key=str(number))
    assert world.store.book.spent == {"spring": 2 * OFF}
    with pytest.raises(PriceChanged):
        orders(world)


def test_another_promotion_takes_the_place_of_one_that_is_used_up() -> None:
    best = promotion("best", limits={"total": 1}, combination="exclusive")
    best["effect"] = {"kind": "amount", "amounts": [{"amount": 900, "currency": "EUR"}]}
    world = shop(best, promotion("sale", "automatic"), codes=(("BEST", "best"),))
    assert quoted(world)[0] == FULL - 900
    orders(world, FULL - 900, owner=another_cart(world, 1), key="1")
    assert quoted(world)[0] == FULL - OFF


def test_of_two_codes_of_a_promotion_the_one_that_is_left_is_used() -> None:
    world = shop(limit=1, codes=(SPRING, ("SECOND", "spring")))
    assert [given.applied for given in quoted(world)[1]] == [True, False]
    orders(world, owner=another_cart(world, 1), key="1")
    assert [(given.text, given.applied, given.reason) for given in quoted(world)[1]] == [
        ("SPRING", False, "used_up"),
        ("SECOND", True, ""),
    ]
    assert orders(world).details.uses[0].code == "SECOND"


WELCOME = promotion("welcome", "automatic", conditions={"first_order": True})


def of_ada(world: World, number: int, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A cart of a guest who says that she is Ada."""
    return another_cart(world, number), {"key": str(number), "email": "ada@example.org", **changes}


def test_a_first_order_has_it_and_the_next_ones_do_not() -> None:
    world = shop(WELCOME, codes=())
    owner, asked = of_ada(world, 1)
    first = orders(world, owner=owner, **asked)
    assert first.total.amount == FULL - OFF
    owner, asked = of_ada(world, 2, email="Ada@example.org ")
    with pytest.raises(PriceChanged) as changed:
        orders(world, owner=owner, **asked)
    assert changed.value.detail["refused"] == [
        {
            "promotion_id": "welcome",
            "reason": "not_first",
            "message": "This is for a first order, and you have ordered before.",
        }
    ]
    assert world.inventory.available("MUG") == 9
    assert orders(world, FULL, owner=owner, **{**asked, "key": "confirmed"}).total.amount == FULL
    assert orders(world, owner=another_cart(world, 3), key="3", email="eve@example.org").total.amount == FULL - OFF


def test_an_order_that_has_no_part_in_it_is_somebodys_first_all_the_same() -> None:
    elsewhere = {**WELCOME, "conditions": {"first_order": True, "countries": ["FR"]}}
    world = shop(elsewhere, codes=())
    owner, asked = of_ada(world, 1)
    orders(world, FULL, owner=owner, **asked)
    assert world.store.book.reads == 0
    world.shop.rules["promotions"] = Promotions.model_validate({"promotions": [WELCOME]})
    owner, asked = of_ada(world, 2)
    with pytest.raises(PriceChanged):
        orders(world, owner=owner, **asked)


@pytest.mark.parametrize("until", ["2026-02-01T00:00:00.000Z", ""])
def test_nobody_is_counted_when_no_promotion_for_a_first_order_is_to_come(until: str) -> None:
    over = [{**WELCOME, "until": until}] if until else [promotion("sale", "automatic")]
    world = shop(*over, codes=())
    assert orders(world, FULL if until else FULL - OFF).details.uses == ()
    assert world.store.book.by_person == {}


def test_who_is_called_off_orders_first_again() -> None:
    world = shop(WELCOME, codes=())
    owner, asked = of_ada(world, 1)
    order = orders(world, owner=owner, **asked)
    world.orders.cancel(order.id, Viewer("staff", staff=True), "so be it")
    owner, asked = of_ada(world, 2)
    assert orders(world, owner=owner, **asked).total.amount == FULL - OFF


def test_what_was_ordered_with_an_account_before_it_was_published_counts_too() -> None:
    world = shop(promotion("sale", "automatic"), codes=())
    world.shoppers[USER.removeprefix("user:")] = "ada@example.org"
    world.carts[USER] = Cart("hers", {"MUG": 1})
    before = orders(world, owner=USER, key="1")
    world.shop.rules["promotions"] = Promotions.model_validate({"promotions": [WELCOME]})
    world.carts[USER] = Cart("hers too", {"MUG": 1})
    assert quoted(world, USER)[0] == FULL
    world.orders.cancel(before.id, Viewer("staff", staff=True), "so be it")
    assert quoted(world, USER)[0] == FULL - OFF


def test_of_two_first_orders_at_once_one_is_the_first() -> None:
    """The other one need not have a part in the promotion to be there before."""
    world = shop({**WELCOME, "conditions": {"first_order": True, "minimum": {"quantity": 1}}}, codes=())
    faster, theirs = of_ada(world, 1)

    def meanwhile() -> None:
        orders(world, owner=faster, **theirs)

    owner, asked = of_ada(world, 2)
    in_between(world, "before store.add", meanwhile)
    with pytest.raises(PriceChanged) as changed:
        orders(world, owner=owner, **asked)
    assert [each["promotion_id"] for each in changed.value.detail["refused"]] == ["welcome"]
    assert len(world.store) == 1
    assert world.inventory.available("MUG") == 9


def test_a_code_for_a_first_order_says_that_it_is_not_the_first() -> None:
    world = shop(promotion(conditions={"first_order": True}))
    owner, asked = of_ada(world, 1)
    orders(world, owner=owner, **asked)
    world.shoppers[USER.removeprefix("user:")] = "ada@example.org"
    world.carts[USER] = Cart("hers", {"MUG": 1}, codes=(SPRING,))
    orders(world, owner=USER, key="4", email="ada@example.org", total=FULL)
    world.carts[USER] = Cart("hers too", {"MUG": 1}, codes=(SPRING,))
    assert quoted(world, USER) == (FULL, (GivenCode("SPRING", "spring", False, "not_first"),))


@pytest.mark.parametrize("end", ["cancelled", "expired"])
def test_an_order_that_dies_gives_it_back(end: str) -> None:
    world = shop(promotion(limits={"total": 1, "per_person": 1}), limit=1)
    order = orders(world)
    if end == "cancelled":
        for _ in range(2):
            world.orders.cancel(order.id, Viewer("staff", staff=True), "so be it")
    else:
        with clock.freeze(NOW + timedelta(seconds=900)):
            assert world.orders.expire() == 1
            assert world.orders.expire() == 0
    book = world.store.book
    assert (book.codes["SPRING"].used, book.uses, book.spent) == (0, {"spring": 0}, {"spring": 0})
    assert {*book.by_person.values()} == {0}
    assert orders(world, owner=another_cart(world, 2), key="2").state is OrderState.AWAITING_PAYMENT


def in_between(world: World, point: str, act: Callable[[], object]) -> None:
    """Somebody else acts when this point is passed first."""

    def passed(_index: int, name: str) -> None:
        if name == point:
            world.probe.act = None
            act()

    world.probe.act = passed


def test_who_is_slower_by_a_moment_is_shown_the_price_without_it_and_holds_nothing() -> None:
    world = shop(limit=1)
    faster = another_cart(world, 1)
    in_between(world, "before store.add", lambda: orders(world, owner=faster, key="1"))
    with pytest.raises(PriceChanged) as changed:
        orders(world)
    assert changed.value.detail["total"] == {"amount": FULL, "currency": "EUR"}
    assert changed.value.detail["refused"][0]["reason"] == "used_up"
    assert len(world.store) == 1
    assert world.inventory.available("MUG") == 9
    assert orders(world, FULL, key="confirmed").details.uses == ()


def test_who_was_refused_gets_no_order_without_its_goods_when_a_use_comes_free() -> None:
    """A twin of the request waits to place the order while the first gives back what both hold."""
    world = shop(limit=1)
    rival, rivals = another_cart(world, 1), list[Order]()

    def twin() -> None:
        in_between(world, "before store.add", lambda: rivals.append(orders(world, owner=rival, key="1")))
        with pytest.raises(PriceChanged):
            orders(world)
        world.orders.cancel(rivals[0].id, Viewer("staff", staff=True), "")

    in_between(world, "before store.add", twin)
    with pytest.raises(PriceChanged):
        orders(world)
    assert [order.state for order in world.store.orders.values()] == [OrderState.CANCELLED]
    world.relay()
    assert world.inventory.available("MUG") == 10
    assert world.store.book.codes["SPRING"].used == 0


def test_two_tabs_of_a_cart_with_the_last_use_are_told_that_it_was_ordered() -> None:
    world = shop(limit=1)
    first = orders(world, key="tab-1")
    with pytest.raises(CartChanged) as changed:
        orders(world, key="tab-2")
    assert changed.value.detail["order_id"] == first.id


def _points() -> list[tuple[int, str]]:
    with clock.freeze(NOW):
        world = shop(promotion(limits={"total": 1, "per_person": 1}), limit=1)
        orders(world)
    return [*enumerate(world.probe.points)]


POINTS = _points()


@pytest.mark.parametrize("error", [Crash(), Unavailable("no answer")], ids=["crash", "unavailable"])
@pytest.mark.parametrize("point", [point for point, _ in POINTS], ids=[f"{at} {name}" for at, name in POINTS])
def test_a_use_is_there_exactly_when_its_order_is(point: int, error: BaseException) -> None:
    world = shop(promotion(limits={"total": 1, "per_person": 1}), limit=1)
    world.probe.raise_at(point, error)
    with pytest.raises((Crash, SoukError)):
        orders(world)
    world.probe.act = None
    assert world.store.book.codes["SPRING"].used == len(world.store)
    order = orders(world)
    assert order.details.uses[0].amount == OFF
    assert (world.store.book.codes["SPRING"].used, world.store.book.uses) == (1, {"spring": 1})


@pytest.mark.parametrize("point", [point for point, _ in POINTS], ids=[f"{at} {name}" for at, name in POINTS])
def test_a_twin_of_the_request_uses_it_once(point: int) -> None:
    world = shop(promotion(limits={"total": 1, "per_person": 1}), limit=1)
    twins: list[Order] = []

    def twin(index: int, _name: str) -> None:
        if index == point:
            world.probe.act = None
            twins.append(orders(world))

    world.probe.act = twin
    assert twins == [orders(world)] or twins[0].id == world.order().id
    assert (world.store.book.codes["SPRING"].used, world.store.book.uses) == (1, {"spring": 1})


def test_a_code_is_looked_up_as_it_is_typed() -> None:
    world = shop()
    assert world.redeeming.look_up(" spr ing\n", GUEST) == SPRING


@pytest.mark.parametrize(
    ("world", "entered", "why"),
    [
        (lambda: shop(), "AUTUMN", CodeRefusal.UNKNOWN),
        (lambda: shop(), "<script>", CodeRefusal.UNKNOWN),
        (lambda: shop(promotion("other")), "SPRING", CodeRefusal.ENDED),
        (lambda: shop(promotion(trigger="automatic")), "SPRING", CodeRefusal.ENDED),
        (lambda: shop(promotion(since="2026-03-01T12:00:00.001Z")), "SPRING", CodeRefusal.NOT_YET),
        (lambda: shop(promotion(until="2026-03-01T12:00:00.000Z")), "SPRING", CodeRefusal.EXPIRED),
    ],
)
def test_a_code_that_opens_nothing_says_why(world: Callable[[], World], entered: str, why: CodeRefusal) -> None:
    with pytest.raises(CodeRefused) as refused:
        world().redeeming.look_up(entered, GUEST)
    assert refused.value.detail == {"reason": str(why)}


def test_a_code_that_is_used_up_or_ended_says_so() -> None:
    world = shop(promotion(limits={"per_person": 1}), limit=1)
    world.carts[USER] = Cart("hers", {"MUG": 1}, codes=(SPRING,))
    orders(world, owner=USER)
    with pytest.raises(CodeRefused, match="as often as it can be"):
        world.redeeming.look_up("spring", GUEST)
    world.store.book.add([PromotionCode("MORE", "spring", 0, NOW, "staff:x")])
    with pytest.raises(CodeRefused, match="You have"):
        world.redeeming.look_up("more", USER)
    assert world.redeeming.look_up("more", GUEST) == ("MORE", "spring")
    world.store.book.end("spring", "MORE", NOW)
    with pytest.raises(CodeRefused, match="not valid any more"):
        world.redeeming.look_up("more", GUEST)


@pytest.mark.parametrize("entered", ["", "-A", "A-", "a_b", "ä", "A" * 41, "A#B"])
def test_what_is_no_code_is_none(entered: str) -> None:
    assert as_kept(entered) == ""


def test_codes_that_are_made_up_have_no_letters_that_look_alike() -> None:
    found = {spelled(number**7) for number in range(1, 2000)}
    assert len(found) > 1990
    assert not {*"".join(found)} & {*"01ILO"}


def test_amounts_that_were_shown_are_compared_without_what_is_used_up() -> None:
    world = shop(limit=1)
    orders(world, owner=another_cart(world, 1), key="1")
    seen = Amounts(Money(FULL, "EUR"))
    assert orders(world, key="2", amounts=seen, shown=shown(MUG)).total.amount == FULL

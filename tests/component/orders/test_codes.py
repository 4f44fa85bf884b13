"""Codes of promotions on the orders table: made once, counted with the orders that use them, given back with them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orders.adapters.codes import DynamoCodeBook
from orders.adapters.store import DynamoOrderStore
from orders.domain.codes.code import PromotionCode
from orders.domain.codes.counted import CodeUse
from orders.domain.codes.refusals import CodeRefusal
from orders.domain.codes.uses import Bounds, Taking, Use
from orders.domain.details import order_id_of
from orders.domain.order import Cause, Order
from orders.usecases import announcements
from orders.usecases.changes import change
from orders.usecases.codes.making import CodeMaking
from orders.usecases.ports import CartOrdered, UsesRefused
from souk.errors import Conflict, NotFound
from souk.storage.versioned import Stale
from tests.component.orders.conftest import NOW, Calls
from tests.unit.orders.fakes import GUEST, World, wanted

SPRING = PromotionCode("SPRING", "spring", 2, NOW, "staff:x")
ADA = ("ada",)
CALLED_OFF = Cause(NOW, "shopper", "changed my mind")


@pytest.fixture
def book(table: str) -> DynamoCodeBook:
    return DynamoCodeBook(lambda: b"secret")


@pytest.fixture
def making(book: DynamoCodeBook) -> CodeMaking:
    return CodeMaking(lambda: book, seconds=600)


@pytest.fixture
def store(table: str) -> DynamoOrderStore:
    return DynamoOrderStore()


def an_order(key: str, *uses: Use, cart: str = "") -> Order:
    world = World()
    world.orders.check_out(wanted(), "key")
    model = world.order()
    details = replace(model.details, id=order_id_of(GUEST, key), cart_id=cart or f"cart-{key}", uses=uses)
    return announcements.placing(replace(model, details=details, version=1), None)


def takes(key: str, code: str = "", amount: int = 500, cart: str = "", **bounds: Any) -> tuple[Order, list[Taking]]:
    within = Bounds(**bounds)
    use = Use(
        "spring",
        code,
        amount,
        in_all=bool(within.total) or within.budget is not None,
        by_code=bool(within.per_code),
        persons=ADA if within.per_person else (),
    )
    return an_order(key, use, cart=cart), [Taking(use, within)]


def counts(book: DynamoCodeBook) -> tuple[int, int, int, int]:
    """Uses of the code, of the promotion, minor units it took off, and uses of one person."""
    found = book.counted(["SPRING"], ["spring"], [("spring", "ada")])
    code = found.codes.get("SPRING")
    uses, spent = found.uses.get("spring", 0), found.spent.get("spring", 0)
    return code.used if code else 0, uses, spent, found.by_person.get(("spring", "ada"), 0)


def test_a_code_comes_back_as_it_was_made_and_is_made_once(book: DynamoCodeBook) -> None:
    assert book.add([SPRING]) == []
    assert book.find("SPRING") == SPRING
    assert book.find("SUMMER") is None
    assert book.find("S" * 3000) is None
    assert book.add([replace(SPRING, promotion_id="other")]) == [replace(SPRING, promotion_id="other")]
    assert book.find("SPRING") == SPRING


def test_a_code_is_found_however_it_is_written_and_of_its_promotion_alone(making: CodeMaking) -> None:
    made = making.make("spring", "SPRING-1", 5, "x")
    assert making.found("spring", " spring-1 ") == made
    for promotion, entered in (("autumn", "SPRING-1"), ("spring", "SUMMER"), ("spring", "?!"), ("No id", "SPRING-1")):
        with pytest.raises(NotFound):
            making.found(promotion, entered)


def test_a_batch_that_was_interrupted_goes_on_with_the_same_codes(making: CodeMaking, book: DynamoCodeBook) -> None:
    batch = making.make_many("spring", 130, "vip-", 1, "x", "key")
    texts = [code.text for code in batch.codes]
    assert len({*texts}) == 130
    assert all(text.startswith("VIP-") and len(text) == 14 for text in texts)
    again = making.make_many("spring", 130, "vip-", 1, "x", "key")
    assert [code.text for code in again.codes] == texts
    assert {code.text for code in making.batch("spring", batch.id).codes} == {*texts}
    other = making.make_many("spring", 3, "vip-", 1, "x", "another key")
    assert not {code.text for code in other.codes} & {*texts}
    assert len(making.batch("spring", batch.id).codes) == 130


def test_a_made_up_code_that_somebody_has_is_drawn_anew(making: CodeMaking, book: DynamoCodeBook) -> None:
    batch = making.make_many("spring", 3, "", 1, "x", "key")
    first = batch.codes[0]
    fresh = DynamoCodeBook(lambda: b"secret")
    # Another batch would have drawn this one.
    made = CodeMaking(lambda: fresh, seconds=600).make_many("spring", 3, "", 1, "y", "key")
    assert first.text not in {code.text for code in made.codes}
    assert book.add([replace(first, batch="another"), replace(first, text="FREE", batch="another")]) == [
        replace(first, batch="another")
    ]
    assert book.find("FREE") is None


def test_codes_are_listed_by_promotion_and_ended_once(making: CodeMaking, book: DynamoCodeBook) -> None:
    making.make("spring", " spring  sale ", 5, "x")
    making.make("autumn", "AUTUMN", 0, "x")
    making.make_many("spring", 2, "", 1, "x", "key")
    found, following = book.listed("spring", 2, None)
    assert found[0].text == "SPRINGSALE"
    assert found[0].limit == 5
    rest, end = book.listed("spring", 2, following)
    assert (len(found), len(rest), end) == (2, 1, None)
    assert making.end("spring", "springsale").ended_at == NOW
    assert making.end("spring", "SPRINGSALE").ended_at == NOW
    with pytest.raises(NotFound):
        making.end("spring", "AUTUMN")
    with pytest.raises(NotFound):
        making.listed("no/such", 10, None)


def test_a_code_of_ones_choice_is_the_same_once_more_and_nobody_elses(making: CodeMaking) -> None:
    made = making.make("spring", "SPRING", 5, "x")
    assert making.make("spring", "spring", 5, "x").text == made.text
    for promotion, limit, staff in (("autumn", 5, "x"), ("spring", 6, "x"), ("spring", 5, "y")):
        with pytest.raises(Conflict, match="SPRING"):
            making.make(promotion, "SPRING", limit, staff)


@pytest.mark.parametrize(
    ("bounds", "why"),
    [
        ({"per_code": 2}, CodeRefusal.USED_UP),
        ({"total": 2}, CodeRefusal.USED_UP),
        ({"budget": 1000}, CodeRefusal.USED_UP),
        ({"per_person": 2}, CodeRefusal.USED_BY_YOU),
    ],
)
def test_what_is_used_up_refuses_the_order_and_leaves_nothing_of_it(
    store: DynamoOrderStore, book: DynamoCodeBook, bounds: dict[str, Any], why: CodeRefusal
) -> None:
    book.add([SPRING])
    for number in range(2):
        store.add(*takes(str(number), "SPRING", **bounds))
    before = counts(book)
    late, takings = takes("late", "SPRING", **bounds)
    with pytest.raises(UsesRefused) as refused:
        store.add(late, takings)
    assert refused.value.refused == {"spring": why}
    assert store.find(late.id) is None
    assert store.ordered_as(late.details.cart_id) == ""
    assert counts(book) == before


def test_an_order_that_ends_gives_back_what_it_used_once(store: DynamoOrderStore, book: DynamoCodeBook) -> None:
    book.add([SPRING])
    order, takings = takes("1", "SPRING", total=2, per_person=1, budget=900, per_code=2)
    store.add(order, takings)
    assert store.find(order.id) == order
    assert counts(book) == (1, 1, 500, 1)
    assert book.used_by("SPRING", 10, None) == ([CodeUse(order.id, order.details.placed_at, 500, "EUR")], None)
    other, wanted_too = takes("2", "SPRING", total=2, per_person=1, budget=900, per_code=2)
    with pytest.raises(UsesRefused):
        store.add(other, wanted_too)

    change(store, order.id, lambda current: current.called_off(CALLED_OFF))
    change(store, order.id, lambda current: current.called_off(CALLED_OFF))
    assert counts(book) == (0, 0, 0, 0)
    assert book.used_by("SPRING", 10, None) == ([], None)
    store.add(other, wanted_too)
    assert counts(book) == (1, 1, 500, 1)


def test_an_order_that_goes_on_keeps_what_it_used(store: DynamoOrderStore, book: DynamoCodeBook) -> None:
    book.add([SPRING])
    order, takings = takes("1", "SPRING", per_code=2)
    store.add(order, takings)
    change(store, order.id, lambda current: current.remarked(CALLED_OFF))
    assert counts(book) == (1, 0, 0, 0)


def test_of_two_that_end_an_order_one_gives_back(store: DynamoOrderStore, book: DynamoCodeBook) -> None:
    book.add([SPRING])
    order, takings = takes("1", "SPRING", per_code=2)
    store.add(order, takings)
    cancelled = announcements.changing(order, order.called_off(CALLED_OFF))
    store.save(cancelled, order.version, (), order.details.uses)
    with pytest.raises(Stale):
        store.save(cancelled, order.version, (), order.details.uses)
    assert counts(book) == (0, 0, 0, 0)


def test_the_order_and_the_cart_come_before_the_uses(store: DynamoOrderStore, book: DynamoCodeBook) -> None:
    """Whoever has the order already, or another of its cart, is told that and not that the code is used up."""
    book.add([replace(SPRING, limit=1)])
    order, takings = takes("1", "SPRING", cart="cart", per_code=1)
    store.add(order, takings)
    with pytest.raises(Stale) as twin:
        store.add(order, takings)
    assert not isinstance(twin.value, UsesRefused)
    with pytest.raises(CartOrdered):
        store.add(*takes("2", "SPRING", cart="cart", per_code=1))


def test_who_was_refused_cannot_place_the_order_later(store: DynamoOrderStore, book: DynamoCodeBook) -> None:
    book.add([SPRING])
    order, takings = takes("1", "SPRING", per_code=2)
    assert store.refuse_uses(order.id, ["spring"])
    assert store.refuse_uses(order.id, ["spring"])
    with pytest.raises(UsesRefused):
        store.add(order, takings)
    placed, more = takes("2", "SPRING", per_code=2)
    store.add(placed, more)
    assert not store.refuse_uses(placed.id, ["spring"])
    assert counts(book) == (1, 0, 0, 0)


def test_an_ended_code_places_no_order(store: DynamoOrderStore, book: DynamoCodeBook) -> None:
    book.add([SPRING])
    book.end("spring", "SPRING", NOW + timedelta(seconds=1))
    with pytest.raises(UsesRefused):
        store.add(*takes("1", "SPRING", per_code=2))


def test_an_order_without_uses_costs_no_more_than_before(store: DynamoOrderStore, calls: Calls) -> None:
    store.add(an_order("1"))
    (operation, parameters), *_ = calls.made
    items = json.loads(parameters["body"])["TransactItems"]
    assert (operation, len(items)) == ("TransactWriteItems", 3)


def test_everything_is_counted_in_one_request(book: DynamoCodeBook, calls: Calls) -> None:
    book.counted(["SPRING", "SUMMER"], ["spring"], [("spring", "ada"), ("summer", "ada")])
    assert calls.names == ["BatchGetItem"]


def test_persons_are_known_by_account_and_address_and_nobody_reads_them(book: DynamoCodeBook) -> None:
    known = book.persons("user:0195f3a0-0000-7000-8000-000000000001", " Ada@Example.org")
    assert len(known) == 2
    assert book.persons(GUEST, "ada@example.org") == known[1:]
    assert book.persons(GUEST, "") == ()
    assert not any("ada" in each.lower() and "@" in each for each in known)
    assert DynamoCodeBook(lambda: b"another").persons(GUEST, "ada@example.org") != known[1:]

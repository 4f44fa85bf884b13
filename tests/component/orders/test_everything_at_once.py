"""One order with all that makes its price: promotions, a code, a gift card, and a business that owes the tax itself.

The whole shop answers over HTTP. Every sum is worked out here, by hand, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import orders.compose
from orders.adapters.codes import DynamoCodeBook
from orders.domain.codes.code import PromotionCode
from souk.events.rules.promotions import Promotions
from souk.shop.copy import ShopCopy
from souk.shop.promotions import KIND
from tests.support.world.catalogue import stock_up
from tests.support.world.proof import findings, rows
from tests.support.world.shopper import Placed, Shopper
from tests.support.world.world import World, installed, new_world
from tests.unit.orders.fakes import Register

PARIS = {"name": "Atelier Lune", "line1": "Rue 1", "city": "Paris", "postal_code": "75001", "country": "FR"}
PROMOTIONS: list[dict[str, Any]] = [
    {"id": "kitchen", "name": "Kitchen week", "priority": 1, "effect": {"kind": "percentage", "share": 1333}},
    {
        "id": "spring",
        "name": "Spring",
        "trigger": "code",
        "effect": {"kind": "amount", "amounts": [{"amount": 500, "currency": "EUR"}]},
        "limits": {"total": 1, "per_person": 1},
        "budget": [{"amount": 500, "currency": "EUR"}],
    },
    {"id": "delivery", "name": "Delivery for half", "effect": {"kind": "shipping", "share": 5000}},
]
# Three bowls A for 10.00 and two bowls B for 12.50, with the 20 % of France. 13.33 % off are 4.00 and 3.33; the code's
# 5.00 are spread over the 26.00 and 21.67 that are left, as 2.73 and 2.27. Without the tax bowls cost 8.33 and 10.42
# each, and the lines 23.27 and 19.40 come to 19.39 and 16.17: so 5.60 and 4.67 are taken off, in the same shares.
LINE_A, LINE_B = 1939, 1617
OFF = {"A": {"kitchen": 333, "spring": 227}, "B": {"kitchen": 278, "spring": 189}}
# Half of 9.90, and of that 4.95 without the tax: half a cent is rounded up.
DELIVERY, DELIVERY_OFF = 413, 413
TOTAL = LINE_A + LINE_B + DELIVERY
GIFT = 1000
# A unit of A that is cancelled takes its share of the 5.60 along: of three the first two have 1.87. One of B that comes
# back is paid back at its share of the 16.17 that both cost: the first has the odd cent.
UNIT_OF_A, UNIT_OF_B = 833 - 187, 809


@pytest.fixture(scope="module")
def shop() -> Iterator[None]:
    with installed():
        yield


@pytest.fixture
def world(shop: None) -> Iterator[World]:
    world, register = new_world(), Register()
    parts = replace(orders.compose.real(), register=lambda: register)
    with orders.compose.services.swap(lambda: parts):
        stock_up(world, A=10, B=10)
        document = Promotions.model_validate({"promotions": PROMOTIONS}, extra="forbid")
        for function in ("CartApi", "OrdersApi"):
            with world.inside(function):
                ShopCopy(KIND).keep(document, 1)
        with world.inside("OrdersApi"):
            DynamoCodeBook().add([PromotionCode("SPRING", "spring", 1, world.now, "staff:x")])
        world.settle()
        yield world


def cents(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "EUR"}


def gift_card(world: World) -> dict[str, Any]:
    """Issued by staff, with its code."""
    body, key = {"amount": cents(GIFT), "reason": "a present"}, {"Idempotency-Key": "gift-1"}
    card = world.staff("payments", "POST", "/admin/gift-cards", body=body, headers=key)
    assert card.status == 201, card.body
    code = world.staff("payments", "POST", f"/admin/gift-cards/{card.json['id']}/code", headers=key)
    return {**card.json, "code": code.json["code"]}


def placed_with_everything(world: World, shopper: Shopper, card: dict[str, Any]) -> Placed:
    shopper.add("A", 3)
    shopper.add("B", 2)
    assert shopper.gives("SPRING").status == 200
    shopper.look()
    sealed = shopper.send("orders", "POST", "/checkout/vat-number", body={"vat_number": "FR 83 404 833 048"})
    assert sealed.json["confirmed"], sealed.body
    asked = {
        **shopper.seen,
        "shipping_address": {"country": "FR", "postal_code": "75001"},
        "shipping_method": "standard",
        "vat_seal": sealed.json["seal"],
        "gift_cards": [card["code"]],
    }
    quote = shopper.send("orders", "POST", "/checkout/quote", body=asked)
    assert quote.status == 200, quote.body
    assert_sums(quote.json)
    assert (quote.json["due"], [each["amount"] for each in quote.json["credits"]]) == (
        cents(TOTAL - GIFT),
        [cents(GIFT)],
    )
    filled_in = {
        "shipping_address": PARIS,
        "vat_seal": sealed.json["seal"],
        "gift_cards": [card["code"]],
        "expected_reductions": [
            {"promotion_id": each["promotion_id"], "amount": each["amount"]} for each in quote.json["reductions"]
        ],
    }
    answer = shopper.check_out("key-1", cents(TOTAL), filled_in=filled_in)
    assert answer.status == 201, answer.body
    assert_sums(answer.json["order"])
    return shopper.orders[0]


def assert_sums(priced: dict[str, Any]) -> None:
    """Of all units, as they were ordered: a quote or an order."""
    first, second = priced["lines"]
    assert [(line["unit_price"], line["total"]) for line in (first, second)] == [
        (cents(833), cents(LINE_A)),
        (cents(1042), cents(LINE_B)),
    ]
    for line in (first, second):
        assert {each["promotion_id"]: each["amount"]["amount"] for each in line["reductions"]} == OFF[line["sku"]]
    assert {each["promotion_id"]: each["amount"]["amount"] for each in priced["reductions"]} == {
        "kitchen": OFF["A"]["kitchen"] + OFF["B"]["kitchen"],
        "spring": OFF["A"]["spring"] + OFF["B"]["spring"],
        "delivery": DELIVERY_OFF,
    }
    assert (priced["subtotal"], priced["shipping"]) == (cents(LINE_A + LINE_B), cents(DELIVERY))
    assert (priced["total"], priced["tax"]) == (cents(TOTAL), cents(0))


def pays_the_rest(world: World, placed: Placed) -> None:
    world.settle()
    world.provider.pays(placed.reference)
    world.partners_call()
    world.settle()


def to_the_door(world: World) -> None:
    for shipment_id in [*world.carrier.bookings]:
        while world.carrier.moves(shipment_id):
            world.partners_call()
            world.settle()


def sends_back(world: World, shopper: Shopper, placed: Placed, sku: str, units: int, key: str) -> None:
    asked = shopper.asks_to_return(placed, units, key, sku)
    assert asked.status == 201, asked.body
    world.settle()
    path = f"/admin/returns/{asked.json['id']}"
    shopper.sends_back(placed, asked.json["id"])
    world.settle()
    tag = world.staff("shipping", "GET", path).headers["ETag"]
    came = {"sku": sku, "quantity": units, "condition": "resaleable", "restock": True}
    body = {"decision": "receive", "lines": [came]}
    answer = world.staff("shipping", "PATCH", path, body=body, headers={"If-Match": tag})
    assert answer.status == 200, answer.body
    world.settle()


def moved(world: World, kind: str) -> int:
    """What the card provider took, or gave back."""
    return sum(amount for _, what, amount in world.provider.movements if what == kind)


def left_on(world: World, card: dict[str, Any]) -> int:
    answer = world.staff("payments", "GET", f"/admin/gift-cards/{card['id']}")
    return int(answer.json["available"]["amount"])


def papers(world: World, placed: Placed) -> list[tuple[str, int, int]]:
    """Each document's kind, what it comes to with tax, and the tax."""
    answer = world.staff("documents", "GET", f"/admin/orders/{placed.order_id}/documents")
    assert answer.status == 200, answer.body
    return [(each["type"], each["total"]["amount"], each["tax"]["amount"]) for each in answer.json["items"]]


def test_every_sum_of_it_is_exact_from_the_quote_to_the_last_refund(world: World) -> None:
    shopper, card = Shopper(world, "ada"), gift_card(world)
    placed = placed_with_everything(world, shopper, card)
    pays_the_rest(world, placed)
    assert (moved(world, "capture"), left_on(world, card)) == (TOTAL - GIFT, 0)
    assert papers(world, placed) == [("invoice", TOTAL, 0)]
    assert not findings(world, settled=False)

    cancelled = shopper.cancel(placed, "unit-1", lines={"A": 1})
    assert cancelled.status == 200, cancelled.body
    world.settle()
    order = shopper.order(placed)
    assert (order["state"], order["total"]) == ("FULFILLING", cents(TOTAL - UNIT_OF_A))
    assert [line["total"] for line in order["lines"]] == [cents(LINE_A - UNIT_OF_A), cents(LINE_B)]
    assert moved(world, "refund") + left_on(world, card) == UNIT_OF_A

    to_the_door(world)
    sends_back(world, shopper, placed, "B", 1, "return-1")
    assert moved(world, "refund") + left_on(world, card) == UNIT_OF_A + UNIT_OF_B
    assert papers(world, placed) == [
        ("invoice", TOTAL, 0),
        ("credit_note", UNIT_OF_A, 0),
        ("credit_note", UNIT_OF_B, 0),
    ]
    assert not findings(world, settled=False)

    sends_back(world, shopper, placed, "A", 2, "return-2")
    sends_back(world, shopper, placed, "B", 1, "return-3")
    world.recover()
    # All but the delivery: none of the returns was of all goods.
    assert (moved(world, "refund"), left_on(world, card)) == (TOTAL - GIFT, GIFT - DELIVERY)
    assert sum(total for kind, total, _ in papers(world, placed) if kind == "credit_note") == TOTAL - DELIVERY
    assert not findings(world)


def test_all_of_it_goes_back_to_where_it_came_from_when_the_order_dies(world: World) -> None:
    shopper, card = Shopper(world, "ada"), gift_card(world)
    placed = placed_with_everything(world, shopper, card)
    pays_the_rest(world, placed)
    assert shopper.cancel(placed, "cancel-1").status == 200
    world.recover()
    assert (moved(world, "capture"), moved(world, "refund"), left_on(world, card)) == (TOTAL - GIFT, TOTAL - GIFT, GIFT)
    assert sum(total if kind == "invoice" else -total for kind, total, _ in papers(world, placed)) == 0
    uses = [row for row in rows(world)["orders"] if str(row["sk"]).startswith("USE#")]
    assert not uses
    # The code is there again for who else comes.
    other = Shopper(world, "bea")
    other.add("A", 1)
    assert other.gives("SPRING").status == 200
    assert not findings(world)

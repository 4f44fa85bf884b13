"""How staff find products and SKUs, and what a page costs however many there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from products import compose
from products.adapters.store.finding import DynamoFindingStore
from products.adapters.store.records import CardRecord, FindRecord, FoundRecord, StockRecord
from products.domain.finding import StockState
from products.domain.product import Product
from products.domain.stock import MovementKind
from products.doors import consumers, schedule
from products.usecases.office.finding import Finder
from tests.component.products.conftest import Shop
from tests.support import outbox
from tests.unit.products import csvs


@pytest.fixture
def filled(shop: Shop) -> Shop:
    shop.make(title="Blue Coffee Mug", category="Home > Kitchen", tags=["Summer Sale"], variants=[variant("BCM-1")])
    shop.make(title="Red Mugs", status="draft", category="Home > Kitchen", variants=[variant("RM/7", "4006381333931")])
    shop.make(title="Café Table", category="Home > Living", tags=["sale"], variants=[variant("CT 9")])
    return shop


def variant(sku: str, barcode: str = "") -> dict[str, object]:
    return {"sku": sku, "price": {"amount": 100, "currency": "EUR"}, "barcode": barcode, "on_hand": 9}


def found(shop: Shop, **query: str) -> list[str]:
    """All pages."""
    handles: list[str] = []
    cursor = ""
    while True:
        answer = shop.staff("GET", "/admin/products", query=query | ({"cursor": cursor} if cursor else {}))
        assert answer.status == 200, answer.body
        handles += [item["handle"] for item in answer.json["items"]]
        cursor = answer.json["next_cursor"] or ""
        if not cursor:
            return handles


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ({"q": "mug"}, ["blue-coffee-mug", "red-mugs"]),
        ({"q": "MUGS"}, ["red-mugs"]),
        ({"q": "coff blu"}, ["blue-coffee-mug"]),
        ({"q": "blue table"}, []),
        ({"q": "cafe"}, ["cafe-table"]),
        ({"q": "rm/7"}, ["red-mugs"]),
        ({"q": "bcm"}, ["blue-coffee-mug"]),
        ({"q": "red-mu"}, ["red-mugs"]),
        ({"q": "sale"}, ["blue-coffee-mug", "cafe-table"]),
        ({"q": "summer-s"}, ["blue-coffee-mug"]),
        ({"q": "mug", "status": "draft"}, ["red-mugs"]),
        ({"category": "home~kitchen"}, ["blue-coffee-mug", "red-mugs"]),
        ({"category": "home", "status": "active"}, ["blue-coffee-mug", "cafe-table"]),
        ({"category": "home", "q": "sale"}, ["blue-coffee-mug", "cafe-table"]),
        ({"q": "nothing"}, []),
    ],
)
def test_products_are_found_by_how_words_begin_and_by_what_they_are(
    filled: Shop, query: dict[str, str], handles: list[str]
) -> None:
    assert sorted(found(filled, **query)) == handles
    assert sorted(found(filled, **query, limit="1")) == handles


def test_a_search_for_one_letter_is_refused(filled: Shop) -> None:
    assert filled.staff("GET", "/admin/products", query={"q": "m"}).status == 400
    assert filled.staff("GET", "/admin/products", query={"q": "mug", "cursor": "e30"}).status == 400


def test_what_a_product_is_no_longer_called_does_not_find_it(filled: Shop) -> None:
    item = filled.staff("GET", "/admin/products", query={"q": "cafe"}).json["items"][0]
    path = f"/admin/products/{item['id']}"
    changed = filled.staff("PATCH", path, body={"title": "Desk", "tags": []}, headers={"If-Match": '"1"'})
    assert changed.status == 200
    assert (found(filled, q="desk"), found(filled, q="sale")) == (["cafe-table"], ["blue-coffee-mug"])


def test_a_barcode_leads_to_the_skus_that_have_it_now(filled: Shop) -> None:
    def skus() -> list[str]:
        answer = filled.staff("GET", "/admin/stock/by-barcode/4006381333931")
        return [item["sku"] for item in answer.json["items"]]

    assert skus() == ["RM/7"]
    item = filled.staff("GET", "/admin/products", query={"q": "red"}).json["items"][0]
    body = {"variants": [{"sku": "RM/7", "barcode": "1"}]}
    filled.staff("PATCH", f"/admin/products/{item['id']}", body=body, headers={"If-Match": '"1"'})
    assert skus() == []


def tell(shop: Shop) -> None:
    """Our own events reach our consumer."""
    for event in outbox.events(shop.table):
        if event.type in consumers.consumer.handlers:
            for handle in consumers.consumer.handlers[event.type]:
                handle(event)


def test_what_is_low_or_out_is_listed_until_it_no_longer_is(filled: Shop) -> None:
    inventory = compose.services().inventory

    def listed() -> list[tuple[str, str]]:
        page = filled.staff("GET", "/admin/stock/reorder").json["items"]
        return [(item["sku"], item["state"]) for item in page]

    inventory.move("BCM-1", MovementKind.ADJUSTMENT, -6, "broken", "s", "1")
    inventory.move("CT 9", MovementKind.ADJUSTMENT, -9, "broken", "s", "2")
    inventory.move("RM/7", MovementKind.ADJUSTMENT, -9, "broken", "s", "3")  # a draft
    tell(filled)
    tell(filled)
    assert sorted(listed()) == [("BCM-1", "low"), ("CT 9", "out")]
    assert found(filled, stock="low") == ["blue-coffee-mug"]
    assert found(filled, stock="out", q="table") == ["cafe-table"]
    inventory.move("CT 9", MovementKind.RECEIPT, 20, "came", "s", "4")
    assert listed() == [("BCM-1", "low")]  # before anybody has heard of it
    assert found(filled, stock="out") == []
    tell(filled)
    assert listed() == [("BCM-1", "low")]
    assert found(filled, stock="out") == []


def test_a_product_of_which_some_is_low_and_some_is_out_is_once_in_either_list(shop: Shop) -> None:
    inventory = compose.services().inventory
    skus = [f"S{number}" for number in range(6)]
    shop.make(title="Shirt", options=["Size"], variants=[variant(sku) | {"options": [sku]} for sku in skus])
    shop.make(title="Sock", variants=[variant("K")])
    for number, sku in enumerate(skus):
        inventory.move(sku, MovementKind.ADJUSTMENT, -9 if number % 2 else -6, "broken", "s", sku)
    inventory.move("K", MovementKind.ADJUSTMENT, -6, "broken", "s", "k")
    tell(shop)
    assert found(shop, stock="low", limit="1") == ["sock", "shirt"]
    assert found(shop, stock="out", limit="1") == ["shirt"]


class Late(DynamoFindingStore):
    """Before the first that is written of stock, something else is done."""

    def __init__(self, first: Callable[[], None]) -> None:
        self._first = [first]

    def set_stock(self, product: Product, skus: Mapping[StockState, tuple[str, ...]]) -> None:
        if self._first:
            self._first.pop()()
        super().set_stock(product, skus)


def test_whoever_has_seen_less_of_the_stock_does_not_have_the_last_word(filled: Shop) -> None:
    """Units come in, and are told of by another, between the look at the stock and what is written of it."""
    finder, inventory, parts = compose.services().finder, compose.services().inventory, compose.services().parts
    inventory.move("CT 9", MovementKind.ADJUSTMENT, -9, "broken", "s", "1")
    product_id = filled.staff("GET", "/admin/products", query={"q": "table"}).json["items"][0]["id"]

    def come_in() -> None:
        inventory.move("CT 9", MovementKind.RECEIPT, 20, "came", "s", "2")
        finder.refresh_low(product_id)

    Finder(Late(come_in), parts.catalogue, parts.stock).refresh_low(product_id)
    assert not list(StockRecord.query("STOCK#out"))
    assert found(filled, stock="out") == []
    assert filled.staff("GET", "/admin/stock/reorder").json["items"] == []


def spent(shop: Shop, calls: list[tuple[str, int]], **query: str) -> tuple[list[str], int]:
    calls.clear()
    answer = shop.staff("GET", "/admin/products", query=query)
    assert answer.status == 200, answer.body
    return [operation for operation, _ in calls], sum(units for _, units in calls)


@pytest.fixture
def calls() -> list[tuple[str, int]]:
    """Each call of DynamoDB since it was cleared, with the rows it answered: units follow these."""
    from souk.cloud import aws

    made: list[tuple[str, int]] = []
    client = aws.client("dynamodb")

    def heard(model: Any, parsed: dict[str, Any], **_: object) -> None:
        answered = [parsed.get("Items", []), *parsed.get("Responses", {}).values()]
        made.append((model.name, sum(len(rows) for rows in answered)))

    client.meta.events.register("after-call.dynamodb", heard)
    return made


def test_a_page_costs_no_more_over_very_many_products_than_over_a_hundred(
    shop: Shop, calls: list[tuple[str, int]]
) -> None:
    """Written straight into the table. What a page reads stays the same ten times over, and so however often."""
    first = shop.make(title="Mug 0", category="Kitchen", variants=[variant("M0") | {"on_hand": 2}]).json
    queries = [
        {"q": "mug"},
        {"category": "kitchen"},
        {"q": "mug", "status": "active"},
        {"status": "active"},
        {},
        {"stock": "low"},
    ]
    costs = []
    for size in (100, 1000):
        _grow(shop, first["id"], size)
        costs.append([spent(shop, calls, **query) for query in queries])
    few, many = costs
    assert [names for names, _ in many] == [names for names, _ in few]
    assert all(len(names) <= 3 and "Scan" not in names for names, _ in many)
    assert all(after <= before for (_, before), (_, after) in zip(few, many, strict=True)), costs


def _grow(shop: Shop, product_id: str, size: int) -> None:
    """Cards and entries like those of a product."""
    card = next(iter(CardRecord.query("STAFF", CardRecord.sk.startswith("CARD#"))))
    with CardRecord.batch_write() as batch:
        for number in range(size):
            other = CardRecord(**card.attribute_values)
            other.sk = f"CARD#2025{number:08d}#p{number}"
            other.product_id, other.handle = f"p{number}", f"mug-{number}"
            other.gsi1sk = other.sk.removeprefix("CARD#")
            batch.save(other)
    with FindRecord.batch_write() as batch:
        for number in range(size):
            place = f"CARD#2025{number:08d}#p{number}"
            batch.save(FindRecord("FIND#mu", f"mug#p{number}", product_id=f"p{number}", card=place))
            batch.save(FindRecord("IN#kitchen", place, product_id=f"p{number}", card=place))
    with StockRecord.batch_write() as batch:
        for number in range(size):
            batch.save(StockRecord("STOCK#low", f"CARD#2025{number:08d}#p{number}", product_id="p", skus=["M0"]))


def test_products_of_an_earlier_version_are_made_to_be_found(shop: Shop) -> None:
    shop.load(*(csvs.simple(f"cup-{number}", **{"Product Category": "Home"}) for number in range(3)))
    compose.services().inventory.move("CUP-1", MovementKind.ADJUSTMENT, -10, "lost", "s", "1")
    for record in [row for pk in ("FIND#cu", "IN#home") for row in FindRecord.query(pk)]:
        record.delete()
    assert found(shop, q="cup") == found(shop, stock="out") == []
    schedule.handler({"job": "sweep"}, None)
    assert sorted(found(shop, q="cup")) == sorted(found(shop, category="home")) == ["cup-0", "cup-1", "cup-2"]
    assert found(shop, stock="out") == ["cup-1"]
    mark = FoundRecord.fetch("FOUND", "FOUND")
    assert mark is not None
    assert mark.position is None
    assert compose.services().finder.catch_up() == 0

"""Former prices, from what staff and files say to what shoppers are shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from souk import clock
from souk.cloud import aws
from tests.component.products.conftest import Shop
from tests.component.products.test_authoring import body_of
from tests.support import outbox
from tests.unit.products import csvs


def euro(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "EUR"}


def cup(price: str, **cells: str) -> dict[str, str]:
    return csvs.simple("cup", **{"Variant Price": price, **cells})


def shown(shop: Shop, handle: str = "cup") -> tuple[int | None, str | None]:
    """What stands beside the price of a product: the same on its page and in lists."""
    [variant] = shop.get(f"/products/{handle}").json["variants"]
    [card] = [item for item in shop.get("/products").json["items"] if item["handle"] == handle]
    beside = [(each["compare_at"], each["compare_at_kind"]) for each in (variant, card)]
    assert beside[0] == beside[1]
    amount, kind = beside[0]
    return (amount["amount"] if amount else None), kind


def known(shop: Shop) -> Any:
    [item] = shop.staff("GET", "/admin/products").json["items"]
    return shop.staff("GET", f"/admin/products/{item['id']}")


def reprice(shop: Shop, **change: Any) -> Any:
    seen = known(shop)
    body = {"variants": [{"sku": "CUP", **change}]}
    path = f"/admin/products/{seen.json['id']}"
    answer = shop.staff("PATCH", path, body=body, headers={"If-Match": seen.headers["ETag"]})
    assert answer.status == 200, answer.body
    return answer.json["variants"][0]


def told(shop: Shop) -> Any:
    """What stands beside the price in the last event of the product."""
    variant = outbox.events(shop.table)[-1].data["variants"][0]
    return variant["compare_at"], variant["compare_at_kind"]


def test_a_reduction_is_shown_with_the_lowest_price_of_the_30_days_before(shop: Shop) -> None:
    now = clock.now()
    with clock.freeze(now):
        shop.load(cup("20.00"))
    with clock.freeze(now + timedelta(days=31)):
        mistaken = reprice(shop, price=euro(1500), compare_at=euro(2500))
        assert (mistaken["compare_at"], mistaken["compare_at_ground"]) == (euro(2500), "not_lowest")
        assert mistaken["prior_price"] == euro(2000), "it could show this one"
        assert shown(shop) == (None, None)
        assert told(shop) == (None, "")
        corrected = reprice(shop, compare_at=mistaken["prior_price"])
        assert corrected["compare_at_ground"] == "lowest"
        assert shown(shop) == (2000, "former")
        assert told(shop) == (euro(2000), "former")
    with clock.freeze(now + timedelta(days=35)):
        dearer = reprice(shop, price=euro(1800))
        assert dearer["compare_at_ground"] == "not_reduced"
        past = [(each["price"]["amount"], (each["former"] or {}).get("amount")) for each in dearer["shown_prices"]]
        assert past == [(1800, None), (1500, 2000), (1500, None), (2000, None)]
        assert [each["until"] for each in dearer["shown_prices"]] == [
            None,
            *(each["since"] for each in dearer["shown_prices"][:-1]),
        ]
        assert shown(shop) == (None, None), "it cost less a day ago"


def test_what_the_maker_recommends_is_shown_as_that(shop: Shop) -> None:
    shop.load(cup("5.00"))
    assert reprice(shop, compare_at=euro(900), recommended=True)["compare_at_ground"] is None
    assert shown(shop) == (900, "recommended")
    kept = known(shop)
    path = f"/admin/products/{kept.json['id']}"
    again = shop.staff("PUT", path, body=body_of(kept.json), headers={"If-Match": kept.headers["ETag"]})
    assert again.json["version"] == kept.json["version"], "read and written again it is the same"
    assert reprice(shop, compare_at=None)["recommended"] is False
    assert shown(shop) == (None, None)


def test_a_file_s_former_price_is_kept_and_hidden_and_the_report_says_why(shop: Shop) -> None:
    report = shop.load(cup("5.00", **{"Variant Compare At Price": "9.00"}))
    [warning] = report["warnings"]
    assert warning["field"] == "Variant Compare At Price"
    assert "30 days" in warning["message"]
    assert shown(shop) == (None, None)
    [variant] = known(shop).json["variants"]
    assert (variant["compare_at"], variant["compare_at_ground"]) == (euro(900), "too_new")


def test_a_file_that_does_not_say_what_its_price_is_compared_with_keeps_it(shop: Shop) -> None:
    cells = {"Variant Compare At Price": "9.00"}
    shop.load(cup("5.00", **cells, **{"Variant Compare At Kind": "recommended"}))
    again = shop.load(cup("5.00", **cells))
    assert (again["products_unchanged"], again["warnings"]) == (1, [])
    shop.load(cup("5.00", **cells, **{"Variant Compare At Kind": "former"}))
    assert shown(shop) == (None, None)
    refused = shop.load(cup("5.00", **cells, **{"Variant Compare At Kind": "imagined"}))
    assert refused["errors"][0]["field"] == "Variant Compare At Kind"


def test_a_product_that_was_away_for_a_month_is_reduced_from_nothing(shop: Shop) -> None:
    now = clock.now()
    with clock.freeze(now):
        shop.load(cup("20.00"))
    with clock.freeze(now + timedelta(days=31)):
        shop.load(cup("20.00", Status="archived"))
    with clock.freeze(now + timedelta(days=62)):
        shop.load(cup("15.00", **{"Variant Compare At Price": "20.00"}))
        assert shown(shop) == (None, None)


def test_taking_a_variant_out_and_in_again_does_not_make_its_past_forgotten(shop: Shop) -> None:
    now = clock.now()
    variants = [
        {"sku": "A", "options": ["a"], "price": euro(2000)},
        {"sku": "B", "options": ["b"], "price": euro(2000)},
    ]
    with clock.freeze(now):
        made = shop.make(options=["Size"], variants=variants)
    path = f"/admin/products/{made.json['id']}"
    with clock.freeze(now + timedelta(days=40)):
        cheap = [{**variants[0], "price": euro(1000)}, variants[1]]
        for number, listed in enumerate((cheap, variants[1:], [{**variants[0], "compare_at": euro(3000)}]), 1):
            body = {**body_of(made.json), "variants": listed}
            answer = shop.staff("PUT", path, body=body, headers={"If-Match": f'"{number}"'})
            assert answer.status == 200, answer.body
        assert answer.json["variants"][0]["compare_at_ground"] == "not_reduced"
        assert shop.get("/products/mug").json["variants"][0]["compare_at"] is None


def test_prices_are_kept_in_the_product_s_own_item_in_a_few_bytes(shop: Shop) -> None:
    """A later version must read what is here."""
    start = datetime(2026, 12, 1, 8, tzinfo=UTC)
    with clock.freeze(start):
        shop.load(cup("20.00"))
    with clock.freeze(start + timedelta(days=31)):
        reprice(shop, price=euro(1500), compare_at=euro(2000))
    key = {"pk": {"S": "PRODUCT#cup"}, "sk": {"S": "PRODUCT"}}
    item = aws.client("dynamodb").get_item(TableName=shop.table, Key=key)["Item"]
    since, until = 1_796_112_000_000, 1_798_790_400_000
    assert json.loads(item["prices"]["S"]) == {"CUP": [[2000, since, until], [1500, until, None, 2000]]}
    with clock.freeze(start + timedelta(days=32)):
        assert shown(shop) == (2000, "former")

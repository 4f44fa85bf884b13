"""Prices that staff schedule: they switch at their millisecond, for product, list, cart, event and history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from souk import clock
from tests.component.products.conftest import Shop
from tests.component.products.test_promoted import (
    HOUR,
    NOW,
    cup,
    euro,
    hear,
    last_price,
    published,
    sale,
    shown,
    tick,
)
from tests.unit.products import csvs

__all__ = ["cup"]


def price(amount: int, since: Any, until: Any = None) -> dict[str, Any]:
    return {"price": euro(amount), "since": clock.isoformat(since), "until": clock.isoformat(until) if until else None}


def schedule(shop: Shop, *prices: dict[str, Any], **more: Any) -> Any:
    [item] = shop.staff("GET", "/admin/products").json["items"]
    path = f"/admin/products/{item['id']}"
    seen = shop.staff("GET", path)
    body = {"variants": [{"sku": "CUP", "scheduled_prices": [*prices], **more}]}
    return shop.staff("PATCH", path, body=body, headers={"If-Match": seen.headers["ETag"]})


def test_a_scheduled_price_begins_and_ends_at_its_millisecond(cup: Shop) -> None:
    begins, ends = NOW + HOUR, NOW + 2 * HOUR
    with clock.freeze(NOW):
        answer = schedule(cup, price(1500, begins, ends), compare_at=euro(2000))
        assert answer.status == 200, answer.body
        [variant] = answer.json["variants"]
        assert variant["scheduled_prices"][0]["price"] == euro(1500)
        assert [each["price"] for each in variant["planned_prices"]] == [euro(1500), euro(2000)]
    for moment, expected in (
        (begins - timedelta(milliseconds=1), (2000, None, None)),
        (begins, (1500, 2000, None)),
        (ends - timedelta(milliseconds=1), (1500, 2000, None)),
        (ends, (2000, None, None)),
    ):
        with clock.freeze(moment):
            assert shown(cup) == expected, moment
    with clock.freeze(begins + timedelta(seconds=20)):
        tick()
        told = last_price(cup)
        assert (told["price"]["amount"], told["price_before"]["amount"]) == (1500, 2000)


def test_of_several_the_last_to_begin_counts_and_promotions_start_from_it(cup: Shop) -> None:
    with clock.freeze(NOW):
        schedule(cup, price(1000, NOW - HOUR), price(3000, NOW + HOUR, NOW + 2 * HOUR))
        hear(published(1, sale(NOW + HOUR)))
        assert shown(cup)[0] == 1000
    with clock.freeze(NOW + HOUR):
        assert shown(cup)[0] == 2400
    with clock.freeze(NOW + 2 * HOUR):
        assert shown(cup)[0] == 800


def test_a_file_keeps_what_is_scheduled(cup: Shop) -> None:
    with clock.freeze(NOW):
        schedule(cup, price(1500, NOW + HOUR))
        cup.load(csvs.simple("cup", **{"Variant Price": "18.00", "Tags": "summer"}))
        assert shown(cup)[0] == 1800
    with clock.freeze(NOW + HOUR):
        assert shown(cup)[0] == 1500
        assert schedule(cup).status == 200, "an empty list takes them away"
        assert shown(cup)[0] == 1800


@pytest.mark.parametrize(
    "wrong",
    [
        price(1500, NOW, NOW),
        {**price(1500, NOW), "price": {"amount": 1500, "currency": "USD"}},
        {**price(1500, NOW), "price": {"amount": -1, "currency": "EUR"}},
    ],
)
def test_what_makes_no_sense_is_refused(cup: Shop, wrong: dict[str, Any]) -> None:
    with clock.freeze(NOW):
        answer = schedule(cup, wrong)
        assert answer.status == 400, answer.body

"""Prices that staff schedule: they switch at their millisecond, for product, list, cart, event and history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from products.domain.prices.scheduled import MAX_SCHEDULED
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
    seconds,
    shown,
    tick,
)
from tests.unit.products import csvs

__all__ = ["cup"]


def price(amount: int, since: Any, until: Any = None) -> dict[str, Any]:
    return {"price": euro(amount), "since": clock.isoformat(since), "until": clock.isoformat(until) if until else None}


def schedule(shop: Shop, *prices: dict[str, Any], **more: Any) -> Any:
    return patch(shop, scheduled_prices=[*prices], **more)


def patch(shop: Shop, **changes: Any) -> Any:
    [item] = shop.staff("GET", "/admin/products").json["items"]
    path = f"/admin/products/{item['id']}"
    seen = shop.staff("GET", path)
    body = {"variants": [{"sku": "CUP", **changes}]}
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


def test_no_cache_keeps_a_scheduled_price_and_the_event_tells_of_it_ahead(cup: Shop) -> None:
    begins = NOW + HOUR
    with clock.freeze(NOW):
        schedule(cup, price(1500, begins), compare_at=euro(2000))
        [ahead] = last_price(cup)["later"]
        assert (ahead["since"], ahead["price"], ahead["compare_at"]) == (
            clock.isoformat(begins),
            euro(1500),
            euro(2000),
        )
        [seen] = cup.get("/products/cup").json["variants"]
        assert "scheduled_prices" not in seen, "what is to come is for staff"
    with clock.freeze(begins - timedelta(seconds=7)):
        assert seconds(cup.get("/products/cup")) == (5, 2)
        assert seconds(cup.get("/products")) == (7, 0)


def test_more_changes_than_are_worked_out_ahead_come_one_after_the_other(cup: Shop) -> None:
    times = [NOW + step * HOUR for step in range(1, MAX_SCHEDULED + 1)]
    with clock.freeze(NOW):
        assert schedule(cup, *(price(2000 - step, at) for step, at in enumerate(times, 1))).status == 200
    for step, at in enumerate(times, 1):
        with clock.freeze(at):
            assert shown(cup)[0] == 2000 - step
            tick()
    with clock.freeze(times[-1] + timedelta(days=400)):
        assert shown(cup)[0] == 2000 - MAX_SCHEDULED, "it is its price until staff say another"


def test_a_change_by_hand_leaves_what_is_scheduled(cup: Shop) -> None:
    with clock.freeze(NOW):
        schedule(cup, price(1500, NOW + HOUR, NOW + 2 * HOUR))
        assert patch(cup, price=euro(1900)).status == 200
        assert shown(cup)[0] == 1900
    with clock.freeze(NOW + HOUR):
        assert shown(cup)[0] == 1500
    with clock.freeze(NOW + 2 * HOUR):
        assert shown(cup)[0] == 1900


def test_of_several_the_last_to_begin_counts_and_promotions_start_from_it(cup: Shop) -> None:
    with clock.freeze(NOW):
        schedule(cup, price(1000, NOW - HOUR), price(3000, NOW + HOUR, NOW + 2 * HOUR))
        hear(published(1, sale(NOW + HOUR)))
        assert shown(cup)[0] == 1000
    with clock.freeze(NOW + HOUR):
        assert shown(cup)[0] == 2400
    with clock.freeze(NOW + 2 * HOUR):
        assert shown(cup)[0] == 800


def test_a_file_keeps_what_is_scheduled_and_what_is_compared_with_it_alone(cup: Shop) -> None:
    with clock.freeze(NOW):
        schedule(cup, price(1500, NOW + HOUR), compare_at=euro(2000))
        cup.load(csvs.simple("cup", **{"Variant Price": "20.00", "Tags": "summer, new"}))
        assert shown(cup) == (2000, None, None)
    with clock.freeze(NOW + HOUR):
        assert shown(cup) == (1500, 2000, None)
        cup.load(csvs.simple("cup", **{"Variant Price": "18.00", "Tags": "summer"}))
        assert shown(cup) == (1500, None, None), "a file that has a lower price has nothing beside it"
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
        answer = schedule(cup, wrong, compare_at=euro(2500))
        assert answer.status == 400, answer.body
        assert shown(cup) == (2000, None, None)


def test_all_of_a_schedule_is_asked_for_and_within_bounds(cup: Shop) -> None:
    with clock.freeze(NOW):
        one = price(1500, NOW + HOUR)
        for wrong in ([one, one], [price(1500, NOW + each * HOUR) for each in range(MAX_SCHEDULED + 1)], None):
            assert patch(cup, scheduled_prices=wrong).status == 400
        # What is compared with it is above one of its prices.
        assert schedule(cup, one, compare_at=euro(1500)).status == 400

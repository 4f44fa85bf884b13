"""Promotions of the catalogue: what they make of prices, from the document to product, list, cart and event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from products import compose
from products.domain import product as rules
from products.doors import rpc, schedule
from products.doors.api import api
from products.doors.consumers import consumer
from products.usecases import facts
from products.usecases.ports import ProductWrite
from souk import clock
from souk.contracts.catalogue_pb2 import GetVariantsRequest, GetVariantsResponse
from souk.events import Event
from souk.events.content import ContentPublished
from souk.events.factory import new_event
from souk.events.products import ProductSnapshot
from souk.events.rules.promotions import Promotions
from souk.rpc.wire import Answer, Call
from tests.component.products.conftest import Shop
from tests.support import http, kafka, outbox
from tests.support.lambdas import LambdaContext
from tests.unit.products import csvs

NOW = datetime.fromisoformat("2026-11-30T12:00:00.000Z")
HOUR = timedelta(hours=1)


def published(version: int, *promotions: dict[str, Any]) -> Event:
    shown = [{"scope": "catalogue", "name": "Sale", **each} for each in promotions]
    document = Promotions.model_validate({"promotions": shown}, extra="forbid")
    data = ContentPublished(document="promotions", number=version, promotions=document)
    return new_event("content.published", aggregate_id="promotions", aggregate_version=version, data=data)


def sale(begins: datetime | None = None, ends: datetime | None = None, **more: Any) -> dict[str, Any]:
    times = {"since": clock.isoformat(begins) if begins else "", "until": clock.isoformat(ends) if ends else ""}
    return {"id": "sale", "effect": {"kind": "percentage", "share": 2000}, **times, **more}


def hear(*events: Event) -> None:
    assert kafka.batch(consumer, events) == {"set_aside": 0}


def told(shop: Shop) -> None:
    """The service hears its own events."""
    hear(*outbox.events(shop.table))


def tick() -> None:
    schedule.handler({"job": "reprice"}, LambdaContext())


def cart_price(sku: str = "CUP") -> int:
    message = GetVariantsRequest(skus=[sku]).SerializeToString()
    call = Call("/souk.contracts.v1.Catalogue/GetVariants", message, metadata=(), deadline=None)
    answer = Answer.from_payload(rpc.handler(call.to_payload(), LambdaContext()))
    [variant] = GetVariantsResponse.FromString(answer.message or b"").variants
    return variant.price.amount


def shown(shop: Shop) -> tuple[int, int | None, int | None]:
    """Price, former price and list price, which are the same on the page, in the list, and in the cart."""
    [variant] = shop.get("/products/cup").json["variants"]
    [card] = [item for item in shop.get("/products").json["items"] if item["handle"] == "cup"]
    assert variant["price"] == card["price_from"]
    beside = [[(each[name] or {}).get("amount") for name in ("compare_at", "list_price")] for each in (variant, card)]
    assert beside[0] == beside[1]
    price: int = variant["price"]["amount"]
    assert cart_price() == price
    former, listed = beside[0]
    return price, former, listed


@pytest.fixture
def cup(shop: Shop) -> Shop:
    """It has been for sale for 20.00 for 40 days."""
    with clock.freeze(NOW - timedelta(days=40)):
        shop.load(csvs.simple("cup", **{"Variant Price": "20.00", "Tags": "summer"}))
    return shop


def last_price(shop: Shop) -> Any:
    return outbox.events(shop.table)[-1].data["variants"][0]


def seconds(answer: http.Response) -> tuple[int, int]:
    public, age, stale = answer.headers["Cache-Control"].split(", ")
    assert public == "public"
    return int(age.removeprefix("max-age=")), int(stale.removeprefix("stale-while-revalidate="))


def test_a_promotion_known_ahead_switches_at_its_millisecond_though_nothing_runs(cup: Shop) -> None:
    begins, ends = NOW + HOUR, NOW + 2 * HOUR
    with clock.freeze(NOW):
        hear(published(1, sale(begins, ends)))
    for moment, expected in (
        (NOW, (2000, None, None)),
        (begins - timedelta(milliseconds=1), (2000, None, None)),
        (begins, (1600, 2000, 2000)),
        (ends - timedelta(milliseconds=1), (1600, 2000, 2000)),
        (ends, (2000, None, None)),
    ):
        with clock.freeze(moment):
            assert shown(cup) == expected, moment


def test_no_cache_keeps_a_price_past_its_end_and_the_etag_changes(cup: Shop) -> None:
    begins = NOW + HOUR
    with clock.freeze(NOW):
        hear(published(1, sale(begins)))
        before = cup.get("/products/cup")
        assert seconds(before) == (5, 5)
    with clock.freeze(begins - timedelta(seconds=7)):
        assert seconds(cup.get("/products/cup")) == (5, 2)
        assert seconds(cup.get("/products")) == (7, 0)
    with clock.freeze(begins - timedelta(milliseconds=900)):
        assert seconds(cup.get("/products/cup")) == (0, 0)
    with clock.freeze(begins):
        after = http.call(api, "GET", "/products/cup", headers={"If-None-Match": before.headers["ETag"]})
        assert (after.status, seconds(after)) == (200, (5, 5))


def test_history_and_events_tell_of_the_prices_as_they_were_shown(cup: Shop) -> None:
    begins, ends = NOW + HOUR, NOW + 2 * HOUR
    with clock.freeze(NOW):
        hear(published(1, sale(begins, ends)))
        ahead = last_price(cup)
        assert (ahead["price"]["amount"], ahead["price_before"]) == (2000, None)
        assert [(each["since"], each["price"]["amount"]) for each in ahead["later"]] == [
            (clock.isoformat(begins), 1600),
            (clock.isoformat(ends), 2000),
        ]
    with clock.freeze(begins + timedelta(seconds=30)):
        tick()
        now = last_price(cup)
        assert (now["price"]["amount"], now["price_before"]["amount"]) == (1600, 2000)
        assert (now["compare_at"]["amount"], now["list_price"]["amount"]) == (2000, 2000)
        assert len(now["later"]) == 1
        count = len(outbox.events(cup.table))
        tick()
        assert len(outbox.events(cup.table)) == count, "there is nothing more to do"
    with clock.freeze(ends + timedelta(seconds=30)):
        tick()
        [listed] = cup.staff("GET", "/admin/products").json["items"]
        [variant] = cup.staff("GET", f"/admin/products/{listed['id']}").json["variants"]
        spans = [(each["price"]["amount"], each["since"], each["until"]) for each in variant["shown_prices"]]
        text = [moment.isoformat().replace("+00:00", "Z") for moment in (begins, ends)]
        assert spans[0] == (2000, text[1], None)
        assert spans[1] == (1600, *text)
        assert spans[2][0::2] == (2000, text[0])


def test_a_second_promotion_within_30_days_has_no_ground_for_a_former_price(cup: Shop) -> None:
    first, second = sale(NOW, NOW + HOUR), {**sale(NOW + 48 * HOUR), "id": "again"}
    with clock.freeze(NOW):
        hear(published(1, first, second))
        assert shown(cup) == (1600, 2000, 2000)
    with clock.freeze(NOW + 49 * HOUR):
        assert shown(cup) == (1600, None, None), "it cost as much two days ago"


def test_what_is_written_while_a_promotion_is_on_or_to_come_has_its_price(cup: Shop) -> None:
    with clock.freeze(NOW):
        hear(published(1, sale(NOW + HOUR, effect={"kind": "fixed_price", "prices": [euro(1500)]})))
        cup.load(csvs.simple("cup", **{"Variant Price": "18.00", "Tags": "summer"}))
        assert shown(cup)[0] == 1800
    with clock.freeze(NOW + 2 * HOUR):
        assert shown(cup) == (1500, 1800, 1800)
        cup.load(csvs.simple("cup", **{"Variant Price": "30.00", "Tags": "summer"}))
        assert shown(cup)[0] == 1500
        [listed] = cup.staff("GET", "/admin/products").json["items"]
        [variant] = cup.staff("GET", f"/admin/products/{listed['id']}").json["variants"]
        assert (variant["price"], variant["shown_price"]) == (euro(3000), euro(1500))
        hear(published(2))
        assert shown(cup) == (3000, None, None), "it is taken back"


def test_only_the_goods_it_is_for_are_reduced(cup: Shop) -> None:
    with clock.freeze(NOW):
        cup.load(csvs.simple("bowl", **{"Variant Price": "10.00"}))
        summer = {"kind": "amount", "amounts": [euro(300)], "items": {"tags": ["summer"]}}
        hear(published(1, sale(effect=summer)))
        assert shown(cup)[0] == 1700
        assert cart_price("BOWL") == 1000


def test_a_promotion_published_while_a_product_is_written_is_seen_by_its_own_event(cup: Shop) -> None:
    with clock.freeze(NOW):
        hear(published(1, sale(effect={"kind": "percentage", "share": 5000, "items": {"tags": ["new"]}})))
        assert shown(cup)[0] == 2000
        # Written by somebody who had seen the promotions of before.
        store = compose.services().parts.catalogue
        product = store.product("cup")
        assert product is not None
    with clock.freeze(NOW + HOUR):
        after = product.revised(replace(product.content, tags=("new",)), clock.now())
        levels = compose.services().parts.stock.levels(after.skus)
        store.save(ProductWrite(product, after, rules.card(after, levels), events=facts.of(product, after, levels)))
        assert shown(cup)[0] == 2000
        told(cup)
        assert shown(cup)[0] == 1000


def test_products_that_did_not_fit_into_the_first_run_are_priced_by_the_timer(cup: Shop) -> None:
    with clock.freeze(NOW):
        cup.load(*(csvs.simple(f"plate-{number}", **{"Variant Price": "10.00"}) for number in range(3)))
        repricing = compose.services().repricing
        compose.services().parts.office.shop.hear(_data(published(1, sale())), 1)
        repricing.promotions_changed(1)
        left = [True, True, True, False, False, False, False]
        assert repricing.run(lambda: left.pop(0)) < 4
        tick()
        assert {cart_price(sku) for sku in ("PLATE-0", "PLATE-1", "PLATE-2")} == {800}
        assert shown(cup)[0] == 1600
        tick()
        assert repricing.run(lambda: True) == 0


def test_older_products_keep_what_is_known_of_them(cup: Shop) -> None:
    """A document without promotions of the catalogue has no product written."""
    with clock.freeze(NOW):
        count = len(outbox.events(cup.table))
        cart = {"id": "ten", "name": "Ten", "scope": "cart", "effect": {"kind": "percentage", "share": 1000}}
        hear(published(1, cart))
        assert len(outbox.events(cup.table)) == count
        assert shown(cup) == (2000, None, None)


def test_the_event_can_be_read(cup: Shop) -> None:
    with clock.freeze(NOW):
        hear(published(1, sale(NOW + HOUR)))
        snapshot = ProductSnapshot.model_validate(outbox.events(cup.table)[-1].data)
        [variant] = snapshot.variants
        assert [each.price.amount for each in variant.later] == [1600]


def _data(event: Event) -> ContentPublished:
    return ContentPublished.model_validate(event.data)


def euro(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "EUR"}

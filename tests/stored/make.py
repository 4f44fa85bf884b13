"""Writes what a shop of this version stores: `python -m tests.stored.make v0.2.0`, before that version is released.

A few whole lives are played in process, and each is written to tests/stored/<version>/<life>.json. Together they
hold an item of every kind. From then on every later version must be able to read them; they are never written again.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import random
import secrets
import sys
import time
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import tests.conftest  # noqa: F401 -- the environment of every test: no account but a made-up one
from tests.reliability.scenarios import BY_NAME, lose, prepare
from tests.stored.life import HERE, Asked, Life
from tests.stored.records import missing
from tests.stored.shop import Shop
from tests.support.world.catalogue import stock_up
from tests.support.world.provider import Webhook
from tests.support.world.shopper import ADDRESS, Member, Shopper
from tests.support.world.world import STAFF, START, entered, installed

SCENARIOS = (
    "bought",
    "abandoned",
    "cancelled-provider-away",
    "cancelled-after-pick-up",
    "cancelled-and-sent",
    "counted-away",
    "refunded-by-line",
    "disputed-lost",
    "sku-moved",
)
BY_STAFF: dict[str, Any] = {"user": STAFF, "groups": ["admin"]}
_HEADER = "Handle,Title,Variant SKU,Variant Price,Variant Inventory Tracker,Variant Inventory Qty,Status\r\n"
_FILE = _HEADER + "mug,Mug,MUG,12.00,shopify,5,active\r\nbad,Bad,BAD,much,shopify,5,active\r\n"


def lives() -> Iterator[tuple[str, Life]]:
    """Each with its name."""
    for name in SCENARIOS:
        shop = entered(Shop())
        prepare(shop)
        shopper = BY_NAME[name].play(shop, retries=3)
        shop.recover()
        yield name, Life.of(shop, _questions(shop, shopper))
    shop = entered(Shop())
    yield "never-sent", Life.of(shop, _questions(shop, _never_sent(shop)))
    shop = entered(Shop())
    member = _much_at_once(shop)
    yield "open", Life.of(shop, [*_questions(shop, member), *_more_questions(shop, member)])


def _never_sent(shop: Shop) -> Shopper:
    """The news that it is paid never reaches shipping, which promises to send nothing when it is cancelled."""
    prepare(shop)
    shopper = Shopper(shop, "ada")
    shopper.add("A", 2)
    assert shopper.check_out("key-1", shopper.quote().json["total"]).status == 201
    [placed] = shopper.orders
    shop.provider.pays(placed.reference)
    shop.partners_call()
    lose(shop, "ShippingConsumer")
    shopper.cancel(placed, "cancel-1")
    shop.recover()
    return shopper


def _much_at_once(shop: Shop) -> Member:
    """A shop in the middle of its day: an order waits for its bank transfer, another for a consumer that is broken.

    A SKU is hot, a cart has been merged, files came in and went out, and there are lines in the log.
    """
    stock_up(shop, A=1000, B=1)
    shop.settle()
    guest, member = Shopper(shop, "bob"), Member(shop, "ada")
    _belongings(guest, member)
    shop.tables.rivals = 2  # writers meet, so the SKU is spread over several counters
    total = member.quote().json["total"]
    assert member.check_out("key-1", total, method="manual").status == 201
    shop.settle()
    shop.buggy.add("ShippingConsumer")
    guest.add("A", 1)
    assert guest.check_out("key-1", guest.quote().json["total"]).status == 201
    shop.provider.pays(guest.orders[0].reference)
    shop.partners_call()
    for _ in range(30):
        shop.pass_on()
    shop.buggy.clear()
    _told_what_nobody_understands(shop)
    _files(shop)
    shop.take_lines([_line(number) for number in range(3)] + [_line(9, level="ERROR", error=_ERROR)])
    shop.run_jobs()
    for table in shop.pending():
        shop.relay(table)
    return member


def _told_what_nobody_understands(shop: Shop) -> None:
    for number in (1, 2):
        webhook = Webhook(f"evt_nobody_{number}", "payment_intent.succeeded", "pi_nobody")
        shop.provider.told[webhook.event_id] = webhook
        assert shop.tell(webhook)
        headers = {"x-carrier-signature": "good"}
        answer = shop.request("shipping", "POST", "/webhooks/carriers/sandbox", raw=f"<scan>{number}", headers=headers)
        assert answer.status == 200, answer.body
        shop.advance(1)


def _belongings(guest: Shopper, member: Member) -> None:
    guest.add("A", 2)
    guest.send("cart", "POST", "/wishlist/items", body={"sku": "B"})
    cookies = guest.identity
    member.add("A", 99)
    answer = member.world.request("cart", "POST", "/me/cart/merge", **member.identity, **cookies)
    assert answer.status == 200, answer.body
    member.send("users", "POST", "/me/addresses", body={**ADDRESS, "phone": "+49 30 1234567"})
    assert member.send("users", "PUT", "/me/consents", body={"activity": True}).status == 200
    for looked_at in ({"kind": "searched", "query": "bowl"}, {"kind": "product_viewed", "product_id": _ID}):
        assert member.send("users", "POST", "/me/activity", body=looked_at).status == 202
    member.send("cart", "POST", "/me/wishlist/items", body={"sku": "A"})


_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
_ERROR = {"type": "KeyError", "message": "'x'", "stack": 'Traceback\n  File "/var/task/orders/api.py", line 3, in x'}


def _files(shop: Shop) -> None:
    """A file comes in, with a row that is refused, and the catalogue goes out."""
    body = {"filename": "bowls.csv", "rows": 2}
    made = shop.staff("products", "POST", "/admin/products/imports", body=body)
    assert made.status == 201, made.body
    job = made.json["import_id"]
    shop.uploads[f"imports/{job}.csv"] = _FILE.encode()
    answer = shop.staff("products", "POST", f"/admin/products/imports/{job}/start")
    assert answer.status == 202, answer.body
    for key in ("export-1", "export-2"):
        headers = {"Idempotency-Key": key}
        answer = shop.staff("products", "POST", "/admin/products/exports", body={}, headers=headers)
        assert answer.status == 202, answer.body


def _line(number: int, **members: object) -> bytes:
    """As the log forwarder makes them."""
    line = {"id": f"id{number}", "kind": "log", "time": f"2026-01-05T10:00:0{number}.000Z", "level": "INFO"}
    about = {"service": "orders", "function": "souk-test-orders-api", "message": "it said", "correlation_id": "c1"}
    return json.dumps({**line, **about, **members}).encode()


def _questions(shop: Shop, shopper: Shopper) -> list[Asked]:
    """What tells most of a shop: its orders, money, parcels and stock."""
    asked = []
    for placed in shopper.orders:
        asked.append(Asked.now(shop, "orders", f"/admin/orders/{placed.order_id}", BY_STAFF))
        asked.append(Asked.now(shop, "payments", f"/admin/payments/{placed.payment_id}", BY_STAFF))
        asked.append(Asked.now(shop, "shipping", "/admin/shipments", BY_STAFF, order_id=placed.order_id))
    asked += _pages(shop, "products", "/admin/stock/A", BY_STAFF)
    asked.append(Asked.now(shop, "products", "/products/stock", {}, skus="A,B"))
    asked.append(Asked.now(shop, "cart", f"{shopper.family}/cart", shopper.identity))
    return asked


def _more_questions(shop: Shop, member: Member) -> list[Asked]:
    """Every list that has pages, from its first to its second, and what is left."""
    by = member.identity
    asked = [Asked.now(shop, "users", path, by) for path in ("/me", "/me/addresses", "/me/consents")]
    asked += [Asked.now(shop, "products", path, {}) for path in ("/categories", "/products/bowl-a")]
    asked.append(Asked.now(shop, "cart", "/me/wishlist", by))
    for sort in ("newest", "price", "-price", "title"):
        asked += _pages(shop, "products", "/products", {}, sort=sort)
    for service, path in (
        ("orders", "/admin/orders"),
        ("products", "/admin/products"),
        ("products", "/admin/products/imports"),
        ("products", "/admin/products/exports"),
        ("logs", "/ops/errors"),
        ("logs", "/ops/logs"),
        ("payments", "/admin/disputes"),
        ("payments", "/admin/webhooks/payments"),
        ("shipping", "/admin/webhooks/carriers"),
    ):
        asked += _pages(shop, service, path, BY_STAFF)
    for service, path in (("orders", "/me/orders"), ("users", "/me/activity")):
        asked += _pages(shop, service, path, by)
    return asked


def _pages(shop: Shop, service: str, path: str, by: dict[str, Any], **query: str) -> list[Asked]:
    """The first page, of one item, and the one that its cursor leads to."""
    first = Asked.now(shop, service, path, by, **query, limit="1")
    following = first.answer["next_cursor"]
    if following is None:
        return [first]
    return [first, Asked.now(shop, service, path, by, **query, limit="1", cursor=following)]


@contextlib.contextmanager
def _nothing_by_chance() -> Iterator[None]:
    """Ids, keys and choices are the same each time."""
    ticks = itertools.count(int(START.timestamp() * 1000))
    chance = random.Random(1)
    random.seed(1)

    def token(size: int) -> str:
        return f"{chance.getrandbits(8 * size):0{2 * size}x}"[: size * 4 // 3 + 1]

    with (
        patch.object(time, "time_ns", lambda: next(ticks) * 1_000_000),
        patch.object(secrets, "randbits", chance.getrandbits),
        patch.object(secrets, "token_urlsafe", token),
    ):
        yield


def main(version: str) -> None:
    with installed(), _nothing_by_chance():
        played = dict(lives())
    unseen = missing([*played.values()])
    if unseen:
        raise SystemExit(f"no item of {', '.join(sorted(unseen))} is stored: play a life that stores one")
    (HERE / version).mkdir()
    for name, life in played.items():
        life.write(HERE / version / f"{name}.json")
        print(f"{name}: {sum(map(len, life.tables.values()))} items, {len(life.messages)} events")


if __name__ == "__main__":
    main(sys.argv[1])

"""The pieces of a shop that its own services have written, each a few products and the orders of some people.

A piece is played through the public API and the staff's, with every service's handlers, in memory
(`tests.support.world`). What is its own carries its mark, eight digits of which the last two count (`mark`), so that it
can be written again under other names.
"""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import users.compose
import webhooks.compose
from payments.domain.dispute import DisputeStatus
from products import compose
from products.domain.product import Content, Image, Option, ProductStatus, Variant
from products.domain.stock import MovementCause
from products.usecases.editing import ImportedProduct
from souk import clock, context
from souk.events.content import SellerSettings, ShopSettings
from souk.events.rules.promotions import Promotions
from souk.http.audit import OutboxTrail, trail
from souk.ids import new_id
from souk.money import Money
from souk.shop.copy import ShopCopy
from souk.shop.promotions import KIND
from tests.support.documents import SELLER
from tests.support.kafka import msk_event
from tests.support.world.expressions import Item
from tests.support.world.functions import ONLOOKERS
from tests.support.world.provider import Webhook
from tests.support.world.shopper import ADDRESS, Member, Placed, Shopper
from tests.support.world.tables import Key
from tests.support.world.world import World, entered
from webhooks.adapters.targets import PublicTargets

# The moment of which the shop is: all that waits has waited until now.
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ORDERS, PRODUCTS = 20, 5
LOOKED_AFTER = "looked after"
# Whoever enters the code has less to pay, in any number of orders.
PROMOTION, CODE = "welcome", "WELCOME"
GROUP = "regulars"
Rows = dict[str, dict[Key, Item]]
_MANY, _FEW = 400, 40
_THINGS = ("Bowl", "Mug", "Lamp", "Scarf", "Basket", "Teapot", "Rug", "Vase", "Candle", "Notebook")
_LOOKS = ("Blue", "Hand-thrown", "Woven", "Copper", "Olive wood", "Striped", "Small", "Brass", "Linen", "Walnut")
_PLACES = ("Kitchen", "Living", "Garden", "Textiles", "Ceramics")
_GIVEN = ("Ada", "Bruno", "Chiara", "Dmitri", "Elif", "Farah", "Gustav", "Hanna", "Ines", "Jonas", "Kemal", "Leila")
_FAMILY = (
    "Lovelace",
    "Moreau",
    "Novak",
    "Okafor",
    "Petrov",
    "Quint",
    "Rossi",
    "Sato",
    "Tanaka",
    "Urban",
    "Vega",
    "Wolf",
)


class Kind:
    """What has become of a piece's orders: all over; paid and in staff's hands; not yet paid. A shelf has no orders."""

    PAST, UNDER_WAY, UNPAID, SHELF = "past", "under way", "unpaid", "shelf"


@dataclass(frozen=True)
class Piece:
    """What was written between `began` and `ended`, by table. `keys` open guests' orders."""

    number: int
    kind: str
    began: datetime
    ended: datetime
    rows: Rows
    emails: tuple[str, ...]
    orders: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Patterns:
    """`base` is what the shop has before it has anything to sell, `endpoint` a system of the merchant's."""

    base: Rows
    pieces: tuple[Piece, ...]
    endpoint: str


def mark(piece: int, index: int) -> str:
    return f"777{piece:03}{index:02}"


def played(seed: int, past: int) -> Patterns:
    """So many pieces whose orders are over, and one of each other kind. Within `installed`."""
    world = entered(World(NOW - timedelta(days=past + 12), onlookers=ONLOOKERS))
    world.picks = True
    world.jobs = [job for job in world.jobs if job[0] != "AuditSchedule"]  # its anchors are in a bucket with versions
    world.renew()
    with trail.swap(OutboxTrail), webhooks.compose.services.swap(_hooks):
        endpoint = world.staff("webhooks", "POST", "/admin/webhooks/endpoints", body={"url": "http://127.0.0.1:9/told"})
        assert endpoint.status == 201, endpoint.body
        world.run_jobs()
        world.settle()
        _have_a_code(world)
        base = _copy(world)
        kinds = [Kind.PAST] * past + [Kind.SHELF, Kind.UNDER_WAY, Kind.UNPAID]
        pieces = tuple(_piece(world, seed, number, kind) for number, kind in enumerate(kinds))
    return Patterns(base, pieces, endpoint.json["id"])


def _have_a_code(world: World) -> None:
    """Those who price have heard of the promotion, and staff have made its code."""
    effect = {"kind": "percentage", "share": 1000}
    welcome = {"id": PROMOTION, "name": "Welcome", "trigger": "code", "effect": effect}
    published = Promotions.model_validate({"promotions": [welcome]}, extra="forbid")
    for function in ("CartApi", "OrdersApi"):
        with world.inside(function):
            ShopCopy(KIND).keep(published, 1)
    path, headers = f"/admin/promotions/{PROMOTION}/codes", {"Idempotency-Key": "code"}
    made = world.staff("orders", "POST", path, body={"code": CODE}, headers=headers)
    assert made.status == 201, made.body
    with world.inside("UsersApi"):  # where staff need a session, which nobody has begun yet
        users.compose.services().groups.make(GROUP, "Regular customers", None)
    world.renew()


def _hooks() -> webhooks.compose.Parts:
    """Nobody sends what is noted."""
    local = PublicTargets(local=True)
    return dataclasses.replace(webhooks.compose.real(), senders=_Asleep(), targets=lambda: local)


class _Asleep:
    """`webhooks.usecases.ports.Senders` that start nothing."""

    def start(self, endpoint_id: str) -> None:
        """Nothing."""


def _piece(world: World, seed: int, number: int, kind: str) -> Piece:
    if kind in _UNTIL_NOW:
        world.now = NOW - _UNTIL_NOW[kind]
    before, began = _copy(world), world.now
    play = _Play(world, number, random.Random(f"{seed}/{number}"))
    with context.bound(new_id()):  # and nothing is told under an id of before
        play.stock_up(left=0 if kind == Kind.SHELF else 3)
        if kind in _PLAYED:
            _PLAYED[kind](play)
        world.settle()
    rows = {
        table: {key: item for key, item in held.items() if before[table].get(key) != item}
        for table, held in _copy(world).items()
    }
    keys = tuple(placed.access_key for each in play.shoppers for placed in each.orders if placed.access_key)
    piece = Piece(number, kind, began, world.now, rows, tuple(play.emails), tuple(play.orders), keys)
    # No two at the same time of the day.
    world.now += timedelta(days=1) - timedelta(minutes=7 * number)
    return piece


def _copy(world: World) -> Rows:
    return {table: dict(held) for table, held in world.tables.items.items()}


@dataclass
class _Play:
    world: World
    number: int
    random: random.Random
    shoppers: list[Shopper] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # as their parcels have them, by the shopper's
    emails: list[str] = field(default_factory=list)
    orders: list[str] = field(default_factory=list)
    skus: list[str] = field(default_factory=list)

    # what there is to sell

    def stock_up(self, left: int = 3) -> None:
        """Of one of them so many units are left, after most were lost."""
        with self.world.inside("ProductsImporter"):
            for index in range(PRODUCTS):
                self._product(index)
        self.world.settle()
        self._move("adjustment", self.skus[4], left - _FEW, "water damage")
        self.world.settle()

    def _product(self, index: int) -> None:
        """The first has two variants, the fourth few units and the last is a draft."""
        look, thing = self.random.choice(_LOOKS), self.random.choice(_THINGS)
        own = mark(self.number, index)
        name = f"{thing.upper()}{own}"
        price = Money(self.random.randrange(500, 9000, 50), "EUR")
        handle = f"{look.split()[0].lower()}-{thing.lower()}{own}"
        picture = f"media/{handle}.svg"
        options = ("Small", "Large") if index == 0 else ()
        variants = tuple(
            Variant(
                sku=f"{name}-{option[0]}",
                price=price,
                options=(option,),
                weight_grams=300,
                barcode=f"B{own}-{position}",
                image=picture,
            )
            for position, option in enumerate(options)
        ) or (Variant(sku=name, price=price, weight_grams=300, barcode=f"B{own}-0"),)
        content = Content(
            title=f"{look} {thing}",
            category=("Home", self.random.choice(_PLACES)),
            options=(Option("Size", options),) if options else (),
            variants=variants,
            images=(Image(picture, f"{look} {thing}"),),
            tags=(thing,),
            status=ProductStatus.DRAFT if index == PRODUCTS - 1 else ProductStatus.ACTIVE,
        )
        cause = MovementCause(actor="import:first", at=clock.now(), reason="first stock")
        units = _FEW if index == 3 else _MANY
        compose.services().editor.put(
            ImportedProduct(
                handle=handle, content=content, quantities=[units] * len(variants), set_stock=True, cause=cause
            )
        )
        self.skus += [variant.sku for variant in variants]

    # who buys

    def guest(self) -> Shopper:
        return self._enter(lambda name: Shopper(self.world, name))

    def member(self) -> Shopper:
        user = f"{self.random.getrandbits(32):08x}-0000-4000-8000-{self.random.getrandbits(48):012x}"
        return self._enter(lambda name: Member(self.world, name, user=user))

    def _enter(self, make: Callable[[str], Shopper]) -> Shopper:
        index = len(self.shoppers)
        given, family = self.random.choice(_GIVEN), self.random.choice(_FAMILY)
        shopper = make(f"{given}.{family}{mark(self.number, index)}".lower())
        self.names[shopper.name] = f"{given} {family}"
        self.shoppers.append(shopper)
        self.emails.append(f"{shopper.name}@example.com")
        return shopper

    def order(self, shopper: Shopper, *, method: str = "stripe", sku: str = "") -> Placed:
        shopper.add(sku or self.random.choice(self.skus[:3]), self.random.randint(1, 2))
        if not sku and self.random.random() < 0.4:
            shopper.add(self.skus[3], 1)
        total = shopper.quote().json["total"]
        name = {"shipping_address": {**ADDRESS, "name": self.names[shopper.name]}}
        answer = shopper.check_out(f"{self.number}-{len(self.orders)}", total, method, filled_in=name)
        assert answer.status == 201, answer.body
        self.orders.append(shopper.orders[-1].order_id)
        return shopper.orders[-1]

    def pay(self, placed: list[Placed]) -> None:
        self.world.settle()
        for each in placed:
            self.world.provider.pays(each.reference)
        self.arrives()

    def arrives(self) -> None:
        self.world.partners_call()
        self.world.settle()

    def goes(self, placed: list[Placed], stations: int = 4) -> None:
        for _ in range(stations):
            self.world.advance(3600)
            for each in placed:
                self.world.carrier.moves(f"{each.order_id}-1")
            self.arrives()

    def staff(self, service: str, method: str, path: str, body: Any = None, key: str = "", **options: Any) -> Any:
        headers = {"Idempotency-Key": f"{self.number} {path} {key}"}
        answer = self.world.staff(service, method, path, body=body, headers=headers, **options)
        assert answer.status < 300, f"{method} {path}: {answer.body}"
        return answer.json if answer.body else None

    # what their staff do

    def work(self, placed: list[Placed]) -> None:
        """Something of each kind of thing that staff leave behind, and that has a list."""
        about = {"about": f"order:{placed[0].order_id}"}
        for text in ("Wants it wrapped.", "Called, and is glad."):
            self.staff("backoffice", "POST", "/admin/backoffice/notes", {"text": text}, key=text, query=about)
        self.staff("products", "POST", "/admin/products/imports", {"filename": "spring.csv"})
        self.staff("products", "POST", "/admin/products/exports", {})
        change = {"selection": {"q": self.skus[0]}, "change": {"add_tags": ["spring"]}}
        self.staff("products", "POST", "/admin/products/bulk-edits", change)
        self._count()
        self._move("receipt", self.skus[1], 5, LOOKED_AFTER)
        self._move("adjustment", self.skus[1], -5, LOOKED_AFTER)
        self._give_away()
        self._misunderstood()
        self._logged(placed)
        self.world.settle()

    def _move(self, kind: str, sku: str, units: int, reason: str) -> None:
        body = {"kind": kind, "quantity": units, "reason": reason}
        self.staff("products", "POST", f"/admin/stock/{sku}/movements", body, key=kind)

    def _count(self) -> None:
        begun = self.staff("products", "POST", "/admin/stock/counts", {"name": "The shelf at the door"})
        path = f"/admin/stock/counts/{begun['count_id']}"
        lines = [{"code": sku, "counted": 2} for sku in self.skus[1:3]]
        self.staff("products", "PUT", f"{path}/lines", {"lines": lines})

    def _give_away(self) -> None:
        """A code of one's own, gift cards of which one is put right twice, store credit of somebody who is put into a
        group."""
        code = {"code": f"THANKS-{mark(self.number, 0)}", "limit": 1}
        self.staff("orders", "POST", f"/admin/promotions/{PROMOTION}/codes", code)
        given = {"amount": {"amount": 2500, "currency": "EUR"}, "reason": "won in a raffle"}
        card, _ = (self.staff("payments", "POST", "/admin/gift-cards", given, key=key) for key in ("first", "second"))
        for amount in (500, -500):
            right = {"amount": {"amount": amount, "currency": "EUR"}, "reason": LOOKED_AFTER}
            self.staff("payments", "POST", f"/admin/gift-cards/{card['id']}/corrections", right, key=f"{amount}")
        member = next(each for each in self.shoppers if isinstance(each, Member))
        self.staff("payments", "POST", "/admin/gift-cards", {**given, "user_id": member.user}, key="credit")
        with self.world.inside("UsersApi"):
            users.compose.services().groups.put(GROUP, member.user)

    def _misunderstood(self) -> None:
        """Webhooks that nobody understands."""
        headers = {"x-carrier-signature": "good"}
        self.world.request("shipping", "POST", "/webhooks/carriers/sandbox", raw=f"?{self.number}", headers=headers)
        told = Webhook(f"evt_9{self.number:04}", "payment_intent.succeeded", f"pi_nobody_{self.number:04}")
        self.world.provider.told[told.event_id] = told
        self.world.tell(told)

    def _logged(self, placed: list[Placed]) -> None:
        """What functions have logged of the orders, with a failure."""
        failure = {"type": f"Error{mark(self.number, 0)}", "message": "it failed", "stack": ""}
        lines = [self._line(number, each) for number, each in enumerate(placed[:10])]
        lines.append({**self._line(10, placed[0]), "level": "ERROR", "error": failure})
        records = [("logging", "k", json.dumps(line).encode()) for line in lines]
        self.world.invoke("LogsConsumer", msk_event(records))
        self.world.files.told.clear()  # the archive, of which nobody is told

    def _line(self, number: int, placed: Placed) -> dict[str, Any]:
        moment = self.world.now + timedelta(seconds=number)
        return {
            "id": f"evt_{self.number}{number:04}",
            "kind": "log",
            "time": clock.isoformat(moment),
            "level": "INFO",
            "service": "orders",
            "function": "souk-test-orders-api",
            "message": "order placed",
            "correlation_id": placed.order_id,
        }

    def ship_in_a_batch(self, parcels: int, *, dispatched: bool) -> None:
        batch = self.staff("shipping", "POST", "/admin/batches", {"size": parcels}, key=f"{parcels}{dispatched}")
        path = f"/admin/batches/{batch['id']}"
        for parcel in batch["shipments"]:
            for line in parcel["work"]["lines"]:
                self.staff(
                    "shipping",
                    "POST",
                    f"{path}/scans",
                    {"code": line["sku"], "units": line["missing"]},
                    key=parcel["id"] + line["sku"],
                )
            self.staff("shipping", "POST", f"/admin/shipments/{parcel['id']}/packing", {})
        if dispatched:
            self.staff("shipping", "POST", f"{path}/dispatch", {})

    def send_back(self, shopper: Shopper, placed: Placed) -> str:
        """A unit is to come back; the return's id."""
        answer = shopper.asks_to_return(placed, 1, "back", self.skus[1])
        assert answer.status == 201, answer.body
        assert shopper.sends_back(placed, answer.json["id"]).status == 200
        return str(answer.json["id"])

    def receive(self, return_id: str) -> None:
        """All of it is here, and its money goes back."""
        path = f"/admin/returns/{return_id}"
        seen = self.world.staff("shipping", "GET", path)
        came = {"condition": "resaleable", "restock": True}
        lines = [{"sku": line["sku"], "quantity": line["quantity"], **came} for line in seen.json["lines"]]
        body, headers = {"decision": "receive", "lines": lines}, {"If-Match": seen.headers["ETag"]}
        assert self.world.staff("shipping", "PATCH", path, body=body, headers=headers).status == 200
        self.arrives()

    def withdraw(self, shopper: Shopper, placed: Placed) -> str:
        """The id of the return that is made of it."""
        answer = shopper.withdraws(placed, f"withdraw {placed.order_id}")
        assert answer.status == 201, answer.body
        self.world.settle()
        return f"{placed.order_id}-R1"

    @contextmanager
    def nobody_sells(self) -> Iterator[None]:
        """The merchant has not said who they are yet, and invoices wait."""
        self._said(None, 2)
        yield
        self._said(SELLER, 3)

    def _said(self, seller: SellerSettings | None, version: int) -> None:
        with self.world.inside("DocumentsConsumer"):
            ShopCopy().keep(ShopSettings(name="Souk", seller=seller), version)
        self.world.renew()

    def refund(self, placed: Placed, sku: str = "") -> None:
        amount = {"amount": 100, "currency": "EUR"}
        lines = {"lines": [{"sku": sku, "quantity": 1, "amount": amount}], "restock": True} if sku else {}
        body = {**lines, "reason": "arrived broken"}
        self.staff("payments", "POST", f"/admin/payments/{placed.payment_id}/refunds", body)


def _past(play: _Play) -> None:
    """Delivered, refunded by line and whole, sent back, withdrawn from, disputed, never paid, cancelled before and
    after, paid by transfer.
    """
    world = play.world
    people = [play.member() for _ in range(3)] + [play.guest() for _ in range(7)]
    people[9].code = CODE
    first = [play.order(each, sku=play.skus[1]) for each in people]
    play.pay(first)
    play.ship_in_a_batch(4, dispatched=True)
    play.goes(first)
    play.refund(first[0], play.skus[1])
    play.refund(first[1])
    play.receive(play.send_back(people[4], first[4]))
    play.receive(play.withdraw(people[5], first[5]))
    lost, open_ = first[2], first[3]
    for placed in (lost, open_):
        world.provider.is_disputed(placed.reference, placed.total)
    play.arrives()
    world.provider.moves_on(
        next(d for d, held in world.provider.disputed.items() if held.payment == lost.reference), DisputeStatus.LOST
    )
    play.arrives()
    second = [play.order(each) for each in people[:8]]
    by_transfer = [play.order(each, method="manual") for each in people[8:]]
    world.settle()
    for number, placed in enumerate(second[2:4]):
        assert people[2 + number].cancel(placed, f"cancel-{number}").status < 300
    world.provider.declines(second[6].reference)
    play.pay(second[4:])
    for number, placed in enumerate(second[4:6]):
        assert people[4 + number].cancel(placed, f"cancel-paid-{number}").status < 300
    for placed in by_transfer:
        play.staff("payments", "POST", f"/admin/payments/{placed.payment_id}/mark-received")
    world.settle()
    play.goes([*second[6:], *by_transfer])
    world.recover()
    play.work(first)


def _under_way(play: _Play) -> None:
    """To be picked, in a batch, packed, on their way, and on their way back."""
    people = [play.member() for _ in range(3)] + [play.guest() for _ in range(7)]
    people[9].code = CODE
    first = [play.order(each, sku=play.skus[1]) for each in people]
    play.pay(first)
    play.ship_in_a_batch(4, dispatched=True)
    play.goes(first[:5], 2)
    play.goes(first[:2], 2)
    play.send_back(people[0], first[0])
    play.withdraw(people[1], first[1])
    play.withdraw(people[2], first[2])
    second = [play.order(each) for each in people]
    with play.nobody_sells():
        play.pay(second)
    play.ship_in_a_batch(2, dispatched=False)
    play.work(second)


def _unpaid(play: _Play) -> None:
    """By card and by transfer."""
    people = [play.member() for _ in range(4)] + [play.guest() for _ in range(16)]
    placed = [play.order(each, method="manual" if number % 5 == 0 else "stripe") for number, each in enumerate(people)]
    play.world.provider.declines(placed[1].reference)
    play.arrives()


# When the pieces begin in which something waits.
_UNTIL_NOW = {Kind.UNDER_WAY: timedelta(hours=5), Kind.UNPAID: timedelta(minutes=4)}
_PLAYED: dict[str, Callable[[_Play], None]] = {Kind.PAST: _past, Kind.UNDER_WAY: _under_way, Kind.UNPAID: _unpaid}

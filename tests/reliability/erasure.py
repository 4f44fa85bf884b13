"""A person who has done all one can do in the shop, forgets it, and is forgotten; and where one looks for them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Protocol

import users.compose
from souk.events import Event
from souk_tools.erasure_scan.pieces import Piece, leaves
from souk_tools.erasure_scan.places import of_item, of_object, of_record
from tests.support.world.catalogue import stock_up
from tests.support.world.shopper import ADDRESS, Member, Shopper
from tests.support.world.steps import Steps
from tests.support.world.world import World, new_world
from tests.unit.users.fakes import Account, MemoryDirectory, MemoryFactors, MemoryStaff
from tests.unit.users.test_sign_in import Cognito
from users.domain.consent_texts import TEXTS, ConsentKind
from users.domain.identity import Identity

PASSWORD = "correct horse battery"
NAME, EMAIL = "Zenobia Quill", "zenobia@example.com"
STREET, PHONE, NOTE = "77 Larkspur Lane", "+49 30 5557788", "the blue door behind Quill's forge"
HOME = {**ADDRESS, "name": NAME, "line1": STREET, "phone": PHONE}
KAFKA_KEEPS = timedelta(days=7)
# What tax law keeps: whom something was sold to. See orders.domain.erasure.
LAWFUL = frozenset({NAME, STREET})


class Directory(MemoryDirectory):
    """A user pool whose calls are steps of the process that makes them."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self._steps = steps

    def end_sessions(self, user_id: str) -> None:
        with self._steps.step("cognito end_sessions"):
            super().end_sessions(user_id)

    def delete(self, user_id: str) -> None:
        with self._steps.step("cognito delete"):
            super().delete(user_id)


@dataclass
class Person:
    """`member` signs in with PASSWORD; `session` is the one they are in."""

    world: World
    directory: Directory
    member: Member
    session: str = ""
    strings: frozenset[str] = field(default_factory=frozenset)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self.world.request("users", method, path, user=self.member.user, session=self.session, body=body)

    def sign_in(self) -> None:
        with self.world.inside("UsersApi"):
            tokens = self.directory.authenticate(EMAIL, PASSWORD)
            self.session = users.compose.services().sessions.begin(tokens, "Firefox on Linux").tokens.session_id


@contextlib.contextmanager
def somebody(orders: int = 3, buggy: frozenset[str] = frozenset()) -> Iterator[Person]:
    """A shop with a person who bought and got one thing, called a second order off, and let a third expire.

    The consumers that are `buggy` can handle nothing of it.
    """
    world = new_world("backoffice")
    world.buggy |= buggy
    directory = Directory(world.steps)
    pool = users.compose.UserPool(directory, Cognito(), MemoryFactors(), MemoryStaff())
    parts = replace(users.compose.real(), pool=lambda: pool)
    with users.compose.services.swap(lambda: parts):
        user = Member.user
        directory.accounts[EMAIL] = Account(Identity(user, EMAIL, email_verified=True, name=NAME), PASSWORD, "")
        stock_up(world, A=10)
        person = Person(world, directory, Member(world, EMAIL.partition("@")[0]))
        person.sign_in()
        _live(person, orders)
        person.strings = frozenset({NAME, EMAIL, STREET, PHONE, NOTE, user})
        yield person


def _live(person: Person, orders: int) -> None:
    world, member = person.world, person.member
    person.send("PATCH", "/me", {"name": NAME})
    person.send("POST", "/me/addresses", HOME)
    for kind in ConsentKind:
        decided = {"given": True, "version": TEXTS[kind].current.version}
        assert person.send("PUT", f"/me/consents/{kind}", decided).status == 200
    person.send("POST", "/me/activity", {"kind": "searched", "query": NOTE})
    shop_around(world, member, orders)
    member.add("A")
    world.recover()


def shop_around(world: World, shopper: Shopper, orders: int) -> None:
    """Orders things, gets the first, calls the second off, and does not pay for others."""
    for number in range(orders):
        shopper.add("A")
        filled_in = {"shipping_address": HOME, "notes": NOTE}
        shopper.check_out(f"key-{number}", shopper.quote().json["total"], filled_in=filled_in)
        world.settle()
    world.provider.pays(shopper.orders[0].reference)
    world.partners_call()
    world.settle()
    for shipment_id in [*world.carrier.bookings]:
        while world.carrier.moves(shipment_id):
            world.partners_call()
            world.settle()
    for called_off in shopper.orders[1:2]:
        assert shopper.cancel(called_off, "cancel-1", NOTE).status == 200
    _refund(world, shopper)


def _refund(world: World, shopper: Shopper) -> None:
    """The staff write why, and repeat what they were told."""
    body = {"reason": f"{NAME}: {NOTE}", "amount": {"amount": 1, "currency": "EUR"}}
    path, headers = f"/admin/payments/{shopper.orders[0].payment_id}/refunds", {"Idempotency-Key": "refund-1"}
    assert world.staff("payments", "POST", path, body=body, headers=headers).status == 201


def close(person: Person) -> Any:
    answer = person.send("DELETE", "/me", {"password": PASSWORD})
    person.world.settle()
    return answer


def days_pass(world: World, *days: int) -> None:
    """Time goes by in these leaps; after each every timer rings."""
    for leap in days:
        world.advance(timedelta(days=leap).total_seconds())
        world.run_jobs()
        world.settle()


@dataclass(frozen=True, slots=True)
class Trace:
    """Something of a person that was found, and where."""

    what: str
    where: str


class Known(Protocol):
    """Whom one looks for: by these words."""

    world: World
    directory: Directory
    strings: frozenset[str]


def traces(person: Known) -> set[Trace]:
    """Everything of the person in the tables, in the bucket, in what Kafka still keeps, and in the user pool.

    What DynamoDB's TTL has had its time to delete is gone, and so is what Kafka keeps no longer.
    """
    world = person.world
    found = {
        Trace(text, where)
        for piece, where in _pieces(world)
        for leaf in leaves(piece.content)
        for text in person.strings
        if text in leaf.text
    }
    return found | {Trace(EMAIL, "user pool") for email in person.directory.accounts if email == EMAIL}


def _pieces(world: World) -> Iterator[tuple[Piece, str]]:
    """What there still is, and the short name of where."""
    for table, items in world.tables.items.items():
        for key, item in items.items():
            piece = of_item(table, item)
            if piece.until is None or piece.until > world.now:
                yield piece, f"{table} {key[1]}"
    for (bucket, name), content in world.files.objects.items():
        yield of_object(bucket, name, content, world.now), f"bucket {name}"
    for topic, text in _live_records(world):
        yield of_record(topic, "", b"", text.encode(), 0), f"topic {topic}"


def _live_records(world: World) -> Iterator[tuple[str, str]]:
    for (topic, _), records in world.broker.log.items():
        for record in records:
            event = Event.model_validate_json(record.value)
            if world.now - event.occurred_at <= KAFKA_KEEPS:
                yield topic, event.text()

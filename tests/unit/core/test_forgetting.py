"""What is set aside of somebody who is forgotten."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.personal_data import declared
from souk import clock
from souk.delivery.consumer import Consumer
from souk.delivery.forgetting import UNNAMED, Forgetting, unnamed
from souk.delivery.ports import Why
from souk.delivery.record import KafkaRecord
from souk.events import Event, data_of
from souk.events.common import EventData
from souk.events.factory import new_event
from souk.events.orders import OrderAnonymised, OrderCancelled
from souk.events.registry import all_types
from souk.events.users import PersonErased, UserChanged
from souk.shopper.owner import ERASED
from tests.support.inbox import MemoryInbox
from tests.support.lambdas import LambdaContext

LANE = "souk.orders.v1-0"
WORDS = ("ada@example.com", "key-of-the-order", "for my neighbour", "user:ada")


@pytest.fixture
def inbox() -> MemoryInbox:
    return MemoryInbox()


def cancelled(order_id: str) -> Event:
    data = OrderCancelled(
        order_id=order_id,
        number="SK-1",
        owner="user:ada",
        email="ada@example.com",
        access_key="key-of-the-order",
        reason="for my neighbour",
        cancelled_by="shopper",
        was_paid=True,
        total={"amount": 700, "currency": "EUR"},  # type: ignore[arg-type]
        owed={"amount": 700, "currency": "EUR"},  # type: ignore[arg-type]
    )
    return of("order.cancelled", order_id, data)


def of(kind: str, aggregate_id: str, data: EventData) -> Event:
    return new_event(kind, aggregate_id=aggregate_id, aggregate_version=1, data=data)


def set_aside(inbox: MemoryInbox, event: Event, offset: int = 1, value: bytes | None = None) -> None:
    text = event.text().encode() if value is None else value
    record = KafkaRecord("souk.orders.v1", LANE, offset, event.aggregate_id, text, 7, {"type": event.type})
    inbox.set_aside(LANE, event.aggregate_id, record, Why("KeyError"), None)


def kept(inbox: MemoryInbox) -> list[bytes]:
    return [record.value for records in inbox.kept.values() for record in records.values()]


def passing(event: Event) -> dict[str, Any]:
    """A batch with the event, as the event source hands it over."""
    record = {
        "topic": "souk.orders.v1",
        "offset": 9,
        "key": base64.b64encode(event.aggregate_id.encode()).decode(),
        "value": base64.b64encode(event.text().encode()).decode(),
        "headers": [{"type": [*event.type.encode()]}],
    }
    return {"records": {LANE: [record]}}


def test_an_event_about_money_stays_and_names_nobody(inbox: MemoryInbox) -> None:
    event = cancelled("o1")
    set_aside(inbox, event)
    Forgetting(inbox).forget_order("o1")
    [value] = kept(inbox)
    left = Event.model_validate_json(value)
    assert not [word for word in WORDS if word.encode() in value]
    assert (left.id, left.data["owner"], left.data["owed"]) == (event.id, ERASED, event.data["owed"])
    assert data_of(left, OrderCancelled).was_paid


def test_other_orders_keep_theirs(inbox: MemoryInbox) -> None:
    set_aside(inbox, cancelled("o1"))
    set_aside(inbox, cancelled("o2"))
    before = kept(inbox)
    Forgetting(inbox).forget_order("o2")
    assert [then == now for then, now in zip(before, kept(inbox), strict=True)] == [True, False]


def test_the_news_work_though_nobody_handles_them_and_though_they_wait_behind(inbox: MemoryInbox) -> None:
    consumer = Consumer("cart", inbox)

    @consumer.on("order.anonymised")
    def fails(_event: Event) -> None:
        raise KeyError

    set_aside(inbox, cancelled("o1"))
    news = of("order.anonymised", "o1", OrderAnonymised(order_id="o1"))
    for deaf in (consumer, Consumer("cart", inbox)):
        deaf.handler(passing(news), LambdaContext())
    assert b"ada" not in b"".join(kept(inbox))
    assert inbox.offsets("o1") == [1, 9]


def test_what_an_account_told_is_let_go_of_but_not_that_it_is_to_be_forgotten(inbox: MemoryInbox) -> None:
    set_aside(inbox, of("user.registered", "ada", UserChanged(user_id="ada", email="ada@example.com")))
    set_aside(inbox, of("user.erased", "ada", PersonErased(user_id="ada")), offset=2)
    set_aside(inbox, of("user.registered", "bob", UserChanged(user_id="bob", email="bob@example.com")), offset=3)
    Forgetting(inbox).forget_user("ada")
    assert (inbox.offsets("ada"), inbox.offsets("bob")) == ([2], [3])
    assert [waiting.aggregate for waiting in inbox.due(clock.now(), 9)] == ["ada"], "nothing is left to be repaired"
    Forgetting(inbox).forget_user("bob")
    assert "bob" not in inbox


@pytest.mark.parametrize("forget", ["forget_order", "forget_user"])
def test_what_is_no_whole_event_and_names_them_is_emptied(inbox: MemoryInbox, forget: str) -> None:
    set_aside(inbox, cancelled("o1"), value=cancelled("o1").text()[:-9].encode())
    getattr(Forgetting(inbox), forget)("o1")
    assert kept(inbox) == [b""]


def test_an_order_of_which_nothing_is_set_aside_costs_no_write(inbox: MemoryInbox) -> None:
    set_aside(inbox, cancelled("o1"))
    inbox.calls.clear()
    Forgetting(inbox).forget_order("o2")
    assert "rewrite" not in inbox.calls


def published() -> Iterator[tuple[str, str]]:
    """Of every event about an order, the members that infra/personal-data.yaml says are published of a person."""
    rules = declared()["events"]
    for kind, model in all_types().items():
        if kind.startswith(tuple(UNNAMED)) and kind not in ("order.owner_erased",):
            for base in model.__mro__:
                yield from ((kind, field) for field in rules.get(base.__name__, {}).get("published", ()))


@pytest.mark.parametrize(("kind", "field"), [*published()])
def test_whatever_is_declared_personal_is_taken_out(kind: str, field: str) -> None:
    value: Any = {"name": "Ada", "country": "DE"} if field == "shipping_address" else "Ada"
    data = {field: value}
    event = Event.model_construct(type=kind, data=data, aggregate_id="o1")
    assert "Ada" not in str(unnamed(event).data)

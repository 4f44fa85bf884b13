from __future__ import annotations

import inspect
import re
import types
import typing
from datetime import timedelta

import pytest
from pydantic import BaseModel, ValidationError

from souk import clock, context
from souk.events import (
    Event,
    audit,
    cart,
    content,
    data_of,
    documents,
    logs,
    notifications,
    orders,
    payments,
    products,
    shipping,
    topic_of,
    users,
)
from souk.events.common import EventData
from souk.events.envelope import PUBLISHERS
from souk.events.factory import new_event
from souk.events.logs import AlertRaised
from souk.events.registry import all_types, model_of
from souk.events.users import UserChanged

USER = UserChanged(user_id="u1", email="a@example.org", name="Ada")
MODULES = (audit, cart, content, documents, notifications, users, products, orders, payments, shipping, logs)


def test_a_service_that_publishes_has_a_module_of_its_events() -> None:
    assert {f"souk.events.{service}" for service in PUBLISHERS} == {module.__name__ for module in MODULES}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_a_service_publishes_to_its_own_topic(module: types.ModuleType) -> None:
    assert {topic_of(event_type) for event_type in module.TYPES} == {f"souk.{module.__name__.rpartition('.')[2]}.v1"}


def test_a_type_of_no_known_aggregate_has_no_topic() -> None:
    with pytest.raises(KeyError):
        topic_of("weather.changed")


@pytest.mark.parametrize("event_type", all_types())
def test_every_type_stands_in_the_docstring_of_its_model(event_type: str) -> None:
    model = model_of(event_type)
    home = inspect.getmodule(model)
    assert event_type in (model.__doc__ or "")
    assert home is not None
    assert home.__name__.rpartition(".")[2] == topic_of(event_type).split(".")[1]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_type_a_docstring_names_is_registered(module: types.ModuleType) -> None:
    models = [m for _, m in inspect.getmembers(module, inspect.isclass) if m.__module__ == module.__name__]
    named = {
        name for m in models for name in re.findall(r"^([a-z_]+\.[a-z_]+(?:,\s+[a-z_]+\.[a-z_]+)*)", m.__doc__ or "")
    }
    for name in (part for names in named for part in re.split(r",\s+", names)):
        assert name in module.TYPES


def test_the_envelope_survives_the_wire() -> None:
    with context.bound("request-1", causation_id="cause-1"):
        event = new_event("user.registered", aggregate_id="u1", aggregate_version=1, data=USER)
    read = Event.model_validate_json(event.model_dump_json(exclude_none=True))
    assert read == event
    assert (read.correlation_id, read.causation_id) == ("request-1", "cause-1")
    assert data_of(read, UserChanged) == USER
    assert read.occurred_at.utcoffset() == timedelta(0)
    assert clock.now() - read.occurred_at < timedelta(minutes=1)


def test_members_of_newer_writers_are_ignored() -> None:
    event = new_event("user.registered", aggregate_id="u1", aggregate_version=1, data=USER)
    sent = event.model_dump(mode="json")
    sent["added_later"] = 1
    sent["data"]["added_later"] = 1
    assert data_of(Event.model_validate(sent), UserChanged) == USER


def test_an_event_with_data_of_another_type_is_not_made() -> None:
    with pytest.raises(TypeError, match="UserChanged"):
        new_event(
            "user.registered",
            aggregate_id="u1",
            aggregate_version=1,
            data=AlertRaised(alert_id="a1", kind="new", service="cart", message="no"),
        )
    with pytest.raises(KeyError):
        new_event("user.renamed", aggregate_id="u1", aggregate_version=1, data=USER)


@pytest.mark.parametrize(
    "change", [{"type": "Order Placed"}, {"aggregate_version": 0}, {"occurred_at": "2026-01-01T00:00:00"}, {"data": []}]
)
def test_a_broken_envelope_is_refused(change: dict[str, object]) -> None:
    sent = new_event("user.registered", aggregate_id="u1", aggregate_version=1, data=USER).model_dump(mode="json")
    with pytest.raises(ValidationError):
        Event.model_validate({**sent, **change})


def test_what_does_not_fit_is_told_without_its_values() -> None:
    event = new_event("user.registered", aggregate_id="u1", aggregate_version=1, data=USER)
    broken = event.model_copy(update={"data": {"email": ["ada@example.org"]}})
    with pytest.raises(ValidationError) as caught:
        data_of(broken, UserChanged)
    assert "ada@example.org" not in str(caught.value)


def _models(model: type[BaseModel]) -> typing.Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for part in (field.annotation, *typing.get_args(field.annotation)):
            if inspect.isclass(part) and issubclass(part, EventData):
                yield from _models(part)


@pytest.mark.parametrize("model", sorted(set(all_types().values()), key=str))
def test_a_member_that_may_be_null_may_be_absent(model: type[BaseModel]) -> None:
    """The outbox leaves null members out (exclude_none), so readers must do without them."""
    for part in _models(model):
        for name, field in part.model_fields.items():
            if types.NoneType in typing.get_args(field.annotation):
                assert not field.is_required(), f"{part.__name__}.{name}"

"""Models are built when first used, which is too late to learn that one is wrong: here every one is built."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, TypeAdapter

import souk.events.registry  # noqa: F401  (brings every event's model along)
from souk.events import Event
from souk.events.common import EventData
from souk.http import Schema, View
from tests.contract.template import functions

BASES: tuple[type[BaseModel], ...] = (Event, EventData, Schema, View)


def models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from models(model)


def test_every_model_can_be_built() -> None:
    for function in functions():
        importlib.import_module(function.handler)
    found: list[type[BaseModel]] = [Event, *(model for base in BASES for model in models(base))]
    assert len(found) > 100
    for model in found:
        assert model.model_rebuild(force=True) is not False, model


@pytest.mark.parametrize("base", BASES)
def test_a_model_is_not_built_before_it_is_used(base: type[BaseModel]) -> None:
    wrong = type("Wrong", (base,), {"__annotations__": {"amount": Annotated[int, Field(pattern="x")]}})
    with pytest.raises(TypeError, match="pattern"):
        TypeAdapter(wrong).validate_python({"amount": 1})

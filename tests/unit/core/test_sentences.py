"""What is wrong with a request is said in sentences that a shopper can follow."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, Field, ValidationError

import souk_openapi
from souk.http.problem import from_validation
from souk.http.schemas import Schema


def _one_way(text: str) -> str:
    raise ValueError("use one line only")


class Form(Schema):
    cart_version: Annotated[int, Field(ge=0)] = 0
    lines: Annotated[list[int], Field(max_length=2)] = []
    email: Annotated[str, Field(min_length=1)] = "a@b.c"
    password: Annotated[str, Field(min_length=10, max_length=12)] = "long enough"
    way: Literal["card", "transfer"] = "card"
    min_price: Annotated[int, Field(le=9)] = 0
    day: date | None = None
    name: Annotated[str, AfterValidator(_one_way)] = ""
    address: Annotated[str, Field(pattern="^x$")] = "x"


class Demanding(Form):
    cart_version: int
    lines: list[int]
    email: str


def said(form: type[Schema], values: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        form.model_validate(values)
    return from_validation(caught.value, "body").message


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"cart_version": -1}, "Cart version must be at least 0."),
        ({"cart_version": "many"}, "Cart version must be a whole number."),
        ({"lines": [1, 2, 3]}, "Lines can have at most 2 entries."),
        ({"lines": 1}, "Lines must be a list."),
        ({"email": ""}, "E-mail is missing."),
        ({"email": 1}, "E-mail must be text."),
        ({"password": "short"}, "Password must have at least 10 characters."),
        ({"password": "x" * 13}, "Password can have at most 12 characters."),
        ({"way": "cash"}, "Way must be 'card' or 'transfer'."),
        ({"min_price": 10}, "Lowest price can be at most 9."),
        ({"day": "tomorrow"}, "Day must be a date."),
        ({"name": "A"}, "Name: use one line only."),
        ({"address": "y"}, "Address is not in the form this takes."),
        ({"surprise": 1}, "Surprise is not known here."),
    ],
)
def test_what_is_wrong_reads_as_a_sentence(values: dict[str, Any], sentence: str) -> None:
    assert said(Form, values) == sentence


def test_what_is_missing_is_said_field_by_field() -> None:
    assert said(Demanding, {}) == "Cart version is missing. Lines are missing. E-mail is missing."


BODIES = sorted(
    {route.body for api in souk_openapi.apis().values() for route in api.routes if route.body},
    key=lambda body: f"{body.__module__}.{body.__name__}",
)


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.__name__)
@pytest.mark.parametrize("value", [{}, [], None, "text", {"": None}], ids=["none", "list", "null", "text", "odd"])
def test_no_body_is_answered_with_half_a_sentence(body: type[Schema], value: Any) -> None:
    try:
        body.model_validate(value)
    except ValidationError as error:
        problem = from_validation(error, "body")
        for item in problem.detail["errors"]:
            assert item["message"][0].isupper()
            assert item["message"].endswith(".")
            for half in (": is ", ": has ", "…"):
                assert half not in item["message"]

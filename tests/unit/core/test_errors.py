from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, ValidationError

from souk import context, errors
from souk.errors import SoukError
from souk.http.problem import from_validation, internal_problem, problem
from souk.http.schemas import Schema
from souk.rpc.status import PROBLEM_KEY, code_of, error_of, problem_of
from souk.rpc.wire import Code


def tree(kind: type[SoukError]) -> Iterator[type[SoukError]]:
    if kind.__module__ == errors.__name__:
        yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


KINDS = list(tree(SoukError))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_drawing_of_the_tree_is_complete(kind: type[SoukError]) -> None:
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__ or "")
    assert 400 <= kind.status < 600


def test_codes_tell_the_errors_apart() -> None:
    assert len({kind.code for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_problem_has_the_standard_members_and_the_detail(kind: type[SoukError]) -> None:
    with context.bound("request-1"):
        body = problem(kind("what was wrong", state="PAID", status="hidden"))
    assert body == {
        "type": f"urn:souk:problem:{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": "what was wrong",
        "code": kind.code,
        "correlation_id": "request-1",
        "state": "PAID",
    }


def test_an_internal_problem_says_nothing_of_the_inside() -> None:
    body = internal_problem()
    assert (body["status"], body["code"]) == (500, "internal")
    assert set(body) == {"type", "title", "status", "detail", "code", "correlation_id"}


class Line(BaseModel):
    quantity: int


class Form(Schema):
    password: str
    lines: list[Line]


def test_a_validation_problem_names_the_fields_and_repeats_no_value() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({"password": ["hunter2"], "lines": [{"quantity": "many"}], "extra": "hunter2"})
    error = from_validation(caught.value, "body")
    assert [item["field"] for item in error.detail["errors"]] == ["password", "lines.0.quantity", "extra"]
    assert "hunter2" not in str(problem(error))
    assert [item["code"] for item in error.detail["errors"]] == ["string_type", "int_parsing", "extra_forbidden"]
    assert error.message == "Password must be text. Quantity must be a whole number. Extra is not known here."


class Sign(Schema):
    names: list[Annotated[str, Field(min_length=1)]]


def test_what_is_blank_is_no_shorter_than_its_schema_says() -> None:
    with pytest.raises(ValidationError) as caught:
        Sign.model_validate({"names": ["", " ", "\u0085"]})
    error = from_validation(caught.value, "body")
    assert [item["code"] for item in error.detail["errors"]] == ["string_too_short", "blank", "blank"]
    assert error.message == "Names are missing."


def test_broken_json_is_a_problem_of_the_whole_body() -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate_json(b"{")
    assert from_validation(caught.value, "body").detail["errors"][0]["field"] == "body"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_an_error_crosses_grpc_unchanged(kind: type[SoukError]) -> None:
    sent = kind("what was wrong", shortages=[{"sku": "MUG", "available": 2}])
    received = error_of(code_of(sent), sent.message, ((PROBLEM_KEY, problem_of(sent)),))
    assert type(received) is kind
    assert (received.message, received.detail) == (sent.message, sent.detail)


@pytest.mark.parametrize("code", [Code.UNAVAILABLE, Code.DEADLINE_EXCEEDED, Code.INTERNAL])
def test_no_answer_is_unavailable(code: Code) -> None:
    error = error_of(code, "arn:aws:secret-detail", ())
    assert type(error) is errors.Unavailable
    assert "secret-detail" not in error.message


def test_a_status_without_a_problem_keeps_its_name() -> None:
    assert "UNIMPLEMENTED" in error_of(Code.UNIMPLEMENTED, "no such method", ()).message


def test_an_error_only_the_callee_knows_arrives_as_its_nearest_relative() -> None:
    class CardExpired(errors.PaymentDeclined):
        code = "card_expired"

    sent = CardExpired("use another card")
    received = error_of(code_of(sent), sent.message, ((PROBLEM_KEY, problem_of(sent)),))
    assert isinstance(received, SoukError)
    assert received.status < 500
    assert received.message == "use another card"

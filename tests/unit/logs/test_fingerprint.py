"""What makes two errors the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from logs.domain.entry import entry_of
from logs.domain.fingerprint import fingerprint, normalised
from tests.unit.logs.fakes import failure

STACK = 'Traceback:\n  File "/var/task/orders/{file}.py", line {line}, in {function}\n    f()'


def of(**members: Any) -> str:
    return fingerprint(entry_of(json.dumps(failure(**members)).encode()))


def error(kind: str = "KeyError", message: str = "'x'", stack: str = "", **more: str) -> dict[str, str]:
    return {"type": kind, "message": message, "stack": stack, **more}


def stack(file: str = "api", line: int = 3, function: str = "checkout") -> str:
    return STACK.format(file=file, line=line, function=function)


def test_an_edit_that_moves_lines_keeps_the_group() -> None:
    assert of(error=error(stack=stack(line=3))) == of(error=error(stack=stack(line=99)))


def test_messages_do_not_matter_where_there_is_a_stack() -> None:
    assert of(error=error(message="'a'", stack=stack())) == of(error=error(message="'b'", stack=stack()))


@pytest.mark.parametrize(
    "other",
    [
        {"error": error(stack=stack(function="cancel"))},
        {"error": error(stack=stack(file="rpc"))},
        {"error": error(kind="ValueError", stack=stack())},
        {"error": error(stack=stack()), "service": "cart"},
    ],
)
def test_another_place_type_or_service_is_another_group(other: dict[str, Any]) -> None:
    assert of(error=error(stack=stack())) != of(**other)


def test_without_a_stack_ids_and_numbers_do_not_matter() -> None:
    one = "order 0190b8f0-0000-7000-8000-000000000001 took 12.5 ms for 'ada' at 0fa37b2c99"
    two = "order 0190b8f0-0000-7000-8000-00000000000f took 3 ms for 'eve' at ab12cd34"
    assert normalised(one) == "order <id> took <n> ms for <text> at <hex>"
    assert of(error=None, message=one) == of(error=None, message=two)
    assert of(error=None, message=one) != of(error=None, message="something else")


def test_the_services_own_fingerprint_is_believed_when_it_is_one() -> None:
    assert of(error=error(fingerprint="0123456789abcdef")) == "0123456789abcdef"
    assert len(of(error=error(fingerprint="../../etc"))) == 16

"""The register of VAT numbers over HTTP, against one that answers as VIES does."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orders.adapters.taxing.vies import PATH, Unasked, Vies
from orders.usecases.ports import NumberAnswer, NumberKnown
from souk import clock
from souk.taxes.numbers import read
from tests.support.loopback import Handler, serving

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NUMBER = read("EL094259216")


class Register:
    def __init__(self) -> None:
        self.origin = ""
        self.received: list[dict[str, Any]] = []
        self.answer: tuple[int, bytes] = (200, b'{"valid": true, "requestIdentifier": "WAPIAAAA1"}')


@contextlib.contextmanager
def running() -> Iterator[Register]:
    register = Register()

    class Check(Handler):
        def respond(self) -> None:
            assert self.path == PATH
            register.received.append(json.loads(self.body()))
            self.answer(*register.answer)

    with serving(Check) as register.origin:
        yield register


@pytest.fixture
def register() -> Iterator[Register]:
    with running() as register, clock.freeze(NOW):
        yield register


def test_a_registered_number_is_confirmed_with_the_registers_own_number(register: Register) -> None:
    assert Vies(register.origin, lambda: "DE 136695976").ask(NUMBER) == NumberAnswer(NumberKnown.YES, "WAPIAAAA1")
    assert register.received == [
        {
            "countryCode": "EL",
            "vatNumber": "094259216",
            "requesterMemberStateCode": "DE",
            "requesterNumber": "136695976",
        }
    ]


def test_a_shop_without_a_number_asks_all_the_same(register: Register) -> None:
    register.answer = (200, b'{"valid": true, "requestIdentifier": ""}')
    assert Vies(register.origin, lambda: "").ask(NUMBER) == NumberAnswer(NumberKnown.YES)
    assert register.received == [{"countryCode": "EL", "vatNumber": "094259216"}]


def test_another_number_is_not_registered(register: Register) -> None:
    register.answer = (200, b'{"valid": false}')
    assert Vies(register.origin, lambda: "").ask(NUMBER) == NumberAnswer(NumberKnown.NO)


@pytest.mark.parametrize(
    "answer",
    [
        (500, b'{"actionSucceed": false, "errorWrappers": [{"error": "MS_UNAVAILABLE"}]}'),
        (200, b'{"actionSucceed": false, "errorWrappers": [{"error": "MS_MAX_CONCURRENT_REQ"}]}'),
        (200, b"<html>maintenance</html>"),
        (302, b""),
    ],
)
def test_what_is_no_answer_about_the_number_says_nothing(register: Register, answer: tuple[int, bytes]) -> None:
    register.answer = answer
    assert Vies(register.origin, lambda: "").ask(NUMBER).known is NumberKnown.NOBODY_ANSWERED


def test_who_does_not_answer_is_left_alone_for_a_minute(register: Register) -> None:
    vies = Vies(register.origin, lambda: "")
    register.answer = (503, b"")
    for _ in range(5):
        assert vies.ask(NUMBER).known is NumberKnown.NOBODY_ANSWERED
    assert len(register.received) == 3
    register.answer = (200, b'{"valid": true}')
    with clock.freeze(NOW + timedelta(seconds=60)):
        assert vies.ask(NUMBER).known is NumberKnown.YES


def test_nobody_listens_and_nobody_is_set_up() -> None:
    assert Vies("http://127.0.0.1:9", lambda: "").ask(NUMBER).known is NumberKnown.NOBODY_ANSWERED
    assert Unasked().ask(NUMBER).known is NumberKnown.NOBODY_ANSWERED

from __future__ import annotations

import pytest

from souk import context
from souk.schedule import Schedule
from souk.settings import Settings
from tests.support.dynamo import environment
from tests.support.lambdas import LambdaContext
from tests.support.logs import Lines


def test_the_named_job_runs_and_says_how_much_it_did(lines: Lines) -> None:
    schedule = Schedule("orders")
    ids: list[str] = []

    @schedule.job("expire")
    def expire() -> int:
        ids.append(context.correlation_id())
        return 3

    assert schedule.handler({"job": "expire"}, LambdaContext()) == {"job": "expire", "done": 3}
    assert [line["correlation_id"] for line in lines.parsed()] == ids


def test_a_job_may_answer_a_report() -> None:
    schedule = Schedule("orders")

    @schedule.job("compare")
    def compare() -> dict[str, object]:
        return {"done": 2, "differences": ["o1"]}

    answer = schedule.handler({"job": "compare"}, LambdaContext())
    assert answer == {"job": "compare", "done": 2, "differences": ["o1"]}


def test_a_job_that_fails_fails_the_invocation(lines: Lines) -> None:
    schedule = Schedule("orders")

    @schedule.job("expire")
    def expire() -> None:
        raise RuntimeError("not now")

    with pytest.raises(RuntimeError):
        schedule.handler({"job": "expire"}, LambdaContext())
    assert lines.parsed()[-1]["message"] == "schedule failed"


def test_an_unknown_job_is_an_error() -> None:
    with pytest.raises(KeyError):
        Schedule("orders").handler({"job": "expire"}, LambdaContext())


def test_a_missing_variable_is_named() -> None:
    with environment(TABLE_NAME=""), pytest.raises(RuntimeError, match="TABLE_NAME"):
        _ = Settings().table_name


def test_the_environment_is_read_on_call() -> None:
    settings = Settings()
    for url in ("https://a.example/", "https://b.example"):
        with environment(PUBLIC_URL=url):
            assert settings.public_url == url.rstrip("/")

"""A function that cannot speak any more leaves AWS's lines, and log batches are delivered as AWS delivers them."""

import itertools
import threading
from typing import Any

import pytest

from log_forwarder.domain.origin import Origin
from log_forwarder.domain.subscription import LogEvent
from log_forwarder.usecases.lines import parsed
from souk_local.ministack.deliveries import AGE_SECONDS, Deliveries
from souk_local.ministack.platform import with_platform_lines

REQUEST = "5f2a4d5e-1c1b-4b53-9f4c-1f64b9f2a111"


def failed(message: str, kind: str = "Runtime.HandlerError", log: str = "") -> dict[str, Any]:
    return {"error": True, "body": {"errorMessage": message, "errorType": kind}, "log": log}


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (failed("Worker process died", log="before\nWorker process died"), "RuntimeExit"),
        (failed("Worker returned no response"), "RuntimeExit"),
        (failed("Worker process exited immediately. stderr: boom", "RuntimeError"), "RuntimeExit"),
        (failed("Worker init failed: No module named 'orders'", "RuntimeError"), "RuntimeExit"),
        (failed("No space left on device", "OSError"), "RuntimeExit"),
        (
            failed("Task timed out after 29.00 seconds", "Sandbox.Timedout", "Task timed out after 29.00 seconds"),
            "Timeout",
        ),
    ],
)
def test_a_killed_crashed_or_timed_out_function_leaves_a_line_that_is_an_error(
    result: dict[str, Any], kind: str
) -> None:
    log = with_platform_lines(result, REQUEST)["log"].splitlines()
    line = parsed(LogEvent("1", 0, log[-1]), Origin("orders", "souk-local-orders-api"))
    assert line is not None
    assert (line["level"], line["error"]["type"], line["request_id"]) == ("ERROR", kind, REQUEST)
    assert "Worker" not in log[-1]


def test_what_the_function_wrote_before_it_died_is_kept() -> None:
    log = with_platform_lines(failed("Worker process died", log="working\nWorker process died"), REQUEST)["log"]
    assert log.splitlines()[0] == "working"
    assert log.count("\n") == 1


@pytest.mark.parametrize(
    "result",
    [
        {"body": {"statusCode": 200}, "log": "fine"},
        failed("'sku'", log="Traceback (most recent call last):\nKeyError: 'sku'"),
        {"error": True, "body": "text"},
        {"throttle": True, "error": True, "body": None},
    ],
)
def test_what_a_function_answered_itself_stays_as_it_is(result: dict[str, Any]) -> None:
    assert with_platform_lines(result, REQUEST) == result


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Subscriber:
    """Answers what the test says, in turn; then all is well."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.at: list[float] = []


def deliver(subscriber: Subscriber, hours: float = 7) -> tuple[list[float], Deliveries]:
    """When the subscriber was called, in seconds, on a clock that jumps from one due batch to the next."""
    clock = Clock()

    def invoke(_function: Any, _event: Any) -> dict[str, Any]:
        subscriber.at.append(clock.now)
        return subscriber.answers.pop(0) if subscriber.answers else {}

    deliveries = Deliveries(invoke, at_once=0, now=clock)
    deliveries.put("shipper", {"awslogs": {}})
    while (wait := deliveries.due()) is not None and clock.now < hours * 3600:
        clock.now += wait
        deliveries.run_one()
    return subscriber.at, deliveries


def test_a_batch_is_delivered_once() -> None:
    assert deliver(Subscriber())[0] == [0]


def test_a_batch_the_function_fails_comes_twice_more_after_one_and_two_minutes() -> None:
    at, deliveries = deliver(Subscriber(*[{"error": True}] * 9))
    assert at == [0, 60, 180]
    assert deliveries.dropped == 1


def test_a_throttled_batch_waits_longer_each_time_for_up_to_six_hours() -> None:
    at, deliveries = deliver(Subscriber(*[{"throttle": True, "error": True}] * 500))
    waits = [after - before for before, after in itertools.pairwise(at)]
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert max(waits) == 300
    assert at[-1] <= AGE_SECONDS
    assert deliveries.dropped == 1


def test_after_an_outage_of_two_minutes_nothing_is_lost() -> None:
    at, deliveries = deliver(Subscriber({"error": True}, {"error": True}))
    assert (len(at), deliveries.dropped) == (3, 0)


def test_no_more_than_a_few_are_with_the_subscriber_at_a_time() -> None:
    lock, gate = threading.Lock(), threading.Event()
    now, most, done = 0, 0, threading.Semaphore(0)

    def invoke(_function: Any, _event: Any) -> dict[str, Any]:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        gate.wait(60)
        with lock:
            now -= 1
        done.release()
        return {}

    deliveries = Deliveries(invoke, at_once=4)
    for _ in range(58):
        deliveries.put("shipper", {"awslogs": {}})
    gate.set()
    assert all(done.acquire(timeout=10) for _ in range(58))
    assert most <= 4

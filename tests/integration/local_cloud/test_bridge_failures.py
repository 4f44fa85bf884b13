"""Failures on demand: the whole batch again until it succeeds, whatever it answers, and nobody else held up."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from souk_local.bridge.worker import RECORDS_HELD
from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.conftest import RunningBridge, eventually
from tests.integration.local_cloud.fake_lambda import Event, FakeLambda, FunctionRaised, values

Start = Callable[[Broker, FakeLambda], RunningBridge]


class Handler:
    """Fails with any batch that holds a value which is still to fail so many times."""

    def __init__(self, failing: dict[str, int]) -> None:
        self.failing = failing
        self.handled: list[str] = []
        self.batches: list[list[str]] = []

    def __call__(self, event: Event) -> Any:
        self.batches.append(values(event))
        for value in values(event):
            if self.failing.get(value, 0):
                self.failing[value] -= 1
                raise FunctionRaised(value)
        self.handled += values(event)
        return None


def test_a_batch_that_fails_comes_again_whole_until_it_succeeds(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b", "c"])
    # More often than provisioned mode's bounds would allow.
    handler = Handler({"b": 12})
    lambda_api.map(topic, handler)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 3, "everything committed")
    assert handler.batches == [["a", "b", "c"]] * 13
    assert handler.handled == ["a", "b", "c"]


def test_nothing_of_a_batch_that_still_fails_is_committed(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b"])
    handler = Handler({"b": 10**6})
    lambda_api.map(topic, handler)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: len(handler.batches) > 3, "retried without end")
    shared_broker.produce(topic, ["c"])
    eventually(lambda: len(handler.batches) > 6, "and without what came later")
    assert shared_broker.committed(f"uuid-{topic}", topic) in (0, None)
    assert {*map(tuple, handler.batches)} == {("a", "b")}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"FunctionResponseTypes": ["ReportBatchItemFailures"]},
        {"BisectBatchOnFunctionError": True},
        {"MaximumRetryAttempts": 0},
        {"MaximumRecordAgeInSeconds": 60},
    ],
    ids=lambda settings: next(iter(settings), "nothing"),
)
def test_on_demand_a_partial_answer_is_a_success_and_a_bound_bounds_nothing(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str, settings: dict[str, Any]
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b"])
    handler = Handler({"b": 2})

    def reports(event: Event) -> Any:
        handler(event)
        return {"batchItemFailures": [{"itemIdentifier": {"partition": f"{topic}-0", "offset": 1}}]}

    lambda_api.map(topic, reports, **settings)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 2, "taken for a success")
    assert handler.batches == [["a", "b"]] * 3


def test_a_stuck_partition_does_not_hold_up_the_others(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic, partitions=2)
    shared_broker.produce(topic, ["stuck", "behind"], partition=0)
    handler = Handler({"stuck": 10**6})
    lambda_api.map(topic, handler)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: bool(handler.batches), "the batch fails")
    shared_broker.produce(topic, ["a", "b"], partition=1)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic, 1) == 2, "the other partition goes on")
    shared_broker.produce(topic, ["c"], partition=1)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic, 1) == 3, "and keeps going on")
    assert shared_broker.committed(f"uuid-{topic}", topic, 0) in (0, None)
    handler.failing.clear()
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic, 0) == 2, "the stuck one once it can")


def test_a_slow_function_does_not_hold_up_other_mappings(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.create(f"{topic}-fast")
    release = threading.Event()
    fast = Handler({})
    lambda_api.map(topic, lambda _event: release.wait(90) and None)
    lambda_api.map(f"{topic}-fast", fast)
    shared_broker.produce(topic, ["slow"])
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: len(lambda_api.events) == 1, "the slow function is busy")
    shared_broker.produce(f"{topic}-fast", ["a"])
    eventually(lambda: fast.handled == ["a"], "the fast one is served meanwhile")
    release.set()


def test_a_stuck_partition_holds_a_bounded_backlog_and_works_it_off_later(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic, partitions=2)
    backlog = ["stuck", *(f"v{number}" for number in range(RECORDS_HELD + 500))]
    shared_broker.produce(topic, backlog, partition=0)
    handler = Handler({"stuck": 10**6})
    lambda_api.map(topic, handler, BatchSize=500)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: bool(handler.batches), "the batch fails")
    for number in range(5):
        shared_broker.produce(topic, [f"other {number}"], partition=1)
        eventually(lambda: f"other {number}" in handler.handled, "the other partition goes on")  # noqa: B023
    handler.failing.clear()
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == len(backlog), "all worked off")
    assert [value for value in handler.handled if not value.startswith("other")] == backlog

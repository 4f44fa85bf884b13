"""Failures: retries in order, partial batches, splitting, dead letters, and nobody else held up."""

import json
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from souk_local.bridge.worker import RECORDS_HELD
from tests.integration.local_cloud.broker import Broker
from tests.integration.local_cloud.conftest import RunningBridge, eventually
from tests.integration.local_cloud.fake_lambda import Event, FakeLambda, FunctionRaised, failures, values

Start = Callable[[Broker, FakeLambda], RunningBridge]
REPORTS = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}


def dead_letters_to(topic: str) -> dict[str, Any]:
    return {"DestinationConfig": {"OnFailure": {"Destination": f"kafka://{topic}-dead"}}}


class Handler:
    """Handles each value once it has failed `times` often; fails by raising or by reporting."""

    def __init__(self, failing: dict[str, int], raises: bool = False) -> None:
        self.failing = failing
        self.raises = raises
        self.handled: list[str] = []
        self.seen: Counter[str] = Counter()

    def __call__(self, event: Event) -> Any:
        self.seen.update(values(event))
        if self.raises:
            for value in values(event):
                if self._fails(value):
                    raise FunctionRaised(value)
                self.handled.append(value)
            return None
        answer = failures(event, self._fails)
        bad = Counter(value for value in values(event))
        for failure in answer["batchItemFailures"]:
            bad[self._value_of(event, failure)] -= 1
        self.handled += [value for value in values(event) if bad[value] > 0]
        return answer

    def _fails(self, value: str) -> bool:
        if self.failing.get(value, 0) == 0:
            return False
        self.failing[value] -= 1
        return True

    @staticmethod
    def _value_of(event: Event, failure: dict[str, Any]) -> str:
        place = failure["itemIdentifier"]
        [record] = [r for r in event["records"][place["partition"]] if r["offset"] == place["offset"]]
        return values({"records": {"it": [record]}})[0]


def test_reported_failures_are_retried_in_order_and_the_others_are_not_repeated(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b", "c", "d"])
    handler = Handler({"c": 2})
    lambda_api.map(topic, handler, **REPORTS)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 4, "everything committed")
    assert handler.handled == ["a", "b", "c", "d"]
    assert handler.seen == {"a": 1, "b": 1, "c": 3, "d": 3}


def test_nothing_is_committed_past_a_record_that_still_fails(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b", "c"])
    handler = Handler({"b": 10**6})
    lambda_api.map(topic, handler, **REPORTS)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: handler.seen["b"] > 3, "retried without end")
    assert shared_broker.committed(f"uuid-{topic}", topic) == 1


def test_item_failures_mean_nothing_unless_the_mapping_says_so(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a", "b"])
    handler = Handler({"a": 1})
    lambda_api.map(topic, handler)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 2, "taken for a success")
    assert handler.seen == {"a": 1, "b": 1}


def test_an_identifier_that_was_not_in_the_batch_fails_the_whole_batch(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["a"])
    answers = iter([{"batchItemFailures": [{"itemIdentifier": {"partition": f"{topic}-0", "offset": 77}}]}])
    lambda_api.map(topic, lambda _event: next(answers, None), **REPORTS)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 1, "the second attempt succeeds")
    assert len(lambda_api.events) == 2


@pytest.mark.parametrize("raises", [False, True], ids=["reports", "raises"])
def test_only_the_poison_record_becomes_a_dead_letter(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str, raises: bool
) -> None:
    shared_broker.create(topic)
    shared_broker.create(f"{topic}-dead")
    sent = [f"v{number}" for number in range(9)]
    shared_broker.produce(topic, sent, key=b"order-7")
    handler = Handler({"v4": 10**6}, raises=raises)
    lambda_api.map(topic, handler, MaximumRetryAttempts=2, **REPORTS, **dead_letters_to(topic))
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 9, "the partition goes on")
    [(key, value)] = shared_broker.read(f"{topic}-dead")
    letter = json.loads(value)
    assert key == b"order-7"
    assert values(letter["payload"]) == ["v4"]
    assert letter["requestContext"]["condition"] == "RetriesExhausted"
    assert letter["requestContext"]["approximateInvokeCount"] == 3
    assert letter["KafkaBatchInfo"]["recordInfo"]["offset"] == "4"
    assert set(handler.handled) == set(sent) - {"v4"}


def test_without_item_failures_the_whole_batch_is_given_up(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.create(f"{topic}-dead")
    shared_broker.produce(topic, ["a", "b", "c"])
    handler = Handler({"b": 10**6}, raises=True)
    lambda_api.map(topic, handler, MaximumRetryAttempts=1, BatchSize=3, **dead_letters_to(topic))
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 3, "given up")
    letters = [json.loads(value) for _, value in shared_broker.read(f"{topic}-dead")]
    assert [values(letter["payload"])[0] for letter in letters] == ["a", "b", "c"]


def test_a_record_older_than_allowed_is_given_up_unseen(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.create(f"{topic}-dead")
    shared_broker.produce(topic, ["old"], timestamp_ms=1_700_000_000_000)
    shared_broker.produce(topic, ["new"])
    handler = Handler({})
    lambda_api.map(topic, handler, MaximumRecordAgeInSeconds=60, **REPORTS, **dead_letters_to(topic))
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == 2, "the old one is passed")
    assert handler.handled == ["new"]
    [(_, value)] = shared_broker.read(f"{topic}-dead")
    assert json.loads(value)["requestContext"]["condition"] == "RecordAgeExceeded"


def test_a_dead_letter_that_cannot_be_kept_blocks_instead_of_being_lost(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.produce(topic, ["poison", "next"])
    handler = Handler({"poison": 10**6})
    unsupported = {"DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sns:us-east-1:000000000000:none"}}}
    lambda_api.map(topic, handler, MaximumRetryAttempts=0, **REPORTS, **unsupported)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: handler.seen["poison"] == 1, "tried once")
    assert shared_broker.committed(f"uuid-{topic}", topic) == 0


@pytest.mark.parametrize("raises", [False, True], ids=["reports", "raises"])
def test_a_stuck_partition_does_not_hold_up_the_others(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str, raises: bool
) -> None:
    shared_broker.create(topic, partitions=2)
    shared_broker.produce(topic, ["stuck", "behind"], partition=0)
    shared_broker.produce(topic, ["a", "b"], partition=1)
    handler = Handler({"stuck": 10**6}, raises=raises)
    lambda_api.map(topic, handler, **REPORTS)
    run_bridge(shared_broker, lambda_api)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic, 1) == 2, "the other partition goes on")
    shared_broker.produce(topic, ["c"], partition=1)
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic, 1) == 3, "and keeps going on")
    assert shared_broker.committed(f"uuid-{topic}", topic, 0) == 0
    handler.failing.clear()
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic, 0) == 2, "the stuck one once it can")


def test_a_slow_function_does_not_hold_up_other_mappings(
    shared_broker: Broker, lambda_api: FakeLambda, run_bridge: Start, topic: str
) -> None:
    shared_broker.create(topic)
    shared_broker.create(f"{topic}-fast")
    release = threading.Event()
    fast = Handler({})
    lambda_api.map(topic, lambda _event: release.wait(30) and None)
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
    lambda_api.map(topic, handler, BatchSize=500, **REPORTS)
    run_bridge(shared_broker, lambda_api)
    for number in range(5):
        shared_broker.produce(topic, [f"other {number}"], partition=1)
        eventually(lambda: f"other {number}" in handler.handled, "the other partition goes on")  # noqa: B023
    handler.failing.clear()
    eventually(lambda: shared_broker.committed(f"uuid-{topic}", topic) == len(backlog), "all worked off")
    assert [value for value in handler.handled if not value.startswith("other")] == backlog

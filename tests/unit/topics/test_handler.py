"""Whatever happens, CloudFormation is answered, and in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from souk.errors import Unavailable
from tests.support.lambdas import LambdaContext
from tests.unit.topics.test_wanted import PROPERTIES
from topics import compose
from topics.domain.answer import ResourceResponse
from topics.domain.plan import Plan, Present
from topics.doors.handler import handler

REQUEST = {
    "RequestType": "Create",
    "ResponseURL": "https://signed.example/answer",
    "StackId": "arn:aws:cloudformation:eu-central-1:123456789012:stack/souk-dev/1",
    "RequestId": "request-1",
    "LogicalResourceId": "KafkaTopics",
    "ResourceProperties": PROPERTIES,
}


@dataclass
class MemoryCluster:
    """The `Cluster` in memory; `fails` says what happens at each of the first connections."""

    topics: dict[str, Present] = field(default_factory=dict)
    fails: list[Exception] = field(default_factory=list)
    carried_out: list[Plan] = field(default_factory=list)
    closed: int = 0

    def present(self, names: Sequence[str]) -> dict[str, Present]:
        if self.fails:
            raise self.fails.pop(0)
        return {name: self.topics[name] for name in names if name in self.topics}

    def carry_out(self, plan: Plan) -> None:
        self.carried_out.append(plan)
        self.topics |= {topic.name: Present(topic.partitions, topic.settings) for topic in plan.create}

    def close(self) -> None:
        self.closed += 1


class Time:
    """What is left of the function's, in milliseconds; a pause takes its seconds."""

    def __init__(self, left: int = 300_000) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        return self.left

    def pause(self, seconds: float) -> None:
        self.left -= int(seconds * 1000)


@pytest.fixture
def cluster() -> MemoryCluster:
    return MemoryCluster()


@pytest.fixture
def answers() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture(autouse=True)
def parts(cluster: MemoryCluster, answers: list[dict[str, Any]], time: Time) -> Iterator[compose.Parts]:
    def send(request: Mapping[str, Any], answer: ResourceResponse) -> None:
        answers.append(answer.to(request))

    parts = compose.Parts(lambda: cluster, send, time.pause)
    with compose.services.swap(lambda: parts):
        yield parts


def test_the_answer_names_the_request_and_always_the_same_resource(
    cluster: MemoryCluster, answers: list[dict[str, Any]]
) -> None:
    handler(REQUEST, LambdaContext())
    handler({**REQUEST, "RequestType": "Update", "PhysicalResourceId": "kafka-topics"}, LambdaContext())
    assert answers[0] == {
        "Status": "SUCCESS",
        "Reason": "done",
        "PhysicalResourceId": "kafka-topics",
        "StackId": REQUEST["StackId"],
        "RequestId": "request-1",
        "LogicalResourceId": "KafkaTopics",
    }
    assert answers[1]["PhysicalResourceId"] == answers[0]["PhysicalResourceId"]
    assert [len(plan.create) for plan in cluster.carried_out] == [2, 0]
    assert cluster.closed == 2


def test_a_deleted_stack_leaves_the_topics_and_asks_kafka_nothing(
    cluster: MemoryCluster, answers: list[dict[str, Any]]
) -> None:
    cluster.fails = [Unavailable("the cluster is gone already")]
    handler({**REQUEST, "RequestType": "Delete", "ResourceProperties": {}}, LambdaContext())
    assert [answer["Status"] for answer in answers] == ["SUCCESS"]
    assert not cluster.carried_out


def test_brokers_that_are_not_ready_are_waited_for(
    cluster: MemoryCluster, answers: list[dict[str, Any]], time: Time
) -> None:
    cluster.fails = [Unavailable("no broker")] * 20
    handler(REQUEST, time)
    assert [answer["Status"] for answer in answers] == ["SUCCESS"]
    assert cluster.closed == 21


def test_what_never_gets_ready_is_answered_while_there_is_time(
    cluster: MemoryCluster, answers: list[dict[str, Any]], time: Time
) -> None:
    cluster.fails = [Unavailable("Kafka: no broker")] * 1000
    handler(REQUEST, time)
    assert [(answer["Status"], answer["Reason"]) for answer in answers] == [("FAILED", "Unavailable: Kafka: no broker")]
    assert 60_000 < time.left < 90_000


@pytest.mark.parametrize(
    ("properties", "error", "reason"),
    [
        ({**PROPERTIES, "Topics": []}, None, "InvalidInput: Topics must name at least one topic"),
        ({}, None, "InvalidInput: Replicas must be a whole number, not None"),
        (
            PROPERTIES,
            RuntimeError("KAFKA_BOOTSTRAP_SERVERS is not set"),
            "RuntimeError: KAFKA_BOOTSTRAP_SERVERS is not",
        ),
        (PROPERTIES, ValueError("x" * 9_000), "ValueError: xxx"),
    ],
)
def test_a_failure_is_answered_with_its_reason(
    cluster: MemoryCluster,
    answers: list[dict[str, Any]],
    properties: dict[str, Any],
    error: Exception | None,
    reason: str,
) -> None:
    cluster.fails = [error] if error else []
    handler({**REQUEST, "ResourceProperties": properties}, LambdaContext())
    [answer] = answers
    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith(reason)
    assert len(str(answer)) < 4096
    assert not cluster.carried_out


def test_a_failed_answer_is_an_error_so_that_lambda_tries_again(parts: compose.Parts) -> None:
    def refused(request: Mapping[str, Any], answer: ResourceResponse) -> None:
        raise RuntimeError("refused")

    with compose.services.swap(lambda: replace(parts, send=refused)), pytest.raises(RuntimeError, match="refused"):
        handler(REQUEST, LambdaContext())

"""The custom resource against a real broker and a signed address that is asked for its answer over HTTP."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource

from tests.integration.local_cloud.broker import Broker
from tests.support.dynamo import environment
from tests.support.lambdas import LambdaContext
from topics import compose
from topics.adapters.cluster import connect
from topics.doors.handler import handler

# kafka-python leaves sockets to the garbage collector when no broker answers.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

ORDERS = {"Name": "souk.orders.v1", "Partitions": "3", "RetentionHours": "168"}
LOGGING = {"Name": "logging", "Partitions": "1", "RetentionHours": "72"}


class _Answers(BaseHTTPRequestHandler):
    """Takes what is put to it; the first `refusals` answers are refused with a 503, as S3 may."""

    taken: ClassVar[list[dict[str, Any]]]
    types: ClassVar[list[str | None]]
    refusals: ClassVar[int]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        cls = type(self)
        if cls.refusals:
            cls.refusals -= 1
            self.send_response(503)
        else:
            cls.taken.append(json.loads(body))
            cls.types.append(self.headers["Content-Type"])
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


class Stack:
    """CloudFormation's side: asks, and waits for the answer."""

    def __init__(self, url: str, answers: type[_Answers]) -> None:
        self.url = url
        self.answers = answers

    def asks(self, kind: str, *topics: dict[str, str], **changed: str) -> dict[str, Any]:
        before = len(self.answers.taken)
        request = {
            "RequestType": kind,
            "ResponseURL": self.url,
            "StackId": "stack",
            "RequestId": f"request-{before}",
            "LogicalResourceId": "KafkaTopics",
            "ResourceProperties": {"Replicas": "1", "MinInsyncReplicas": "1", "Topics": list(topics), **changed},
        }
        handler(request, LambdaContext())
        [answer] = self.answers.taken[before:]
        assert answer["RequestId"] == request["RequestId"]
        return answer


@pytest.fixture
def stack() -> Iterator[Stack]:
    answers = type("Answers", (_Answers,), {"taken": [], "types": [], "refusals": 0})
    server = HTTPServer(("127.0.0.1", 0), answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Stack(f"http://127.0.0.1:{server.server_port}/answer?X-Amz-Signature=x", answers)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path)
    broker.start()
    with environment(KAFKA_BOOTSTRAP_SERVERS=broker.address):
        yield broker
    broker.stop()
    gc.collect()


def found(broker: Broker, name: str) -> tuple[int, dict[str, str]]:
    """A topic's partitions and the settings of its own."""
    admin = KafkaAdminClient(bootstrap_servers=broker.address)
    try:
        [topic] = admin.describe_topics([name])
        settings = admin.describe_configs([ConfigResource("TOPIC", name)])["topic"][name]
        return len(topic["partitions"]), {key: entry["value"] for key, entry in settings.items()}
    finally:
        admin.close()


WEEK = {"retention.ms": "604800000", "min.insync.replicas": "1"}


def test_a_new_stack_gets_its_topics(broker: Broker, stack: Stack) -> None:
    assert stack.asks("Create", ORDERS, LOGGING)["Status"] == "SUCCESS"
    assert found(broker, "souk.orders.v1") == (3, WEEK)
    assert found(broker, "logging") == (1, {**WEEK, "retention.ms": "259200000"})
    assert stack.answers.types == [""], "the address is signed for a body without a type"


def test_the_same_request_again_changes_nothing(broker: Broker, stack: Stack) -> None:
    for _ in range(3):
        assert stack.asks("Create", ORDERS)["Status"] == "SUCCESS"
    assert found(broker, "souk.orders.v1") == (3, WEEK)


def test_an_update_adds_topics_partitions_and_settings_and_keeps_the_records(broker: Broker, stack: Stack) -> None:
    stack.asks("Create", ORDERS)
    broker.produce("souk.orders.v1", ["kept"])
    larger = {**ORDERS, "Partitions": "6", "RetentionHours": "336"}
    assert stack.asks("Update", larger, LOGGING)["Status"] == "SUCCESS"
    assert found(broker, "souk.orders.v1") == (6, {**WEEK, "retention.ms": "1209600000"})
    assert found(broker, "logging")[0] == 1
    assert broker.read("souk.orders.v1") == [(None, b"kept")]


def test_fewer_partitions_than_there_are_leave_them(broker: Broker, stack: Stack) -> None:
    stack.asks("Create", ORDERS)
    assert stack.asks("Update", {**ORDERS, "Partitions": "1"})["Status"] == "SUCCESS"
    assert found(broker, "souk.orders.v1") == (3, WEEK)


def test_a_deleted_stack_leaves_the_topics_with_their_records(broker: Broker, stack: Stack) -> None:
    stack.asks("Create", ORDERS)
    broker.produce("souk.orders.v1", ["kept"])
    assert stack.asks("Delete", ORDERS)["Status"] == "SUCCESS"
    assert broker.read("souk.orders.v1") == [(None, b"kept")]


def test_a_cluster_that_is_away_is_a_failure_with_its_reason(stack: Stack) -> None:
    hasty = replace(compose.real(), connect=partial(connect, 1_000))
    with compose.services.swap(lambda: hasty), environment(KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:1"):
        answer = stack.asks("Create", ORDERS)
    assert answer["Status"] == "FAILED"
    assert answer["Reason"].startswith("Unavailable: Kafka:")


def test_an_address_that_is_busy_is_tried_again(broker: Broker, stack: Stack) -> None:
    stack.answers.refusals = 3
    assert stack.asks("Create", ORDERS)["Status"] == "SUCCESS"

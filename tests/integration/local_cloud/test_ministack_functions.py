"""MiniStack as the local cloud runs it: functions that end badly leave AWS's lines, and cold starts take turns."""

import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from souk_local import logs, process
from souk_local.aws import Clients
from souk_local.engines import aws_part
from souk_local.ministack.pool import STARTS_AT_ONCE
from souk_local.settings import ACCOUNT, Settings
from tests.integration.local_cloud.broker import free_port
from tests.integration.local_cloud.conftest import eventually

DIES = "import os\ndef handler(event, context):\n    print('working', flush=True)\n    os.kill(os.getpid(), 9)\n"
HANGS = "import time\ndef handler(event, context):\n    time.sleep(60)\n"
BROKEN = "raise RuntimeError('no configuration')\n"
RAISES = "def handler(event, context):\n    raise KeyError('sku')\n"
SLOW_TO_START = """
import os, pathlib, time
here = pathlib.Path({folder!r})
(here / f"starting-{{os.getpid()}}").touch()
at_once = len(list(here.glob("starting-*")))
until = time.monotonic() + 1
while time.monotonic() < until:
    at_once = max(at_once, len(list(here.glob("starting-*"))))
(here / f"starting-{{os.getpid()}}").unlink()
def handler(event, context):
    return {{"pid": os.getpid(), "at_once": at_once}}
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Of a cloud whose Kafka is away."""
    ports = {"SOUK_AWS_PORT": str(free_port()), "SOUK_KAFKA_PORT": str(free_port())}
    place = {"SOUK_STATE_DIR": str(tmp_path_factory.mktemp("functions"))}
    return Settings.from_environment({**ports, **place, "SOUK_AWS_AUTH": "false"})


@pytest.fixture(scope="module")
def clients(settings: Settings) -> Iterator[Clients]:
    part = aws_part(settings)
    process.start(part)
    yield Clients(settings)
    process.stop(part)


def make(clients: Clients, name: str, code: str, timeout: int = 20) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("index.py", code)
    clients.functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="index.handler",
        Role=f"arn:aws:iam::{ACCOUNT}:role/any",
        Timeout=timeout,
        Code={"ZipFile": packed.getvalue()},
    )
    return name


def call(clients: Clients, name: str) -> tuple[dict[str, Any], bool]:
    """The function's answer, and whether it failed."""
    answer = clients.invoking.invoke(FunctionName=name, Payload=b"{}")
    return json.loads(answer["Payload"].read()), "FunctionError" in answer


def log_of(clients: Clients, name: str) -> list[str]:
    events = clients.logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    return [event["message"] for event in events]


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("dies", DIES, "Error: Runtime exited with error: signal: killed"),
        ("hangs", HANGS, "Task timed out after 1"),
        ("broken", BROKEN, "Error: Runtime exited with error: exit status 1"),
    ],
)
def test_a_function_that_ends_badly_leaves_the_platforms_line(
    clients: Clients, name: str, code: str, line: str
) -> None:
    answer, failed = call(clients, make(clients, name, code, timeout=1))
    assert failed
    assert line in answer["errorMessage"]
    eventually(lambda: any(line in written for written in log_of(clients, name)), "the line is in the function's log")
    if name == "dies":
        assert "working" in log_of(clients, name)


def test_an_exception_of_the_handler_is_told_as_before(clients: Clients) -> None:
    answer, failed = call(clients, make(clients, "raises", RAISES))
    assert failed
    assert "sku" in answer["errorMessage"]
    eventually(lambda: any("KeyError" in written for written in log_of(clients, "raises")), "the traceback is written")


def test_while_kafka_is_away_the_log_is_read_from_cloudwatch_and_it_is_said(
    clients: Clients, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    code = """
import json
def handler(event, context):
    print(json.dumps({"level": "ERROR", "message": "no stock", "service": "orders"}), flush=True)
    print("plain", flush=True)
"""
    call(clients, make(clients, "souk-local-orders-api", code))
    eventually(lambda: "plain" in log_of(clients, "souk-local-orders-api"), "the lines are written")
    wanted = logs.Filter("orders", level="ERROR")
    [line] = logs.lines(settings, wanted, last=10, forever=False)
    assert logs.parse(line)["message"] == "no stock"
    assert "is away" in (said := capsys.readouterr().err)
    assert "CloudWatch" in said


def test_eight_callers_of_a_cold_function_are_all_served_by_starts_that_take_turns(
    clients: Clients, tmp_path: Path
) -> None:
    name = make(clients, "cold", SLOW_TO_START.format(folder=str(tmp_path)))
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: call(clients, name), range(24)))
    assert [failed for _, failed in answers] == [False] * 24
    assert max(answer["at_once"] for answer, _ in answers) <= STARTS_AT_ONCE
    assert len({answer["pid"] for answer, _ in answers}) <= 8

"""`make logs` when there is nothing to read from, and lines of CloudWatch in the topic's shape."""

import socket

import pytest

from souk_local import logs
from souk_local.cloudwatch import entry
from souk_local.problems import LocalCloudError
from souk_local.settings import Settings


def test_with_neither_kafka_nor_cloudwatch_it_says_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        closed = held.getsockname()[1]
    settings = Settings.from_environment({"SOUK_KAFKA_PORT": str(closed), "SOUK_AWS_PORT": str(closed)})
    with pytest.raises(LocalCloudError, match="neither from Kafka nor from CloudWatch"):
        list(logs.lines(settings, logs.Filter(), last=5, forever=True))
    assert f"Kafka (127.0.0.1:{closed}) is away" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "level", "message"),
    [
        ('{"level": "WARNING", "message": "slow", "service": "orders"}', "WARNING", "slow"),
        ("RequestId: 1 Error: Runtime exited with error: signal: killed\n", "ERROR", None),
        ("2026-11-28T13:00:00Z 1 Task timed out after 29.00 seconds", "ERROR", None),
        ("hello", "INFO", "hello"),
        ("[1, 2]", "INFO", "[1, 2]"),
        ('{"_aws": {}, "Errors": [1.0]}', "DEBUG", None),
    ],
)
def test_a_line_of_cloudwatch_becomes_an_entry(written: str, level: str, message: str | None) -> None:
    line = logs.parse(entry(written, "orders-api"))
    assert line["level"] == level
    if message is not None:
        assert (line["message"], line["service"]) == (message, "orders")

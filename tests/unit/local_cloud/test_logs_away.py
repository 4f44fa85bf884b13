"""Lines of CloudWatch in the shape of the topic `logging`."""

import pytest

from souk_local import logs
from souk_local.cloudwatch import entry


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

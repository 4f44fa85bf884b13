"""What a person is told when a port is taken, or nobody listens where the log should be read."""

import os
import socket
from pathlib import Path

import pytest

from souk_local import logs
from souk_local.ports import require_free
from souk_local.problems import LocalCloudError
from souk_local.settings import Port, Settings


def test_a_taken_port_is_explained_with_its_part_variable_and_owner() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = Port(listener.getsockname()[1], "edge", "SOUK_EDGE_PORT")
        with pytest.raises(LocalCloudError) as problem:
            require_free(port)
    said = str(problem.value)
    assert str(port.number) in said
    assert "'edge'" in said
    assert "SOUK_EDGE_PORT" in said
    if Path("/proc/net/tcp").exists():
        assert f"process {os.getpid()}" in said


def test_with_neither_kafka_nor_cloudwatch_it_says_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        closed = held.getsockname()[1]
    settings = Settings.from_environment({"SOUK_KAFKA_PORT": str(closed), "SOUK_AWS_PORT": str(closed)})
    with pytest.raises(LocalCloudError, match="neither from Kafka nor from CloudWatch"):
        list(logs.lines(settings, logs.Filter(), last=5, forever=True))
    assert f"Kafka (127.0.0.1:{closed}) is away" in capsys.readouterr().err

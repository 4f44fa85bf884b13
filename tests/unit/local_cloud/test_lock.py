"""One command at a time on one local cloud, and ports that are taken."""

import os
import socket
from pathlib import Path

import pytest

from souk_local.lock import exclusive
from souk_local.ports import require_free
from souk_local.problems import LocalCloudError
from souk_local.settings import Port


def test_a_second_command_waits_and_then_says_who_is_in_the_way(tmp_path: Path) -> None:
    lock = tmp_path / "local.lock"
    with exclusive(lock), pytest.raises(LocalCloudError, match=str(os.getpid())), exclusive(lock, 0.1):
        pytest.fail("two held the lock")
    with exclusive(lock, 0.1):
        assert lock.read_text() == str(os.getpid())


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

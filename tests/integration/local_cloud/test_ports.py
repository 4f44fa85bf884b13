"""What a person is told when a port is taken."""

import os
import socket
from pathlib import Path

import pytest

from souk_local.ports import require_free
from souk_local.problems import LocalCloudError
from souk_local.settings import Port


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

"""One command at a time on one local cloud."""

import os
from pathlib import Path

import pytest

from souk_local.lock import exclusive
from souk_local.problems import LocalCloudError


def test_a_second_command_waits_and_then_says_who_is_in_the_way(tmp_path: Path) -> None:
    lock = tmp_path / "local.lock"
    with exclusive(lock), pytest.raises(LocalCloudError, match=str(os.getpid())), exclusive(lock, 0.1):
        pytest.fail("two held the lock")
    with exclusive(lock, 0.1):
        assert lock.read_text() == str(os.getpid())

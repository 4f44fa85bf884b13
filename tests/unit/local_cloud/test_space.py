"""A full disk and a folder that cannot be written to are said, and end what waits."""

import errno
import os
import time
from pathlib import Path

import pytest

from souk_local import space
from souk_local.problems import LocalCloudError


def test_too_little_room_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(LocalCloudError, match=r"has .* MB left and the local cloud needs .* MB"):
        space.require(tmp_path / "state", needed=1 << 60)


def test_enough_room_makes_the_folder(tmp_path: Path) -> None:
    space.require(tmp_path / "a" / "b", needed=1)
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalCloudError, match="file"):
        space.require(tmp_path / "file" / "state")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full"),
        (errno.EROFS, "cannot be written to"),
        (errno.EACCES, "SOUK_STATE_DIR"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_the_systems_refusals_are_put_into_words(tmp_path: Path, number: int, told: str) -> None:
    assert told in space.said(OSError(number, os.strerror(number)), tmp_path)


def test_whoever_waits_is_told_that_the_disk_filled_up(tmp_path: Path) -> None:
    with pytest.raises(LocalCloudError, match="is full"), space.watched(tmp_path, 0.01, below=1 << 60):
        time.sleep(30)  # what would have been waited for without an end


def test_with_room_the_watch_leaves_the_work_alone(tmp_path: Path) -> None:
    with space.watched(tmp_path, every_seconds=0.001):
        assert sum(range(100_000)) == 4_999_950_000

"""Room for the state: asked for before a start, and watched during one.

Engines that meet a full disk do not end; they stop answering, and whoever waits for them would wait for ever.
"""

import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from souk_local.problems import LocalCloudError

NEEDED_TO_START = 500 * 1024**2
"""Bytes. A new cloud with its build, catalogue and workers takes some 300 MB."""
FULL = 20 * 1024**2
"""Bytes; with less left the engines' next save may already fail."""
WATCH_SECONDS = 2.0


def free(folder: Path) -> int:
    """Bytes that may still be written where the folder is, or would be."""
    place = folder
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


def is_full(folder: Path, below: int = FULL) -> bool:
    return free(folder) < below


def require(folder: Path, needed: int = NEEDED_TO_START) -> None:
    """Makes the folder. Raises LocalCloudError when it cannot be written to or has too little space."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0" * 4096)
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as problem:
        raise LocalCloudError(said(problem, folder)) from problem
    left = free(folder)
    if left < needed:
        raise LocalCloudError(
            f"{folder} has {_megabytes(left)} left and the local cloud needs {_megabytes(needed)}. "
            "Make room, or name a folder on another disk with SOUK_STATE_DIR."
        )


@contextmanager
def watched(folder: Path, every_seconds: float = WATCH_SECONDS, below: int = FULL) -> Iterator[None]:
    """Ends what is done within with LocalCloudError when the disk fills up, wherever it waits just then."""
    if threading.current_thread() is not threading.main_thread():  # only there may a signal be handled
        yield
        return

    def look(_number: int, _frame: FrameType | None) -> None:
        if is_full(folder, below):
            raise LocalCloudError(full(folder))

    before = signal.signal(signal.SIGALRM, look)
    signal.setitimer(signal.ITIMER_REAL, every_seconds, every_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def full(folder: Path) -> str:
    return (
        f"The disk of {folder} is full ({_megabytes(free(folder))} left). The engines cannot save what they have. "
        "Make room, then make down and make up."
    )


def said(problem: OSError, folder: Path) -> str:
    """What the system's refusal means to a person."""
    if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return full(folder)
    where = problem.filename or folder
    if problem.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return (
            f"{where} cannot be written to ({problem.strerror}). The local cloud keeps its state in {folder}; "
            "allow it, or name another folder with SOUK_STATE_DIR."
        )
    return f"{where}: {problem.strerror or problem}"


def _megabytes(number: int) -> str:
    return f"{number / 1024**2:,.0f} MB"

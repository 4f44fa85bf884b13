"""The processes in which MiniStack runs a cloud's functions, and their sudden end."""

from __future__ import annotations

import contextlib
import os
import re
import signal
from collections import defaultdict
from pathlib import Path

from souk_local.settings import Settings


def workers(settings: Settings) -> dict[str, list[int]]:
    """The process ids at work in this cloud, by function: {"orders-api": [4711]}."""
    folder = re.escape(f"{settings.state}/".encode())
    named = re.compile(folder + rb"tmp/ministack-lambda-" + settings.stack.encode() + rb"-([a-z_-]+?)-[a-z0-9_]{8}/")
    found: dict[str, list[int]] = defaultdict(list)
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:  # it has ended meanwhile
            continue
        if match := named.search(command):
            found[match[1].decode()].append(int(process.name))
    return dict(found)


def kill_workers(settings: Settings, function: str) -> int:
    """Kills the processes that run this function, as the kernel would; answers how many."""
    killed = workers(settings).get(function, [])
    for pid in killed:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    return len(killed)

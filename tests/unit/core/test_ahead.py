"""What a function does while it starts, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import souk
from tests.support.bytecode import READ_ONLY

CORE = Path(souk.__file__).parents[1]
PROGRAM = """
import gc
from souk import ahead
print(gc.isenabled())
ahead.of_the_first_request(lambda: print("made"))
ahead.make_ready()
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""
# What Lambda's Python has for functions with SnapStart, as far as it is used.
HOOKS = """
restored = []
def register_after_restore(function, *args, **kwargs):
    restored.append(lambda: function(*args, **kwargs))
"""
COPIES = """
import random
from souk import ahead
import snapshot_restore_py
ahead.make_ready()
snapshot = random.getstate()
def copy():
    random.setstate(snapshot)
    for hook in snapshot_restore_py.restored:
        hook()
    return random.random()
print(copy() != copy())
"""


def started(program: str = PROGRAM, *beside: Path, **environment: str) -> list[str]:
    path = os.pathsep.join(map(str, (CORE, *beside)))
    environment = {"PYTHONPATH": path, **READ_ONLY, "PATH": os.defpath, **environment}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_garbage_is_looked_for_again_once_what_the_first_request_needs_is_there() -> None:
    assert started(AWS_LAMBDA_INITIALIZATION_TYPE="on-demand") == ["False", "made", "True True"]


def test_outside_lambda_nothing_is_made_and_nothing_put_off() -> None:
    assert started() == ["True", "True False"]


def test_two_copies_of_one_snapshot_draw_different_numbers(tmp_path: Path) -> None:
    (tmp_path / "snapshot_restore_py.py").write_text(HOOKS, encoding="utf-8")
    assert started(COPIES, tmp_path, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") == ["True"]

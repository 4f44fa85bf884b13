"""What a function does while it starts, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import souk

CORE = Path(souk.__file__).parents[1]
PROGRAM = """
import gc
from souk import ahead
print(gc.isenabled())
ahead.of_the_first_request(lambda: print("made"))
ahead.make_ready()
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""


def started(**environment: str) -> list[str]:
    environment = {"PYTHONPATH": str(CORE), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath, **environment}
    command = [sys.executable, "-c", PROGRAM]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_garbage_is_looked_for_again_once_what_the_first_request_needs_is_there() -> None:
    assert started(AWS_LAMBDA_INITIALIZATION_TYPE="on-demand") == ["False", "made", "True True"]


def test_outside_lambda_nothing_is_made_and_nothing_put_off() -> None:
    assert started() == ["True", "True False"]

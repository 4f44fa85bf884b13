"""What `make up` and its kin start finds its code, on the path that the Makefile gives it and on no other."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_COMMAND = re.compile(r"PYTHONPATH=([\w/:.]+) \$\(BIN\)/python -m ([\w.]+)")
_LOAD = """
import sys
from importlib import import_module, util
for name in sys.argv[1:]:
    is_package = util.find_spec(name).submodule_search_locations is not None
    import_module(f"{name}.__main__" if is_package else name)
"""


def commands() -> dict[str, list[str]]:
    """The modules that are started, by their PYTHONPATH."""
    found: dict[str, list[str]] = defaultdict(list)
    for path, module in _COMMAND.findall((ROOT / "Makefile").read_text(encoding="utf-8")):
        found[path].append(module)
    return found


def test_the_local_cloud_is_started_like_this() -> None:
    assert {"souk_local", "souk_local.audit", "souk_local.demo"} <= {
        module for modules in commands().values() for module in modules
    }


@pytest.mark.parametrize("path", commands())
def test_what_make_starts_finds_what_it_imports(path: str) -> None:
    # Processes of their own: what the tests have on their path must not help.
    run = subprocess.run(
        [sys.executable, "-c", _LOAD, *commands()[path]],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr

"""Every command of the Makefile finds what it imports with the path that the Makefile gives it, and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMMANDS = sorted(
    set(re.findall(r"PYTHONPATH=(\S+|\$\$\([^)]*\)) \S*python -m (souk_(?:local|tools)[\w.]*)", MAKEFILE))
)


def test_there_are_commands() -> None:
    assert {"souk_local", "souk_tools.demo", "souk_tools.audit", "souk_tools.parked"} <= {name for _, name in COMMANDS}


@pytest.mark.parametrize(("path", "module"), COMMANDS, ids=[module for _, module in COMMANDS])
def test_a_command_finds_what_it_imports(path: str, module: str) -> None:
    # A package is run by its __main__; importing that starts nothing.
    package = any((ROOT / folder / module.replace(".", "/")).is_dir() for folder in ("infra/local", "tools"))
    script = (
        f'PYTHONPATH={path.replace("$$", "$")} "{sys.executable}" -c "import {module}{".__main__" if package else ""}"'
    )
    ran = subprocess.run(["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-500:]

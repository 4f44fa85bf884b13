"""Every module that the Makefile runs can be imported on the path it is given there."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.contract.template import ROOT

_TEXT = (ROOT / "Makefile").read_text()
# One command of a recipe, over its continued lines: the path that it sets, and the module that it runs.
_RUNS = re.compile(r"PYTHONPATH=(\$\$\(.*?\)|\S+)[\s\\]+(?:\$\(BIN\)/)?python -m ([\w.]+)")
COMMANDS = sorted(set(_RUNS.findall(_TEXT)))
VALUES = dict(re.findall(r"^(\w+) := (.*)$", _TEXT, re.MULTILINE))


def test_the_commands_are_found() -> None:
    assert len(COMMANDS) > 12


@pytest.mark.parametrize(("path", "module"), COMMANDS, ids=[module for _, module in COMMANDS])
def test_a_command_finds_what_it_imports(path: str, module: str) -> None:
    path = re.sub(r"^\$\((\w+)\)$", lambda name: VALUES[name[1]], path).replace("$$", "$")
    entered = f"import importlib.util as u; import importlib; importlib.import_module('{module}' + "
    entered += f"('.__main__' if u.find_spec('{module}').submodule_search_locations else ''))"
    command = f'PYTHONPATH={path} exec "{sys.executable}" -c "{entered}"'
    ran = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr

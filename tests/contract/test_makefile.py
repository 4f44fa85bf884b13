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


# What needs other engines, or an earlier version, has a target of its own.
ELSEWHERE = {"tests/engines", "tests/upgrade"}


def stage(target: str) -> tuple[set[str], set[str]]:
    """The folders that a stage of `make test` tries, and those that it leaves out."""
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", _TEXT, re.MULTILINE)
    assert recipe is not None
    words = recipe[1].replace("\\\n", " ").split()
    left_out = {words[place + 1] for place, word in enumerate(words) if word == "--ignore"}
    return {word for word in words if word.startswith("tests/")} - left_out, left_out


def tried(path: str, target: str) -> bool:
    folders, left_out = stage(target)
    return any(path.startswith(f"{at}/") for at in folders) and not any(path.startswith(f"{at}/") for at in left_out)


def test_every_test_belongs_to_exactly_one_stage() -> None:
    paths = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")}
    ours = {path for path in paths if not path.startswith(tuple(f"{at}/" for at in ELSEWHERE))}
    stages = {path: [target for target in ("test-cloud", "test-code") if tried(path, target)] for path in ours}
    assert len(stages) > 300
    assert {path: targets for path, targets in stages.items() if len(targets) != 1} == {}


def test_what_needs_a_cloud_is_not_beside_it() -> None:
    """There is one cloud on the suite's ports, so one stage alone starts it."""
    needing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("test_*.py")
        if "pytest.mark.cloud" in path.read_text() and not path.is_relative_to(ROOT / "tests/contract")
    }
    assert len(needing) > 15
    assert [path for path in sorted(needing) if tried(path, "test-code")] == []


def test_make_test_runs_each_stage() -> None:
    recipe = re.search(r"^test:.*\n((?:\t.*\n)+)", _TEXT, re.MULTILINE)
    assert recipe is not None
    assert {"lint", "npm", "test-cloud", "test-code"} <= set(recipe[1].split())

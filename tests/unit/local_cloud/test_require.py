"""scripts/require.sh names what is missing, too old or broken; scripts/deployed-python.sh finds what runs in Lambda."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from souk_local.settings import PROJECT


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def required(tmp_path: Path, script: str) -> tuple[int, str]:
    """The exit code and the words for an interpreter that does what the script says."""
    python = program(tmp_path / "python3", script)
    done = subprocess.run(
        [PROJECT / "scripts/require.sh", "python", python], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ('echo "pyenv: version 3.9.1 is not installed" >&2; exit 1', "does not run (pyenv: version"),
        ("exit 127", "does not run"),
        ("echo 3 9", "is Python 3.9, which is too old"),
        ("echo 2 7", "is Python 2.7, which is too old"),
        ('test "$2" = "import venv, ensurepip" && exit 1; echo 3 13', "has no venv module"),
    ],
)
def test_an_interpreter_that_will_not_do_is_named_with_the_reason(tmp_path: Path, script: str, told: str) -> None:
    code, said = required(tmp_path, script)
    assert code == 1
    assert told in said
    assert "Install" in said or "PYTHON=" in said or "apt-get" in said


@pytest.mark.parametrize("version", ["3 11", "3 13", "4 0"])
def test_a_python_that_is_new_enough_will_do(tmp_path: Path, version: str) -> None:
    assert required(tmp_path, f"echo {version}") == (0, "")


def node(tmp_path: Path, script: str) -> tuple[int, str]:
    """The exit code and the words for a node that does what the script says."""
    program(tmp_path / "npm", "exit 0")
    program(tmp_path / "node", script)
    done = subprocess.run(
        [PROJECT / "scripts/require.sh", "node"],
        env={"PATH": f"{tmp_path}:{os.defpath}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("version", ["18.20.4", "20.9.0", "20.18.3"])
def test_a_node_that_is_too_old_is_named(tmp_path: Path, version: str) -> None:
    code, said = node(tmp_path, f"echo {version}")
    assert (code, f"Node.js {version} is too old" in said) == (1, True)


def test_a_node_that_does_not_run_is_named_with_the_reason(tmp_path: Path) -> None:
    code, said = node(tmp_path, "echo no version set >&2; exit 126")
    assert (code, "does not run (no version set)" in said) == (1, True)


@pytest.mark.parametrize("version", ["20.19.0", "20.20.1", "22.1.0", "24.0.0"])
def test_a_node_that_is_new_enough_will_do(tmp_path: Path, version: str) -> None:
    assert node(tmp_path, f"echo {version}") == (0, "")


def test_the_front_end_asks_for_the_same_node() -> None:
    engines = json.loads((PROJECT / "frontend/package.json").read_text())["engines"]
    assert engines["node"] == ">=20.19"
    assert "20.19 or newer" in (PROJECT / "scripts/require.sh").read_text()


def deployed(on_path: Path, pyenv: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{on_path}:{os.defpath}", "PYENV_ROOT": str(pyenv)}
    script = PROJECT / "scripts/deployed-python.sh"
    return subprocess.run([script], env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_the_deployed_python_is_sought_behind_a_shim_that_does_not_run(tmp_path: Path) -> None:
    program(tmp_path / "shims/python3.13", "exit 127")
    program(tmp_path / "pyenv/versions/3.13.1/bin/python3", "exit 1")
    program(tmp_path / "pyenv/versions/3.13.2/bin/python3", "echo 3.13 /the/one")
    assert deployed(tmp_path / "shims", tmp_path / "pyenv").stdout == "/the/one\n"


def test_another_version_under_the_deployed_ones_name_is_not_taken(tmp_path: Path) -> None:
    program(tmp_path / "bin/python3.13", "echo 3.12 /another/one")
    found = deployed(tmp_path / "bin", tmp_path / "pyenv")
    assert (found.returncode, found.stdout) == (1, "")
    assert "needs Python 3.13" in found.stderr

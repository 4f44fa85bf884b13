"""scripts/require.sh names what is missing, too old or broken."""

import subprocess
from pathlib import Path

import pytest

from souk_local.settings import PROJECT


def required(tmp_path: Path, script: str) -> tuple[int, str]:
    """The exit code and the words for an interpreter that does what the script says."""
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
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

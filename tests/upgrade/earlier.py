"""An earlier version of the shop: its own code and interpreter, in the state folder that it shares with this one."""

from __future__ import annotations

import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from souk_local.settings import PROJECT, Settings

# They say which interpreter and which make these tests run under; the earlier version finds its own.
_OURS = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "SOUK_PYTHON", "VIRTUAL_ENV")


@contextmanager
def running(version: str, settings: Settings) -> Iterator[None]:
    """`make up` of that version, and `make down` afterwards."""
    code = _checked_out(version)
    try:
        _make(code, "up", settings)
        yield
    finally:
        _make(code, "down", settings)


def _checked_out(version: str) -> Path:
    """Its files, with what it installs beside them: kept, so that only the first run sets it up."""
    code = PROJECT / ".souk" / "versions" / version
    if not code.exists():
        archive = code.with_suffix(".tar")
        archive.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "archive", "--output", str(archive), version], cwd=PROJECT, check=True)
        with tarfile.open(archive) as files:
            files.extractall(code, filter="data")
        archive.unlink()
    return code


def _make(code: Path, target: str, settings: Settings) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in _OURS}
    subprocess.run(["make", "-C", str(code), target], env={**environment, **settings.environment()}, check=True)

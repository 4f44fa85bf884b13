"""Where the local cloud's engines keep what they compile."""

from __future__ import annotations

import sysconfig
from pathlib import Path

from souk_local import engines
from souk_local.settings import PROJECT, Settings

PACKAGES = Path(sysconfig.get_path("purelib"))


def folder_of_packages(state: Path) -> Path:
    """Where MiniStack and its workers read and write the bytecode of what others wrote."""
    settings = Settings.from_environment({"SOUK_STATE_DIR": str(state)})
    cache = Path(engines.aws_part(settings).environment["PYTHONPYCACHEPREFIX"])
    assert cache.is_relative_to(state)
    return cache / PACKAGES.relative_to(PACKAGES.anchor)


def test_what_others_wrote_is_compiled_once_for_all_clouds(tmp_path: Path) -> None:
    here, there = (folder_of_packages(tmp_path / name) for name in ("here", "there"))
    assert here.resolve() == there.resolve() == PROJECT / ".cache/pycache" / PACKAGES.relative_to(PACKAGES.anchor)


def test_a_cloud_of_an_earlier_version_keeps_what_it_compiled(tmp_path: Path) -> None:
    own = tmp_path / "pycache" / PACKAGES.relative_to(PACKAGES.anchor)
    own.mkdir(parents=True)
    assert folder_of_packages(tmp_path) == own
    assert not own.is_symlink()

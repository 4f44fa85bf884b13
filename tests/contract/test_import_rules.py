"""The rooms of a service are folders: pyproject.toml says who may import whom, and nothing stands outside of them.

The core has folders by subject.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from souk_local.services import packages
from tests.contract.template import ROOT

PACKAGES = [ROOT / "functions" / name / name for name in packages()]
CORE = ROOT / "layers/core/souk"
ROOMS = {"domain", "usecases", "adapters", "doors"}
BESIDE = {"__init__.py", "compose.py", "settings.py"}
# More than this and a family of files moves to a folder of its own.
FILES_A_ROOM = 15
# What the models of items and indexes are made of.
MODELS = re.compile(r"^(from|import) pynamodb\.(attributes|indexes)\b", re.MULTILINE)


def folders_of(package: Path) -> list[Path]:
    return [path for path in package.rglob("*") if path.is_dir() and path.name != "__pycache__"]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_package_has_the_rooms_and_nothing_else(package: Path) -> None:
    folders = {path.name for path in package.iterdir() if path.is_dir() and path.name != "__pycache__"}
    files = {path.name for path in package.iterdir() if path.is_file()} - {"py.typed"}
    assert folders <= ROOMS
    assert {"__init__.py", "compose.py"} <= files <= BESIDE


@pytest.mark.parametrize("package", [CORE, *PACKAGES], ids=lambda package: package.name)
def test_no_room_is_crowded(package: Path) -> None:
    crowded = {
        str(folder.relative_to(package)): len(files)
        for folder in [package, *folders_of(package)]
        if len(files := [path for path in folder.glob("*.py") if _is_written(path)]) > FILES_A_ROOM
    }
    assert crowded == {}


def _is_written(path: Path) -> bool:
    """What a folder is crowded by; messages and stubs are generated, two of each contract."""
    return path.name != "__init__.py" and not path.stem.endswith(("_pb2", "_pb2_grpc"))


def test_what_is_stored_is_read_from_records_alone() -> None:
    declaring = [path for package in PACKAGES for path in package.rglob("*.py") if MODELS.search(path.read_text())]
    assert "orders/adapters/records.py" in {"/".join(path.parts[-3:]) for path in declaring}
    assert [path for path in declaring if path.name != "records.py" or "adapters" not in path.parts] == []

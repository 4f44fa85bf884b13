"""Outside of `make test-upgrade` the upgrade is skipped, and says so: it sets an earlier version up and runs it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FROM = "SOUK_UPGRADE_FROM"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and not os.environ.get(FROM):
            item.add_marker(pytest.mark.skip(reason="runs an earlier version: make test-upgrade"))


@pytest.fixture(scope="session")
def version() -> str:
    """The tag of the version to come from."""
    return os.environ[FROM]

"""The shop in one process, made once for the tests of a file: clients are what takes the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reliability.seeds import SEED
from tests.support.world.world import installed


def pytest_report_header() -> str:
    return f"reliability: SOUK_SEED={SEED}"


@pytest.fixture(scope="module")
def shop() -> Iterator[None]:
    """Lets `new_world` be used."""
    with installed():
        yield

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.webhooks import Shop, System, listening, opened


@pytest.fixture
def shop() -> Iterator[Shop]:
    with opened() as shop:
        yield shop


@pytest.fixture
def system() -> Iterator[System]:
    with listening(System()) as system:
        yield system

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import logs


@pytest.fixture
def lines() -> Iterator[logs.Lines]:
    with logs.captured() as captured:
        yield captured

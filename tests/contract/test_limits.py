"""The page on limits says what the code holds."""

from __future__ import annotations

import re

from souk.limits.rules import LIMITS, RateLimit
from tests.contract.template import ROOT

_SECONDS = {"minute": 60, "hour": 3600, "day": 24 * 3600}
_ROW = re.compile(r"^\| `([\w-]+)` \| (.+?) \| (\w+) \| (\d+|—) \| (\d+) (minute|hour|day)s? \|$", re.MULTILINE)


def test_the_page_lists_every_limit_as_it_is() -> None:
    rows = _ROW.findall((ROOT / "docs/limits.md").read_text())
    told = {
        (name, counts, key, 0 if most == "—" else int(most), int(number) * _SECONDS[unit])
        for name, counts, key, most, number, unit in rows
    }
    assert told == {_row(limit) for limit in LIMITS}


def test_each_limit_has_its_name_for_itself() -> None:
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)


def _row(limit: RateLimit) -> tuple[str, str, str, int, int]:
    return limit.name, limit.counts, str(limit.key), limit.most, limit.seconds

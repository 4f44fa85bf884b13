from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from souk.ids import is_id, new_id


def test_an_id_is_a_version_7_uuid_of_now() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(new_id())
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before - 1 <= made.int >> 80 <= after + 1


def test_ids_sort_in_the_order_they_were_made_in() -> None:
    made = [new_id() for _ in range(2_000)]
    assert made == sorted(made)


def test_ids_made_by_several_threads_differ() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_id(), range(2_000)))
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    "text", ["", "x", "0190-", "{01a2072d-c81c-7a24-b285-649486b6982b}", "01A2072D-C81C-7A24-B285-649486B6982B"]
)
def test_only_the_canonical_form_is_an_id(text: str) -> None:
    assert not is_id(text)
    assert is_id(new_id())

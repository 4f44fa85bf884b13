from __future__ import annotations

import pytest

from souk.errors import Conflict, Unavailable
from souk.storage.versioned import Stale, until_fresh


class Busy:
    """What others change so many times before we get through."""

    def __init__(self, rivals: int) -> None:
        self.rivals = rivals
        self.tries = 0

    def change(self) -> str:
        self.tries += 1
        if self.tries <= self.rivals:
            raise Stale
        return f"changed at try {self.tries}"


def test_a_change_that_was_overtaken_is_made_on_what_is_there_now() -> None:
    assert until_fresh(Busy(rivals=2).change) == "changed at try 3"


def test_when_the_tries_are_used_up_the_caller_may_come_again() -> None:
    busy = Busy(rivals=3)
    with pytest.raises(Unavailable) as told:
        until_fresh(busy.change, tries=3)
    assert busy.tries == 3
    assert isinstance(told.value.__cause__, Stale)


def test_no_try_begins_when_the_time_is_over() -> None:
    busy = Busy(rivals=0)
    with pytest.raises(Unavailable):
        until_fresh(busy.change, seconds=-1)
    assert busy.tries == 0


def test_what_a_change_refuses_is_not_tried_again() -> None:
    tries = []

    def change() -> None:
        tries.append(1)
        raise Conflict("it is sold")

    with pytest.raises(Conflict, match="sold"):
        until_fresh(change)
    assert len(tries) == 1

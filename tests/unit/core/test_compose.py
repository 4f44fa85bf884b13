from __future__ import annotations

from collections.abc import Callable

import pytest

from souk.compose import Held


class Spy:
    """Builds services out of a word, and keeps what was built and let go of."""

    def __init__(self) -> None:
        self.built: list[str] = []
        self.closed: list[str] = []
        self.services = Held(self._build, lambda: "real", self.closed.append)

    def _build(self, parts: str) -> str:
        self.built.append(parts)
        return f"services of {parts} parts"


@pytest.fixture
def spy() -> Spy:
    return Spy()


def test_services_are_built_once_and_not_before_they_are_asked_for(spy: Spy) -> None:
    assert spy.built == []
    assert spy.services() is spy.services()
    assert spy.built == ["real"]


def test_swapped_parts_count_within_the_block_alone(spy: Spy) -> None:
    spy.services()
    with spy.services.swap(lambda: "other"):
        assert spy.services() == "services of other parts"
        with spy.services.swap(lambda: "inner"):
            assert spy.services() == "services of inner parts"
        assert spy.services() == "services of other parts"
    assert spy.services() == "services of real parts"


def test_parts_are_swapped_back_when_the_block_fails(spy: Spy) -> None:
    with pytest.raises(KeyError), spy.services.swap(lambda: "other"):
        raise KeyError
    assert spy.services() == "services of real parts"


def test_a_reset_builds_anew_of_the_parts_that_count_now(spy: Spy) -> None:
    with spy.services.swap(lambda: "other"):
        spy.services()
        spy.services.reset()
        spy.services()
    assert spy.built == ["other", "other"]


@pytest.mark.parametrize("leave", [lambda services: services.reset(), lambda services: _swapped(services)])
def test_what_is_let_go_of_is_closed_once(spy: Spy, leave: Callable[[Held[str, str]], None]) -> None:
    spy.services()
    leave(spy.services)
    leave(spy.services)
    assert spy.closed == ["services of real parts"]


def _swapped(services: Held[str, str]) -> None:
    with services.swap(lambda: "other"):
        pass

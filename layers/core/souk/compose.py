"""The composition root of a service: its use cases, built of their parts once per process, when first asked for.

Every service has the same in its `compose.py`:

    Parts       what its use cases stand on: stores, clients, providers
    Services    the use cases, built of the parts; what not every function needs, when it is asked for
    real()      the parts in production
    services    Held(Services, real); a door calls services(), a test swaps parts
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from souk.limits.limits import PeopleOnly
    from souk.settings import Settings

Parts = TypeVar("Parts")
Services = TypeVar("Services")


class Held(Generic[Parts, Services]):
    """`close` is called with services that are let go of."""

    def __init__(
        self,
        build: Callable[[Parts], Services],
        parts: Callable[[], Parts],
        close: Callable[[Services], None] = lambda _: None,
    ) -> None:
        self._build = build
        self._parts = parts
        self._close = close
        self._built: Services | None = None

    def __call__(self) -> Services:
        if self._built is None:
            self._built = self._build(self._parts())
        return self._built

    def reset(self) -> None:
        """Lets go of what was built: the next call builds anew, as a new process would."""
        built, self._built = self._built, None
        if built is not None:
            self._close(built)

    @contextlib.contextmanager
    def swap(self, parts: Callable[[], Parts]) -> Iterator[None]:
        """Within the block the services are built of these parts."""
        before = self._parts
        self.reset()
        self._parts = parts
        try:
            yield
        finally:
            self._parts = before
            self.reset()


def people_only(settings: Settings) -> PeopleOnly | None:
    """The challenge against robots; None, and nothing of it is loaded, where the shop sets none."""
    if not settings.challenge_origin or not settings.challenge_site_key:
        return None
    from souk.challenge import turnstile

    return turnstile.set_up(settings)

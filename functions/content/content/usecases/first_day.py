"""The steps of a shop's first day, as they are seen and as staff say."""

from __future__ import annotations

from collections.abc import Mapping

from content.domain import shown
from content.domain.first_day import FirstDay, FirstStep, StepState
from content.domain.kinds import SETTINGS
from content.usecases.ports import Documents
from souk import clock
from souk.errors import PreconditionFailed
from souk.staff.changes import Value, note
from souk.storage.versioned import Stale, until_fresh

Steps = dict[FirstStep, StepState]


class FirstDays:
    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def show(self) -> tuple[Steps, int]:
        """The steps in order, and the version to change them by."""
        day = self._documents.first_day()
        return self._seen(day), day.version

    def say(self, said: Mapping[FirstStep, StepState], version: int) -> tuple[Steps, int]:
        """Remembers what staff say of these steps. Raises PreconditionFailed."""
        before = self._documents.first_day()
        after = before.saying(said)
        try:
            if before.version != version:
                raise Stale("another version was seen")
            self._documents.put_first_day(after)
        except Stale as error:
            raise PreconditionFailed("somebody else went on meanwhile; look at it again") from error
        note("content:first-day", _noted(before), _noted(after))
        return self._seen(after), after.version

    def see(self, step: FirstStep) -> None:
        """Remembers that a step was done, as an event tells. All later ones only read."""

        def once() -> None:
            day = self._documents.first_day()
            if day.said.get(step) is not StepState.DONE:
                self._documents.put_first_day(day.saying({step: StepState.DONE}))

        until_fresh(once)

    def _seen(self, day: FirstDay) -> Steps:
        settings = self._documents.shown().get(SETTINGS)
        opened = settings is not None and shown.takes_orders(settings, clock.isoformat(clock.now()))
        return day.steps(named=settings is not None, opened=opened)


def _noted(day: FirstDay) -> dict[str, Value]:
    return {step.value: state.value for step, state in day.said.items()}

"""Forgetting a person who has closed the account and has not taken that back (see `users.domain.closing`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from souk import clock
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import PersonErased
from souk.storage.versioned import until_fresh
from souk.telemetry import count, logger
from users.domain.closing import LONG, Closing
from users.domain.profile import Profile
from users.usecases.exporting import ForgottenExports
from users.usecases.ports import Directory, Erasures, Profiles, SessionStore


class Erasing:
    """The timer's part. Whatever it dies over is done again when it rings next: the profile, which says what there is
    to do, goes last."""

    def __init__(
        self,
        directory: Callable[[], Directory],
        profiles: Profiles,
        sessions: SessionStore,
        erasures: Erasures,
        exports: ForgottenExports,
    ) -> None:
        self._directory = directory
        self._profiles = profiles
        self._sessions = sessions
        self._erasures = erasures
        self._exports = exports

    def run(self, limit: int = 100) -> int:
        """Takes the next step with everybody whose turn it is; answers how many."""
        due = self._erasures.due(clock.now(), limit)
        for user_id in due:
            profile = self._profiles.get(user_id)
            # The list may be behind.
            if profile and profile.closing and profile.closing.next_at <= clock.now():
                self._go_on(profile, profile.closing)
        return len(due)

    def _go_on(self, profile: Profile, closing: Closing) -> None:
        if not closing.answered_at:
            self._ask(profile, closing)
            return
        # A session that has ended is good for some minutes more, and may have asked for an export since.
        self._exports.forget(profile.id)
        # Told once more: a page that was open when the account ended may have filled a cart since.
        self._erasures.remove(profile, _erased(profile))
        count("PeopleErased")
        logger.info("a person is forgotten")

    def _ask(self, profile: Profile, closing: Closing) -> None:
        """From now on nobody signs in, so that nothing new comes of the person."""
        self._directory().delete(profile.id)
        for session in self._sessions.of(profile.id):
            self._sessions.remove(profile.id, session.id)
        self._exports.forget(profile.id)
        if clock.now() > closing.due_at + LONG:
            logger.warning("forgetting a person takes long: look for orders under way, and events set aside")
            count("ErasuresOverdue")
        self._profiles.save(replace(profile, closing=closing.told(clock.now())), _erased(profile))


class ErasureAnswers:
    """What the orders service says while a person is forgotten."""

    def __init__(self, profiles: Profiles, erasures: Erasures) -> None:
        self._profiles = profiles
        self._erasures = erasures

    def order_anonymised(self, order_id: str) -> None:
        self._erasures.forget_order(order_id)

    def orders_erased(self, user_id: str) -> None:
        """No order names the person any more. Does nothing for one who is forgotten already."""

        def once() -> None:
            held = self._profiles.get(user_id)
            if held and held.closing and not held.closing.answered_at:
                self._profiles.save(replace(held, closing=held.closing.answered(clock.now())))

        until_fresh(once)


def _erased(profile: Profile) -> Event:
    data = PersonErased(user_id=profile.id)
    return new_event("user.erased", aggregate_id=profile.id, aggregate_version=profile.version + 1, data=data)

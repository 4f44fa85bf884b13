"""Closing one's account, and taking that back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from souk import clock
from souk.errors import NotFound
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import AccountClosing
from souk.storage.versioned import until_fresh
from users.domain.closing import Closing
from users.domain.passwords import WrongPassword
from users.domain.profile import Profile
from users.usecases.ports import Directory, Profiles
from users.usecases.sessions import Sessions


class Closings:
    """Each raises Unauthenticated when the session has ended meanwhile, NotFound for one who is forgotten."""

    def __init__(self, directory: Directory, profiles: Profiles, sessions: Sessions) -> None:
        self._directory = directory
        self._profiles = profiles
        self._sessions = sessions

    def close(self, user_id: str, session_id: str, password: str) -> Profile:
        """Ends all sessions; a letter says until when it can be taken back. Asking again does not extend that.

        Raises WrongPassword.
        """
        self._sessions.require(user_id, session_id)
        if not self._directory.knows(user_id, password):
            raise WrongPassword("password")
        return self.close_for(user_id)

    def close_for(self, user_id: str) -> Profile:
        """The same for whoever has shown elsewhere that this is what they want."""
        profile = self._change(user_id, lambda closing: closing or Closing.asked_for(clock.now()))
        self._sessions.close_all(user_id)
        return profile

    def take_back(self, user_id: str, session_id: str) -> Profile:
        """Does nothing for an account that is not closing. Raises ErasureBegun when the time for it is over."""
        self._sessions.require(user_id, session_id)
        return self._change(user_id, _taken_back)

    def _change(self, user_id: str, decide: Callable[[Closing | None], Closing | None]) -> Profile:
        def once() -> Profile:
            held = self._profiles.get(user_id)
            if held is None:
                raise NotFound("there is no such user")
            changed = replace(held, closing=decide(held.closing))
            if changed == held:
                return held
            return self._profiles.save(changed, *_news(changed))

        return until_fresh(once)


def _taken_back(closing: Closing | None) -> None:
    if closing:
        closing.require_open(clock.now())


def _news(profile: Profile) -> tuple[Event, ...]:
    if profile.closing is None:
        return ()
    closes_at = clock.isoformat(profile.closing.due_at)
    data = AccountClosing(user_id=profile.id, email=profile.email, closes_at=closes_at, locale=profile.locale)
    version = profile.version + 1
    return (new_event("user.closing", aggregate_id=profile.id, aggregate_version=version, data=data),)

"""Shutting a customer out, letting them in again, and closing the account in their place.

Nobody of the staff is dealt with this way: else who may block a customer could shut out an admin.
"""

from __future__ import annotations

from dataclasses import replace

from souk import clock
from souk.errors import PreconditionFailed, Unavailable
from souk.staff.changes import note
from souk.staff.permissions import is_staff
from souk.storage.versioned import Stale
from souk.telemetry import logger
from users.domain.profile import BlockDecision, OfTheStaff, Profile
from users.usecases.closing import Closings
from users.usecases.customers.lookup import known
from users.usecases.ports import Profiles, StaffDirectory
from users.usecases.profiles import changed_event
from users.usecases.sessions import Sessions


class CustomerStanding:
    """Each raises NotFound for who is no customer, OfTheStaff."""

    def __init__(self, profiles: Profiles, sessions: Sessions, staff: StaffDirectory, closings: Closings) -> None:
        self._profiles = profiles
        self._sessions = sessions
        self._staff = staff
        self._closings = closings

    def block(self, user_id: str, version: int, reason: str) -> Profile:
        """Ends all sessions. Raises PreconditionFailed when `version` is not the profile's any more."""
        profile = self._decide(user_id, version, reason, blocked=True)
        try:
            self._sessions.close_all(user_id)
        except Unavailable:
            # The block holds whatever is left: no session is refreshed, and Cognito's tokens are held by nobody else.
            logger.exception("blocked, but not every session could be ended")
        return profile

    def unblock(self, user_id: str, version: int, reason: str) -> Profile:
        """Raises PreconditionFailed."""
        return self._decide(user_id, version, reason, blocked=False)

    def erase(self, user_id: str) -> Profile:
        """As if the person closed the account: the letter says until when they may take it back."""
        held = known(self._profiles, user_id)
        if held.closing:
            return held
        self._require_no_staff(user_id)
        closing = self._closings.close_for(user_id)
        note(f"user:{user_id}", {"closing": False}, {"closing": True})
        return closing

    def _decide(self, user_id: str, version: int, reason: str, *, blocked: bool) -> Profile:
        held = known(self._profiles, user_id)
        if held.is_blocked == blocked and (not blocked or held.block_reason == reason):
            return held  # also for a version of before: an answer that got lost is given again
        if held.version != version:
            raise _changed()
        self._require_no_staff(user_id)
        decided = replace(held, block=BlockDecision(blocked, reason, clock.now()))
        try:
            saved = self._profiles.save(decided, changed_event("user.updated", decided))
        except Stale:
            raise _changed() from None
        note(f"user:{user_id}", {"blocked": held.is_blocked}, {"blocked": blocked})
        return saved

    def _require_no_staff(self, user_id: str) -> None:
        if is_staff(self._staff.groups_of(user_id)):
            raise OfTheStaff


def _changed() -> PreconditionFailed:
    return PreconditionFailed("the customer was changed in the meantime; look again")

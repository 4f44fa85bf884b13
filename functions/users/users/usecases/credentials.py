"""Changing password and e-mail address while signed in. Both ask for the password: a page that was left open must not
be enough to take an account over."""

from __future__ import annotations

from souk.errors import InvalidInput, NotFound
from users.domain.passwords import WrongPassword, check_password
from users.domain.profile import Profile
from users.usecases.ports import CommonPasswords, Directory, Profiles
from users.usecases.profiles import alert, current_profile
from users.usecases.sessions import Sessions


class Credentials:
    """The use cases of one signed-in person. Each raises Unauthenticated when the session has ended meanwhile."""

    def __init__(self, directory: Directory, profiles: Profiles, sessions: Sessions, common: CommonPasswords) -> None:
        self._directory = directory
        self._profiles = profiles
        self._sessions = sessions
        self._common = common

    def change_password(self, user_id: str, session_id: str, current: str, new: str) -> None:
        """Ends all other sessions and tells the person by letter. Raises WrongPassword, WeakPassword."""
        session = self._sessions.require(user_id, session_id)
        profile = self._profile(user_id)
        check_password(new, self._common.contains, profile.email, profile.name, field="new")
        self._prove(user_id, current, "current")
        self._directory.set_password(user_id, new)
        self._sessions.close_others(user_id, session_id)
        self._profiles.publish(alert("user.password_changed", profile, session.device))

    def change_email(self, user_id: str, session_id: str, email: str, password: str) -> None:
        """Sends a code to the new address; until it is entered, the old one counts. Says nothing when the new one is
        another person's. Raises WrongPassword."""
        session = self._sessions.require(user_id, session_id)
        if email == self._profile(user_id).email:
            message = "this is your e-mail address already"
            raise InvalidInput(message, errors=[{"field": "email", "message": message}])
        self._prove(user_id, password, "password")
        tokens = self._directory.renew(user_id, session.refresh_token)
        self._directory.send_email_code(tokens.access_token, email)

    def confirm_email(self, user_id: str, session_id: str, code: str) -> Profile:
        """Makes the new address the person's and tells them at the old one. Raises CodeRejected.

        When something fails after the code is used up, the next refresh brings the profile up to date.
        """
        session = self._sessions.require(user_id, session_id)
        tokens = self._directory.renew(user_id, session.refresh_token)
        self._directory.confirm_email(tokens.access_token, code)
        identity = self._directory.find(user_id)
        if identity is None:
            raise _nobody()
        return current_profile(self._profiles, identity)

    def _profile(self, user_id: str) -> Profile:
        profile = self._profiles.get(user_id)
        if profile is None:
            raise _nobody()
        return profile

    def _prove(self, user_id: str, password: str, field: str) -> None:
        if not self._directory.knows(user_id, password):
            raise WrongPassword(field)


def _nobody() -> NotFound:
    return NotFound("there is no such user")

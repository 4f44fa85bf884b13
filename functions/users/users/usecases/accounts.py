"""Signing up, in and out. Whoever asks learns nothing about who else has an account."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from souk import clock
from souk.errors import Unavailable
from souk.events import Event
from souk.events.factory import new_event
from souk.events.users import UserChanged
from souk.telemetry import logger
from users.domain.identity import EmailTaken, Identity, Session, check_password
from users.domain.profile import Profile
from users.usecases.ports import Directory, Profiles


@dataclass(frozen=True, slots=True)
class SignedIn:
    session: Session
    profile: Profile


class Accounts:
    """The use cases around credentials. `email` is always a normal one."""

    def __init__(self, directory: Directory, profiles: Profiles) -> None:
        self._directory = directory
        self._profiles = profiles

    def sign_up(self, email: str, password: str, name: str) -> str:
        """Answers the user id; for an address that has an account, an id that leads nowhere.

        An account nobody confirmed is replaced, so that the last one to sign up chooses the password: someone who took
        another's address before them must not know the password of what they confirm.
        """
        check_password(password)
        try:
            return self._directory.register(email, password, name)
        except EmailTaken:
            held = self._directory.find(email)
        if held is not None and not held.confirmed:
            self._directory.withdraw(held.id)
            try:
                return self._directory.register(email, password, name)
            except EmailTaken:
                logger.info("two sign-ups with one address met")
        return str(uuid.uuid4())  # as Cognito's ids are

    def confirm(self, email: str, code: str) -> None:
        """Raises CodeRejected."""
        self._directory.confirm(email, code)
        try:
            identity = self._directory.find(email)
            if identity is not None:
                ensure_profile(self._profiles, identity)
        except Unavailable:
            # The account is confirmed and the code used up: signing in will make the profile.
            logger.warning("confirmed, but the profile has to wait for the first sign-in")

    def resend(self, email: str) -> None:
        self._directory.resend(email)

    def sign_in(self, email: str, password: str) -> SignedIn:
        """Raises Unauthenticated, EmailNotConfirmed, ActionRequired."""
        return self._signed_in(self._directory.authenticate(email, password))

    def refresh(self, refresh_token: str) -> SignedIn:
        """Raises Unauthenticated."""
        return self._signed_in(self._directory.renew(refresh_token))

    def sign_out(self, refresh_token: str) -> None:
        """No new access token can be had afterwards; the current one ends by itself within minutes."""
        self._directory.revoke(refresh_token)

    def forgot(self, email: str) -> None:
        self._directory.send_reset_code(email)

    def reset(self, email: str, code: str, password: str) -> None:
        """Sets a new password and ends all sessions: whoever knew the old password is out. Raises CodeRejected."""
        check_password(password)
        self._directory.reset_password(email, code, password)
        try:
            self._directory.end_sessions(email)
        except Unavailable:
            # The code is used up, so the person could not even try again.
            logger.exception("the password was reset, but sessions begun before are still open")

    def _signed_in(self, session: Session) -> SignedIn:
        return SignedIn(session, ensure_profile(self._profiles, session.identity))


def ensure_profile(profiles: Profiles, identity: Identity) -> Profile:
    """The person's profile, made at the first opportunity and announced once."""
    held = profiles.get(identity.id)
    if held is not None:
        return held
    profile = Profile(identity.id, identity.email, identity.name, clock.now())
    return profiles.create(profile, changed_event("user.registered", profile))


def changed_event(event_type: str, profile: Profile) -> Event:
    """The event of a change that is about to be stored."""
    data = UserChanged(user_id=profile.id, email=profile.email, name=profile.name, locale=profile.locale)
    return new_event(event_type, aggregate_id=profile.id, aggregate_version=profile.version + 1, data=data)

"""Signing up, in and out. Whoever asks learns nothing about who else has an account."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence

from souk.errors import RateLimited, Unavailable
from souk.telemetry import logger
from users.domain.consent import ShownText
from users.domain.identity import EmailTaken
from users.domain.passwords import check_password
from users.domain.sessions import Ticket
from users.usecases.consents import Consents
from users.usecases.ports import CommonPasswords, Directory, Profiles
from users.usecases.profiles import current_profile
from users.usecases.sessions import Sessions, SignedIn


class Accounts:
    """The use cases around credentials. `email` is always a normal one."""

    def __init__(
        self,
        directory: Directory,
        profiles: Profiles,
        sessions: Sessions,
        common: CommonPasswords,
        consents: Consents,
    ) -> None:
        self._directory = directory
        self._profiles = profiles
        self._sessions = sessions
        self._common = common
        self._consents = consents

    def sign_up(self, email: str, password: str, name: str) -> str:
        """Has a code sent, if nobody has proved the address yet. Answers an id that leads nowhere: one that did would
        tell who has an account.

        The account is made with a password nobody knows. What is typed here comes again with the code, so that whoever
        holds the mailbox chooses the password, whoever signed up with the address before or after them.
        """
        check_password(password, self._common.contains, email, name)
        try:
            self._directory.register(email, secrets.token_urlsafe(48))
        except EmailTaken:
            self._directory.resend(email)
        return str(uuid.uuid4())  # as Cognito's ids are

    def confirm(
        self,
        email: str,
        code: str,
        password: str,
        name: str,
        agreed_to: Sequence[ShownText] = (),
        locale: str = "",
    ) -> None:
        """Proves the address, sets the password and name that came with the code, and keeps what was agreed to: whoever
        holds the mailbox has said it all.

        Raises CodeRejected, InvalidInput. What fails after the code is used up is mended by "forgot password".
        """
        check_password(password, self._common.contains, email, name)
        for shown in agreed_to:
            shown.require_known()
        self._directory.confirm(email, code)
        identity = self._directory.find(email)
        if identity is None:
            raise Unavailable("the account was closed at the same moment")
        self._directory.set_password(identity.id, password)
        try:
            current_profile(self._profiles, identity, name, locale)
        except Unavailable:
            # The code is used up: signing in will make the profile.
            logger.warning("confirmed, but the profile has to wait for the first sign-in")
        self._agree(identity.id, agreed_to)

    def _agree(self, user_id: str, agreed_to: Sequence[ShownText]) -> None:
        """What cannot be kept is not given: nobody may say later that it was."""
        try:
            for shown in agreed_to:
                self._consents.decide(user_id, shown, given=True)
        except (RateLimited, Unavailable):
            logger.warning("confirmed, but what the person agreed to is not kept")

    def resend(self, email: str) -> None:
        self._directory.resend(email)

    def sign_in(self, email: str, password: str, device: str) -> SignedIn:
        """Raises Unauthenticated, EmailNotConfirmed, ActionRequired."""
        return self._sessions.begin(self._directory.authenticate(email, password), device)

    def refresh(self, ticket: Ticket) -> SignedIn:
        """Raises Unauthenticated."""
        return self._sessions.refresh(ticket)

    def sign_out(self, ticket: Ticket) -> None:
        self._sessions.end(ticket)

    def forgot(self, email: str) -> None:
        self._directory.send_reset_code(email)

    def reset(self, email: str, code: str, password: str) -> None:
        """Sets a new password and ends all sessions: whoever knew the old password is out. Raises CodeRejected."""
        check_password(password, self._common.contains, email)
        self._directory.reset_password(email, code, password)
        try:
            identity = self._directory.find(email)
            if identity is not None:
                self._sessions.close_all(identity.id)
        except Unavailable:
            # The code is used up, so the person could not even try again.
            logger.exception("the password was reset, but sessions begun before are still open")

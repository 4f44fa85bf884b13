"""A person's authenticator app: set up, confirmed and removed; and what else their account is signed in with.

Every change asks for the password again (OWASP ASVS 4.0, 2.8 and 3.7): a stolen session alone must not lock its owner
out. What signs in as staff needs, nobody of the staff removes themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from souk.staff.permissions import is_staff
from souk.telemetry import logger
from users.domain.identity import Tokens
from users.domain.second_factors import Passkey, PasswordWrong, SecondFactorNeeded, TotpInUse, TotpSetUp
from users.domain.sessions import Session
from users.usecases.ports import Directory, Factors
from users.usecases.sessions import Sessions


@dataclass(frozen=True, slots=True)
class HeldFactors:
    """What a person may sign in with beside the password."""

    totp: bool
    passkeys: tuple[Passkey, ...]


class SelfService:
    """What opens Cognito's self-service: the session a request came in, and an access token of it."""

    def __init__(self, directory: Directory, sessions: Sessions) -> None:
        self._directory = directory
        self._sessions = sessions

    def access_token(self, user_id: str, session_id: str) -> str:
        """Raises Unauthenticated when the session has ended."""
        return self._tokens(self._sessions.require(user_id, session_id)).access_token

    def tokens_for(self, user_id: str, session_id: str, password: str) -> Tokens:
        """Raises PasswordWrong and Unauthenticated."""
        session = self._sessions.require(user_id, session_id)
        if not self._directory.knows(user_id, password):
            raise PasswordWrong
        return self._tokens(session)

    def _tokens(self, session: Session) -> Tokens:
        return self._directory.renew(session.user_id, session.refresh_token)


class SecondFactors:
    def __init__(self, own: SelfService, factors: Factors, issuer: str) -> None:
        self._own = own
        self._factors = factors
        self._issuer = issuer

    def held(self, user_id: str, session_id: str) -> HeldFactors:
        access = self._own.access_token(user_id, session_id)
        return HeldFactors(self._factors.has_totp(user_id), tuple(self._factors.passkeys(access)))

    def set_up_totp(self, user_id: str, session_id: str, password: str) -> TotpSetUp:
        """A new secret, which counts when a code of it was confirmed. Raises PasswordWrong, TotpInUse."""
        tokens = self._own.tokens_for(user_id, session_id, password)
        if self._factors.has_totp(user_id):
            raise TotpInUse
        secret = self._factors.new_totp_secret(tokens.access_token)
        return TotpSetUp(secret, tokens.identity.email, self._issuer)

    def confirm_totp(self, user_id: str, session_id: str, code: str) -> None:
        """From now on a password alone signs nobody in. Raises CodeRejected."""
        access = self._own.access_token(user_id, session_id)
        self._factors.verify_totp(access, code)
        self._factors.switch(user_id, totp=True)
        logger.info("authenticator app set up", extra={"user_id": user_id})

    def remove_totp(self, user_id: str, session_id: str, groups: frozenset[str], password: str) -> None:
        """Raises PasswordWrong, SecondFactorNeeded."""
        self._own.tokens_for(user_id, session_id, password)
        if is_staff(groups):
            raise SecondFactorNeeded
        self._factors.switch(user_id, totp=False)
        logger.info("authenticator app removed", extra={"user_id": user_id})


class Passkeys:
    def __init__(self, own: SelfService, factors: Factors) -> None:
        self._own = own
        self._factors = factors

    def options(self, user_id: str, session_id: str, password: str) -> dict[str, object]:
        """What to ask an authenticator for (PublicKeyCredentialCreationOptionsJSON). Raises PasswordWrong."""
        tokens = self._own.tokens_for(user_id, session_id, password)
        return self._factors.start_passkey(tokens.access_token)

    def add(self, user_id: str, session_id: str, credential: dict[str, object]) -> list[Passkey]:
        """All of them, the new one too. Raises PasskeyRejected."""
        access = self._own.access_token(user_id, session_id)
        self._factors.complete_passkey(access, credential)
        logger.info("passkey added", extra={"user_id": user_id})
        return self._factors.passkeys(access)

    def listed(self, user_id: str, session_id: str) -> list[Passkey]:
        return self._factors.passkeys(self._own.access_token(user_id, session_id))

    def remove(self, user_id: str, session_id: str, passkey_id: str, password: str) -> None:
        """Raises PasswordWrong, NotFound."""
        tokens = self._own.tokens_for(user_id, session_id, password)
        self._factors.remove_passkey(tokens.access_token, passkey_id)
        logger.info("passkey removed", extra={"user_id": user_id})

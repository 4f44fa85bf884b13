"""Sessions of signed-in people: begun, refreshed, listed and ended.

A session is ended by removing what we keep of it: from then on its cookie leads nowhere, and staff and money routes,
which ask for it, refuse. Revoking its tokens at Cognito comes second and may fail without harm: nobody else has them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from souk import clock
from souk.errors import NotFound, SoukError, Unauthenticated, Unavailable
from souk.storage.versioned import Stale
from souk.telemetry import logger
from users.domain.identity import Tokens
from users.domain.profile import Profile
from users.domain.sessions import SecretState, Session, Ticket, digest
from users.usecases.ports import Directory, Profiles, SessionStore
from users.usecases.profiles import alert, current_profile


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`ticket` is for the browser's cookie."""

    tokens: Tokens
    profile: Profile
    ticket: Ticket = field(repr=False)


class Sessions:
    def __init__(self, directory: Directory, profiles: Profiles, store: SessionStore) -> None:
        self._directory = directory
        self._profiles = profiles
        self._store = store

    def begin(self, tokens: Tokens, device: str, *, second_factor: bool = False) -> SignedIn:
        """After all that signing in takes is done. Raises EmailNotConfirmed, AccountBlocked."""
        secret, now = secrets.token_urlsafe(32), clock.now()
        session = Session(
            id=tokens.session_id,
            user_id=tokens.identity.id,
            started_at=now,
            used_at=now,
            device=device,
            current=digest(secret),
            seed=secrets.token_urlsafe(32),
            refresh_token=tokens.refresh_token,
            groups=tokens.identity.groups,
            second_factor=second_factor,
        )
        self._store.add(session)
        # Looked at afterwards: whoever is blocked at the same moment is seen here, or the session is seen there.
        try:
            profile = current_profile(self._profiles, tokens.identity)
            profile.require_admitted()
        except SoukError:
            self._end(session)
            raise
        return SignedIn(tokens, profile, Ticket(session.user_id, session.id, secret))

    def refresh(self, ticket: Ticket) -> SignedIn:
        """Exchanges the ticket's secret. Raises Unauthenticated, AccountBlocked; one that was exchanged long ago
        ends the session."""
        session = self._presented(ticket)
        try:
            tokens = self._directory.renew(session.user_id, session.refresh_token)
        except Unauthenticated:
            self._store.remove(session.user_id, session.id)
            raise
        profile = current_profile(self._profiles, tokens.identity)
        if profile.is_blocked:
            self._end(session)
        profile.require_admitted()
        successor = self._exchange(session, ticket, tokens)
        return SignedIn(tokens, profile, Ticket(session.user_id, session.id, successor))

    def end(self, ticket: Ticket) -> None:
        """Signs out; a ticket that is no longer good ends nothing."""
        session = self._store.get(ticket.user_id, ticket.session_id)
        if session and session.state_of(ticket.secret, clock.now()) is not SecretState.SPENT:
            self._end(session)

    def held(self, user_id: str) -> list[Session]:
        """Those that go on, last used first."""
        live = [session for session in self._store.of(user_id) if session.is_live(clock.now())]
        return sorted(live, key=lambda session: session.used_at, reverse=True)

    def require(self, user_id: str, session_id: str) -> Session:
        """The session a request was made in, for what a token alone must not do. Raises Unauthenticated when it has
        ended, although its token has not run out yet."""
        session = self._store.get(user_id, session_id)
        if session is None or not session.is_live(clock.now()):
            raise _ended()
        return session

    def close(self, user_id: str, session_id: str) -> None:
        """Ends one session. Raises NotFound."""
        session = self._store.get(user_id, session_id)
        if session is None:
            raise NotFound("this session has ended already")
        self._end(session)

    def close_others(self, user_id: str, kept_id: str) -> None:
        """Ends all sessions but this one."""
        for session in self._store.of(user_id):
            if session.id != kept_id:
                self._end(session)

    def close_all(self, user_id: str) -> None:
        """Ends every session of the person, also those that Cognito alone knows. For a reset, and whoever loses their
        account or their part in the shop."""
        for session in self._store.of(user_id):
            self._store.remove(user_id, session.id)
        self._directory.end_sessions(user_id)

    def _presented(self, ticket: Ticket) -> Session:
        """The session, for a ticket that may still be exchanged."""
        session = self._store.get(ticket.user_id, ticket.session_id)
        now = clock.now()
        if session is None or not session.is_live(now):
            raise _ended()
        if session.state_of(ticket.secret, now) is SecretState.SPENT:
            logger.warning(
                "a spent session secret was used, the session is ended",
                extra={"security_event": "session_reused", "user_id": session.user_id, "session_id": session.id},
            )
            self._end(session)
            self._tell_of_reuse(session)
            raise _ended()
        return session

    def _tell_of_reuse(self, session: Session) -> None:
        profile = self._profiles.get(session.user_id)
        if profile is not None:
            self._profiles.publish(alert("user.session_reused", profile, session.device))

    def _exchange(self, session: Session, ticket: Ticket, tokens: Tokens) -> str:
        """The secret that comes after the ticket's, which another request may have made current already."""
        now = clock.now()
        if session.state_of(ticket.secret, now) is SecretState.CURRENT:
            try:
                self._store.exchange(session, session.exchanged(ticket.secret, now, tokens.identity.groups))
            except Stale:
                session = self._presented(ticket)
        return session.successor(ticket.secret)

    def _end(self, session: Session) -> None:
        self._store.remove(session.user_id, session.id)
        try:
            self._directory.revoke(session.refresh_token)
        except Unavailable:
            logger.warning("the session is ended, its tokens could not be revoked at Cognito")


def _ended() -> Unauthenticated:
    return Unauthenticated("the session has ended, sign in again")

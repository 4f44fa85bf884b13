"""Signing in, step by step: a password, then what the account asks for beside it; or a passkey.

What Cognito calls its session stays here. The browser holds a random token, for three minutes; we keep its hash.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from souk import clock
from souk.limits import rules
from souk.limits.limits import Charge, Limits
from users.domain.identity import CodeRejected, Tokens
from users.domain.passwords import check_password
from users.domain.sessions import digest
from users.domain.sign_in import (
    STEP_LIFE,
    PendingStep,
    Step,
    StepEnded,
    StepKind,
    StepRequired,
    passkey_refused,
)
from users.usecases.accounts import Accounts
from users.usecases.ports import CommonPasswords, Credential, SignInSteps, StepStore
from users.usecases.sessions import Sessions, SignedIn

PASSKEY_TIMEOUT_MS = 60_000


@dataclass(frozen=True, slots=True)
class Challenge:
    """`token` answers it, once and for `STEP_LIFE`. `options` are a passkey's."""

    kind: StepKind
    token: str = field(repr=False)
    options: Mapping[str, object] = field(default_factory=dict)


class SignIn:
    def __init__(
        self,
        accounts: Accounts,
        sessions: Sessions,
        steps: SignInSteps,
        store: StepStore,
        common: CommonPasswords,
        limits: Limits,
        relying_party: str,
    ) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._steps = steps
        self._store = store
        self._common = common
        self._limits = limits
        self._relying_party = relying_party

    def with_password(self, email: str, password: str, device: str) -> SignedIn | Challenge:
        """Raises Unauthenticated, EmailNotConfirmed, ActionRequired."""
        try:
            return self._accounts.sign_in(email, password, device)
        except StepRequired as required:
            return self._posed(required.step)

    def with_code(self, token: str, code: str, device: str) -> SignedIn | Challenge:
        """Raises StepEnded, CodeRejected: another code may be tried, a few times.

        Wrong ones count for the account, too: who knows its password begins as many sign-ins as they like.
        """
        step = self._answering(token, StepKind.TOTP)
        with self._limits.guessing([Charge(rules.CODES_TRIED_BY, step.username)], CodeRejected):
            return self._go_on(token, partial(self._steps.answer_totp, step, code), device, second_factor=True)

    def with_new_password(self, token: str, password: str, device: str) -> SignedIn | Challenge:
        """In the place of the one of an invitation. Raises StepEnded, InvalidInput."""
        check_password(password, self._common.contains)
        step = self._answering(token, StepKind.NEW_PASSWORD)
        return self._go_on(token, partial(self._steps.answer_new_password, step, password), device, second_factor=False)

    def passkey(self, email: str) -> Challenge:
        """What to ask an authenticator for. The same for an address that has no passkey, or no account.

        Which passkeys the person has is not told: they are discoverable, so the browser finds them by the relying
        party.
        """
        step = self._steps.begin_passkey(email)
        options = {
            "challenge": step.challenge if step else secrets.token_urlsafe(32),
            "rpId": self._relying_party,
            "timeout": PASSKEY_TIMEOUT_MS,
            "userVerification": "required",
            "allowCredentials": [],
        }
        return Challenge(StepKind.PASSKEY, self._kept(step), options)

    def with_passkey(self, token: str, credential: Credential, device: str) -> SignedIn:
        """Its user was verified, so a passkey counts for both factors. Raises StepEnded, Unauthenticated."""
        step = self._answering(token, StepKind.PASSKEY)
        self._store.remove(digest(token))
        return self._sessions.begin(self._steps.answer_passkey(step, credential), device, second_factor=True)

    def _go_on(
        self, token: str, answer: Callable[[], Tokens], device: str, *, second_factor: bool
    ) -> SignedIn | Challenge:
        try:
            tokens = answer()
        except StepRequired as required:
            self._store.remove(digest(token))
            return self._posed(required.step)
        self._store.remove(digest(token))
        return self._sessions.begin(tokens, device, second_factor=second_factor)

    def _answering(self, token: str, kind: StepKind) -> Step:
        """The step that the token is for; the answer to it is counted before it is looked at."""
        pending = self._store.attempt(digest(token))
        if pending is None or not pending.is_open(clock.now()):
            raise StepEnded
        if pending.step is None:
            raise passkey_refused()
        if pending.step.kind is not kind:
            raise StepEnded
        return pending.step

    def _posed(self, step: Step) -> Challenge:
        return Challenge(step.kind, self._kept(step))

    def _kept(self, step: Step | None) -> str:
        token = secrets.token_urlsafe(32)
        self._store.add(PendingStep(digest(token), clock.now() + STEP_LIFE, step))
        return token

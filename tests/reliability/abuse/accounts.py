"""A user pool in memory, with Ann's account in it, whose limits are counted in a table."""

from __future__ import annotations

from dataclasses import replace

from souk.errors import Unauthenticated
from souk.ids import new_id
from souk.limits.table import DynamoCounters
from tests.unit.users.fakes import (
    MemoryDirectory,
    MemoryFactors,
    MemoryPasswords,
    MemorySessions,
    MemoryStaff,
    MemorySteps,
    MemoryUsers,
)
from users import compose
from users.adapters.guest_store import DynamoGuests
from users.domain.identity import CodeRejected, Tokens
from users.domain.sign_in import Step, StepEnded, StepKind, StepRequired
from users.usecases.ports import Credential

ANN, PASSWORD, CODE = "ann@example.com", "correct horse", MemoryFactors.CODE
ATTACKER, HOME = "203.0.113.9", "198.51.100.7"


class People(MemoryDirectory):
    """Signing in asks those who have an app for its code; nobody has a passkey. `secret` is no other pool's."""

    def __init__(self) -> None:
        super().__init__()
        self.factors = MemoryFactors()
        self.sessions = MemorySessions()
        self.waiting: dict[str, Tokens] = {}
        self.secret = new_id().encode()

    def authenticate(self, email: str, password: str) -> Tokens:
        tokens = super().authenticate(email, password)
        if not self.factors.has_totp(tokens.identity.id):
            return tokens
        self.waiting[tokens.session_id] = tokens
        raise StepRequired(Step(StepKind.TOTP, tokens.identity.id, tokens.session_id))

    def answer_totp(self, step: Step, code: str) -> Tokens:
        if code != CODE:
            raise CodeRejected
        return self.waiting.pop(step.session)

    def answer_new_password(self, step: Step, password: str) -> Tokens:
        raise StepEnded

    def begin_passkey(self, email: str) -> Step | None:
        return None

    def answer_passkey(self, step: Step, credential: Credential) -> Tokens:
        raise Unauthenticated("nobody has a passkey")

    @property
    def ann(self) -> str:
        return self.accounts[ANN].identity.id


def people() -> People:
    made = People()
    made.register(ANN, PASSWORD)
    made.confirm(ANN, made.mailbox.pop()[1])
    return made


def parts(pool: People) -> compose.Parts:
    """Each pool has a secret of its own, and so counters of its own."""
    users = MemoryUsers()
    return replace(
        compose.real(),
        pool=lambda: compose.UserPool(pool, pool, pool.factors, MemoryStaff()),
        profiles=users,
        books=users,
        activities=users,
        owners=users,
        sessions=pool.sessions,
        erasures=users,
        common_passwords=MemoryPasswords(),
        counters=DynamoCounters(lambda: pool.secret),
        steps=MemorySteps(),
        guests=DynamoGuests(lambda: pool.secret),
    )

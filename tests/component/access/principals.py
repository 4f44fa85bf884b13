"""Everybody who may ask: with what their token says, how their session stands, and what a route for staff answers."""

from __future__ import annotations

from dataclasses import dataclass

from souk.http import SessionState
from souk.permissions import STAFF_ROLES, Role

Refusal = tuple[int, str]
SIGN_IN: Refusal = (401, "unauthenticated")
NO: Refusal = (403, "forbidden")


@dataclass(frozen=True, slots=True)
class Principal:
    """`column` is theirs in docs/security.md; `to_staff`, what every route for staff answers whatever stands there."""

    name: str
    column: Role | None
    user: str | None = None
    groups: tuple[str, ...] = ()
    session: SessionState | None = None
    to_staff: Refusal | None = None

    def __str__(self) -> str:
        return self.name


def _holds(*groups: str) -> SessionState:
    return SessionState(active=True, second_factor=True, groups=frozenset(groups))


PRINCIPALS = (
    Principal("nobody", None),
    Principal("shopper", Role.SHOPPER, "shopper-1", (), _holds()),
    *(Principal(role.value, role, f"{role.value}-1", (role.value,), _holds(role.value)) for role in STAFF_ROLES),
    Principal("groups that only the token has", Role.SHOPPER, "forger-1", ("admin",), _holds()),
    Principal("session that has ended", Role.ADMIN, "gone-1", ("admin",), SessionState(active=False), to_staff=SIGN_IN),
    Principal(
        "no second factor",
        Role.ADMIN,
        "careless-1",
        ("admin",),
        SessionState(active=True, second_factor=False, groups=frozenset({"admin"})),
        to_staff=(403, "second_factor_required"),
    ),
)

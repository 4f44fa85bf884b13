"""Everybody who may ask: with what their token says, how their session stands, and what a route for staff answers."""

from __future__ import annotations

from dataclasses import dataclass

from souk.staff.permissions import STAFF_ROLES, Role

Refusal = tuple[int, str]
SIGN_IN: Refusal = (401, "unauthenticated")
NO: Refusal = (403, "forbidden")


@dataclass(frozen=True, slots=True)
class Principal:
    """`column` is theirs in docs/security.md; `to_staff`, what every route for staff answers whatever stands there.

    `claimed` are the groups that the token names, `groups` those of the session, which may have ended.
    """

    name: str
    column: Role | None
    user: str | None = None
    claimed: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    ended: bool = False
    second_factor: bool = True
    to_staff: Refusal | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def session_id(self) -> str:
        return f"session-of-{self.user}"


PRINCIPALS = (
    Principal("nobody", None),
    Principal("shopper", Role.SHOPPER, "shopper-1"),
    *(Principal(role.value, role, f"{role.value}-1", (role.value,), (role.value,)) for role in STAFF_ROLES),
    Principal("groups that only the token has", Role.SHOPPER, "forger-1", ("admin",)),
    Principal("session that has ended", Role.ADMIN, "gone-1", ("admin",), ("admin",), ended=True, to_staff=SIGN_IN),
    Principal(
        "no second factor",
        Role.ADMIN,
        "careless-1",
        ("admin",),
        ("admin",),
        second_factor=False,
        to_staff=(403, "second_factor_required"),
    ),
)

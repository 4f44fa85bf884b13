"""Who calls the API while it is tried; a new role is one more line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Principal:
    """`paths` is a pattern of what is tried as them; `groups` are those of the access token, without `user` is none."""

    name: str
    paths: str
    user: str = ""
    groups: tuple[str, ...] = ()


ANONYMOUS = Principal("anonymous", r"^/(?!me|admin|ops)")
SHOPPER = Principal("shopper", r"^/me(/|$)", user="22222222-2222-4222-8222-222222222222")
STAFF = Principal("staff", r"^/(admin|ops)/", user="11111111-1111-4111-8111-111111111111", groups=("staff", "admin"))
PRINCIPALS = (ANONYMOUS, SHOPPER, STAFF)

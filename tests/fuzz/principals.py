"""Who calls the API while it is tried; a new role is one more line."""

from __future__ import annotations

from dataclasses import dataclass

from souk.staff.permissions import STAFF_ROLES, Role


@dataclass(frozen=True, slots=True)
class Principal:
    """`paths` is a pattern of what is tried as them; `groups` are those of the access token, without `user` is none.

    A `keyed` one is a system of the merchant's with an API key, and goes by that way in.
    """

    name: str
    paths: str
    user: str = ""
    groups: tuple[str, ...] = ()
    keyed: bool = False


_FOR_STAFF = r"^/(admin|ops)/"
ANONYMOUS = Principal("anonymous", r"^/(?!me|admin|ops)")
SHOPPER = Principal("shopper", r"^/me(/|$)", user="22222222-2222-4222-8222-222222222222")
ADMIN = Principal("admin", _FOR_STAFF, user="11111111-1111-4111-8111-111111111111", groups=(Role.ADMIN,))
# The staff who may do a part of it: what they may not, they are refused in the same words everywhere.
OTHER_STAFF = tuple(
    Principal(role.value, _FOR_STAFF, user=f"{number:08}-3333-4333-8333-333333333333", groups=(role,))
    for number, role in enumerate(STAFF_ROLES)
    if role is not Role.ADMIN
)
# What lies behind a key is tried by people: of its way in two corners are enough.
SYSTEM = Principal(
    "system", r"^/keyed/(orders/|products/admin/stock)", user="44444444-4444-4444-8444-444444444444", keyed=True
)
PRINCIPALS = (ANONYMOUS, SHOPPER, ADMIN, *OTHER_STAFF, SYSTEM)

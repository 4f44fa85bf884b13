"""The HTTP side of the users service."""

from __future__ import annotations

from users.doors import closing, credentials, guests, members, security, staff
from users.doors.factors import second_factors, sign_in
from users.doors.router import api

__all__ = [
    "api",
    "closing",
    "credentials",
    "guests",
    "handler",
    "members",
    "second_factors",
    "security",
    "sign_in",
    "staff",
]

handler = api.handler

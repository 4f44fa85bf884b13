"""The HTTP side of the users service."""

from __future__ import annotations

from souk.http.dead_letters import serve
from users.doors import closing, guests, members, security, staff
from users.doors.api_keys import routes as api_keys
from users.doors.consents import routes as consents
from users.doors.customers import routes as customers
from users.doors.exports import routes as exports
from users.doors.groups import routes as groups
from users.doors.router import api
from users.doors.signing_in import credentials, second_factors, steps

__all__ = [
    "api",
    "api_keys",
    "closing",
    "consents",
    "credentials",
    "customers",
    "exports",
    "groups",
    "guests",
    "handler",
    "members",
    "second_factors",
    "security",
    "staff",
    "steps",
]

serve(api)
handler = api.handler

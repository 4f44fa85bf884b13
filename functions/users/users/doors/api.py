"""The HTTP side of the users service."""

from __future__ import annotations

from users.doors import closing, members, security, staff
from users.doors.router import api
from users.doors.signing_in import credentials, second_factors, steps

__all__ = ["api", "closing", "credentials", "handler", "members", "second_factors", "security", "staff", "steps"]

handler = api.handler

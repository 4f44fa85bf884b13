"""The HTTP side of the users service."""

from __future__ import annotations

from users.doors import closing, credentials, members, second_factors, security, sign_in, staff
from users.doors.exports import routes
from users.doors.router import api

__all__ = ["api", "closing", "credentials", "handler", "routes", "members", "second_factors", "security", "sign_in", "staff"]

handler = api.handler

"""The HTTP side of the users service."""

from __future__ import annotations

from users.doors import closing, credentials, members, security
from users.doors.router import api

__all__ = ["api", "closing", "credentials", "handler", "members", "security"]

handler = api.handler

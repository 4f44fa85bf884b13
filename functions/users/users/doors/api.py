"""The HTTP side of the users service."""

from __future__ import annotations

from users.doors import credentials, members
from users.doors.router import api

__all__ = ["api", "credentials", "handler", "members"]

handler = api.handler

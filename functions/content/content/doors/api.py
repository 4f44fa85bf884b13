"""The HTTP side of the content service."""

from __future__ import annotations

from content.doors import shop, staff, staff_pictures
from content.doors.router import api

__all__ = ["api", "handler", "shop", "staff", "staff_pictures"]

handler = api.handler

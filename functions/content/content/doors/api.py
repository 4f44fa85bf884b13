"""The HTTP side of the content service."""

from __future__ import annotations

from content.doors import shop, staff, staff_pictures, staff_rules
from content.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "shop", "staff", "staff_pictures", "staff_rules"]

serve(api)
handler = api.handler

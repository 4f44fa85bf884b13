"""The HTTP side of the backoffice service."""

from __future__ import annotations

from backoffice.doors import staff_desk, staff_exports, staff_figures, staff_lists
from backoffice.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "staff_desk", "staff_exports", "staff_figures", "staff_lists"]

serve(api)
handler = api.handler

"""The HTTP side of the payments service."""

from __future__ import annotations

from payments.doors import staff, webhooks
from payments.doors.router import api

__all__ = ["api", "handler", "staff", "webhooks"]

handler = api.handler

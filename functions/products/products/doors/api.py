"""The HTTP side of the products service."""

from __future__ import annotations

from products.doors import shop, staff_files, staff_products, staff_stock
from products.doors.router import api
from souk.http.dead_letters import serve

__all__ = ["api", "handler", "shop", "staff_files", "staff_products", "staff_stock"]

serve(api)
handler = api.handler

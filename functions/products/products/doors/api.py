"""The HTTP side of the products service."""

from __future__ import annotations

from products.doors import shop
from products.doors.router import api
from products.doors.staff import bulk, counts, digital, files, locations, pictures, products, stock
from souk.http.dead_letters import serve

__all__ = ["api", "bulk", "counts", "digital", "files", "handler", "locations", "pictures", "products", "shop", "stock"]

serve(api)
handler = api.handler

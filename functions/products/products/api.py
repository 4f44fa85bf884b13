"""The HTTP side of the products service."""

from __future__ import annotations

from products.routes import api, shop, staff_files, staff_products, staff_stock

__all__ = ["api", "handler", "shop", "staff_files", "staff_products", "staff_stock"]

handler = api.handler

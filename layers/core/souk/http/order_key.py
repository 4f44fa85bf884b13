"""The key that opens a guest's order, as a request carries it: in a header, which stands in no history and no log."""

from __future__ import annotations

from typing import Any

from souk.http.request import Request

ORDER_KEY = {"X-Order-Key": "The access key a guest was given with the order"}


def order_key(request: Request[Any, Any]) -> str:
    """Empty for none."""
    return request.headers.get("x-order-key", "")

"""Rules about what is wanted in the place of goods that came back: it is ordered once, as agreed, or said why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from souk.shopper.owner import ERASED
from souk_tools.audit.rows import Finding, Order, Row, Shop, decoded

_CART = "draft:exchange:"


def of_returns(shop: Shop) -> Iterator[Finding]:
    """True at every moment: an order in the place of returned goods is of a return that came in, as it was agreed."""
    returns = {_id(return_): return_ for returns in shop.returns.values() for return_ in returns}
    for order in shop.whole_orders():
        cart = str(order.details.get("cart_id", ""))
        if not cart.startswith(_CART):
            continue
        return_ = returns.get(cart.removeprefix(_CART))
        wanted = _wanted(return_) if return_ else {}
        if not wanted:
            yield Finding("exchange-of-nothing", order.id, f"placed for {cart}, and nothing of it came in")
        elif _ordered(order) != wanted:
            yield Finding("exchange-agreed", order.id, f"of {_ordered(order)}, agreed on {wanted}")


def answered(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: what came in was exchanged once, or the shopper was told that it cannot be."""
    for order_id, returns in shop.returns.items():
        order = shop.orders.get(order_id)
        for return_ in returns:
            if order is None or not _wanted(return_):
                continue
            became = [kept for kept in order.head.get("exchanges", ()) if kept[0] == _id(return_)]
            if len(became) > 1 or (not became and return_.get("owner") != ERASED):
                yield Finding("exchange-answered", _id(return_), f"answered {len(became)} times")
            for _, placed, refusal, *_ in became:
                other = shop.orders.get(placed)
                there = other is not None and other.details.get("cart_id") == f"{_CART}{_id(return_)}"
                if bool(placed) == bool(refusal) or (placed and not there):
                    yield Finding("exchange-order", _id(return_), f"said to be order {placed or refusal}")


def _wanted(return_: Row) -> dict[str, list[Any]]:
    """Units and price by the SKU that is wanted, for what came in."""
    came: dict[str, int] = {}
    for sku, units, *_ in return_.get("received", ()):
        came[sku] = came.get(sku, 0) + units
    return {wanted: [came[sku], price] for sku, wanted, price, *_ in return_.get("exchanges", ()) if came.get(sku)}


def _ordered(order: Order) -> dict[str, list[Any]]:
    return {line["sku"]: [line["quantity"], line.get("unit_price")] for line in decoded(order.details, "lines")}


def _id(return_: Row) -> str:
    return f"{str(return_['pk']).partition('#')[2]}-R{int(str(return_['sk']).partition('#')[2])}"

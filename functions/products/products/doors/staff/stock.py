"""What staff do with stock: look at it, receive it, adjust it."""

from __future__ import annotations

from products.compose import services
from products.domain.stock import MovementCause, MovementKind
from products.doors.router import api
from products.doors.schemas import MovementRequest, StockPatch
from products.doors.views import StockHistory, StockLevelView
from souk import clock
from souk.http import ListQuery, Request, idempotency
from souk.staff.permissions import Permission


@api.get("/admin/stock/{sku}", needs=Permission.STOCK_READ, query=ListQuery, response=StockHistory)
def show_stock(request: Request[None, ListQuery], sku: str) -> StockHistory:
    """The stock of a SKU, where there are several locations at each, and its ledger, newest movement first."""
    inventory = services().inventory
    level = inventory.level(sku)
    movements, next_cursor = inventory.ledger(sku, request.query.limit, request.query.cursor)
    return StockHistory.with_ledger(level, movements, next_cursor, services().locations.levels(level))


@api.patch("/admin/stock/{sku}", needs=Permission.STOCK_WRITE, body=StockPatch, response=StockLevelView)
def change_stock(request: Request[StockPatch, None], sku: str) -> StockLevelView:
    """Sets from how few units on the SKU counts as low, which `stock.low` announces."""
    level = services().inventory.set_threshold(sku, request.body.threshold, request.signed_in.id)
    return StockLevelView.of(level)


@api.post(
    "/admin/stock/{sku}/movements",
    needs=Permission.STOCK_WRITE,
    body=MovementRequest,
    response=StockLevelView,
    status=201,
    idempotent=True,
)
def move_stock(request: Request[MovementRequest, None], sku: str) -> StockLevelView:
    """Books goods received, corrects what a count found, or takes goods to another location. Answers with the stock
    after it.
    """
    body = request.body
    key = idempotency.checked(request.idempotency_key)
    staff, location = request.signed_in.id, services().locations.known(body.location)
    if body.to:
        cause = MovementCause(f"user:{staff}", clock.now(), key, body.reason)
        target = services().locations.known(body.to)
        level = services().allocating.transfer(sku, body.quantity, location, target, cause)
    else:
        kind = MovementKind(body.kind)
        level = services().inventory.move(sku, kind, body.quantity, body.reason, staff, key, location)
    return StockLevelView.of(level)

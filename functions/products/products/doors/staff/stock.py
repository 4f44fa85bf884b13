"""What staff do with stock: look at it, receive it, adjust it."""

from __future__ import annotations

from products.compose import services
from products.domain.stock import MovementKind
from products.doors.router import api
from products.doors.schemas import MovementRequest, StockPatch
from products.doors.views import StockHistory, StockLevelView
from souk.http import ListQuery, Request, idempotency
from souk.staff.permissions import Permission


@api.get("/admin/stock/{sku}", needs=Permission.STOCK_READ, query=ListQuery, response=StockHistory)
def show_stock(request: Request[None, ListQuery], sku: str) -> StockHistory:
    """The stock of a SKU and its ledger, newest movement first."""
    inventory = services().inventory
    level = inventory.level(sku)
    movements, next_cursor = inventory.ledger(sku, request.query.limit, request.query.cursor)
    return StockHistory.with_ledger(level, movements, next_cursor)


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
    """Books goods received, or corrects what a count found. Answers with the stock after it."""
    body = request.body
    key = idempotency.checked(request.idempotency_key)
    level = services().inventory.move(
        sku, MovementKind(body.kind), body.quantity, body.reason, request.signed_in.id, key
    )
    return StockLevelView.of(level)

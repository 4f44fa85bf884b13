"""Counting the stock, receiving goods, and what is to be reordered."""

from __future__ import annotations

from collections.abc import Iterable

from products.compose import services
from products.doors.router import api
from products.doors.staff.schemas import CountEntries, CountRequest, ReceiptRequest, WaitsQuery
from products.doors.staff.views import (
    BookingView,
    CountLines,
    CountLineView,
    CountView,
    ReceiptView,
    ReceivedView,
    ReorderView,
    StockLevels,
    WaitView,
)
from products.doors.views import StockLevelView
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.http import ListQuery, Page, Request, idempotency
from souk.staff.permissions import Permission


@api.get("/admin/stock/by-barcode/{code}", needs=Permission.STOCK_READ, response=StockLevels)
def find_by_barcode(_request: Request[None, None], code: str) -> StockLevels:
    """The stock of the SKUs with this barcode, none if there is no such."""
    return StockLevels(items=[StockLevelView.of(level) for level in services().finder.by_barcode(code)])


@api.get("/admin/stock/reorder", needs=Permission.STOCK_READ, query=ListQuery, response=Page[ReorderView])
def list_to_reorder(request: Request[None, ListQuery]) -> Page[ReorderView]:
    """SKUs that are for sale and of which few are left or none, product by product. A page may be short."""
    found, next_cursor = services().finder.to_reorder(request.query.limit, request.query.cursor)
    return Page[ReorderView](items=[ReorderView.of_low(each) for each in found], next_cursor=next_cursor)


@api.get("/admin/stock/waiting", needs=Permission.STOCK_READ, query=WaitsQuery, response=Page[WaitView])
def list_waiting(request: Request[None, WaitsQuery]) -> Page[WaitView]:
    """What paid orders wait for, that was ordered beyond the stock: SKU by SKU, whoever has waited longest first."""
    query = request.query
    found, next_cursor = services().inventory.waits(query.sku or "", query.limit, query.cursor)
    return Page[WaitView](items=[WaitView.of(wait) for wait in found], next_cursor=next_cursor)


@api.post(
    "/admin/stock/receipts",
    needs=Permission.STOCK_WRITE,
    body=ReceiptRequest,
    response=ReceiptView,
    status=201,
    idempotent=True,
)
def receive_stock(request: Request[ReceiptRequest, None]) -> ReceiptView:
    """Books goods of several SKUs that came in together. A line that is refused keeps no other from being booked."""
    body = request.body
    key = idempotency.checked(request.idempotency_key)
    lines = _distinct(((line.sku, line.quantity) for line in body.lines), "two lines are of the same SKU")
    location = services().locations.known(body.location)
    received = services().counts.receive(lines, body.reason, request.signed_in.id, key, location)
    return ReceiptView(lines=[ReceivedView.of(line) for line in received])


@api.post(
    "/admin/stock/counts",
    needs=Permission.STOCK_WRITE,
    body=CountRequest,
    response=CountView,
    status=201,
    idempotent=True,
)
def begin_count(request: Request[CountRequest, None]) -> CountView:
    """Begins a count of the stock."""
    return CountView.of(services().counts.create(request.body.name, request.signed_in.id))


@api.get("/admin/stock/counts", needs=Permission.STOCK_READ, query=ListQuery, response=Page[CountView])
def list_counts(request: Request[None, ListQuery]) -> Page[CountView]:
    """Counts, newest first."""
    counts, next_cursor = services().counts.page(request.query.limit, request.query.cursor)
    return Page[CountView](items=[CountView.of(count) for count in counts], next_cursor=next_cursor)


@api.get("/admin/stock/counts/{count_id}", needs=Permission.STOCK_READ, response=CountView)
def show_count(_request: Request[None, None], count_id: str) -> CountView:
    """How far a count is."""
    return CountView.of(services().counts.found(count_id))


@api.get(
    "/admin/stock/counts/{count_id}/lines", needs=Permission.STOCK_READ, query=ListQuery, response=Page[CountLineView]
)
def list_count_lines(request: Request[None, ListQuery], count_id: str) -> Page[CountLineView]:
    """What was counted, by SKU, and the difference it makes."""
    lines, next_cursor = services().counts.lines(count_id, request.query.limit, request.query.cursor)
    return Page[CountLineView](items=[CountLineView.of(line) for line in lines], next_cursor=next_cursor)


@api.put(
    "/admin/stock/counts/{count_id}/lines",
    needs=Permission.STOCK_WRITE,
    body=CountEntries,
    response=CountLines,
    errors=(Conflict, IllegalTransition),
)
def enter_counted(request: Request[CountEntries, None], count_id: str) -> CountLines:
    """Enters what was found of up to 50 SKUs, all of it or nothing. What is entered again takes the former's place."""
    counted = _distinct(((line.code, line.counted) for line in request.body.lines), "two lines have the same code")
    lines = services().counts.enter(count_id, counted, request.signed_in.id)
    return CountLines(lines=[CountLineView.of(line) for line in lines])


@api.post("/admin/stock/counts/{count_id}/book", needs=Permission.STOCK_WRITE, response=BookingView)
def book_count(request: Request[None, None], count_id: str) -> BookingView:
    """Books the differences as adjustments, each once, however often it is asked for."""
    return BookingView.of_booking(services().counts.book(count_id, request.signed_in.id))


def _distinct(lines: Iterable[tuple[str, int]], message: str) -> dict[str, int]:
    """Raises InvalidInput when something stands on two lines."""
    found: dict[str, int] = {}
    for name, quantity in lines:
        if name in found:
            raise InvalidInput(f"{message}: {name}")
        found[name] = quantity
    return found

"""Figures of the home page, and what waits for somebody. Each number says which list opens it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, tzinfo

from backoffice.compose import services
from backoffice.domain.facts import Reason
from backoffice.domain.periods import Period
from backoffice.doors.router import api
from backoffice.doors.schemas import FiguresQuery
from backoffice.doors.views import (
    BestSellerView,
    ComparedView,
    FiguresView,
    LinkView,
    NumbersView,
    StepView,
    StockWarningView,
    WaitingsView,
    WaitingView,
)
from backoffice.usecases.reporting import MOST_WAITING, Figures
from souk.http import ListQuery, Page, Request
from souk.settings import Settings
from souk.staff.permissions import Permission

ORDERS, REORDER = "/admin/backoffice/orders", "/admin/backoffice/stock"
# Whose work it is.
_WORK = {
    Reason.CAPTURE: Permission.PAYMENTS_CAPTURE,
    Reason.DISPUTE: Permission.PAYMENTS_READ,
    Reason.EXCEPTION: Permission.SHIPMENTS_WRITE,
    Reason.REFUND: Permission.PAYMENTS_REFUND,
    Reason.SHORT: Permission.ORDERS_CANCEL,
    Reason.MISMATCH: Permission.PAYMENTS_READ,
    Reason.WISH: Permission.ORDERS_CANCEL,
    Reason.TRANSFER: Permission.PAYMENTS_MARK_RECEIVED,
    Reason.GIVE_BACK: Permission.PAYMENTS_REFUND,
    Reason.FRAUD: Permission.PAYMENTS_REFUND,
}


@api.get(
    "/admin/backoffice/figures",
    needs=Permission.REPORTS_READ,
    query=FiguresQuery,
    response=FiguresView,
    summary="What was sold, by hour or day",
)
def show_figures(request: Request[None, FiguresQuery]) -> FiguresView:
    query, reports = request.query, services().reports
    period = Period(query.first, query.last) if query.first and query.last else reports.today()
    figures = reports.figures(period, query.step, query.compare)
    zone = services().parts.zone
    return FiguresView(
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        time_zone=str(zone),
        currency=Settings().currency,
        total=NumbersView.of(figures.total),
        steps=[StepView.at_step(name, numbers) for name, numbers in figures.steps.items()],
        compared=_compared(figures, period.before(query.compare)) if query.compare else None,
        best_sellers=None
        if figures.best_sellers is None
        else [
            BestSellerView(sku=best.sku, units=best.units, link=_orders(period, zone, q=best.sku))
            for best in figures.best_sellers
        ],
        all_counted=figures.all_counted,
        links=_links(period, zone),
    )


@api.get(
    "/admin/backoffice/waiting",
    needs=Permission.REPORTS_READ,
    response=WaitingsView,
    summary="What waits for a person",
)
def show_waiting(_request: Request[None, None]) -> WaitingsView:
    """Of each kind how many, counted to 100, whose work it is, and the list of them."""
    waiting = services().reports.waiting()
    items = [
        _waiting(str(reason), number, _WORK[reason], LinkView(route=ORDERS, query={"waiting": reason.value}))
        for reason, number in waiting.by_reason.items()
    ]
    to_send = LinkView(route=ORDERS, query={"state": ["PAID", "FULFILLING", "PARTIALLY_SHIPPED"]})
    unpaid = LinkView(route=ORDERS, query={"state": "AWAITING_PAYMENT"})
    items += [
        _waiting("to_send", waiting.to_send, Permission.SHIPMENTS_WRITE, to_send),
        _waiting("unpaid", waiting.unpaid, Permission.ORDERS_READ, unpaid),
        _waiting("reorder", waiting.to_reorder, Permission.STOCK_WRITE, LinkView(route=REORDER, query={})),
    ]
    return WaitingsView(items=items)


@api.get(
    "/admin/backoffice/stock",
    needs=Permission.STOCK_READ,
    query=ListQuery,
    response=Page[StockWarningView],
    summary="SKUs to reorder",
)
def list_stock_to_reorder(request: Request[None, ListQuery]) -> Page[StockWarningView]:
    """What is low or sold out, as stock told of it."""
    warnings, following = services().reports.to_reorder(request.query.limit, request.query.cursor)
    return Page(items=[StockWarningView.of(warning) for warning in warnings], next_cursor=following)


def _waiting(what: str, number: int, permission: Permission, link: LinkView) -> WaitingView:
    return WaitingView(what=what, count=number, more=number == MOST_WAITING, permission=permission.value, link=link)


def _compared(figures: Figures, period: Period) -> ComparedView | None:
    if figures.compared is None or figures.compared_total is None:
        return None
    return ComparedView(
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        total=NumbersView.of(figures.compared_total),
        steps=[StepView.at_step(name, numbers) for name, numbers in figures.compared.items()],
    )


def _links(period: Period, zone: tzinfo) -> dict[str, LinkView]:
    """Lists go by the time an order was placed, and so does `placed`; the others are near it."""
    paid = ["captured", "partially_refunded", "refunded"]
    return {
        "placed": _orders(period, zone),
        "converted": _orders(period, zone, payment=paid),
        "paid": _orders(period, zone, payment=paid),
        "cancelled": _orders(period, zone, state="CANCELLED"),
        "expired": _orders(period, zone, state="EXPIRED"),
        "refunds": _orders(period, zone, payment=["partially_refunded", "refunded"]),
        "payments_failed": _orders(period, zone, payment="failed"),
    }


def _orders(period: Period, zone: tzinfo, **more: str | list[str]) -> LinkView:
    first = datetime.combine(period.first, time.min, zone)
    last = datetime.combine(period.last + timedelta(days=1), time.min, zone)
    span = {"from": first.astimezone(UTC).isoformat(), "to": last.astimezone(UTC).isoformat()}
    return LinkView(route=ORDERS, query={**span, **more})

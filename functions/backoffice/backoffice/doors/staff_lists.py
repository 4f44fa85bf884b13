"""Orders and customers, as staff look for them."""

from __future__ import annotations

from backoffice.compose import services
from backoffice.doors.router import api
from backoffice.doors.schemas import CustomersQuery, OrdersQuery
from backoffice.doors.views import CustomerDetailView, CustomerView, OrderRowView
from souk.errors import InvalidInput
from souk.http import ListQuery, Page, Request
from souk.settings import Settings
from souk.staff.permissions import Permission
from souk.storage import cursor


@api.get(
    "/admin/backoffice/orders",
    needs=Permission.ORDERS_READ,
    query=OrdersQuery,
    response=Page[OrderRowView],
    summary="Find orders",
)
def find_orders(request: Request[None, OrdersQuery]) -> Page[OrderRowView]:
    """By number, e-mail address, name, SKU or tracking code, and by what has become of them. With `q` the order is that
    of the words found, the latest first under each. A page may be short and yet have a next one."""
    query = request.query
    page = services().orders.find(query.criteria(), query.limit, _place(query.cursor))
    following = cursor.encode({"place": {"S": page.cursor}}) if page.cursor else None
    return Page(items=[OrderRowView.of(facts) for facts in page.orders], next_cursor=following)


@api.get(
    "/admin/backoffice/orders/{order_id}",
    needs=Permission.ORDERS_READ,
    response=OrderRowView,
    summary="An order as the lists show it",
)
def show_order_row(_request: Request[None, None], order_id: str) -> OrderRowView:
    return OrderRowView.of(services().orders.order(order_id))


@api.get(
    "/admin/backoffice/customers",
    needs=Permission.CUSTOMERS_READ,
    query=CustomersQuery,
    response=Page[CustomerView],
    summary="Find customers",
)
def find_customers(request: Request[None, CustomersQuery]) -> Page[CustomerView]:
    """Whoever has an account or has bought something, by e-mail address or name. With `q` a page may be short and yet
    have a next one."""
    query, currency = request.query, Settings().currency
    held = cursor.decode(query.cursor)
    place = _place(query.cursor) if held and "place" in held else ""
    page = services().customers.find(query.q, query.limit, query.cursor, place)
    following = cursor.encode({"place": {"S": page.place}}) if page.place else page.cursor
    return Page(items=[CustomerView.of(each, currency) for each in page.customers], next_cursor=following)


@api.get(
    "/admin/backoffice/customers/{customer_id}",
    needs=Permission.CUSTOMERS_READ,
    query=ListQuery,
    response=CustomerDetailView,
    summary="A customer's sums and orders",
)
def show_customer(request: Request[None, ListQuery], customer_id: str) -> CustomerDetailView:
    query, customers = request.query, services().customers
    customer = customers.customer(customer_id)
    orders, following = customers.orders_of(customer_id, query.limit, query.cursor)
    return CustomerDetailView.with_orders(customer, Settings().currency, orders, following)


def _place(text: str | None) -> str:
    held = cursor.decode(text)
    if held is None:
        return ""
    place = held.get("place", {}).get("S")
    if not isinstance(place, str) or len(place) > 400:
        raise InvalidInput("the cursor is not one this list gave; start again without it")
    return place

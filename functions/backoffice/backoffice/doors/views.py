"""What the HTTP routes answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from backoffice.domain.customer import Customer
from backoffice.domain.desk import Note, SavedView, StockWarning
from backoffice.domain.exporting import ListExport, ListExportStatus
from backoffice.domain.facts import Facts, Paid, Reason
from backoffice.domain.figures import customer_of
from souk.http import MoneyView, View
from souk.money import Money


class SkuView(View):
    sku: str
    units: int


class OrderRowView(View):
    """An order as a list of staff shows it."""

    order_id: str
    number: str
    customer_id: str
    guest: bool
    email: str
    name: str
    country: str
    state: str
    payment: Paid
    total: MoneyView
    refunded: MoneyView
    placed_at: AwareDatetime
    lines: list[SkuView]
    tracking_codes: list[str]
    disputed: bool
    waiting: Annotated[list[Reason], Field(description="Why it waits for a person")]
    pay_by: Annotated[AwareDatetime | None, Field(description="Until when a bank transfer is waited for")]
    received: Annotated[MoneyView, Field(description="What came of it, while not all is there")]

    @classmethod
    def of(cls, facts: Facts) -> OrderRowView:
        """Of an order that is listed."""
        if facts.who is None or facts.sale is None or facts.placed_at is None:
            raise ValueError("an order that is not listed has no row")
        customer_id = customer_of(facts)
        return cls(
            order_id=facts.order_id,
            number=facts.who.number,
            customer_id=customer_id,
            guest=Customer(id=customer_id).is_guest,
            email=facts.who.email,
            name=facts.who.name,
            country=facts.sale.country,
            state=facts.state,
            payment=facts.paid,
            total=_money(facts.sale.total, facts.sale.currency),
            refunded=_money(facts.refunded, facts.sale.currency),
            placed_at=facts.placed_at,
            lines=[SkuView(sku=sku, units=units) for sku, units in facts.sale.units.items()],
            tracking_codes=facts.codes,
            disputed=facts.disputed,
            waiting=facts.reasons,
            pay_by=facts.pay_by if Reason.TRANSFER in facts.reasons else None,
            received=_money(facts.received, facts.sale.currency),
        )


class CustomerView(View):
    """`orders` are those that were paid, `spent` their totals without what went back."""

    customer_id: str
    guest: bool
    email: str
    name: str
    orders: int
    spent: MoneyView
    last_paid_at: AwareDatetime | None

    @classmethod
    def of(cls, customer: Customer, currency: str) -> CustomerView:
        return cls(
            customer_id=customer.id,
            guest=customer.is_guest,
            email=customer.email,
            name=customer.name,
            orders=customer.orders,
            spent=_money(customer.spent, currency),
            last_paid_at=customer.ordered_at,
        )


class CustomerDetailView(CustomerView):
    """With a page of all their orders, newest first, also those that are not paid."""

    items: list[OrderRowView]
    next_cursor: str | None = None

    @classmethod
    def with_orders(
        cls, customer: Customer, currency: str, orders: list[Facts], following: str | None
    ) -> CustomerDetailView:
        view = CustomerView.of(customer, currency)
        return cls(**dict(view), items=[OrderRowView.of(facts) for facts in orders], next_cursor=following)


class LinkView(View):
    """The list behind a number."""

    route: str
    query: Mapping[str, str | list[str]]


class NumbersView(View):
    """Money in minor units of the shop's currency. `net` is `gross` without what was refunded in that time, `average`
    of a paid order; `conversion` is the share of the orders placed in that time that are paid by now, null for none."""

    placed: int
    converted: int
    paid: int
    cancelled: int
    expired: int
    units: int
    gross: int
    refunds: int
    refunded: int
    net: int
    average: int | None
    conversion: float | None
    payments_failed: int

    @classmethod
    def of(cls, figures: Mapping[str, int]) -> NumbersView:
        return cls(**shown(figures))


class StepView(NumbersView):
    at: Annotated[str, Field(description="A day, or an hour (2026-11-29T14), in the shop's time zone")]

    @classmethod
    def at_step(cls, name: str, figures: Mapping[str, int]) -> StepView:
        return cls(at=name, **shown(figures))


class ComparedView(View):
    first: str
    last: str
    total: NumbersView
    steps: list[StepView]


class BestSellerView(View):
    sku: str
    units: int
    link: LinkView


class FiguresView(View):
    """`best_sellers` is null for spans of more than a month; `all_counted` says whether every SKU was looked at."""

    first: str
    last: str
    time_zone: str
    currency: str
    total: NumbersView
    steps: list[StepView]
    compared: ComparedView | None
    best_sellers: list[BestSellerView] | None
    all_counted: bool
    links: Annotated[dict[str, LinkView], Field(description="By the number, the list that opens it")]


class WaitingView(View):
    what: str
    count: Annotated[int, Field(description="Counted to 100")]
    more: Annotated[bool, Field(description="There may be more than were counted")]
    permission: Annotated[str, Field(description="Of those whose work it is")]
    link: LinkView


class WaitingsView(View):
    items: list[WaitingView]


class StockWarningView(View):
    sku: str
    product_id: str
    available: int
    threshold: int

    @classmethod
    def of(cls, warning: StockWarning) -> StockWarningView:
        return cls(
            sku=warning.sku,
            product_id=warning.product_id,
            available=warning.available,
            threshold=warning.threshold,
        )


class NoteView(View):
    note_id: str
    about: str
    text: str
    author: str
    created_at: AwareDatetime
    edited_at: AwareDatetime | None
    version: Annotated[int, Field(description="The ETag to send as If-Match with a change")]

    @classmethod
    def of(cls, note: Note) -> NoteView:
        return cls(
            note_id=note.id,
            about=note.about,
            text=note.text,
            author=note.author,
            created_at=note.created_at,
            edited_at=note.edited_at,
            version=note.version,
        )


class SavedViewView(View):
    """`own` is one that the asking person may change."""

    view_id: str
    name: str
    list: str
    query: Mapping[str, str]
    shared: bool
    own: bool
    updated_at: AwareDatetime
    version: int

    @classmethod
    def of(cls, view: SavedView, person: str) -> SavedViewView:
        return cls(
            view_id=view.id,
            name=view.name,
            list=view.list,
            query=view.query,
            shared=view.shared,
            own=view.owner == person,
            updated_at=view.updated_at,
            version=view.version,
        )


class SavedViewsView(View):
    items: list[SavedViewView]


class OrdersExportView(View):
    """`url` gives the file for five minutes: ask again for another one, until `available_until`."""

    export_id: str
    status: ListExportStatus
    query: Mapping[str, str]
    created_by: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    orders_done: int
    url: str | None
    available_until: AwareDatetime | None

    @classmethod
    def of(cls, job: ListExport, url: str | None) -> OrdersExportView:
        return cls(
            export_id=job.id,
            status=job.status,
            query=job.query,
            created_by=job.created_by,
            created_at=job.created_at,
            updated_at=job.updated_at,
            orders_done=job.sent,
            url=url,
            available_until=job.available_until(),
        )


def shown(figures: Mapping[str, int]) -> dict[str, Any]:
    """The counters, and what follows from them."""
    placed, paid, gross = figures["placed"], figures["paid"], figures["gross"]
    return {
        **figures,
        "net": gross - figures["refunded"],
        "average": round(gross / paid) if paid else None,
        "conversion": round(figures["converted"] / placed, 4) if placed else None,
    }


def _money(amount: int, currency: str) -> MoneyView:
    return MoneyView.of(Money(amount, currency))

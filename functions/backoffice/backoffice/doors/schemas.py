"""What the HTTP routes take."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, model_validator

from backoffice.domain.facts import Paid, Reason
from backoffice.domain.periods import Compare, FigureStep
from backoffice.usecases.ports import OrderCriteria
from souk.http import ListQuery, Schema


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _written(value: object) -> object:
    """A number is no time: what is asked for is said in words that the document knows."""
    if isinstance(value, str) and "-" not in value.strip().removeprefix("-"):
        raise ValueError("write it as 2026-01-31, a time as 2026-01-31T08:00:00Z")
    return value


def _short(query: dict[str, str]) -> dict[str, str]:
    if any(len(name) > 40 for name in query):
        raise ValueError("the name of a filter has at most 40 letters")
    return query


State = Literal[
    "AWAITING_PAYMENT", "PAID", "FULFILLING", "PARTIALLY_SHIPPED", "SHIPPED", "DELIVERED", "CANCELLED", "EXPIRED"
]
Several = BeforeValidator(_one_or_many)
Written = BeforeValidator(_written)
About = Annotated[
    str,
    Field(
        pattern=r"^(order|customer):[A-Za-z0-9._-]{1,100}$", description="What it is about: order:<id> or customer:<id>"
    ),
]
NoteText = Annotated[str, Field(min_length=1, max_length=4000)]


class OrdersFilter(Schema):
    """`q`: beginnings of words of number, e-mail address, name, SKU or tracking code, all of which are there. `from`
    and `to` are of the time placed. `state`, `payment` and `waiting` may be given several times."""

    q: Annotated[str, Field(max_length=200)] = ""
    state: Annotated[list[State], Field(max_length=8), Several] = []
    payment: Annotated[list[Paid], Field(max_length=8), Several] = []
    waiting: Annotated[
        list[Reason], Field(max_length=9, description="Only orders that wait for a person, for such a reason"), Several
    ] = []
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2")] | None = None
    since: Annotated[AwareDatetime | None, Field(alias="from"), Written] = None
    until: Annotated[AwareDatetime | None, Field(alias="to", description="Before this time"), Written] = None
    sort: Literal["newest", "oldest"] = "newest"

    def criteria(self) -> OrderCriteria:
        return OrderCriteria(
            text=self.q,
            states=frozenset(self.state),
            paid=frozenset(self.payment),
            reasons=frozenset(self.waiting),
            country=self.country or "",
            since=self.since,
            until=self.until,
            newest=self.sort == "newest",
        )


class OrdersQuery(OrdersFilter):
    limit: Annotated[int, Field(ge=1, le=50)] = 24
    cursor: Annotated[str, Field(max_length=2000)] | None = None


class CustomersQuery(ListQuery):
    q: Annotated[str, Field(max_length=200, description="Beginnings of words of address and name")] = ""


class FiguresQuery(Schema):
    """Days in the shop's time zone, both included; today without them."""

    first: Annotated[date | None, Field(alias="from"), Written] = None
    last: Annotated[date | None, Field(alias="to"), Written] = None
    step: FigureStep = FigureStep.HOUR
    compare: Compare | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> FiguresQuery:
        if (self.first is None) is not (self.last is None):
            raise ValueError("give `from` and `to`, or neither")
        return self


class NotesQuery(ListQuery):
    about: About


class AboutQuery(Schema):
    about: About


class NoteBody(Schema):
    text: NoteText


class ViewBody(Schema):
    name: Annotated[str, Field(min_length=1, max_length=80)]
    list: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", description="Which list: orders, customers …")]
    query: Annotated[dict[str, Annotated[str, Field(max_length=200)]], Field(max_length=20), AfterValidator(_short)]
    shared: bool = False

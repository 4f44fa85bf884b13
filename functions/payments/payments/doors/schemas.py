"""What the HTTP routes take."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from payments.domain.refund import RefundLine
from souk.errors import InvalidInput
from souk.http import ListQuery, Schema
from souk.money import Money

# A request of a function is at most 6 MB, and a text grows by its escapes on the way there.
MAX_STATEMENT = 2_000_000
Minor = Annotated[int, Field(gt=0, le=10**12, description="Minor units, for instance cents")]


class AmountRequest(Schema):
    """An amount of money above zero."""

    amount: Minor
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

    def money(self) -> Money:
        return Money(self.amount, self.currency)


class RefundLineRequest(Schema):
    """An order line, or some of its units."""

    sku: Annotated[str, Field(min_length=1, max_length=100)]
    quantity: Annotated[int, Field(gt=0, le=10_000)]
    amount: AmountRequest | None = None


class RefundRequest(Schema):
    """Without an amount, what the lines and `shipping` add up to is refunded; without these, everything that is left.

    A line without an amount is refunded with what its units cost. `shipping` is the part that is for the way of
    delivery. What `amount` has beyond these is for nothing named. Whether the units of the lines are for sale again is
    a choice of its own: `restock`.
    """

    amount: AmountRequest | None = None
    lines: Annotated[list[RefundLineRequest], Field(max_length=100)] = []
    shipping: AmountRequest | None = None
    restock: bool = False
    reason: Annotated[str, Field(min_length=1, max_length=500)]

    def refund_lines(self) -> tuple[RefundLine, ...]:
        """Raises InvalidInput when amounts are of different currencies."""
        amounts = [line.amount for line in self.lines] + [self.amount, self.shipping]
        if len({amount.currency for amount in amounts if amount}) > 1:
            raise InvalidInput("a refund is of one currency")
        return tuple(
            RefundLine(line.sku, line.quantity, line.amount.amount if line.amount else None) for line in self.lines
        )

    def money(self) -> Money | None:
        """The amount asked for; None for what the lines add up to, or all that is left."""
        return self.amount.money() if self.amount else None


Reference = Annotated[
    str,
    Field(min_length=1, max_length=40, description="What the payer quotes: the order's number, however it is written"),
]
Column = Annotated[str, Field(max_length=80)]


class ReceivedRequest(Schema):
    """Money that staff have seen on the account, all of what is due or a part."""

    reference: Reference
    amount: AmountRequest
    arrived_on: Annotated[date, Field(description="The bank's day")]


class GivenBackRequest(Schema):
    payment_id: Annotated[str, Field(max_length=64)]
    transfer_id: Annotated[str, Field(max_length=64)]


class ColumnsRequest(Schema):
    """Which column of a CSV file says what, by the names in its head. `of` is the currency of all rows, where no column
    says it.
    """

    date: Column
    amount: Column
    text: Annotated[list[Column], Field(min_length=1, max_length=6)]
    payer: Column = ""
    account: Column = ""
    currency: Column = ""
    of: Annotated[str, Field(pattern=r"^([A-Z]{3})?$")] = ""
    id: Column = ""
    decimal: Literal[",", "."] = ","


class ChosenEntry(Schema):
    """An entry to be booked. `reference` is there where staff say what it is for."""

    entry_id: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    reference: Annotated[str, Field(max_length=40)] = ""


class StatementRequest(Schema):
    """A bank statement as the bank gave it, and which of its entries are to be booked; none are for a look at it."""

    format: Literal["camt053", "sparkasse", "dkb", "ing", "n26", "csv"]
    content: Annotated[str, Field(min_length=1, max_length=MAX_STATEMENT)]
    columns: Annotated[ColumnsRequest | None, Field(description="For `csv`")] = None
    book: Annotated[list[ChosenEntry], Field(max_length=200)] = []


class CaptureRequest(Schema):
    """Without an amount, everything that is held is captured; what is not captured is released."""

    amount: AmountRequest | None = None


class VoidRequest(Schema):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class DisputesQuery(ListQuery):
    """`open`: there is something to answer, or to wait for; the first date to answer by comes first. `closed`: the
    latest comes first.
    """

    state: Literal["open", "closed"] = "open"

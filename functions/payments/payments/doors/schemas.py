"""What the HTTP routes take."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from payments.domain.disputes.evidence import LIMITS, Evidence, FileKind, NamedFile
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


class OrderRefundRequest(RefundRequest):
    """`as_credit`: what gift cards did not pay goes back as store credit of whose order it is, and no money moves."""

    as_credit: bool = False


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


FileId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]


class EvidenceTexts(Schema):
    customer_name: Annotated[str, Field(max_length=LIMITS["customer_name"])] = ""
    customer_email: Annotated[str, Field(max_length=LIMITS["customer_email"])] = ""
    billing_address: Annotated[str, Field(max_length=LIMITS["billing_address"])] = ""
    shipping_address: Annotated[str, Field(max_length=LIMITS["shipping_address"])] = ""
    carrier: Annotated[str, Field(max_length=LIMITS["carrier"])] = ""
    tracking_numbers: Annotated[str, Field(max_length=LIMITS["tracking_numbers"])] = ""
    shipped_on: Annotated[str, Field(max_length=LIMITS["shipped_on"])] = ""
    delivered_on: Annotated[str, Field(max_length=LIMITS["delivered_on"])] = ""
    product: Annotated[str, Field(max_length=LIMITS["product"])] = ""
    invoice: Annotated[str, Field(max_length=LIMITS["invoice"])] = ""
    refund_policy: Annotated[str, Field(max_length=LIMITS["refund_policy"])] = ""
    correspondence: Annotated[str, Field(max_length=LIMITS["correspondence"])] = ""
    explanation: Annotated[str, Field(max_length=LIMITS["explanation"])] = ""


class ShownFileRequest(Schema):
    """A file that was sent, or one that the evidence has."""

    file_id: FileId
    kind: FileKind
    name: Annotated[str, Field(min_length=1, max_length=120)]


class EvidenceRequest(EvidenceTexts):
    """What the bank is told, in words and files, at most one file of each kind and 4.5 MB of all; a member that is left
    out says nothing. `explanation` is why the money is the shop's.
    """

    files: Annotated[list[ShownFileRequest], Field(max_length=len(FileKind))] = []

    def evidence(self) -> Evidence:
        return Evidence(**self.model_dump(exclude={"files"}))

    def named(self) -> list[NamedFile]:
        return [NamedFile(file.file_id, file.kind, file.name) for file in self.files]


class EvidenceFileRequest(Schema):
    """Either a file is to be sent, of this type, or a document of the order is taken: an invoice or a credit note by
    its number, or `delivery-note`.
    """

    media_type: Literal["application/pdf", "image/jpeg", "image/png"] | None = None
    document: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,40}$")] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.media_type is None) == (self.document is None):
            raise ValueError("either media_type or document")
        return self


class AnswerRequest(Schema):
    """`evidence` is sent to the bank, once, and has to say something; without it the dispute is accepted: the money is
    lost at once.
    """

    answer: Literal["evidence", "accept"]
    evidence: EvidenceRequest | None = None

    def checked(self) -> EvidenceRequest:
        """Raises InvalidInput for evidence that says nothing."""
        if self.evidence is None or not self.evidence.evidence().said:
            raise InvalidInput("say something: evidence is sent once")
        return self.evidence


class DisputesQuery(ListQuery):
    """`open`: there is something to answer, or to wait for; the first date to answer by comes first. `closed`: the
    latest comes first.
    """

    state: Literal["open", "closed"] = "open"

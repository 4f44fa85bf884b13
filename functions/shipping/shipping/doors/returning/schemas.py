"""What the routes about returns take."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from shipping.domain.returns import (
    CLAIMED,
    Condition,
    Exchange,
    GrantedLine,
    ReceivedLine,
    ReturnKind,
    ReturnLine,
    ReturnReason,
    ReturnState,
)
from shipping.doors.schemas import Sku
from souk.http import ListQuery, Schema
from souk.shopper.contact import unlinked

OrderId = Annotated[str, Field(min_length=1, max_length=64)]
Words = Annotated[str, Field(max_length=500), AfterValidator(unlinked)]
# A shopper who withdraws says so to the orders service, where it has consequences of its own; what did not arrive is
# told of by the carrier, or staff.
_NOT_ASKED = (ReturnReason.WITHDRAWAL, ReturnReason.LOST, ReturnReason.REFUSED, ReturnReason.UNDELIVERABLE)
_ASKED = tuple(reason for reason in ReturnReason if reason not in _NOT_ASKED)


def _asked(reason: ReturnReason) -> ReturnReason:
    if reason not in _ASKED:
        raise ValueError(f"choose one of {', '.join(_ASKED)}")
    return reason


class ExchangeBody(Schema):
    """A variant of the same product. `price` of a unit as it was shown, in minor units of the shop's currency: what it
    costs today, less what the unit that comes back was cheaper for the shopper than it is today.
    """

    sku: Sku
    price: Annotated[int, Field(strict=True, ge=0)]


class LineBody(Schema):
    """`exchange`: what is wanted for each of the units; it is ordered when they are here."""

    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    reason: Annotated[ReturnReason, Field(strict=False), AfterValidator(_asked)]
    exchange: ExchangeBody | None = None

    def line(self) -> ReturnLine:
        wanted = self.exchange
        exchange = Exchange(wanted.sku, wanted.price) if wanted else None
        return ReturnLine(self.sku, self.quantity, reason=self.reason, exchange=exchange)


class Asked(StrEnum):
    """Whether goods are to come back, or are claimed to be damaged, wrong or missing."""

    RETURN = "return"
    CLAIM = "claim"


class AskBody(Schema):
    """Which units come back, each SKU once; or which of them a `claim` is about, that arrived damaged, wrong or not at
    all, and of which nothing is sent back: then `note` says what is wrong.
    """

    kind: Annotated[Asked, Field(strict=False)] = Asked.RETURN
    lines: Annotated[list[LineBody], Field(min_length=1, max_length=100)]
    note: Words = ""
    as_credit: Annotated[
        bool, Field(description="What is paid back is wanted as store credit; gift cards get theirs back")
    ] = False

    @model_validator(mode="after")
    def _as_its_kind(self) -> AskBody:
        claims = self.kind is Asked.CLAIM
        reasons = {line.reason for line in self.lines}
        if claims and not reasons <= CLAIMED:
            raise ValueError(f"A claim is about goods that are {', '.join(sorted(CLAIMED))}.")
        if not claims and ReturnReason.MISSING in reasons:
            raise ValueError("What is missing cannot come back: claim it.")
        if claims and any(line.exchange for line in self.lines):
            raise ValueError("A claim is paid back: only what comes back is exchanged.")
        if claims and not self.note.strip():
            raise ValueError("Say what is wrong.")
        return self

    @property
    def of_kind(self) -> ReturnKind:
        return ReturnKind(self.kind.value)


class OpenBody(AskBody):
    order_id: OrderId


class Said(StrEnum):
    """What a shopper says of a return."""

    LABEL = "label"
    SENT = "sent"
    CANCELLED = "cancelled"


class SayBody(Schema):
    """`label`: a label is wanted, where the carrier gives one. `sent`, with how it was sent where that is known; or
    `cancelled`, before it is.
    """

    state: Annotated[Said, Field(strict=False)]
    carrier: Annotated[str, Field(max_length=40), AfterValidator(unlinked)] = ""
    tracking_code: Annotated[str, Field(max_length=100), AfterValidator(unlinked)] = ""


PhotoId = Annotated[str, Field(pattern=r"^[0-9a-f-]{36}$")]


class PhotoBody(Schema):
    media_type: Literal["image/png", "image/jpeg", "image/webp"]


class PhotosBody(Schema):
    """The photos that a return has then: those that were sent, and those it had."""

    photos: Annotated[list[PhotoId], Field(max_length=5)]


class ReturnsQuery(ListQuery):
    """Either a `state`, or `order_id`."""

    state: ReturnState | None = None
    order_id: OrderId | None = None


class Decision(StrEnum):
    """What staff do about a return."""

    APPROVE = "approve"
    REJECT = "reject"
    RECEIVE = "receive"
    GRANT = "grant"
    REFUND = "refund"
    CLOSE = "close"
    SEND_AGAIN = "send_again"


class ReceivedBody(Schema):
    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    condition: Annotated[Condition, Field(strict=False)]
    restock: bool = False

    def line(self) -> ReceivedLine:
        return ReceivedLine(self.sku, self.quantity, self.condition, self.restock)


class GrantedBody(Schema):
    """Units of a claim, and how much is paid back for them, in minor units of the order's currency; without `amount`
    what they cost.
    """

    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    amount: Annotated[int, Field(strict=True, ge=1)] | None = None

    def line(self) -> GrantedLine:
        return GrantedLine(self.sku, self.quantity, self.amount)


class DecisionBody(Schema):
    """`approve`; `reject` and `close` with a `reason`; `receive` with the `lines` that came in, where a SKU may be
    there twice: some units for sale again, others damaged. `refund` asks once more for a refund that failed, `close`
    ends a return whose refund failed and that was settled otherwise. `grant` pays for what never arrived without
    waiting for the goods, or for a claim: for the lines in `granted`, or for all of it. `send_again` has the units of a
    claim sent once more, those in `granted`, without amounts, or all of it: no money moves.
    """

    decision: Annotated[Decision, Field(strict=False)]
    reason: Annotated[str, Field(max_length=500)] = ""
    lines: Annotated[list[ReceivedBody], Field(max_length=200)] = []
    granted: Annotated[list[GrantedBody], Field(max_length=100)] = []
    location: Annotated[str, Field(max_length=32, description="Of the shop's, which has received or sends them")] = ""

    @model_validator(mode="after")
    def _complete(self) -> DecisionBody:
        if self.decision in (Decision.REJECT, Decision.CLOSE) and not self.reason:
            raise ValueError("Say why.")
        if self.decision is Decision.RECEIVE and not self.lines:
            raise ValueError("Name the lines that came in.")
        return self

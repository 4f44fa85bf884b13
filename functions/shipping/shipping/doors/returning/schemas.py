"""What the routes about returns take."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from shipping.domain.returns import Condition, ReceivedLine, ReturnLine, ReturnReason, ReturnState
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


class LineBody(Schema):
    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    reason: Annotated[ReturnReason, Field(strict=False), AfterValidator(_asked)]

    def line(self) -> ReturnLine:
        return ReturnLine(self.sku, self.quantity, reason=self.reason)


class AskBody(Schema):
    """Which units come back, each SKU once."""

    lines: Annotated[list[LineBody], Field(min_length=1, max_length=100)]
    note: Words = ""


class OpenBody(AskBody):
    order_id: OrderId


class Said(StrEnum):
    """What a shopper says of a return."""

    SENT = "sent"
    CANCELLED = "cancelled"


class SayBody(Schema):
    """`sent`, with how it was sent where that is known; or `cancelled`, before it is."""

    state: Annotated[Said, Field(strict=False)]
    carrier: Annotated[str, Field(max_length=40), AfterValidator(unlinked)] = ""
    tracking_code: Annotated[str, Field(max_length=100), AfterValidator(unlinked)] = ""


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


class ReceivedBody(Schema):
    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    condition: Annotated[Condition, Field(strict=False)]
    restock: bool = False

    def line(self) -> ReceivedLine:
        return ReceivedLine(self.sku, self.quantity, self.condition, self.restock)


class DecisionBody(Schema):
    """`approve`; `reject` and `close` with a `reason`; `receive` with the `lines` that came in, where a SKU may be
    there twice: some units for sale again, others damaged. `refund` asks once more for a refund that failed, `close`
    ends a return whose refund failed and that was settled otherwise. `grant` pays for what never arrived without
    waiting for the goods.
    """

    decision: Annotated[Decision, Field(strict=False)]
    reason: Annotated[str, Field(max_length=500)] = ""
    lines: Annotated[list[ReceivedBody], Field(max_length=200)] = []

    @model_validator(mode="after")
    def _complete(self) -> DecisionBody:
        if self.decision in (Decision.REJECT, Decision.CLOSE) and not self.reason:
            raise ValueError("Say why.")
        if self.decision is Decision.RECEIVE and not self.lines:
            raise ValueError("Name the lines that came in.")
        return self

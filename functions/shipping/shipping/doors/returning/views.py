"""Returns as shoppers and staff see them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from shipping.domain.returns import (
    Condition,
    Return,
    ReturnKind,
    ReturnReason,
    ReturnRules,
    ReturnState,
    ReturnStep,
    Sold,
)
from souk.http import View


class ReturnLineView(View):
    sku: str
    quantity: int
    title: str
    reason: ReturnReason


class ReceivedLineView(View):
    sku: str
    quantity: int
    condition: Condition
    restock: bool


class StepView(View):
    """`note` says why, where somebody said so."""

    state: ReturnState
    at: AwareDatetime
    by: Annotated[str, Field(description="shopper, staff, system or payments")]
    note: str

    @classmethod
    def of(cls, step: ReturnStep, *, staff: bool) -> StepView:
        by = step.by if staff else step.by.partition(":")[0]
        return cls(state=step.state, at=step.at, by=by, note=step.note)


class ReturnView(View):
    """`send_by`: it expires then, if nobody has sent it. `fee` is kept back, in minor units of the order's currency;
    `refunded` was paid back, in those of `currency`, empty before.
    """

    id: str
    order_id: str
    order_number: str
    kind: ReturnKind
    state: ReturnState
    lines: list[ReturnLineView]
    received: list[ReceivedLineView]
    note: str
    requested_at: AwareDatetime
    send_by: AwareDatetime | None
    carrier: str
    tracking_code: str
    fee: int
    refunded: int
    currency: str
    steps: list[StepView]

    @classmethod
    def of(cls, return_: Return) -> ReturnView:
        return cls(**_members(return_, staff=False))


class StaffReturnView(ReturnView):
    """`delivery` goes back with the goods for the way out, `failure` says why the refund failed."""

    version: int
    delivery: int
    failure: str

    @classmethod
    def of(cls, return_: Return) -> StaffReturnView:
        money = return_.refunding
        return cls(
            **_members(return_, staff=True),
            version=return_.version,
            delivery=return_.delivery_due if return_.received else money.delivery,
            failure=money.failure,
        )


class ReturnableView(View):
    """`units` can be returned; none of a SKU that is not here."""

    sku: str
    title: str
    units: int


class ReturnsView(View):
    """An order's returns. `returnable` is what can be asked for until `until`, or without an end while a parcel is on
    its way; empty when it is too late. `fee` would be kept back, in minor units, unless the shop is to blame.
    """

    items: list[ReturnView]
    returnable: list[ReturnableView]
    until: AwareDatetime | None
    fee: int

    @classmethod
    def of(cls, sold: Sold, rules: ReturnRules, now: datetime) -> ReturnsView:
        arrived = sold.delivered_at
        until = arrived + rules.window if arrived else None
        over, titles = until is not None and now > until, sold.titles
        left = {} if over else sold.left()
        return cls(
            items=[ReturnView.of(return_) for return_ in sold.returns],
            returnable=[ReturnableView(sku=sku, title=titles[sku], units=units) for sku, units in left.items()],
            until=until,
            fee=rules.fee,
        )


def _members(return_: Return, *, staff: bool) -> dict[str, Any]:
    money = return_.refunding
    return {
        "id": return_.id,
        "order_id": return_.order_id,
        "order_number": return_.order_number,
        "kind": return_.kind,
        "state": _shown(return_.state, staff=staff),
        "lines": [ReturnLineView.model_validate(line, from_attributes=True) for line in return_.lines],
        "received": [ReceivedLineView.model_validate(line, from_attributes=True) for line in return_.received],
        "note": return_.note,
        "requested_at": return_.requested_at,
        "send_by": return_.send_by,
        "carrier": return_.carrier,
        "tracking_code": return_.tracking_code,
        "fee": money.fee,
        "refunded": money.amount,
        "currency": money.currency,
        "steps": [
            StepView.of(step, staff=staff)
            for step in return_.steps
            if staff or step.state is not ReturnState.REFUND_FAILED
        ],
    }


def _shown(state: ReturnState, *, staff: bool) -> ReturnState:
    """A refund that failed is the shop's to mend: to the shopper the goods are there and the money is to come."""
    return ReturnState.RECEIVED if state is ReturnState.REFUND_FAILED and not staff else state

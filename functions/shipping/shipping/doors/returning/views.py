"""Returns as shoppers and staff see them."""

from __future__ import annotations

from collections.abc import Container
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


class WantedView(View):
    """The variant that is ordered for each unit that comes in, at `price`, in minor units of `currency`."""

    sku: str
    title: str
    price: int
    currency: str


class ReturnLineView(View):
    """`price` of a unit in minor units of the order's currency; 0 if it is not known."""

    sku: str
    quantity: int
    title: str
    reason: ReturnReason
    price: int
    exchange: WantedView | None


class GrantedLineView(View):
    """`amount` in minor units; null for what the units cost."""

    sku: str
    quantity: int
    amount: int | None


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
    """`photos` are the ids of those that the shopper sent. `labelled_by`: the carrier that gives a label for it when it
    is asked for one, null if none does; `label_url`: that label. `send_by`: it expires then, if nobody has sent it.
    `fee` is kept back, in minor units of the order's currency; `refunded` was paid back, in those of `currency`, empty
    before.
    """

    id: str
    order_id: str
    order_number: str
    kind: ReturnKind
    state: ReturnState
    lines: list[ReturnLineView]
    received: list[ReceivedLineView]
    granted: list[GrantedLineView]
    photos: list[str]
    note: str
    requested_at: AwareDatetime
    send_by: AwareDatetime | None
    carrier: str
    tracking_code: str
    labelled_by: str | None
    label_url: str | None
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
    """`units` can be returned; none of a SKU that is not here. `faulty_only`: the law leaves it out of the right of
    withdrawal, and the shop takes it back when something is wrong with it. `price` is what a unit was bought for, in
    minor units; null if that is not known here.
    """

    sku: str
    title: str
    units: int
    faulty_only: bool
    price: int | None


class PhotoCreated(View):
    """Send a multipart form to `url` within 15 minutes, with all of `fields` and after them the photo as `file`; then
    name it among the return's photos.
    """

    photo_id: str
    url: str
    fields: dict[str, str]


class PhotoView(View):
    """`url` is good for five minutes."""

    id: str
    url: str


class PhotosView(View):
    items: list[PhotoView]


class ReturnsView(View):
    """An order's returns. `returnable` is what can be asked for until `until`, or without an end while a parcel is on
    its way; empty when it is too late. `claimable` is what can be claimed to be damaged, wrong or missing, until
    `claim_until`. `fee` would be kept back, in minor units, unless the shop is to blame.
    """

    items: list[ReturnView]
    returnable: list[ReturnableView]
    until: AwareDatetime | None
    claimable: list[ReturnableView]
    claim_until: AwareDatetime | None
    fee: int

    @classmethod
    def of(cls, sold: Sold, rules: ReturnRules, now: datetime) -> ReturnsView:
        arrived, known = sold.delivered_at, sold.lines
        until, claim_until = (arrived and arrived + window for window in (rules.window, rules.claim_window))
        excluded = {} if rules.excluded else sold.exclusions
        free = any(parcel.consignment.free for parcel in sold.parcels)

        def goods(until: datetime | None, faulty_only: Container[str]) -> list[ReturnableView]:
            left = {} if until and now > until else sold.left()
            return [
                ReturnableView(
                    sku=sku,
                    title=known[sku].title,
                    units=units,
                    faulty_only=sku in faulty_only,
                    price=known[sku].price if known[sku].price or free else None,
                )
                for sku, units in left.items()
            ]

        return cls(
            items=[ReturnView.of(return_) for return_ in sold.returns],
            returnable=goods(until, excluded),
            until=until,
            claimable=goods(claim_until, ()),
            claim_until=claim_until,
            fee=rules.bought_in(sold.currency).fee,
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
        "granted": [GrantedLineView.model_validate(line, from_attributes=True) for line in return_.granting],
        "received": [ReceivedLineView.model_validate(line, from_attributes=True) for line in return_.received],
        "photos": [photo.partition(".")[0] for photo in return_.photos],
        "note": return_.note,
        "requested_at": return_.requested_at,
        "send_by": return_.send_by,
        "carrier": return_.carrier,
        "tracking_code": return_.tracking_code or (return_.label.tracking_code if return_.label else ""),
        "labelled_by": return_.labelled_by or None,
        "label_url": (return_.label and return_.label.url) or None,
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

"""What staff add to a paid order before it is handed over, alone or with an edit of it. Pure.

What is added is an order of its own (see `drafting.supplement`). What was agreed is kept with the first order, in one
change with the edit, before anything is held or charged: whoever dies over it, whoever hears of the order next orders
what was agreed, once. Where the edit waits for shipping, so does what is added; refused, nothing of both comes true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from orders.domain.cancellation import WishState
from orders.domain.cancelling.lines import can_be_cancelled, known_as
from orders.domain.details import number_of
from orders.domain.editing.edits import EditWish, edited
from orders.domain.facts.exchanges import NOT_POSSIBLE
from orders.domain.facts.supplements import NOT_CHANGED, AddedLine, Supplement
from orders.domain.order import Cause, Order
from orders.domain.states import DEAD, UNPAID
from souk.errors import Conflict, IllegalTransition

MAX_SUPPLEMENTS = 20
_OTHER = "another change was asked for under this key; use a new one"


@dataclass(frozen=True, slots=True)
class Addition:
    """What is added, at what was agreed: see `Supplement`."""

    lines: tuple[AddedLine, ...]
    shipping: int
    total: int

    @property
    def quantities(self) -> dict[str, int]:
        """By SKU."""
        return {line.sku: line.quantity for line in self.lines}


def known_supplement(order: Order, request: str) -> Supplement | None:
    """What was added under this key."""
    return next((one for one in order.supplements if request and one.request == request), None)


def check_repeat(known: Supplement, prices: Mapping[str, int], shipping: int, total: int | None) -> None:
    """That it was agreed so before: these prices of units, that of the delivery, and what all of it costs, None for who
    was shown nothing. Raises Conflict.
    """
    agreed = {line.sku: line.price for line in known.lines}
    same = all(agreed.get(sku, price) == price for sku, price in prices.items())
    if not same or shipping != known.shipping or total not in (None, known.total):
        raise Conflict(_OTHER)


def changed(order: Order, wanted: EditWish, added: Addition | None, request: str, cause: Cause) -> Order:
    """With the edit, or the wish for it, and with what is added. The same when that was asked for before.

    Raises as `edited`; also IllegalTransition where nothing can be added, and Conflict for something else under the
    same key.
    """
    known, is_edit = known_supplement(order, request), bool(wanted) or added is None
    if known or known_as(order, request):
        if (known.quantities if known else {}) != (added.quantities if added else {}):
            raise Conflict(_OTHER)
        if known and is_edit != bool(known.wish):
            raise Conflict(_OTHER)
    if known is None and added:
        _check(order)
    after = edited(order, wanted, request, cause) if is_edit else order
    if known or added is None:
        return after
    supplement = Supplement(
        len(order.supplements) + 1,
        added.lines,
        added.shipping,
        added.total,
        cause.at,
        cause.by,
        cause.reason,
        request,
        len(after.line_cancellations) if is_edit else 0,
    )
    return replace(after, supplements=(*after.supplements, supplement))


def due(order: Order) -> Supplement | None:
    """The next that is to be ordered now."""
    true = {wish.number for wish in order.line_cancellations if wish.state is WishState.ACCEPTED}
    return next((one for one in order.supplements if one.is_open and (not one.wish or one.wish in true)), None)


def refusal_of(order: Order, supplement: Supplement) -> str:
    """Why it is no order and will be none; empty for one that is, or may be yet."""
    refused = {wish.number for wish in order.line_cancellations if wish.state is WishState.REFUSED}
    if supplement.is_open and supplement.wish in refused:
        return NOT_CHANGED
    return NOT_POSSIBLE if supplement.is_open and order.state in DEAD else supplement.refusal


def ordered(order: Order, number: int, order_id: str, refusal: str, cause: Cause) -> Order:
    """It is that order, or cannot be ordered; the same when that is known."""
    found = next((one for one in order.supplements if one.number == number and one.is_open), None)
    if found is None:
        return order
    answered = replace(found, order_id=order_id, refusal=refusal, answered_at=cause.at)
    units = ", ".join(f"{line.quantity} × {line.sku}" for line in found.lines)
    words = f"added: {units}, order {number_of(order_id)}" if order_id else f"not added: {units}, {refusal}"
    supplements = tuple(answered if one is found else one for one in order.supplements)
    return replace(order, supplements=supplements).remarked(replace(cause, reason=words))


def _check(order: Order) -> None:
    """Raises IllegalTransition."""
    if order.state in UNPAID:
        raise IllegalTransition("it is not paid yet: what is added is a draft of its own", state=str(order.state))
    if not can_be_cancelled(order) or not order.email:
        raise IllegalTransition("nothing of it is here any more: make a draft", state=str(order.state))
    if not order.to_ship:  # no news of a parcel would finish what somebody died over
        raise IllegalTransition("nothing of it is sent, so it was handed over: make a draft", state=str(order.state))
    if len(order.supplements) >= MAX_SUPPLEMENTS:
        raise IllegalTransition(f"something was added {MAX_SUPPLEMENTS} times, which is the most", state=order.state)

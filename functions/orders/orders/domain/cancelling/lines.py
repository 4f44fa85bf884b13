"""Units that are taken out of an order, while the others are sent. Pure: each function answers the order afterwards.

As with the whole order, only shipping knows once it is paid whether a parcel can be opened again, so the wish waits for
its answer. Who wants the last units out wants the order cancelled as a whole.

What units cost less is the difference between what the order costs with them and without them (`Totals`): its delivery
costs what it did, and tax is rounded once a rate. However the units are cut up, and in whichever order they go, the
differences add up to what the order cost less what is left of it: no cent is lost and none is given twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from orders.domain.cancellation import LinesCancellation, Repricing, WishState
from orders.domain.order import Cause, Order, repriced, too_late, with_delivery, without
from orders.domain.states import UNPAID, OrderState
from orders.domain.totals import OrderLine, Totals, of_what_is_left
from souk.errors import Conflict, IllegalTransition, InvalidInput

# A wish that is refused can be had over and over; an order keeps so many.
MAX_WISHES = 20
_UNTIL_HAND_OVER = UNPAID | {OrderState.PAID, OrderState.FULFILLING, OrderState.PARTIALLY_SHIPPED}


class NothingToSend(Conflict):
    """What would be left of the order needs no parcel, and its parcel is being made already."""

    code, title = "nothing_left_to_send", "Nothing would be left to send"


def can_be_cancelled(order: Order) -> dict[str, int]:
    """The units by SKU that may be asked for: those that have not left, and that nobody has asked for yet. Empty once
    it is too late for any.
    """
    wish = order.cancellation
    if order.state not in _UNTIL_HAND_OVER or (wish and wish.state is not WishState.REFUSED):
        return {}
    units = Counter(_not_asked_for(order))
    for parcel in order.parcels:
        if parcel.left:
            units.subtract({line.sku: line.quantity for line in parcel.lines})
    return {sku: count for sku, count in units.items() if count > 0}


def known_as(order: Order, request: str) -> LinesCancellation | None:
    """The wish that was had under this key."""
    return next((wish for wish in order.line_cancellations if request and wish.request == request), None)


def lines_called_off(order: Order, wanted: Mapping[str, int], request: str, cause: Cause) -> Order:
    """Somebody wants these units by SKU out of it: at once while no parcel of it can exist, else as a wish that
    shipping answers. Whoever wants all that is left calls the order off. The same when that was asked before.

    Raises IllegalTransition when it has left or expired, InvalidInput for units that it does not have any more,
    Conflict while all of it is being called off or its payment started, or for other units under the same key;
    NothingToSend.
    """
    known = known_as(order, request)
    if known:
        if dict(known.lines) != dict(wanted):
            raise Conflict("other units were cancelled under this key; use a new one")
        return order
    is_all = dict(wanted) == _not_asked_for(order) and not any(parcel.left for parcel in order.parcels)
    if order.state is OrderState.CANCELLED or is_all:
        return order.called_off(cause)
    check_units(order, wanted)
    wish = LinesCancellation(
        len(order.line_cancellations) + 1,
        WishState.REQUESTED,
        tuple(wanted.items()),
        cause.at,
        cause.by,
        cause.reason,
        request,
        as_credit=cause.as_credit,
    )
    return asked_for(order, wish, cause)


def asked_for(order: Order, wish: LinesCancellation, cause: Cause) -> Order:
    """With the wish: accepted, where nobody has to open a parcel for it."""
    asked = replace(order, line_cancellations=(*order.line_cancellations, wish))
    if order.state in UNPAID or not _are_sent(order, dict(wish.lines)):
        return lines_freed(asked, wish.number, cause)
    what = "cancellation requested" if wish.edit is None else "change requested"
    return asked.remarked(_said(replace(cause, reason=_why(wish)), wish, what))


def lines_given_up(order: Order, wanted: Mapping[str, int], cause: Cause) -> Order:
    """Without those of the units by SKU that need no parcel, however far its parcels are: they never were in one. The
    same when there are none, all of it is being called off, or it has had its wishes.

    Raises TooOldToChange.
    """
    unsent = {line.sku for line in order.lines if not line.requires_shipping}
    left = _not_asked_for(order)
    units = tuple((sku, min(count, left[sku])) for sku, count in wanted.items() if sku in unsent and left.get(sku))
    is_open = order.cancellation is not None and order.cancellation.is_open
    if not units or is_open or len(order.line_cancellations) >= MAX_WISHES:
        return order
    number = len(order.line_cancellations) + 1
    wish = LinesCancellation(number, WishState.REQUESTED, units, cause.at, cause.by, cause.reason, "")
    return lines_freed(replace(order, line_cancellations=(*order.line_cancellations, wish)), number, cause)


def lines_freed(
    order: Order, number: int, cause: Cause, places: Mapping[str, Mapping[str, int]] | None = None
) -> Order:
    """They are in no parcel any more, and at these locations: the order goes on without them. Does nothing when nobody
    waits for this answer.

    If what is paid already pays for the rest, the order is paid with it.
    """
    wish = _open_wish(order, number)
    if wish is None:
        return order
    paid, held = order.was_paid, order.was_paid and order.balance.secured > 0
    accepted = replace(wish.accepted(cause.at, worth(order, wish), paid=paid, held=held), places=places or {})
    what = "cancelled" if wish.edit is None else "changed"
    said = _said(replace(cause, by=wish.by, reason=_why(wish)), wish, what)
    after = _with(order, accepted).holding_what_is_left().remarked(said)
    if after.state in UNPAID and after.balance.paid >= after.total.amount:
        return after.paid_with_what_is_left(replace(cause, reason="paid with what is left of it"))
    return after


def lines_kept(order: Order, number: int, why: str, cause: Cause) -> Order:
    """They are sent. Does nothing when nobody waits for this answer."""
    wish = _open_wish(order, number)
    if wish is None:
        return order
    what = "not cancelled" if wish.edit is None else "not changed"
    return _with(order, wish.refused(cause.at, why)).remarked(_said(replace(cause, reason=why), wish, what))


def worth(order: Order, wish: LinesCancellation) -> tuple[int, ...]:
    """What the order costs less once the wish is accepted: for each of its lines, then for each lowered price, and last
    for the delivery's. In turn, so that they add up to the difference of its totals.
    """
    lines, totals = order.lines, order.terms
    less = [*differences(totals, lines, wish.lines)]
    if wish.edit is None:
        return tuple(less)
    lines = without(lines, dict(wish.lines))
    before = of_what_is_left(totals, lines).total.amount
    steps = [Repricing((price,)) for price in wish.edit.prices]
    for step in [*steps, *([Repricing(shipping=wish.edit.shipping)] if wish.edit.shipping else [])]:
        lines, totals = repriced(lines, step), with_delivery(totals, step)
        after = of_what_is_left(totals, lines).total.amount
        less.append(before - after)
        before = after
    return tuple(less)


def differences(totals: Totals, lines: tuple[OrderLine, ...], taken: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    """What an order of these totals, of which `lines` are left, costs less for each that is taken out, in turn."""
    less: list[int] = []
    before = of_what_is_left(totals, lines).total.amount
    for sku, units in taken:
        lines = without(lines, {sku: units})
        after = of_what_is_left(totals, lines).total.amount
        less.append(before - after)
        before = after
    return tuple(less)


def check_units(order: Order, wanted: Mapping[str, int]) -> None:
    """Whether these can be wanted out of it, or none. Raises as `lines_called_off` does."""
    if order.state not in _UNTIL_HAND_OVER:
        raise too_late(order.state)
    if order.cancellation and order.cancellation.is_open:
        raise Conflict("the whole order is being called off already")
    if order.state is OrderState.PENDING:
        raise Conflict("its payment is being started; try again in a minute", state=str(order.state))
    left = can_be_cancelled(order)
    for sku, units in wanted.items():
        if units > left.get(sku, 0):
            raise InvalidInput(f"{left.get(sku, 0)} of {sku} can be cancelled, not {units}", sku=sku)
    if len(order.line_cancellations) >= MAX_WISHES:
        raise IllegalTransition(f"it was changed {MAX_WISHES} times, which is the most", state=order.state)
    rest = without(order.lines, wanted)
    if order.state not in UNPAID and order.to_ship and not any(line.requires_shipping for line in rest):
        raise NothingToSend("the rest of it needs no parcel: cancel the whole order")
    differences(order.terms, order.lines, tuple(wanted.items()))  # raises when nobody can say


def _are_sent(order: Order, wanted: Mapping[str, int]) -> bool:
    return any(line.requires_shipping for line in order.lines if line.sku in wanted)


def _not_asked_for(order: Order) -> dict[str, int]:
    """What nobody has asked to have out of it."""
    units = Counter({line.sku: line.quantity for line in order.lines})
    for wish in order.line_cancellations:
        if wish.is_open:
            units.subtract(dict(wish.lines))
    return {sku: count for sku, count in units.items() if count > 0}


def _open_wish(order: Order, number: int) -> LinesCancellation | None:
    return next((wish for wish in order.line_cancellations if wish.number == number and wish.is_open), None)


def _with(order: Order, wish: LinesCancellation) -> Order:
    wishes = (wish if known.number == wish.number else known for known in order.line_cancellations)
    return replace(order, line_cancellations=tuple(wishes))


def _why(wish: LinesCancellation) -> str:
    """What the history says, which the shopper reads: why staff change an order stays with the edit, for staff."""
    return wish.reason if wish.edit is None else ""


def _said(cause: Cause, wish: LinesCancellation, what: str) -> Cause:
    units = ", ".join(f"{count} × {sku}" for sku, count in wish.lines)
    said = ", ".join(filter(None, (units, _prices(wish.edit)))) if wish.edit else units
    return replace(cause, reason=f"{what}: {said}" + (f": {cause.reason}" if cause.reason else ""))


def _prices(edit: Repricing) -> str:
    """In words of the history, which names no amounts."""
    lowered = [sku for sku, _, _ in edit.prices] + (["delivery"] if edit.shipping else [])
    return f"price lowered of {', '.join(lowered)}" if lowered else ""

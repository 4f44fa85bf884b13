"""Putting an order right without touching its money. Pure: each function answers the order as it is afterwards.

Before it is paid nobody has made anything of its address. Once there is a parcel, only shipping knows whether a carrier
was asked to fetch it, so a new address is a wish that shipping answers. In between shipping is making the parcel from
what the order said when it was paid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orders.domain.cancellation import WishState
from orders.domain.corrections import CORRECTED, Corrected, Readdressing, Review
from orders.domain.details import Address
from orders.domain.facts.marks import Mark
from orders.domain.order import Cause, Order
from orders.domain.states import DEAD, UNPAID, OrderState
from souk.errors import Conflict, IllegalTransition, InvalidInput


def corrected(order: Order, cause: Cause, email: str = "", address: Address | None = None) -> Order:
    """With another e-mail address, or address to send it to, or the wish for one.

    Raises InvalidInput for an address in another country, which would cost another price and tax, IllegalTransition
    when it is too late, and Conflict while shipping is at work.
    """
    if order.details.kept_until:
        raise IllegalTransition("its person is forgotten, so nobody can be written to", state=str(order.state))
    if order.state is OrderState.PAID and order.to_ship and not order.parcels:
        raise Conflict("it was just paid, and its parcel is being made; try again in a minute", state=str(order.state))
    if email and email != order.email:
        order = _with(order, replace(_known(order), email=email), cause, f"e-mail {CORRECTED}")
        order = order.marked(Mark.of("email_corrected", "", cause.at))
    if address is None or address == order.address:
        return order
    _check_address(order, address)
    if order.state in UNPAID or not order.to_ship:
        after = _with(order, replace(_known(order), address=address), cause, CORRECTED)
        return after.marked(Mark.of("address_corrected", "", cause.at))
    number = order.readdressing.number + 1 if order.readdressing else 1
    wish = Readdressing(number, address, WishState.REQUESTED, cause.at, cause.by, cause.reason)
    return replace(order, readdressing=wish).remarked(_said(cause, "another address asked for"))


def readdressed(order: Order, number: int, cause: Cause) -> Order:
    """Its parcel goes there. Does nothing when nobody waits for this answer."""
    wish = order.readdressing
    if wish is None or wish.number != number or not wish.is_open:
        return order
    answered = replace(order, readdressing=wish.accepted())
    now = replace(_known(order), address=wish.address)
    return _with(answered, now, replace(cause, by=wish.by, reason=wish.reason), CORRECTED)


def not_readdressed(order: Order, number: int, why: str, cause: Cause) -> Order:
    """It goes where it was to go. Does nothing when nobody waits for this answer."""
    wish = order.readdressing
    if wish is None or wish.number != number or not wish.is_open:
        return order
    refused = replace(order, readdressing=wish.refused(why))
    return refused.remarked(replace(cause, reason=f"another address refused: {why}"))


def reviewed(order: Order, suspicions: Sequence[str], cause: Cause) -> Order:
    """Somebody has looked at these. The same when nothing came up since somebody did."""
    if order.reviewed and set(suspicions) <= set(order.reviewed.of):
        return order
    looked_at = replace(order, reviewed=Review(cause.at, cause.by, tuple(suspicions)))
    return looked_at.remarked(_said(cause, "reviewed"))


def _check_address(order: Order, address: Address) -> None:
    if address.country != order.address.country:
        message = f"the order is sent to {order.address.country}: another country has other prices and taxes"
        raise InvalidInput(
            message, errors=[{"field": "shipping_address.country", "code": "other_country", "message": message}]
        )
    left = any(parcel.left for parcel in order.parcels)
    if order.state in DEAD or left or (order.cancellation and order.cancellation.is_open):
        raise IllegalTransition(
            "nothing of this order is sent any more, or it is on its way already", state=str(order.state)
        )
    if order.readdressing and order.readdressing.is_open:
        raise Conflict("another address was asked for already, and shipping has not answered yet")


def _known(order: Order) -> Corrected:
    return order.corrected or Corrected()


def _with(order: Order, now: Corrected, cause: Cause, words: str) -> Order:
    return replace(order, corrected=now).remarked(_said(cause, words))


def _said(cause: Cause, words: str) -> Cause:
    return replace(cause, reason=f"{words}: {cause.reason}" if cause.reason else words)

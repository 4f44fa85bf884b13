"""What of an order's total its shopper pays with gift cards and store credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

from orders.domain.details import OrderCredit
from orders.usecases.payment_methods import charges_of
from orders.usecases.ports import Payments
from souk.errors import InvalidInput, NotFound, PriceChanged
from souk.limits import rules
from souk.limits.limits import Limits, from_address
from souk.money import Money
from souk.pricing.charges import Charges
from souk.shopper.owner import user_id_of


def covered(
    payments: Payments,
    limits: Limits,
    owner: str,
    codes: Sequence[str],
    total: Money,
    address: str,
    *,
    coverable: Money | None = None,
    store_credit: bool = False,
    payment_method: str = "",
) -> tuple[OrderCredit, ...]:
    """What each pays of `total`, or of as much of it as is `coverable`, nothing being held by asking; a guest has no
    store credit. Wrong codes are counted by the network `address`. They leave as much of `total` as can be paid by the
    `payment_method`, where one is known.

    Raises InvalidInput for a wrong code, RateLimited after too many, Conflict for a card that cannot be used.
    """
    user_id = (user_id_of(owner) or "") if store_credit else ""
    most = total if coverable is None else coverable
    if not (codes or user_id) or not most.amount:
        return ()
    charges = from_address(rules.GIFT_CARDS_FROM, address) if codes else []
    with limits.guessing(charges, InvalidInput):
        try:
            parts = payments.cover(tuple(codes), user_id, most)
        except NotFound as error:
            raise InvalidInput("there is no gift card with this code", part="gift_cards") from error
    return leaving_payable(parts, total, charges_of(payment_method))


def leaving_payable(parts: tuple[OrderCredit, ...], total: Money, charges: Charges) -> tuple[OrderCredit, ...]:
    """The parts with so much less that what they leave of `total` can be charged, taken from the last ones first: who
    has 24.60 on a card for 24.89 pays 0.50 by other means and keeps 0.21. As they are where all of it is too little.
    """
    rest = total - Money(sum(part.amount for part in parts), total.currency)
    wanted = charges.next_after(rest)
    if total < wanted:
        return parts
    over, found = wanted.amount - rest.amount, list[OrderCredit]()
    for part in reversed(parts):
        back = min(over, part.amount)
        over -= back
        if part.amount > back:
            found.append(replace(part, amount=part.amount - back, left=part.left + back))
    return tuple(reversed(found))


def check_due(shown: Money | None, total: Money, parts: Sequence[OrderCredit]) -> None:
    """Raises PriceChanged when what is left to pay is not what was shown."""
    due = total - Money(sum(part.amount for part in parts), total.currency)
    if shown is not None and shown != due:
        raise PriceChanged(
            f"{due} are left to pay now, not {shown}; look at it and confirm",
            changes=[],
            amounts=[{"name": "due", "shown": asdict(shown), "now": asdict(due)}],
        )

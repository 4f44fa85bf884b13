"""What an order may keep from other shoppers before it is paid: see `orders.domain.holding`.

Units are claimed before they are held, under the order's id, and let go when the order is paid or has ended. A claim
that nobody lets go, because a process died, only counts until its window ends (`souk.limits.rules`).
"""

from __future__ import annotations

from orders.domain.holding import SHARED_ADDRESS, HoldPolicy, Policies, Standing
from orders.usecases.ports import HeldTooMuch, OrderStore
from orders.usecases.pricing import Quote
from souk.errors import OrderLimit
from souk.limits import rules
from souk.limits.limits import Charge, for_email, from_address
from souk.limits.rules import Key
from souk.shopper.owner import is_guest, user_id_of

# So many of a member's last orders are looked at for one that was paid.
_LOOK_BACK = 10


def standing_of(owner: str, store: OrderStore) -> Standing:
    if is_guest(owner):
        return Standing.STRANGER
    orders, _ = store.of_owner(owner, _LOOK_BACK, None)
    return Standing.CUSTOMER if any(order.was_paid for order in orders) else Standing.MEMBER


def policy_of(policies: Policies, owner: str, store: OrderStore) -> HoldPolicy:
    """Who somebody is is only asked where it matters."""
    guest = policies[Standing.STRANGER]
    return policies[standing_of(owner, store)] if guest.is_bounded else guest


def claim(store: OrderStore, order_id: str, charges: tuple[Charge, ...], titles: dict[str, str]) -> None:
    """Claims all or nothing; once, however often it is tried. Raises OrderLimit in words for the shopper."""
    try:
        store.claim(order_id, charges)
    except HeldTooMuch as full:
        raise OrderLimit(_words(full.charge, titles), limit=full.charge.limit.name) from full


def charges_of(policy: HoldPolicy, quote: Quote, owner: str, email: str, address: str) -> tuple[Charge, ...]:
    """Of a bounded policy."""
    units = sum(line.quantity for line in quote.lines)
    most = policy.units or 0
    return (
        *(
            Charge(charge.limit, charge.subject, units, most_of)
            for charge, most_of in _whose(owner, email, address, most)
        ),
        *(
            Charge(rules.HELD_OF, line.sku, line.quantity, policy.of_product(quote.available[line.sku]))
            for line in quote.lines
            if line.sku in quote.available
        ),
    )


def _whose(owner: str, email: str, address: str, most: int) -> list[tuple[Charge, int]]:
    user_id = user_id_of(owner)
    if user_id is not None:
        return [(Charge(rules.HELD_BY, user_id), most)]
    shared = [(charge, SHARED_ADDRESS * most) for charge in from_address(rules.HELD_FROM, address)]
    return [(for_email(rules.HELD_FOR, email), most), (Charge(rules.HELD_BY_DEVICE, owner), most), *shared]


def _words(charge: Charge, titles: dict[str, str]) -> str:
    if charge.limit.key is Key.SKU:
        title = titles.get(charge.subject, charge.subject)
        return (
            f"So few of “{title}” are left that we set aside at most {charge.allowed} for bank transfers in all. "
            "Choose another way to pay, or take fewer."
        )
    return (
        f"We set aside at most {charge.allowed} items until a bank transfer arrives, in all your unpaid orders "
        "together. Choose another way to pay, take fewer, or pay the others first."
    )

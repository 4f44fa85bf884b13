"""How orders can be paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from orders.domain.details import Details
from souk.bank_account import BankAccount
from souk.errors import InvalidInput, PaymentRefused
from souk.money import Money

if TYPE_CHECKING:
    from souk.pricing.charges import Charges, NotCharged
    from souk.pricing.markets import Market


@dataclass(frozen=True, slots=True)
class Unpayable:
    """Why a sum cannot be paid by a method, and in words. `least` is the method's minimum; None where the sum reaches
    it.
    """

    method: str
    why: NotCharged
    message: str
    least: Money | None = None


@dataclass(frozen=True, slots=True)
class PaymentMethods:
    """`names` is what shoppers call each method, by its id; `transfers` are those paid by a transfer to the
    shop's account, which the merchant may change. `on_shipment`: the others are charged when the order is sent.
    """

    names: Mapping[str, str]
    transfers: frozenset[str]
    account: Callable[[], BankAccount | None]
    on_shipment: bool = False

    def offered(self, market: Market | None = None) -> dict[str, str]:
        """Transfers only where there is an account to transfer to; of these, those of the market."""
        unpayable = frozenset() if self.account() else self.transfers
        only = market.payment_methods if market else ()
        return {id_: name for id_, name in self.names.items() if id_ not in unpayable and (not only or id_ in only)}

    def check(self, method: str, market: Market | None = None) -> None:
        """Raises InvalidInput for a method that is not offered."""
        if method not in self.offered(market):
            name = self.names.get(method, method)
            raise InvalidInput(f"{name.lower()} is not offered at the moment; choose another way to pay")

    def unpayable(self, method: str, due: Money) -> Unpayable | None:
        """Why `due` cannot be paid by the method; None where it can, and of nothing due."""
        # Imported here: who hears of orders places none.
        from souk.pricing.charges import NotCharged

        charges = charges_of(method)
        why = charges.why_not(due)
        if why is None:
            return None
        name = self.names.get(method, method).lower()
        if why is NotCharged.BELOW_MINIMUM:
            least = charges.least_of(due.currency)
            return Unpayable(method, why, f"{due} are too little to be paid by {name}: it takes {least} or more", least)
        message = f"{due} cannot be paid by {name}: it takes {due.currency} in steps of"
        return Unpayable(method, why, f"{message} {Money(charges.step_of(due.currency), due.currency)}")

    def check_payable(self, method: str, due: Money) -> None:
        """Raises PaymentRefused for what cannot be paid by the method."""
        found = self.unpayable(method, due)
        if found:
            least = asdict(found.least) if found.least else None
            message = f"{found.message}; nothing was ordered: put more into the cart, or choose another way to pay"
            raise PaymentRefused(message, reason=str(found.why), minimum=least)

    def is_held(self, order: Details) -> bool:
        """Whether it is charged when it is sent. What is handed over without a parcel, or fetched, is charged at once,
        and a transfer cannot be held.
        """
        can_be = order.payment_method not in self.transfers and not order.pickup
        return self.on_shipment and can_be and all(line.requires_shipping for line in order.lines)

    def account_for(self, method: str) -> BankAccount | None:
        """Where to transfer the money to; None for a method that is no transfer, or while there is no account."""
        return self.account() if method in self.transfers else None


def charges_of(method: str) -> Charges:
    """What is charged by a method, whose id is that of its provider."""
    # Imported here: who hears of orders places none.
    from souk.pricing.charges import charges_of

    return charges_of(method)

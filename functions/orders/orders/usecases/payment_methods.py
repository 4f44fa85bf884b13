"""How orders can be paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from orders.domain.details import Details
from souk.bank_account import BankAccount
from souk.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class PaymentMethods:
    """`names` is what shoppers call each method, by its id; `transfers` are those paid by a transfer to the
    shop's account, which the merchant may change. `on_shipment`: the others are charged when the order is sent.
    """

    names: Mapping[str, str]
    transfers: frozenset[str]
    account: Callable[[], BankAccount | None]
    on_shipment: bool = False

    def offered(self) -> dict[str, str]:
        """Transfers only where there is an account to transfer to."""
        unpayable = frozenset() if self.account() else self.transfers
        return {id_: name for id_, name in self.names.items() if id_ not in unpayable}

    def check(self, method: str) -> None:
        """Raises InvalidInput for a method that is not offered."""
        if method not in self.offered():
            name = self.names.get(method, method)
            raise InvalidInput(f"{name.lower()} is not offered at the moment; choose another way to pay")

    def is_held(self, order: Details) -> bool:
        """Whether it is charged when it is sent. What is handed over without a parcel, or fetched, is charged at once,
        and a transfer cannot be held.
        """
        can_be = order.payment_method not in self.transfers and not order.pickup
        return self.on_shipment and can_be and all(line.requires_shipping for line in order.lines)

    def account_for(self, method: str) -> BankAccount | None:
        """Where to transfer the money to; None for a method that is no transfer, or while there is no account."""
        return self.account() if method in self.transfers else None

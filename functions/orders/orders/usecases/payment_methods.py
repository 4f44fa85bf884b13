"""How orders can be paid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from souk.bank_account import BankAccount
from souk.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class PaymentMethods:
    """`names` is what shoppers call each method, by its id; `transfers` are those paid by a transfer to the
    shop's account, which the merchant may change.
    """

    names: Mapping[str, str]
    transfers: frozenset[str]
    account: Callable[[], BankAccount | None]

    def offered(self) -> dict[str, str]:
        """Transfers only where there is an account to transfer to."""
        unpayable = frozenset() if self.account() else self.transfers
        return {id_: name for id_, name in self.names.items() if id_ not in unpayable}

    def check(self, method: str) -> None:
        """Raises InvalidInput for a method that is not offered."""
        if method not in self.offered():
            name = self.names.get(method, method)
            raise InvalidInput(f"{name.lower()} is not offered at the moment; choose another way to pay")

    def account_for(self, method: str) -> BankAccount | None:
        """Where to transfer the money to; None for a method that is no transfer, or while there is no account."""
        return self.account() if method in self.transfers else None

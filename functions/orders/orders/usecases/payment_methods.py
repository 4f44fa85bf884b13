"""How orders can be paid."""

from __future__ import annotations

from orders.settings import OrdersSettings
from souk import bank_account
from souk.bank_account import BankAccount
from souk.errors import InvalidInput


def offered() -> dict[str, str]:
    """What shoppers call each method, by its id: transfers only where there is an account to transfer to."""
    settings = OrdersSettings()
    unpayable = frozenset() if bank_account.configured() else settings.transfer_methods
    return {id_: name for id_, name in settings.payment_methods.items() if id_ not in unpayable}


def check(method: str) -> None:
    """Raises InvalidInput for a method that is not offered."""
    if method not in offered():
        name = OrdersSettings().payment_methods.get(method, method)
        raise InvalidInput(f"{name.lower()} is not offered at the moment; choose another way to pay")


def account_for(method: str) -> BankAccount | None:
    """Where to transfer the money to; None for a method that is no transfer, or while there is no account."""
    return bank_account.configured() if method in OrdersSettings().transfer_methods else None

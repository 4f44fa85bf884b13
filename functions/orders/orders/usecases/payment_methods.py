"""How orders can be paid."""

from __future__ import annotations

from orders.settings import BANK_TRANSFER, OrdersSettings
from souk import bank_account
from souk.errors import InvalidInput


def offered() -> dict[str, str]:
    """What shoppers call each method, by its id: by transfer only where there is an account to transfer to."""
    methods = OrdersSettings().payment_methods
    return {id_: name for id_, name in methods.items() if id_ != BANK_TRANSFER or bank_account.configured()}


def check(method: str) -> None:
    """Raises InvalidInput for a method that is not offered."""
    if method not in offered():
        name = OrdersSettings().payment_methods.get(method, method)
        raise InvalidInput(f"{name.lower()} is not offered at the moment; choose another way to pay")

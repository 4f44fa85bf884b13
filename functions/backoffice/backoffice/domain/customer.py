"""A customer: somebody with an account, or who has bought something."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

GUEST = "guest-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """`known` is the version of the account that said e-mail address and name, 0 for guests; until it is heard of, and
    for guests always, the last order says them. `spent` is in minor units, without what went back. `changes` counts
    what was written. `last_order` is the one that said `ordered_…`.
    """

    id: str
    known: int = 0
    account_email: str = ""
    account_name: str = ""
    ordered_at: datetime | None = None
    ordered_email: str = ""
    ordered_name: str = ""
    last_order: str = ""
    orders: int = 0
    spent: int = 0
    erased: bool = False
    changes: int = 0

    @property
    def email(self) -> str:
        return self.account_email or self.ordered_email

    @property
    def name(self) -> str:
        return self.account_name or self.ordered_name

    @property
    def is_guest(self) -> bool:
        return self.id.startswith(GUEST)

    @property
    def is_empty(self) -> bool:
        """Nothing is left to say of a guest without orders, nor of a member whom no account's event has named."""
        return not self.erased and not self.known and not self.orders

    def renamed(self, version: int, email: str, name: str) -> Customer:
        if self.erased or version <= self.known:
            return self
        return replace(self, known=version, account_email=email, account_name=name)

    def bought(self, at: datetime, order_id: str, email: str, name: str) -> Customer:
        """The last order's words stay, as it says them now; of two of one moment, always the same one's."""
        if self.erased or (self.ordered_at is not None and (at, order_id) < (self.ordered_at, self.last_order)):
            return self
        return replace(self, ordered_at=at, last_order=order_id, ordered_email=email, ordered_name=name)

    def without_last(self) -> Customer:
        """Before it is said which order is the last one now."""
        return replace(self, ordered_at=None, last_order="", ordered_email="", ordered_name="")

    def counting(self, orders: int, amount: int) -> Customer:
        if self.erased:
            return self
        return replace(self, orders=self.orders + orders, spent=self.spent + amount)

    def forgotten(self) -> Customer:
        """Only that they are to stay forgotten."""
        return Customer(id=self.id, erased=True, changes=self.changes)

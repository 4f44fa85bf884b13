"""A draft: an order that staff put together for somebody, before it is one.

Nothing is held for it, and what its lines cost is asked when it is looked at; only what staff agreed with the shopper
is fixed. It becomes at most one order, as a filling of a cart does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orders.domain.details import Address
from souk.errors import IllegalTransition
from souk.money import Money
from souk.shopper.owner import guest_owner, user_owner
from souk.taxes.business import BusinessNumber

# After its last change; then it is deleted.
KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A price that is not the shop's, and why the shopper has it."""

    price: Money
    reason: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`agreed` is of one unit; without it, the catalogue's price of the moment."""

    sku: str
    quantity: int
    agreed: Agreed | None = None


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What is to be ordered, for whom and where to. An account's letters go to its own address: `email` is empty.
    `business` is the VAT number that it is ordered under: as staff entered it, or that of the order that this follows,
    which is taxed as that was. `market` is that order's, and empty for the shop's own.
    """

    lines: tuple[DraftLine, ...]
    address: Address
    shipping_method: str
    email: str = ""
    user_id: str = ""
    shipping: Agreed | None = None
    notes: str = ""
    locale: str = ""
    business: BusinessNumber | None = None
    market: str = ""

    @property
    def quantities(self) -> dict[str, int]:
        return {line.sku: line.quantity for line in self.lines}

    @property
    def agreed(self) -> dict[str, Money]:
        """The agreed prices by SKU."""
        return {line.sku: line.agreed.price for line in self.lines if line.agreed}

    @property
    def prices(self) -> tuple[Money, ...]:
        """All that were agreed."""
        return (*self.agreed.values(), *((self.shipping.price,) if self.shipping else ()))

    @property
    def reasons(self) -> tuple[tuple[str, str], ...]:
        """Why which price was agreed, by SKU; of the delivery under an empty one."""
        lines = [(line.sku, line.agreed.reason) for line in self.lines if line.agreed]
        return (*lines, ("", self.shipping.reason)) if self.shipping else tuple(lines)


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """`by` is the id of who began it. `wish` is None once it is the order `order_id`, which says it all."""

    id: str
    version: int
    by: str
    made_at: datetime
    changed_at: datetime
    wish: DraftContent | None
    order_id: str = ""

    @property
    def owner(self) -> str:
        """Of the order it becomes: an account's, or a guest's whom no cookie can name."""
        user_id = self.wish.user_id if self.wish else ""
        return user_owner(user_id) if user_id else guest_owner(f"draft:{self.id}")

    @property
    def cart_id(self) -> str:
        """By what it becomes one order."""
        return f"draft:{self.id}"

    @property
    def ends_at(self) -> datetime:
        return self.changed_at + KEPT

    def changed(self, wish: DraftContent, at: datetime) -> OrderDraft:
        """Raises IllegalTransition for one that is an order."""
        if self.order_id:
            raise IllegalTransition("this draft has become an order", state="ordered", order_id=self.order_id)
        return replace(self, wish=wish, changed_at=at, version=self.version + 1)

    def became(self, order_id: str, at: datetime) -> OrderDraft:
        if self.order_id:
            return self
        return replace(self, wish=None, order_id=order_id, changed_at=at, version=self.version + 1)

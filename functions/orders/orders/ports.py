"""What the orders service needs of others, as Protocols: `clients` and `store` hold the real ones, tests have fakes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from orders.order import Order
from orders.states import OrderState
from souk.money import Money

Cursor = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Cart:
    """`quantities`: units per SKU."""

    id: str
    quantities: dict[str, int]


@dataclass(frozen=True, slots=True)
class Variant:
    sku: str
    product_id: str
    title: str
    variant_title: str
    image: str
    price: Money
    weight_grams: int
    available: int
    backorder: bool
    requires_shipping: bool
    tax_class: str


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """A payment as the payments service tells it. `next_step` is what the shopper can do, in a sentence.
    `client_secret` is for the shopper's browser only; never log it."""

    id: str
    provider: str
    status: str
    client_secret: str = ""
    publishable_key: str = ""
    instructions: str = ""
    next_step: str = ""


class Carts(Protocol):
    def get(self, owner: str) -> Cart | None:
        """The owner's cart, None when there is none."""


class Catalogue(Protocol):
    def variants(self, skus: list[str]) -> dict[str, Variant]:
        """The variants that are for sale, by SKU; the others are missing."""


class Shoppers(Protocol):
    def email(self, user_id: str) -> str:
        """Where to write to a user. Raises NotFound."""


class Inventory(Protocol):
    def reserve(self, reservation_id: str, quantities: dict[str, int], seconds: int) -> datetime:
        """Holds all or nothing, and answers until when. Repeating it is harmless. Raises OutOfStock."""

    def release(self, reservation_id: str, reason: str) -> None:
        """Gives what is held back. Repeating it is harmless."""


@dataclass(frozen=True, slots=True)
class PaidLine:
    """What the units of a SKU cost with tax."""

    sku: str
    quantity: int
    amount: Money


class Payments(Protocol):
    def start(
        self,
        order_id: str,
        attempt: str,
        amount: Money,
        provider: str,
        email: str,
        description: str,
        number: str = "",
        lines: tuple[PaidLine, ...] = (),
    ) -> StartedPayment:
        """Starts a payment; the same order and attempt give the same one. Raises PaymentDeclined or Unavailable.

        `lines` are what may be refunded line by line.
        """

    def get(self, payment_id: str) -> StartedPayment: ...

    def void(self, payment_id: str, reason: str) -> None:
        """Voids a payment that is not captured. Repeating it is harmless. Raises Conflict for a captured one."""


class Stale(Exception):
    """The order was changed, or placed, by somebody else since it was read."""


class OrderStore(Protocol):
    def find(self, order_id: str) -> Order | None: ...

    def add(self, order: Order) -> None:
        """Stores a new order with what it publishes, all or nothing. Raises Stale when it exists."""

    def save(self, order: Order, previous_version: int) -> None:
        """Stores a change with what it publishes, all or nothing. Raises Stale when the stored version is another."""

    def of_owner(self, owner: str, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        """An owner's orders, newest first."""

    def listed(self, state: OrderState | None, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        """All orders, or those in one state, newest first (unpaid ones: the next to expire first)."""

    def overdue(self, at: datetime, limit: int) -> list[str]:
        """The ids of unpaid orders whose time was over at `at`, at most `limit`."""

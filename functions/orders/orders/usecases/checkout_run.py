"""One checkout under way: what is asked for, how far it has come, and what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from orders.domain.details import Address, fingerprint_of
from orders.domain.order import Order
from orders.usecases.ports import Cart, StartedPayment
from orders.usecases.pricing import Quote
from orders.usecases.shown import Amounts, Shown
from souk.bank_account import BankAccount
from souk.errors import SoukError


class CheckoutStep(StrEnum):
    LOOK_UP = "look_up"
    READ_CART = "read_cart"
    PRICE = "price"
    CLAIM = "claim"
    HOLD = "hold"
    PLACE = "place"
    LET_GO = "let_go"
    START_PAYMENT = "start_payment"
    AWAIT_PAYMENT = "await_payment"
    FETCH_PAYMENT = "fetch_payment"
    REFUSE = "refuse"
    VOID_PAYMENT = "void_payment"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Checkout:
    """What the shopper asks for, and saw when asking. `email` is None for a signed-in user, whose address the users
    service knows.
    """

    owner: str
    email: str | None
    shipping_address: Address
    shipping_method: str
    payment_method: str
    shown: Shown
    amounts: Amounts
    notes: str = ""
    locale: str = ""

    def fingerprint(self) -> str:
        """Of what is ordered: it is the same in another language, and as a version before knew it."""
        ordered = {name: value for name, value in asdict(self).items() if name != "locale"}
        return fingerprint_of(json.dumps(ordered, sort_keys=True))


@dataclass(slots=True)
class CheckoutRun:
    """How far one run has come. `address` is the network address of whoever asks, `response` their answer to a
    challenge, if they were asked one.
    """

    wanted: Checkout
    order_id: str
    address: str = ""
    response: str = ""
    email: str = ""
    cart: Cart | None = None
    quote: Quote | None = None
    used: Mapping[str, int] = field(default_factory=dict)  # of the limits on checkouts, by name
    seconds_to_pay: int = 0
    claimed: bool = False
    held_until: datetime | None = None
    order: Order | None = None
    payment: StartedPayment | None = None
    refusal: SoukError | None = None
    ordered_as: str = ""


@dataclass(frozen=True, slots=True)
class CheckoutOutcome:
    """`payment` is None for an order that costs nothing, `account` unless it waits for a transfer to that account."""

    order: Order
    payment: StartedPayment | None
    account: BankAccount | None = None

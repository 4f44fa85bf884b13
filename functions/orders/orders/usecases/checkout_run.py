"""One checkout under way: what is asked for, how far it has come, and what came out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from orders.domain.codes.refusals import CodeRefusal
from orders.domain.details import Address, GiftFor, OrderCredit, PickupPoint, fingerprint_of
from orders.domain.order import Order
from orders.usecases.ports import Cart, Hold, StartedPayment
from orders.usecases.pricing import Quote
from orders.usecases.shown import Amounts, Shown
from souk.bank_account import BankAccount
from souk.errors import SoukError
from souk.money import Money
from souk.taxes.business import BusinessNumber

if TYPE_CHECKING:
    from orders.domain.drafting.draft import OrderDraft


class CheckoutStep(StrEnum):
    LOOK_UP = "look_up"
    READ_CART = "read_cart"
    PRICE = "price"
    CLAIM = "claim"
    HOLD = "hold"
    PLACE = "place"
    REFUSE_USES = "refuse_uses"
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
    service knows. `digital_consent` is the version of the words they consented to (see `withdrawing.consent`).
    `pickup_point` is the seal of the one they chose (`souk.shop.points`), `vat_seal` that of their VAT number
    (`souk.taxes.business`). `gift_cards` are codes, never logged; `due` is what was shown as left to pay beside them
    and the `store_credit`. `gifts` say whom gift cards are for that are bought.
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
    digital_consent: str = ""
    pickup_point: str = ""
    vat_seal: str = ""
    gift_cards: tuple[str, ...] = field(default=(), repr=False)
    store_credit: bool = False
    due: Money | None = None
    gifts: tuple[GiftFor, ...] = field(default=(), repr=False)

    def fingerprint(self) -> str:
        """Of what is ordered: it is the same in another language, and as a version before knew it."""
        ordered = {name: value for name, value in asdict(self).items() if name != "locale"}
        if not self.digital_consent:
            del ordered["digital_consent"]
        if not self.pickup_point:
            del ordered["pickup_point"]
        # What promotions were shown with explains the sums, which are compared.
        del ordered["amounts"]["promotions"]
        for name in ("vat_seal", "gift_cards", "store_credit", "due", "gifts"):
            if not ordered[name]:
                del ordered[name]
        return fingerprint_of(json.dumps(ordered, sort_keys=True))


@dataclass(slots=True)
class CheckoutRun:
    """How far one run has come. `address` is the network address of whoever asks, `response` their answer to a
    challenge, if they were asked one. `by` is who places it; of a `draft`, staff, and `agreed` why at which prices.
    `groups` are those of customers that they are in, of those that promotions ask about. `uses_refused` are promotions
    of which nothing was left when the order was to be placed.
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
    hold: Hold | None = None
    order: Order | None = None
    payment: StartedPayment | None = None
    refusal: SoukError | None = None
    ordered_as: str = ""
    by: str = "shopper"
    draft: OrderDraft | None = None
    agreed: tuple[tuple[str, str], ...] = ()
    point: PickupPoint | None = None
    business: BusinessNumber | None = None
    uses_refused: Mapping[str, CodeRefusal] = field(default_factory=dict)
    credits: tuple[OrderCredit, ...] = ()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckoutOutcome:
    """`payment` is None for an order that costs nothing, `account` unless it waits for a transfer to that account."""

    order: Order
    payment: StartedPayment | None
    account: BankAccount | None = None

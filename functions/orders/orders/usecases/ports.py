"""What the orders service needs of others, as Protocols: `clients` and `store` hold the real ones, tests have fakes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from orders.domain.codes.refusals import CodeRefusal
from orders.domain.codes.uses import Taking, Use
from orders.domain.details import GiftFor, OrderCredit, PickupPoint
from orders.domain.order import Order
from orders.domain.settlement import OrderPayment
from orders.domain.states import OrderState
from souk.address.destination import Destination
from souk.events import Event
from souk.limits.limits import Charge
from souk.money import Money
from souk.taxes.business import BusinessNumber
from souk.taxes.numbers import VatNumber

if TYPE_CHECKING:
    from souk.pricing.delivery.carriers import CarrierOffer
    from souk.pricing.promotions.rules import Key

Cursor = dict[str, Any] | None
Wanted = Callable[[Order], object]


@dataclass(frozen=True, slots=True)
class Cart:
    """`quantities`: units per SKU. `id` names one filling of the cart, which can be ordered once; `version` its state
    of the moment. `codes` are those that were given with it, each with the promotion it was of then. `market` is whose
    prices it is shown at, empty for the shop's own.
    """

    id: str
    quantities: dict[str, int]
    version: int = 0
    codes: tuple[tuple[str, str], ...] = ()
    market: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """`keys` are what promotions find it by."""

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
    withdrawal_exclusion: str = ""
    in_stock: int = 0
    available_from: str = ""
    keys: frozenset[Key] = frozenset()
    size_class: str = ""


@dataclass(frozen=True, slots=True)
class SoldFile:
    """A file of a SKU; `size` in bytes, `key` where it is. Who paid before `removed_at` has it."""

    sku: str
    id: str
    name: str
    media_type: str
    size: int
    key: str
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StartedPayment:
    """A payment as the payments service tells it. `next_step` is what the shopper can do, in a sentence.
    `client_secret` is for the shopper's browser only; never log it. `credit` is that by gift cards beside it."""

    id: str
    provider: str
    status: str
    client_secret: str = ""
    publishable_key: str = ""
    instructions: str = ""
    next_step: str = ""
    credit: StartedPayment | None = None


class Carts(Protocol):
    def get(self, owner: str) -> Cart | None:
        """The owner's cart, None when there is none."""


class Catalogue(Protocol):
    def variants(self, skus: list[str]) -> dict[str, Variant]:
        """The variants that are for sale, by SKU; the others are missing."""

    def files(self, skus: list[str]) -> list[SoldFile]:
        """The files that buyers of these download."""


class CarrierOffers(Protocol):
    def ask(self, destination: Destination, grams: int) -> Sequence[CarrierOffer]:
        """What the shop's carrier offers to take a parcel for. Raises Unavailable when it does not answer in time."""


class FileLinks(Protocol):
    def link(self, file: SoldFile, seconds: int) -> str:
        """An address that has the file saved under its name, good for so long."""


class Shopper(NamedTuple):
    """`email` is where to write to. `groups` are those of the groups of customers asked about that they are in."""

    email: str
    groups: frozenset[str] = frozenset()


class Shoppers(Protocol):
    def email(self, user_id: str) -> str:
        """Where to write to a user. Raises NotFound."""
        ...

    def find(self, user_id: str, groups: Collection[str]) -> Shopper:
        """The same, with which of these groups they are in: one call. Raises NotFound, AccountBlocked."""
        ...


@dataclass(frozen=True, slots=True)
class Promise:
    """Units that are held beyond the stock, promised for `day` (ISO 8601)."""

    units: int
    day: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Until when units are held; by SKU those of them that are not there yet."""

    until: datetime
    promised: Mapping[str, Promise] = field(default_factory=dict)


class Inventory(Protocol):
    def reserve(self, reservation_id: str, quantities: dict[str, int], seconds: int) -> Hold:
        """Holds all or nothing, and answers until when. Repeating it is harmless. Raises OutOfStock."""

    def release(self, reservation_id: str, reason: str) -> None:
        """Gives what is held back. Repeating it is harmless."""


@dataclass(frozen=True, slots=True)
class PaidLine:
    """What the units of a SKU cost with tax."""

    sku: str
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True)
class BoughtGift:
    """A gift card of an order: whom it is `gift` for, its place among the units of its line, from 0, what it costs and
    is worth, in minor units, and the language of its letter.
    """

    gift: GiftFor
    place: int
    amount: int
    locale: str


class Payments(Protocol):
    def start(
        self,
        order_id: str,
        attempt: str,
        amount: Money,
        provider: str,
        description: str,
        number: str = "",
        lines: tuple[PaidLine, ...] = (),
        *,
        on_shipment: bool = False,
        credit: tuple[OrderCredit, ...] = (),
        gifts: tuple[BoughtGift, ...] = (),
    ) -> StartedPayment:
        """Starts a payment; the same order and attempt give the same one. Raises PaymentDeclined or Unavailable, and
        Conflict where gift cards have less than they are to pay.

        `credit` is held for the order, and `amount` is the rest; of none, the payment is that by gift cards. `gifts`
        are those that it buys, which are issued once it is paid.

        `lines` are what may be refunded line by line. `on_shipment`: held, where that can be done, until it is sent.
        """

    def cover(self, codes: tuple[str, ...], user_id: str, total: Money) -> tuple[OrderCredit, ...]:
        """What gift cards of these codes, and a person's store credit, pay of `total`. Raises NotFound for a code of no
        card, Conflict for a card that cannot be used, InvalidInput.
        """

    def get(self, payment_id: str) -> StartedPayment: ...

    def look_up(self, payment_id: str) -> OrderPayment:
        """How the payment stands, brought up to date with its provider. Raises NotFound, Unavailable."""

    def void(self, payment_id: str, reason: str) -> None:
        """Voids a payment that is not captured. Repeating it is harmless. Raises Conflict for a captured one."""


class PickupPoints(Protocol):
    def chosen(self, seal: str, country: str) -> PickupPoint:
        """The carrier's point that shipping has sealed. Raises InvalidInput for a seal that does not hold, or not any
        more, and for a point in another country.
        """


class NumberKnown(Enum):
    """What the register of VAT numbers says of one."""

    YES = "yes"
    NO = "no"
    NOBODY_ANSWERED = "nobody_answered"


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """`consultation` is the number under which the register answered, where it said one."""

    known: NumberKnown
    consultation: str = ""


class VatRegister(Protocol):
    def ask(self, number: VatNumber) -> NumberAnswer:
        """Whether the number is registered. It answers within seconds, and never raises."""


class BusinessSeals(Protocol):
    def sealed(self, told: BusinessNumber) -> str: ...

    def opened(self, seal: str) -> BusinessNumber:
        """What was sealed. Raises InvalidInput for a seal that does not hold, or not any more."""


class CartOrdered(Exception):
    """This filling of the cart was ordered already, as the order `order_id`."""

    def __init__(self, order_id: str) -> None:
        super().__init__(f"the cart became order {order_id}")
        self.order_id = order_id


class UsesRefused(Exception):
    """Promotions that the order was to use are used up, or may not be used by it any more, by their ids."""

    def __init__(self, refused: Mapping[str, CodeRefusal]) -> None:
        super().__init__(", ".join(f"{promotion_id}: {why}" for promotion_id, why in refused.items()))
        self.refused = refused


class HeldTooMuch(Exception):
    """The charge would hold more unpaid units than are allowed; nothing was claimed."""

    def __init__(self, charge: Charge) -> None:
        super().__init__(charge.limit.name)
        self.charge = charge


class OrderStore(Protocol):
    def find(self, order_id: str) -> Order | None: ...

    def of_number(self, number: str) -> Order | None:
        """The order that people call so; moments after it was placed it may not be found yet."""

    def add(self, order: Order, takings: Sequence[Taking] = ()) -> None:
        """Stores a new order with what it publishes and what it uses of promotions, all or nothing.

        Raises Stale when it exists, CartOrdered when another order was made of the same filling of the cart, and
        UsesRefused when there is not so much left of a promotion.
        """

    def refuse_uses(self, order_id: str, promotion_ids: Collection[str]) -> bool:
        """From now on no order of this id that uses one of these promotions can be added. False when one was."""

    def save(
        self, order: Order, previous_version: int, again: Sequence[str] = (), given_back: Sequence[Use] = ()
    ) -> None:
        """Stores a change with what it publishes, all or nothing. Raises Stale when the stored version is another.

        `again` are events, as JSON texts, to be published beside: told before, or no change of the order. `given_back`
        are the uses of an order that ends.
        """

    def claim(self, order_id: str, charges: Sequence[Charge]) -> None:
        """Counts what the order is going to hold unpaid, all or nothing; nothing when that was done before.

        Raises HeldTooMuch.
        """

    def let_go(self, order_id: str) -> None:
        """Takes it off the counts again, once, however often it is called."""

    def rewrite(self, order: Order, previous_version: int) -> None:
        """Stores an order whose details have changed, too, and nothing of what it published but `order.published`.

        Raises Stale.
        """

    def publish(self, event: Event) -> None:
        """Publishes what is no change of an order."""

    def use_code(self, code: str, by: str, until: datetime) -> bool:
        """Keeps that the code of this hash was used, until then; False when it was, by another than `by`."""

    def ordered_as(self, cart_id: str) -> str:
        """The id of the order that this filling of a cart became; empty when it was not ordered."""

    def of_owner(self, owner: str, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        """An owner's orders, newest first."""

    def listed(
        self, state: OrderState | None, limit: int, cursor: Cursor, wanted: Wanted | None = None
    ) -> tuple[list[Order], Cursor]:
        """All orders, or those in one state, newest first (unpaid ones: the next to expire first). Of these only what
        is `wanted`: a page may then hold fewer than `limit`, and others follow.
        """

    def unread(self, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        """The orders of which a withdrawal in words waits to be read, the one that waits longest first."""

    def overdue(self, at: datetime, limit: int) -> list[str]:
        """The ids of unpaid orders whose time was over at `at`, at most `limit`."""

    def to_look_at(self, now: datetime, limit: int) -> list[Order]:
        """The next `limit` orders of each list in which one may wait for something, on from where the last call ended.

        They may be as they were a moment ago.
        """


class SetAside(Protocol):
    """What consumers of this service could not handle."""

    def forget_order(self, order_id: str) -> None:
        """Nothing that is set aside of this order names its person any more."""
        ...

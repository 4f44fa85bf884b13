"""The ports of the orders service in memory, and a world made of them.

Every port call passes two points of the probe, before and after its effect, so that a test can stop the process, fail
the call or let somebody else act at each of them without keeping a list of where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial

from orders.adapters.drafts import DynamoDraftStore
from orders.adapters.points import SealedPoints
from orders.adapters.taxing.seals import SealedNumbers
from orders.compose import Parts, Services, policies, rules_of_delivery
from orders.domain.codes.uses import Taking, Use
from orders.domain.details import Address, OrderCredit
from orders.domain.order import Order
from orders.domain.rates import ShippingTable
from orders.domain.settlement import OrderPayment
from orders.domain.states import UNPAID, OrderState
from orders.usecases.checkout_run import Checkout
from orders.usecases.codes.redeeming import Redeeming
from orders.usecases.orders import Orders
from orders.usecases.ports import (
    BoughtGift,
    Cart,
    CartOrdered,
    Cursor,
    HeldTooMuch,
    Hold,
    NumberAnswer,
    NumberKnown,
    PaidLine,
    Promise,
    Shopper,
    SoldFile,
    StartedPayment,
    Variant,
    Wanted,
)
from orders.usecases.shown import Amounts, Shown, ShownLine
from souk import clock
from souk.errors import Conflict, IllegalTransition, NotFound, OutOfStock, SoukError, Unavailable
from souk.events import Event
from souk.limits.limits import Charge
from souk.money import Money
from souk.shop.promotions import ShopPromotions
from souk.shopper.owner import guest_owner
from souk.storage.versioned import Stale
from souk.taxes.numbers import VatNumber
from souk.taxes.published import ShopTaxes
from tests.support.dynamo import environment
from tests.support.exports import MemoryExportParts
from tests.support.limits import MemoryCounters
from tests.support.shop import MemoryShop
from tests.unit.orders.codes import MemoryCodeBook

ADDRESS = Address("Ada Lovelace", "Hauptstr. 1", "DE", "Berlin", "10115")
TOKEN = "A" * 22
GUEST = guest_owner(TOKEN)
USER = "user:0195f3a0-0000-7000-8000-000000000001"


class Crash(BaseException):
    """The process dies."""


@dataclass
class Probe:
    """Counts the points that are passed; `act` is called with each one's index and name."""

    points: list[str] = field(default_factory=list)
    act: Callable[[int, str], None] | None = None

    @contextmanager
    def call(self, name: str) -> Iterator[None]:
        self._pass(f"before {name}")
        yield
        self._pass(f"after {name}")

    def _pass(self, name: str) -> None:
        index = len(self.points)
        self.points.append(name)
        if self.act is not None:
            self.act(index, name)

    def raise_at(self, point: int, error: BaseException) -> None:
        def act(index: int, _name: str) -> None:
            if index == point:
                raise error

        self.act = act


class MemoryStore:
    """`OrderStore` with the same conditions as the table's."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self.orders: dict[str, Order] = {}
        self.claims: dict[str, tuple[Charge, ...]] = {}
        self.used: dict[str, str] = {}  # codes of links, and by whom
        self.published: list[Event] = []
        self.again: list[Event] = []  # told beside the changes: once more, or as a question
        self.book = MemoryCodeBook()

    def __len__(self) -> int:
        return len(self.orders)

    def find(self, order_id: str) -> Order | None:
        with self._probe.call("store.find"):
            return self.orders.get(order_id)

    def of_number(self, number: str) -> Order | None:
        with self._probe.call("store.of_number"):
            return next((order for order in self.orders.values() if order.details.number == number), None)

    def add(self, order: Order, takings: Sequence[Taking] = ()) -> None:
        with self._probe.call("store.add"):
            if order.id in self.orders:
                raise Stale
            if other := self._filled(order.details.cart_id):
                raise CartOrdered(other)
            self.book.take(order, takings)
            self._write(order, ())

    def refuse_uses(self, order_id: str, promotion_ids: Collection[str]) -> bool:
        with self._probe.call("store.refuse_uses"):
            return self.book.refuse(order_id, promotion_ids)

    def claim(self, order_id: str, charges: Sequence[Charge]) -> None:
        with self._probe.call("store.claim"):
            if order_id in self.claims:
                return
            for charge in charges:
                if self._held(charge) + charge.units > charge.allowed:
                    raise HeldTooMuch(charge)
            self.claims[order_id] = tuple(charges)

    def _held(self, charge: Charge) -> int:
        whose = (charge.limit.name, charge.subject)
        held = [other for claim in self.claims.values() for other in claim]
        return sum(other.units for other in held if (other.limit.name, other.subject) == whose)

    def let_go(self, order_id: str) -> None:
        with self._probe.call("store.let_go"):
            self.claims.pop(order_id, None)

    def rewrite(self, order: Order, previous_version: int) -> None:
        with self._probe.call("store.rewrite"):
            if self.orders[order.id].version != previous_version:
                raise Stale
            self._write(order, ())

    def publish(self, event: Event) -> None:
        with self._probe.call("store.publish"):
            self.published.append(event)

    def use_code(self, code: str, by: str, until: datetime) -> bool:
        with self._probe.call("store.use_code"):
            return self.used.setdefault(code, by) == by

    def ordered_as(self, cart_id: str) -> str:
        with self._probe.call("store.ordered_as"):
            return self._filled(cart_id)

    def _filled(self, cart_id: str) -> str:
        return next((order.id for order in self.orders.values() if order.details.cart_id == cart_id), "")

    def save(
        self, order: Order, previous_version: int, again: Sequence[str] = (), given_back: Sequence[Use] = ()
    ) -> None:
        with self._probe.call("store.save"):
            if self.orders[order.id].version != previous_version:
                raise Stale
            self.book.give_back(order.id, given_back)
            self._write(order, self.orders[order.id].published)
            self.again.extend(Event.model_validate_json(text) for text in again)

    def of_owner(self, owner: str, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        return [order for order in self.orders.values() if order.details.owner == owner][:limit], None

    def listed(
        self, state: OrderState | None, limit: int, cursor: Cursor, wanted: Wanted | None = None
    ) -> tuple[list[Order], Cursor]:
        found = [order for order in self.orders.values() if state in (None, order.state)]
        return [order for order in found if wanted is None or wanted(order)][:limit], None

    def unread(self, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        return [order for order in self.orders.values() if order.unread][:limit], None

    def overdue(self, at: datetime, limit: int) -> list[str]:
        due = [o.id for o in self.orders.values() if o.state in UNPAID and o.details.pay_by <= at]
        return due[:limit]

    def to_look_at(self, now: datetime, limit: int) -> list[Order]:
        return [*self.orders.values()][:limit]

    def types(self) -> list[str]:
        return [event.type for event in self.published]

    def _write(self, order: Order, known: tuple[str, ...]) -> None:
        self.orders[order.id] = order
        self.published.extend(Event.model_validate_json(text) for text in order.published if text not in known)


class MemoryCarts(dict[str, Cart]):
    """`down`: does not answer. An order that was placed takes its cart, as `order.placed` does (`hear`)."""

    down = False

    def get(self, owner: str) -> Cart | None:  # type: ignore[override]
        if self.down:
            raise Unavailable("a service this needs did not answer, try again shortly")
        return dict.get(self, owner)

    def change(self, owner: str, **quantities: int) -> None:
        """The shopper changes the cart, in another tab or on another device."""
        before = self[owner]
        self[owner] = Cart(before.id, quantities, before.version + 1)

    def hear(self, order: Order) -> None:
        owner = order.details.owner
        cart = dict.get(self, owner)
        if cart and cart.id == order.details.cart_id:
            self[owner] = Cart(f"{cart.id}+", {}, cart.version + 1)


class MemoryCatalogue(dict[str, Variant]):
    down = False
    sold_files: tuple[SoldFile, ...] = ()

    def variants(self, skus: list[str]) -> dict[str, Variant]:
        if self.down:
            raise Unavailable("a service this needs did not answer, try again shortly")
        return {sku: self[sku] for sku in skus if sku in self}

    def files(self, skus: list[str]) -> list[SoldFile]:
        return [file for file in self.sold_files if file.sku in skus]


class MemoryLinks:
    def link(self, file: SoldFile, seconds: int) -> str:
        return f"https://media.example/{file.key}?for={seconds}"


class MemoryShoppers(dict[str, str]):
    """`groups` are those of customers that each is in, `asked` which were asked about, once a call."""

    def __init__(self, emails: Mapping[str, str]) -> None:
        super().__init__(emails)
        self.groups: dict[str, frozenset[str]] = {}
        self.asked: list[frozenset[str]] = []
        self.away = False

    def find(self, user_id: str, groups: Collection[str]) -> Shopper:
        self.asked.append(frozenset(groups))
        if self.away:
            raise Unavailable("nobody answers")
        return Shopper(self.email(user_id), self.groups.get(user_id, frozenset()) & frozenset(groups))

    def email(self, user_id: str) -> str:
        if user_id not in self:
            raise NotFound("no such user")
        return self[user_id]


@dataclass
class Held:
    quantities: dict[str, int]
    until: datetime
    state: str = "held"


class MemoryInventory:
    """Stock with reservations: all lines or none, and a repeated call changes nothing."""

    def __init__(self, probe: Probe, stock: dict[str, int]) -> None:
        self._probe = probe
        self.stock = stock
        self.held: dict[str, Held] = {}
        self.promises: dict[str, Promise] = {}

    def available(self, sku: str) -> int:
        taken = sum(h.quantities.get(sku, 0) for h in self.held.values() if h.state in ("held", "committed"))
        return self.stock[sku] - taken

    def reserve(self, reservation_id: str, quantities: dict[str, int], seconds: int) -> Hold:
        with self._probe.call("inventory.reserve"):
            known = self.held.get(reservation_id)
            if known is not None:
                if known.state != "held":
                    raise IllegalTransition(f"the reservation is {known.state}", state=known.state)
                if known.quantities != quantities:
                    raise Conflict("the reservation exists with other lines")
                return Hold(known.until, self.promises)
            short = [
                {"sku": sku, "requested": wanted, "available": self.available(sku)}
                for sku, wanted in quantities.items()
                if wanted > self.available(sku)
            ]
            if short:
                raise OutOfStock("not enough in stock", shortages=short)
            until = clock.now() + timedelta(seconds=seconds)
            self.held[reservation_id] = Held(dict(quantities), until)
            return Hold(until, self.promises)

    def release(self, reservation_id: str, reason: str) -> None:
        with self._probe.call("inventory.release"):
            held = self.held.get(reservation_id)
            if held is not None and held.state == "held":
                held.state = "released"

    def hear(self, event: Event) -> None:
        """What the products service does when an order is paid or ends."""
        held = self.held.get(event.aggregate_id)
        if held is None or held.state == "released":
            return
        if event.type == "order.paid":
            held.state = "committed"
        elif event.type in ("order.cancelled", "order.expired"):
            held.state = "released"

    def sweep(self) -> None:
        """Releases what is held for too long."""
        for held in self.held.values():
            if held.state == "held" and held.until <= clock.now():
                held.state = "released"


class MemoryPayments:
    """Payments by order and attempt. `refusal` is raised instead of starting one."""

    def __init__(self, probe: Probe) -> None:
        self._probe = probe
        self.started: dict[str, StartedPayment] = {}
        self.amounts: dict[str, Money] = {}
        self.lines: dict[str, tuple[PaidLine, ...]] = {}
        self.on_shipment: dict[str, bool] = {}
        self.voided: set[str] = set()
        self.refusal: SoukError | None = None
        self.away: SoukError | None = None
        self.stand: dict[str, OrderPayment] = {}  # how those stand that went on
        self.cards: dict[str, int] = {}  # what there is to spend, by code or user id
        self.held: dict[str, int] = {}  # by payment
        self.gifts: dict[str, tuple[BoughtGift, ...]] = {}  # that are bought, by payment

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
        with self._probe.call("payments.start"):
            if self.refusal is not None:
                raise self.refusal
            held = self._hold(order_id, credit) if credit else None
            if held and not amount.amount:
                return held
            payment_id = f"{order_id}/{attempt}"
            self.lines[payment_id] = lines
            self.on_shipment[payment_id] = on_shipment
            self.gifts[payment_id] = gifts
            self.amounts.setdefault(payment_id, amount)
            started = StartedPayment(payment_id, provider, "pending", "secret", "pk_test", credit=held)
            return self.started.setdefault(payment_id, started)

    def _hold(self, order_id: str, parts: tuple[OrderCredit, ...]) -> StartedPayment:
        payment_id = f"{order_id}/credit"
        self.held.setdefault(payment_id, sum(part.amount for part in parts))
        return self.started.setdefault(payment_id, StartedPayment(payment_id, "gift_card", "authorised"))

    def cover(self, codes: tuple[str, ...], user_id: str, total: Money) -> tuple[OrderCredit, ...]:
        with self._probe.call("payments.cover"):
            accounts = [*codes, *([user_id] if user_id else [])]
            if set(accounts) - self.cards.keys():
                raise NotFound("there is no gift card with this code")
            left, parts = total.amount, list[OrderCredit]()
            for account in accounts:
                amount = min(self.cards[account], left)
                left -= amount
                kind = "gift_card" if account in codes else "store_credit"
                parts.append(OrderCredit(account, kind, account[-4:], amount, self.cards[account] - amount))
            return tuple(parts)

    def get(self, payment_id: str) -> StartedPayment:
        with self._probe.call("payments.get"):
            return self.started[payment_id]

    def look_up(self, payment_id: str) -> OrderPayment:
        with self._probe.call("payments.look_up"):
            if self.away is not None:
                raise self.away
            started = self.started.get(payment_id)
            if started is None:
                raise NotFound("no such payment")
            return self.stand.get(payment_id, OrderPayment(payment_id, started.provider, started.status))

    def void(self, payment_id: str, reason: str) -> None:
        with self._probe.call("payments.void"):
            self.voided.add(payment_id)


def variant(sku: str, price: int = 1999, **changes: object) -> Variant:
    values: dict[str, object] = {
        "product_id": f"product-{sku}",
        "title": f"The {sku}",
        "variant_title": "",
        "image": f"/media/{sku}.png",
        "price": Money(price, "EUR"),
        "weight_grams": 300,
        "available": 10,
        "backorder": False,
        "requires_shipping": True,
        "tax_class": "standard",
    }
    return Variant(sku, **{**values, **changes})  # type: ignore[arg-type]


# What shipping seals pick-up points with.
SEAL_KEY = b"key"


class Register:
    """The union's register of VAT numbers: those in `known` are registered, and it may be `away`."""

    def __init__(self) -> None:
        self.known = {"FR83404833048", "DE136695976"}
        self.away = False
        self.asked: list[str] = []

    def ask(self, number: VatNumber) -> NumberAnswer:
        self.asked.append(str(number))
        if self.away:
            return NumberAnswer(NumberKnown.NOBODY_ANSWERED)
        return NumberAnswer(NumberKnown.YES, "WAPIAAAA1") if str(number) in self.known else NumberAnswer(NumberKnown.NO)


class World:
    """A shop with ten mugs at 19.99 and ten pots at 49.00, and a guest who has one mug in the cart."""

    def __init__(self) -> None:
        self.probe = Probe()
        self.store = MemoryStore(self.probe)
        self.carts = MemoryCarts({GUEST: Cart("cart-1", {"MUG": 1})})
        self.catalogue = MemoryCatalogue({"MUG": variant("MUG"), "POT": variant("POT", 4900)})
        self.inventory = MemoryInventory(self.probe, {"MUG": 10, "POT": 10})
        self.payments = MemoryPayments(self.probe)
        self.counters = MemoryCounters()
        self.shoppers = MemoryShoppers({USER.removeprefix("user:"): "ada@example.org"})
        self.shop = MemoryShop()
        self.register = Register()
        self.orders: Orders = Services(self.parts()).orders

    def deploy(self, **variables: str) -> None:
        """From now on with these environment variables."""
        with environment(**variables):
            self.orders = Services(self.parts()).orders

    @property
    def redeeming(self) -> Redeeming:
        return Redeeming(lambda: self.store.book, ShopPromotions(self.shop), self.store)

    def parts(self) -> Parts:
        return Parts(
            self.store,
            self.carts,
            self.catalogue,
            self.inventory,
            self.payments,
            self.shoppers,
            ShippingTable(partial(rules_of_delivery, self.shop)),
            ShopTaxes(self.shop, UTC),
            self.counters,
            policies,
            MemoryExportParts(),
            self.shop,
            DynamoDraftStore,
            MemoryLinks,
            SealedPoints(lambda: SEAL_KEY),
            SealedNumbers(lambda: SEAL_KEY),
            lambda: self.register,
            lambda: self.store.book,
        )

    def order(self) -> Order:
        """The only order there is."""
        [order] = self.store.orders.values()
        return order

    def order_states(self) -> set[OrderState]:
        return {order.state for order in self.store.orders.values()}

    def relay(self) -> None:
        """Hands every published event to the products service, as Kafka would, more than once."""
        for event in self.store.published * 2:
            self.inventory.hear(event)


MUG, POT = ShownLine("MUG", 1, Money(1999, "EUR")), ShownLine("POT", 1, Money(4900, "EUR"))


def shown(*lines: ShownLine, version: int = 0) -> Shown:
    return Shown(version, lines or (MUG,))


def wanted(total: int = 2489, owner: str = GUEST, seen: Shown | None = None, **changes: object) -> Checkout:
    """A checkout of one mug, shipped home by the standard method for 4.90, as it was shown."""
    values: dict[str, object] = {
        "owner": owner,
        "email": "ada@example.org" if owner == GUEST else None,
        "shipping_address": ADDRESS,
        "shipping_method": "standard",
        "payment_method": "stripe",
        "shown": seen or shown(),
        "amounts": Amounts(Money(total, "EUR")),
    }
    return Checkout(**{**values, **changes})  # type: ignore[arg-type]

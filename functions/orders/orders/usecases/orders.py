"""The use cases of the orders service."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from orders.domain.cancelling.lines import lines_called_off, lines_freed
from orders.domain.codes.person import Person
from orders.domain.correcting import corrected, reviewed
from orders.domain.details import HOLD_GRACE_SECONDS, Address
from orders.domain.order import Cause, Order
from orders.domain.rates import ShippingRate
from orders.domain.states import DEAD, OrderState
from orders.domain.suspicion import of_order
from orders.usecases.changes import change
from orders.usecases.checkout import CheckoutWorkflow
from orders.usecases.checkout_run import Checkout, CheckoutOutcome
from orders.usecases.follow_up import FollowUp
from orders.usecases.payment_methods import PaymentMethods, Unpayable
from orders.usecases.ports import Cursor, OrderStore
from orders.usecases.pricing import OfferedWays, Pricing, Quote
from orders.usecases.reactions import Reactions
from orders.usecases.shown import Shown, check_prices
from souk import clock
from souk.address.destination import Destination
from souk.errors import IllegalTransition, NotFound, Unavailable
from souk.money import Money
from souk.shopper import access_key
from souk.shopper.owner import is_guest, require_account, user_owner
from souk.storage.versioned import require_version
from souk.telemetry import count, logger

if TYPE_CHECKING:
    from orders.domain.withdrawing.period import ShopDays
    from souk.pricing.markets import Market

EXPIRY_BATCH = 200
# Of the minute in which the timer rings again.
EXPIRY_SECONDS = 40.0
# Less than the time for which stock is held beyond the time to pay.
ASK_PAYMENTS_FOR = timedelta(seconds=HOLD_GRACE_SECONDS // 2)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks for an order: a signed-in user, a guest with the order's key, or a member of staff."""

    user_id: str = ""
    key: str = ""
    staff: bool = False

    def may_see(self, order: Order) -> bool:
        """Raises OrderKeyExpired for a key that opens the order no more."""
        if self.staff:
            return True
        if self.user_id:
            return order.details.owner == user_owner(self.user_id)
        return is_guest(order.details.owner) and access_key.opens(self.key, order.details.access_key, order.ended_at)

    @property
    def actor(self) -> str:
        return f"staff:{self.user_id}" if self.staff else "shopper"


def _to_review(order: Order) -> bool:
    """Whether something of it is suspicious that nobody has looked at."""
    return not set(of_order(order)) <= set(order.reviewed.of if order.reviewed else ())


class Orders:
    """Every order is looked up through `_visible`: another person's is NotFound."""

    def __init__(
        self,
        store: OrderStore,
        pricing: Pricing,
        checkout: CheckoutWorkflow,
        reactions: Reactions,
        follow_up: FollowUp,
        methods: PaymentMethods,
        days: Callable[[], ShopDays],
    ) -> None:
        self._store = store
        self._pricing = pricing
        self._checkout = checkout
        self.reactions = reactions
        self.follow_up = follow_up
        self._methods = methods
        self._days = days

    def options(self, owner: str, destination: Destination) -> tuple[ShippingRate, ...]:
        """How the owner's cart, or a small parcel when there is none, can be sent there."""
        return self.ways(owner, destination).rates

    def ways(self, owner: str, destination: Destination) -> OfferedWays:
        """The same with the market that it is priced in."""
        return self._pricing.rates(owner, destination)

    def market(self, id_: str) -> Market:
        return self._pricing.market(id_)

    def payment_methods(self, market: Market | None = None) -> dict[str, str]:
        return self._methods.offered(market)

    def unpayable(self, due: Money, market: str = "") -> tuple[Unpayable, ...]:
        """The methods on offer by which so much cannot be paid, and why."""
        offered = self._methods.offered(self.market(market))
        return tuple(filter(None, (self._methods.unpayable(method, due) for method in offered)))

    def quote(
        self, owner: str, shown: Shown, destination: Destination, shipping_method: str, vat_seal: str = ""
    ) -> Quote:
        """What the cart that is shown costs.

        Raises CartChanged or PriceChanged when it is another one by now, InvalidInput when it is empty, OutOfStock for
        what is gone.
        """
        business = self._checkout.business_of(vat_seal)
        cart = self._pricing.cart(owner, shown)
        quote = self._pricing.quote(
            cart,
            destination,
            shipping_method,
            to_points=True,
            business=business.taxed_as if business else "",
            person=Person(owner),
            customer_groups=self._pricing.groups_of(owner, cart),
        )
        check_prices(shown, quote.listed)
        return quote.told

    def check_out(
        self, wanted: Checkout, idempotency_key: str, address: str = "", response: str = ""
    ) -> CheckoutOutcome:
        """See `CheckoutWorkflow.run`."""
        return self._checkout.run(wanted, idempotency_key, address, response)

    def order(self, order_id: str, viewer: Viewer) -> Order:
        return self._visible(order_id, viewer)

    def payment(self, order_id: str, viewer: Viewer) -> CheckoutOutcome:
        """The order's payment, to go on paying. Starts it where a checkout stopped before that."""
        return self._checkout.payment_of(self._visible(order_id, viewer))

    def orders_of(self, user_id: str, limit: int, cursor: Cursor) -> tuple[list[Order], Cursor]:
        return self._store.of_owner(user_owner(user_id), limit, cursor)

    def listed(
        self, state: OrderState | None, limit: int, cursor: Cursor, suspicious: bool = False
    ) -> tuple[list[Order], Cursor]:
        """For staff: all orders, or those in one state, or of these the suspicious ones."""
        return self._store.listed(state, limit, cursor, _to_review if suspicious else None)

    def correct(
        self,
        order_id: str,
        staff_id: str,
        version: int,
        reason: str,
        email: str = "",
        address: Address | None = None,
    ) -> Order:
        """Puts its e-mail address or its address right, without touching money; see `correcting`. `version` is the one
        that was looked at. Raises PreconditionFailed when it has another by now.
        """
        cause = Cause(clock.now(), f"staff:{staff_id}", reason)

        def decide(order: Order) -> Order:
            require_version(version, order.version)
            return corrected(order, cause, email, address)

        return change(self._store, order_id, decide)

    def review(self, order_id: str, staff_id: str, version: int, reason: str) -> Order:
        """Somebody has looked at what is suspicious of it. Raises PreconditionFailed when it changed meanwhile."""
        cause = Cause(clock.now(), f"staff:{staff_id}", reason)

        def decide(order: Order) -> Order:
            require_version(version, order.version)
            return reviewed(order, of_order(order), cause)

        return change(self._store, order_id, decide)

    def cancel(
        self, order_id: str, viewer: Viewer, reason: str, version: int | None = None, *, as_credit: bool = False
    ) -> Order:
        """Calls the order off, or asks shipping to once it is paid. Stock, money and mails follow from its events.

        Asking twice is the same as once. `version` is the one that was looked at. Raises PreconditionFailed when it has
        another by now and nobody has asked before, IllegalTransition when something was shipped already, or is the
        shopper's without a parcel (see `unsent`), InvalidInput for store credit of a guest.
        """
        order = self._visible(order_id, viewer)
        cause = _cause(order, viewer, reason, as_credit=as_credit)

        def decide(current: Order) -> Order:
            self._check_unsent(current, viewer, ())
            after = current.called_off(cause)
            if after != current:
                require_version(version, current.version)
            return after

        after = change(self._store, order_id, decide, known=order)
        if after.state is not order.state:
            count("OrdersCancelled")
        elif after.cancellation != order.cancellation:
            count("CancellationsRequested")
        return after

    def cancel_lines(
        self,
        order_id: str,
        viewer: Viewer,
        lines: Mapping[str, int],
        request: str,
        reason: str,
        version: int | None = None,
        *,
        as_credit: bool = False,
    ) -> Order:
        """Takes these units by SKU out of the order, or asks shipping to once it is paid; see `cancelling.lines`.
        Stock, money and mails follow from its events. The same `request` again changes nothing.

        Raises PreconditionFailed as `cancel` does, IllegalTransition, InvalidInput, Conflict.
        """
        order = self._visible(order_id, viewer)
        cause = _cause(order, viewer, reason, as_credit=as_credit)

        def decide(current: Order) -> Order:
            self._check_unsent(current, viewer, lines)
            after = lines_called_off(current, lines, request, cause)
            if after != current:
                require_version(version, current.version)
            return after

        after = change(self._store, order_id, decide, known=order)
        if after != order:
            count("LinesCancelled" if after.lines != order.lines else "CancellationsRequested")
        return after

    def without_lines(self, order_id: str, viewer: Viewer, lines: Mapping[str, int]) -> Order:
        """The order as it would be without these units, or called off; nothing is changed. Raises as `cancel_lines`
        does.
        """
        cause, order = Cause(clock.now(), viewer.actor), self._visible(order_id, viewer)
        self._check_unsent(order, viewer, lines)
        if not lines:
            return order.called_off(cause)
        asked = lines_called_off(order, lines, "", cause)
        for wish in asked.line_cancellations[-1:]:
            asked = lines_freed(asked, wish.number, cause)
        return asked

    def _check_unsent(self, order: Order, viewer: Viewer, skus: Collection[str]) -> None:
        if not viewer.staff and order.state not in DEAD:
            # Imported here: only shoppers need it.
            from orders.domain.withdrawing import unsent

            unsent.check(order, skus, self._days(), clock.now())

    def expire(self) -> int:
        """Ends the unpaid orders whose time is over; answers how many.

        The payments service is asked first, for the news that one is paid may have been lost. While that is away an
        order may outlive its time by minutes, but not its hold of the stock.

        Each is written on condition that nobody changed it since it was read. A payment of the same second therefore
        either comes first, and the order is no longer unpaid, or finds it expired and is given back.
        """
        done, failed = 0, []
        at = clock.now()
        deadline = clock.Deadline(EXPIRY_SECONDS)
        for order_id in self._store.overdue(at, EXPIRY_BATCH):
            if deadline.passed:
                break  # the timer rings again in a minute
            try:
                done += self._expire(order_id, at)
            except Exception as error:  # one order must not keep the others alive; raised below
                logger.exception("expiry failed", extra={"order_id": order_id})
                failed.append(error)
        if done:
            count("OrdersExpired", done)
        if failed:
            raise failed[0]
        return done

    def _expire(self, order_id: str, at: datetime) -> bool:
        cause = Cause(at, "system", "not paid in time")
        known = self._store.find(order_id)
        if known is not None and known.is_overdue(at):
            try:
                known = self.follow_up.payment_heard(known, at)
            except Unavailable:
                if at < known.details.pay_by + ASK_PAYMENTS_FOR:
                    logger.warning("not expired: payments cannot be asked", extra={"order_id": order_id})
                    return False
        try:
            after = change(self._store, order_id, lambda current: current.expired(cause), known=known)
        except IllegalTransition:
            return False  # paid or cancelled since the index was read
        return after.state is OrderState.EXPIRED

    def _visible(self, order_id: str, viewer: Viewer) -> Order:
        order = self._store.find(order_id)
        if order is None or not viewer.may_see(order):
            raise NotFound("there is no such order")
        return order


def _cause(order: Order, viewer: Viewer, reason: str, *, as_credit: bool) -> Cause:
    if as_credit:
        require_account(order.details.owner)
    return Cause(clock.now(), viewer.actor, reason, as_credit=as_credit)

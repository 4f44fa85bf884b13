"""Staff change a paid order; see `domain.editing`. Stock, money and letters follow from its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orders.domain.cancelling.lines import known_as, lines_freed
from orders.domain.drafting.exchange import way_of
from orders.domain.editing.adding import Addition, changed, check_repeat, known_supplement
from orders.domain.editing.edits import EditWish
from orders.domain.facts.supplements import AddedLine
from orders.domain.order import Cause, Order
from orders.usecases.changes import change
from orders.usecases.drafting.drafts import MOST
from orders.usecases.editing.supplements import Supplements
from orders.usecases.ports import Cart, OrderStore
from orders.usecases.pricing import Pricing
from orders.usecases.shown import Amounts
from souk import clock
from souk.errors import InvalidInput, NotFound, OutOfStock, PriceChanged
from souk.money import Money
from souk.storage.versioned import require_version
from souk.telemetry import count


@dataclass(frozen=True, slots=True)
class Adding:
    """Units to be added by SKU; agreed prices of units, where they are not the shop's; what the delivery costs, free
    without. `shown` is what staff were shown that all of it costs, None for who only looks.
    """

    units: Mapping[str, int]
    prices: Mapping[str, Money] = field(default_factory=dict)
    shipping: Money | None = None
    shown: Money | None = None


class Edits:
    def __init__(self, store: OrderStore, pricing: Pricing, supplements: Supplements) -> None:
        self._store = store
        self._pricing = pricing
        self._supplements = supplements

    def edit(
        self, order_id: str, wanted: EditWish, request: str, cause: Cause, version: int, adding: Adding | None = None
    ) -> Order:
        """Changes it, or asks shipping to where its parcel has to be opened, and orders what is added. The same
        `request` again changes nothing, and goes on with what is left to do.

        `version` is that of the order that was looked at. Raises PreconditionFailed when it has another by now and
        nobody has asked before, NotFound, IllegalTransition, InvalidInput, Conflict, OutOfStock, PriceChanged, and
        Unavailable when the same request should be sent again.
        """
        order = self._found(order_id)
        added = self._agreed(order, adding, request) if adding else None

        def decide(current: Order) -> Order:
            if known_as(current, request) is None and known_supplement(current, request) is None:
                require_version(version, current.version)
            return changed(current, wanted, added, request, cause)

        after = change(self._store, order_id, decide, known=order)
        if after.edits != order.edits:
            count("OrdersEdited")
        elif after.line_cancellations != order.line_cancellations:
            count("CancellationsRequested")
        return self._supplements.order_due(after)

    def preview(self, order_id: str, wanted: EditWish, by: str, adding: Adding | None = None) -> Order:
        """The order as it would be; nothing is changed. Raises as `edit` does."""
        cause, order = Cause(clock.now(), by), self._found(order_id)
        asked = changed(order, wanted, self._agreed(order, adding) if adding else None, "", cause)
        if asked.line_cancellations == order.line_cancellations:
            return asked
        return lines_freed(asked, len(asked.line_cancellations), cause)

    def _found(self, order_id: str) -> Order:
        order = self._store.find(order_id)
        if order is None:
            raise NotFound("there is no such order")
        return order

    def _agreed(self, order: Order, adding: Adding, request: str = "") -> Addition:
        """At what it costs now, which is what was shown; of what was agreed before, that."""
        known = known_supplement(order, request)
        if known:
            check_repeat(
                known,
                {sku: price.amount for sku, price in adding.prices.items()},
                adding.shipping.amount if adding.shipping else 0,
                adding.shown.amount if adding.shown else None,
            )
            lines = tuple(AddedLine(sku, units, "", 0) for sku, units in adding.units.items())
            return Addition(lines, known.shipping, known.total)
        currency = order.total.currency
        shipping = adding.shipping or Money(0, currency)
        for price in (*adding.prices.values(), shipping):
            if price.currency != currency:
                raise InvalidInput(f"the order is in {currency}")
            if price.amount > MOST:
                raise InvalidInput(f"an agreed price is at most {Money(MOST, currency)}")
        destination, method = order.address.destination, way_of(order)
        known_as = order.details.business.taxed_as if order.details.business else ""
        # What is added is agreed at its price: promotions were the order's, when it was placed.
        cart = Cart("", dict(adding.units), market=order.details.market)
        quote = self._pricing.quote(cart, destination, method, adding.prices, shipping, channel="", business=known_as)
        short = [
            {"sku": line.sku, "requested": line.quantity, "available": quote.available[line.sku]}
            for line in quote.lines
            if line.quantity > quote.available.get(line.sku, line.quantity)
        ]
        if short:
            raise OutOfStock("not enough of it is for sale", shortages=short)
        total = quote.totals.total
        if adding.shown is not None and (amounts := Amounts(adding.shown).changes(quote.totals)):
            raise PriceChanged(
                f"what is added costs {total} now, not {adding.shown}; look at it and confirm",
                changes=[],
                amounts=amounts,
            )
        lines = tuple(AddedLine(line.sku, line.quantity, line.title, line.unit_price.amount) for line in quote.lines)
        return Addition(lines, shipping.amount, total.amount)

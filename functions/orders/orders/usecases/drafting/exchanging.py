"""What is wanted in the place of returned goods is ordered when they are here, by the steps of a checkout.

The news comes at least once, and whoever dies on the way has it again: one return becomes one order, as one draft does
(`agreed`), and it goes on with what is held. What is sold out by then, or cannot be ordered any more, is told to the
shopper, whose money for the returned goods goes back either way.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from orders.domain.details import number_of
from orders.domain.drafting.exchange import WantedUnits, draft_for
from orders.domain.facts.exchanges import OrderExchange
from orders.domain.order import Cause, Order
from orders.usecases.changes import change
from orders.usecases.drafting.agreed import PlaceAgreed
from orders.usecases.ports import OrderStore
from souk import clock
from souk.telemetry import count

if TYPE_CHECKING:
    from souk.events import Event
    from souk.events.shipping import ReturnChanged


class Exchanges:
    def __init__(self, store: OrderStore, workflow: PlaceAgreed) -> None:
        self._store = store
        self._workflow = workflow

    def returned(self, event: Event, told: ReturnChanged) -> None:
        """return.received: what is wanted for the units that came in is ordered. Raises Unavailable."""
        wanted = wanted_of(told)
        order = self._store.find(told.order_id) if wanted else None
        # Nobody is left who could want it, once the order's person is forgotten.
        if order is None or not order.email:
            return
        if any(known.return_id == told.return_id for known in order.exchanges):
            return
        exchange = self._ordered(order, told.return_id, wanted)
        number = told.return_id.rpartition("-")[2]
        words = f"exchange of {number}: " + (
            f"order {number_of(exchange.order_id)}" if exchange.order_id else exchange.refusal
        )
        cause = Cause(clock.now(), "system", words, event.id)
        change(self._store, order.id, lambda it: it.exchanged(exchange, cause), known=order)
        count("ExchangesOrdered" if exchange.order_id else "ExchangesRefused")

    def _ordered(self, order: Order, return_id: str, wanted: tuple[WantedUnits, ...]) -> OrderExchange:
        draft = draft_for(order, return_id, wanted, clock.now())
        placed, refusal = self._workflow.became(order, draft, f"exchange:{return_id}")
        lines = tuple((each.sku, each.quantity, each.title) for each in wanted)
        return OrderExchange(return_id, placed, refusal, lines)


def wanted_of(told: ReturnChanged) -> tuple[WantedUnits, ...]:
    """For the units that came in, whatever their condition."""
    came = Counter[str]()
    for line in told.received:
        came[line.sku] += line.quantity
    return tuple(
        WantedUnits(line.exchange.sku, came[line.sku], line.exchange.title, line.exchange.price.money())
        for line in told.lines
        if line.exchange and came[line.sku]
    )

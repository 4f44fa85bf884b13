"""What was added to a paid order is ordered, once its edit has come true: by whoever gets to it first.

What was agreed is kept with the first order (see `domain.editing.adding`), and its draft's id follows from that, so two
who get to it at once make one order, and who dies over it has it finished: by the same request again, by shipping's
answer that comes again, or by the next news of a parcel of the first order.
"""

from __future__ import annotations

from orders.domain.drafting.supplement import supplement_draft
from orders.domain.editing.adding import due, ordered
from orders.domain.facts.exchanges import NOT_POSSIBLE
from orders.domain.facts.supplements import Supplement
from orders.domain.order import Cause, Order
from orders.domain.states import DEAD
from orders.usecases.changes import change
from orders.usecases.drafting.agreed import PlaceAgreed
from orders.usecases.ports import OrderStore
from souk import clock
from souk.errors import SoukError
from souk.telemetry import count, logger


class Supplements:
    def __init__(self, store: OrderStore, workflow: PlaceAgreed) -> None:
        self._store = store
        self._workflow = workflow

    def order_due(self, order: Order) -> Order:
        """The first order, with what became of all that is due. Raises InProgress, Unavailable."""
        while supplement := due(order):
            order = self._ordered(order, supplement)
        return order

    def order_left_over(self, order: Order) -> None:
        """The same of what somebody died over; what fails waits for the next news."""
        try:
            self.order_due(order)
        except SoukError as error:
            logger.warning("not added yet", extra={"order_id": order.id, "code": error.code})

    def _ordered(self, order: Order, supplement: Supplement) -> Order:
        draft = supplement_draft(order, supplement)
        placed, refusal = self._store.ordered_as(draft.cart_id), NOT_POSSIBLE
        if placed or _is_wanted(order):
            placed, refusal = self._workflow.became(order, draft, supplement.by)
        cause = Cause(clock.now(), "system")
        after = change(
            self._store, order.id, lambda it: ordered(it, supplement.number, placed, refusal, cause), known=order
        )
        count("SupplementsOrdered" if placed else "SupplementsRefused")
        return after


def _is_wanted(order: Order) -> bool:
    """Nothing is added to what is called off, or is being, or for whom nobody knows any more."""
    wish = order.cancellation
    return order.state not in DEAD and not (wish and wish.is_open) and bool(order.email)

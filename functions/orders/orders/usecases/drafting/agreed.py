"""How what was agreed on becomes an order, once, by whoever gets to it, at the prices that were agreed."""

from __future__ import annotations

import contextlib

from orders.domain.drafting.draft import OrderDraft
from orders.domain.facts.exchanges import NOT_POSSIBLE, SOLD_OUT
from orders.domain.order import Order
from orders.usecases.checkout_run import CheckoutRun, CheckoutStep
from orders.usecases.drafting.placing import PlaceDraft, quote_of
from souk.errors import Conflict, InProgress, OutOfStock, PaymentMisconfigured, SoukError, Unavailable
from souk.money import Money
from souk.telemetry import logger


class PlaceAgreed(PlaceDraft):
    """At the prices that were agreed: nobody is shown any total to confirm."""

    def became(self, order: Order, draft: OrderDraft, by: str) -> tuple[str, str]:
        """The id of the order that the draft became, now or before, with its payment started; or empty, and why it
        cannot. It is paid as the first order was, where that is still offered. Raises InProgress, Unavailable.
        """
        refusal, placed = "", self._placed(draft)
        if not placed:
            offered, paid_by = self._methods.offered(), order.details.payment_method
            method = paid_by if paid_by in offered else next(iter(offered), paid_by)
            try:
                self._place_as(by, draft, method, Money(0, order.total.currency))
            except (InProgress, Unavailable) as error:
                if not isinstance(error, PaymentMisconfigured):
                    raise
            except OutOfStock:
                refusal = SOLD_OUT
            except SoukError as error:
                logger.warning("not ordered as agreed", extra={"draft_id": draft.id, "code": error.code})
                refusal = NOT_POSSIBLE
            # An order whose payment nobody takes is one that was cancelled, and its own letter says so.
            placed = self._store.ordered_as(draft.cart_id)
        return placed, "" if placed else refusal or NOT_POSSIBLE

    def _price(self, run: CheckoutRun) -> CheckoutStep:
        draft = run.draft
        if draft is None or draft.wish is None:
            raise RuntimeError("what was agreed is placed by its draft")
        run.quote = quote_of(self._pricing, draft.wish)
        return CheckoutStep.CLAIM

    def _placed(self, draft: OrderDraft) -> str:
        """The order that an earlier try made of it, with its payment started; empty when there is none."""
        order_id = self._store.ordered_as(draft.cart_id)
        known = self._store.find(order_id) if order_id else None
        if known and known.is_unpaid:
            with contextlib.suppress(Conflict):  # its time is over, and it expires
                self.payment_of(known)
        return order_id

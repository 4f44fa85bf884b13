"""The timer that finishes what webhooks, clients and crashes left open."""

from __future__ import annotations

import time
from datetime import timedelta

from payments.completion import Completion
from payments.payment import Payment
from souk import clock
from souk.errors import SoukError, Unavailable
from souk.telemetry import count, logger

_AFTER_AN_ERROR = timedelta(hours=1)


class Reconciler:
    """`limit` payments and `seconds` bound one run; what is left over comes with the next."""

    def __init__(self, completion: Completion, limit: int = 200, seconds: float = 30) -> None:
        self._completion = completion
        self._limit = limit
        self._seconds = seconds

    def run(self, ahead: timedelta = timedelta(0)) -> int:
        """Looks after the payments that are due, or will be within `ahead`. Returns how many changed."""
        deadline = time.monotonic() + self._seconds
        healed = 0
        for payment_id in self._completion.store.due(clock.now() + ahead, self._limit):
            if time.monotonic() > deadline:
                break
            payment = self._completion.store.load(payment_id)
            try:
                healed += self._look_after(payment)
            except Unavailable:
                # The provider is down: every further call would only wait for it.
                logger.warning("reconciliation stopped", extra={"provider": payment.provider})
                break
            except SoukError:
                logger.exception("payment cannot be reconciled", extra={"payment_id": payment_id})
                count("PaymentsMismatched")
                self._completion.store.postpone(payment, clock.now() + _AFTER_AN_ERROR)
        if healed:
            count("PaymentsReconciled", healed)
        return healed

    def _look_after(self, payment: Payment) -> bool:
        after = self._completion.bring_up_to_date(payment)
        if after.revision != payment.revision:
            return True
        self._completion.store.postpone(after, self._completion.check_at(after))
        return False

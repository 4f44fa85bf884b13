"""The timer that finishes what webhooks, clients and crashes left open."""

from __future__ import annotations

from datetime import timedelta

from payments.domain.payment import Payment
from payments.usecases.completion import IMPOSSIBLE, Completion, apart
from payments.usecases.report import ReconciliationReport
from souk import clock
from souk.errors import SoukError, Unavailable
from souk.repeats import Repeats
from souk.telemetry import count, logger

_AFTER_AN_ERROR = timedelta(hours=1)


class Reconciler:
    """`limit` payments and `seconds` bound one run; what is left over comes with the next."""

    def __init__(self, completion: Completion, limit: int = 200, seconds: float = 25) -> None:
        self._completion = completion
        self._limit = limit
        self._seconds = seconds
        self._silent = Repeats(
            "WebhooksMissed",
            "the payment provider's webhooks do not arrive, so orders are paid late: look at the endpoint there",
            seconds=3600,
        )

    def run(self, ahead: timedelta = timedelta(0)) -> ReconciliationReport:
        """Looks after the payments that are due, or will be within `ahead`."""
        deadline = clock.Deadline(self._seconds)
        report = ReconciliationReport()
        due = self._completion.store.due(clock.now() + ahead, self._limit)
        report.finished = len(due) < self._limit
        for payment_id in due:
            if deadline.passed:
                report.finished = False
                break
            report.looked_at += 1
            with apart():
                try:
                    self._look_after(payment_id, report)
                except Unavailable:
                    # The provider is down: every further call would only wait for it.
                    logger.warning("reconciliation stopped", extra={"payment_id": payment_id})
                    report.finished = False
                    break
        if report.healed:
            count("PaymentsReconciled", len(report.healed))
        return report

    def _look_after(self, payment_id: str, report: ReconciliationReport) -> None:
        payment = self._completion.store.load(payment_id)
        try:
            after = self._completion.bring_up_to_date(payment)
        except IMPOSSIBLE:
            after = self._completion.store.load(payment_id)  # announced
            self._put_off(after)
        except Unavailable:
            raise
        except SoukError as error:
            logger.exception("payment cannot be reconciled", extra={"payment_id": payment_id})
            count("PaymentsMismatched")
            report.differences[payment_id] = error.message
            self._put_off(payment)
            return
        if after.differing:
            report.differences[payment_id] = after.differing
        elif after.revision != payment.revision:
            report.healed.append(payment_id)
            # What was held is captured by us, and no webhook need have told of it.
            news = after.totals.captured > payment.totals.captured and not payment.totals.authorised
            if news and not after.receipts:
                self._silent.again(provider=after.provider, payment_id=payment_id)
        if after.revision == payment.revision:
            self._completion.store.postpone(after, self._completion.check_at(after))

    def _put_off(self, payment: Payment) -> None:
        self._completion.store.postpone(payment, clock.now() + _AFTER_AN_ERROR)

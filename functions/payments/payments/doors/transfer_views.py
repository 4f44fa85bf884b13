"""Bank transfers as the HTTP routes show them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from payments.domain.ledger import Arrival
from payments.domain.payment import Payment
from payments.domain.transfers.arriving import due
from payments.domain.transfers.entry import BankStatement
from payments.doors.views import RefundView
from payments.usecases.transfers.matching import BOOKABLE, Line, Match, Part
from souk.bank_account import BankAccount
from souk.http import MoneyView, View
from souk.money import Money


class SurplusView(View):
    """What came without being due. `payer` and `account` are empty where nobody has said who sent it."""

    transfer_id: str
    amount: MoneyView
    arrived_on: date
    payer: str
    account: str

    @classmethod
    def of(cls, payment: Payment, arrival: Arrival) -> SurplusView:
        return cls(
            transfer_id=arrival.id,
            amount=MoneyView.of(payment.money(arrival.surplus)),
            arrived_on=date.fromisoformat(arrival.arrived_on),
            payer=arrival.payer,
            account=arrival.account,
        )


class GivingBackView(View):
    """Money that staff transfer back, and then say so: `surplus` by its transfer, `refunds` by their id."""

    payment_id: str
    order_id: str
    reference: str
    amount: MoneyView
    since: datetime
    surplus: list[SurplusView]
    refunds: list[RefundView]

    @classmethod
    def of(cls, payment: Payment) -> GivingBackView:
        surplus = [arrival for arrival in payment.arrivals.values() if arrival.to_give_back]
        refunds = [refund for refund in payment.refunds.values() if refund.pending]
        return cls(
            payment_id=payment.payment_id,
            order_id=payment.order_id,
            reference=payment.reference,
            amount=MoneyView.of(payment.money(payment.to_give_back)),
            since=min([*(it.at for it in surplus), *(it.requested_at for it in refunds)], default=payment.updated_at),
            surplus=[SurplusView.of(payment, arrival) for arrival in surplus],
            refunds=[RefundView.of(payment, refund) for refund in refunds],
        )


class TransferredView(View):
    """How a payment stands by now. `due` is still waited for, `to_give_back` waits for staff to send it back."""

    payment_id: str
    order_id: str
    reference: str
    amount: MoneyView
    received: MoneyView
    due: MoneyView
    to_give_back: MoneyView

    @classmethod
    def of(cls, payment: Payment) -> TransferredView:
        def money(amount: int) -> MoneyView:
            return MoneyView.of(payment.money(amount))

        return cls(
            payment_id=payment.payment_id,
            order_id=payment.order_id,
            reference=payment.reference,
            amount=MoneyView.of(payment.amount),
            received=money(payment.totals.captured),
            due=money(due(payment)),
            to_give_back=money(payment.to_give_back),
        )


class StatementPartView(View):
    """What of an entry is for one order; `due` is what that waits for."""

    order_id: str
    reference: str
    amount: MoneyView
    due: MoneyView

    @classmethod
    def of(cls, part: Part) -> StatementPartView:
        payment = part.payment
        return cls(
            order_id=payment.order_id,
            reference=payment.reference,
            amount=MoneyView.of(payment.money(part.amount)),
            due=MoneyView.of(payment.money(part.due)),
        )


class StatementEntryView(View):
    """An entry of a statement, and what booking it does, or why it cannot be booked."""

    entry_id: str
    match: Annotated[
        Match,
        Field(
            description="exact, under (a part of what is due), over, ended (nothing is due: to be given back), "
            "received (told of before: noted, and nothing moves); or booked, unknown, currency, which cannot be booked"
        ),
    ]
    bookable: bool
    amount: MoneyView
    booked_on: date
    text: str
    payer: str
    account: str
    parts: list[StatementPartView]
    missing: MoneyView
    surplus: MoneyView

    @classmethod
    def of(cls, line: Line) -> StatementEntryView:
        entry = line.entry

        def money(amount: int) -> MoneyView:
            return MoneyView.of(Money(amount, entry.amount.currency))

        return cls(
            entry_id=entry.id,
            match=line.match,
            bookable=line.match in BOOKABLE,
            amount=MoneyView.of(entry.amount),
            booked_on=date.fromisoformat(entry.booked_on),
            text=entry.text[:500],
            payer=entry.payer[:140],
            account=entry.account[:40],
            parts=[StatementPartView.of(part) for part in line.parts],
            missing=money(line.missing),
            surplus=money(line.surplus),
        )


class StatementView(View):
    """`account` is the statement's, and `own_account` whether it is the shop's: null where one of both is not known.
    `passed_over` entries brought no money.
    """

    account: str
    own_account: bool | None
    passed_over: int
    entries: list[StatementEntryView]

    @classmethod
    def of(cls, statement: BankStatement, lines: Sequence[Line], own: BankAccount | None) -> StatementView:
        iban = dict(own.lines).get("IBAN", "").replace(" ", "") if own else ""
        known = bool(iban and statement.account)
        return cls(
            account=statement.account,
            own_account=statement.account == iban if known else None,
            passed_over=statement.passed_over,
            entries=[StatementEntryView.of(line) for line in lines],
        )

"""What the routes around checkout answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orders.domain.order import Order
from orders.domain.rates import ShippingRate
from orders.domain.states import DEAD
from orders.doors.views import OrderLineView, OrderView, totals_members
from orders.usecases.checkout_run import CheckoutOutcome
from orders.usecases.ports import StartedPayment
from orders.usecases.pricing import Quote
from souk import clock
from souk.bank_account import BankAccount
from souk.http import MoneyView, View
from souk.money import Money


class AccountLineView(View):
    label: str
    value: str


class TransferView(View):
    """What to write on a bank transfer. The goods are held until `until`, by when the money should have arrived.

    `amount` is what is still due; `received` has come already.
    """

    account: list[AccountLineView]
    amount: MoneyView
    received: MoneyView
    reference: str
    until: str

    @classmethod
    def of(cls, order: Order, account: BankAccount) -> TransferView:
        received = Money(order.balance.captured, order.total.currency)
        return cls(
            account=[AccountLineView(label=label, value=value) for label, value in account.lines],
            amount=MoneyView.of(order.total - received),
            received=MoneyView.of(received),
            reference=order.details.number,
            until=clock.isoformat(order.details.pay_by),
        )


class CheckoutPaymentView(View):
    """What the shopper's browser needs to pay. `client_secret` is null once there is nothing to do any more.

    `transfer` is there for an order that is to be paid by bank transfer, and `next_step` says in a sentence what the
    shopper can do about a payment that did not go through; it is empty when there is nothing.
    """

    payment_id: str
    provider: str
    status: str
    client_secret: str | None = None
    publishable_key: str | None = None
    instructions: str | None = None
    transfer: TransferView | None = None
    next_step: str = ""

    @classmethod
    def of(cls, payment: StartedPayment, order: Order, account: BankAccount | None) -> CheckoutPaymentView:
        payable = order.state not in DEAD
        return cls(
            payment_id=payment.id,
            provider=payment.provider,
            status=payment.status,
            client_secret=payment.client_secret or None if payable else None,
            publishable_key=payment.publishable_key or None if payable else None,
            instructions=payment.instructions or None if payable else None,
            transfer=TransferView.of(order, account) if account else None,
            next_step=payment.next_step if order.is_unpaid else "",
        )


class CheckoutView(View):
    """`payment` is null for an order that costs nothing. `access_key` opens a guest's order; keep it."""

    order: OrderView
    payment: CheckoutPaymentView | None
    access_key: str | None = None

    @classmethod
    def of(cls, outcome: CheckoutOutcome) -> CheckoutView:
        order = outcome.order
        return cls(
            order=OrderView.of(order),
            payment=CheckoutPaymentView.of(outcome.payment, order, outcome.account) if outcome.payment else None,
            access_key=order.details.access_key or None,
        )


class ShippingMethodView(View):
    id: str
    name: str
    price: MoneyView
    estimate: str

    @classmethod
    def all(cls, rates: Sequence[ShippingRate]) -> list[ShippingMethodView]:
        return [
            cls(id=rate.id, name=rate.name, price=MoneyView.of(rate.price), estimate=rate.estimate) for rate in rates
        ]


class PaymentMethodView(View):
    id: str
    name: str


class OptionsView(View):
    shipping_methods: list[ShippingMethodView]
    payment_methods: list[PaymentMethodView]

    @classmethod
    def of(cls, rates: Sequence[ShippingRate], payment_methods: Mapping[str, str]) -> OptionsView:
        return cls(
            shipping_methods=ShippingMethodView.all(rates),
            payment_methods=[PaymentMethodView(id=id_, name=name) for id_, name in payment_methods.items()],
        )


class TaxView(View):
    """`rate` in basis points: 1900 is 19 %."""

    rate: int
    amount: MoneyView


class QuoteView(View):
    """`shipping_methods`: every way to send this cart there, at the price of this cart."""

    lines: list[OrderLineView]
    subtotal: MoneyView
    shipping: MoneyView
    shipping_method: str
    shipping_methods: list[ShippingMethodView]
    tax: MoneyView
    taxes: list[TaxView]
    tax_included: bool
    total: MoneyView

    @classmethod
    def of(cls, quote: Quote) -> QuoteView:
        totals = quote.totals
        return cls(
            lines=[OrderLineView.of(line) for line in quote.lines],
            shipping_method=quote.rate.id,
            shipping_methods=ShippingMethodView.all(quote.rates),
            taxes=[TaxView(rate=tax.rate, amount=MoneyView.of(tax.amount)) for tax in totals.taxes],
            **totals_members(totals),
        )

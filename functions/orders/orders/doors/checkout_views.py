"""What the routes around checkout answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from orders.domain.details import OrderCredit
from orders.domain.order import Order
from orders.domain.rates import ShippingRate
from orders.domain.states import DEAD
from orders.domain.withdrawing.consent import CURRENT, WORDS, is_asked
from orders.doors.views import OrderCreditView, OrderLineView, OrderView, PickupPlaceView, totals_members
from orders.usecases.checkout_run import CheckoutOutcome
from orders.usecases.ports import StartedPayment
from orders.usecases.pricing import Quote
from souk import clock
from souk.bank_account import BankAccount
from souk.http import MoneyView, View
from souk.money import Money
from souk.shop.transfer_code import path_of, transfer_code


class AccountLineView(View):
    label: str
    value: str


class TransferCodeView(View):
    """A QR code that banks' apps fill a transfer from (EPC069-12): its dark squares, `size` each way, as the path of an
    SVG, one unit a square.
    """

    size: int
    path: str

    @classmethod
    def of(cls, account: BankAccount, amount: Money, reference: str) -> TransferCodeView | None:
        code = transfer_code(account.lines, amount, reference)
        return cls(size=len(code.matrix), path=path_of(code)) if code else None


class TransferView(View):
    """What to write on a bank transfer. The goods are held until `until`, by when the money should have arrived.

    `amount` is what is still due; `received` has come already. `code` is null in the answer of a checkout, and where
    there is none for the account, the currency or the amount.
    """

    account: list[AccountLineView]
    amount: MoneyView
    received: MoneyView
    reference: str
    until: str
    code: TransferCodeView | None = None

    @classmethod
    def of(cls, order: Order, account: BankAccount, *, with_code: bool = False) -> TransferView:
        received = Money(order.balance.captured + order.balance.pledged, order.total.currency)
        due = order.total - received
        wanted = with_code and due.amount > 0 and order.state not in DEAD
        return cls(
            account=[AccountLineView(label=label, value=value) for label, value in account.lines],
            amount=MoneyView.of(due),
            received=MoneyView.of(received),
            reference=order.details.number,
            until=clock.isoformat(order.details.pay_by),
            code=TransferCodeView.of(account, due, order.details.number) if wanted else None,
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
    def of(
        cls, payment: StartedPayment, order: Order, account: BankAccount | None, *, with_code: bool = False
    ) -> CheckoutPaymentView:
        payable = order.state not in DEAD
        return cls(
            payment_id=payment.id,
            provider=payment.provider,
            status=payment.status,
            client_secret=payment.client_secret or None if payable else None,
            publishable_key=payment.publishable_key or None if payable else None,
            instructions=payment.instructions or None if payable else None,
            transfer=TransferView.of(order, account, with_code=with_code) if account else None,
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
    """`pickup` is where the order is fetched, if it is not sent; the address is then the buyer's, for the invoice.
    `to_point`: it is sent to a carrier's pick-up point, and a checkout names one of `GET /pickup-points`.
    """

    id: str
    name: str
    price: MoneyView
    estimate: str
    pickup: PickupPlaceView | None
    to_point: bool

    @classmethod
    def all(cls, rates: Sequence[ShippingRate]) -> list[ShippingMethodView]:
        return [
            cls(
                id=rate.id,
                name=rate.name,
                price=MoneyView.of(rate.price),
                estimate=rate.estimate,
                pickup=PickupPlaceView.of(rate.pickup) if rate.pickup else None,
                to_point=rate.to_point,
            )
            for rate in rates
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


class DigitalConsentView(View):
    """What the shopper is asked to consent to, as words beside a box that is not ticked. Without it the order is taken
    all the same; they can withdraw from the digital content, and the shop may supply it only when the time is over.
    """

    version: str
    text: str

    @classmethod
    def of(cls, quote: Quote) -> DigitalConsentView | None:
        return cls(version=CURRENT, text=WORDS[CURRENT]) if is_asked(quote.lines) else None


class QuoteView(View):
    """`shipping_methods`: every way to send this cart there, at the price of this cart. `digital_consent` is null where
    there is nothing to consent to.
    """

    lines: list[OrderLineView]
    subtotal: MoneyView
    shipping: MoneyView
    shipping_method: str
    shipping_methods: list[ShippingMethodView]
    tax: MoneyView
    taxes: list[TaxView]
    tax_included: bool
    total: MoneyView
    digital_consent: DigitalConsentView | None
    credits: list[OrderCreditView]
    due: Annotated[MoneyView, Field(description="What is left to pay beside `credits`")]

    @classmethod
    def of(cls, quote: Quote, parts: Sequence[OrderCredit] = ()) -> QuoteView:
        totals = quote.totals
        taken = Money(sum(part.amount for part in parts), totals.total.currency)
        return cls(
            credits=[OrderCreditView.of(part, taken.currency) for part in parts],
            due=MoneyView.of(totals.total - taken),
            lines=[OrderLineView.of(line, waiting=line.waiting) for line in quote.lines],
            shipping_method=quote.rate.id,
            shipping_methods=ShippingMethodView.all(quote.rates),
            taxes=[TaxView(rate=tax.rate, amount=MoneyView.of(tax.amount)) for tax in totals.taxes],
            digital_consent=DigitalConsentView.of(quote),
            **totals_members(totals),
        )

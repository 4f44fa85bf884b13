"""What the routes around checkout answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from pydantic import Field

from orders.domain.details import OrderCredit
from orders.domain.order import Order
from orders.domain.rates import ShippingRate
from orders.domain.states import DEAD
from orders.domain.withdrawing.consent import CURRENT, WORDS, is_asked
from orders.doors.views import (
    ArrivalView,
    OrderCreditView,
    OrderLineView,
    OrderView,
    PickupPlaceView,
    ReductionView,
    totals_members,
)
from orders.usecases.checkout_run import CheckoutOutcome
from orders.usecases.payment_methods import Unpayable
from orders.usecases.ports import StartedPayment
from orders.usecases.pricing import GivenCode, Quote
from souk import clock
from souk.bank_account import BankAccount
from souk.http import MoneyView, View
from souk.money import Money
from souk.pricing.charges import NotCharged
from souk.pricing.promotions.priced import Missed, MissedPromotion
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


class AddedView(View):
    """A surcharge, within the price."""

    id: str
    name: str
    price: MoneyView


class ShippingMethodView(View):
    """`pickup` is where the order is fetched, if it is not sent; the address is then the buyer's, for the invoice.
    `to_point`: it is sent to a carrier's pick-up point, and a checkout names one of `GET /pickup-points`. `arrives` is
    counted from now, `estimate` the same in working days. `free`: the goods reach `free_from`, so that nothing but the
    surcharges is charged.
    """

    id: str
    name: str
    price: MoneyView
    reductions: Annotated[list[ReductionView], Field(description="What promotions have taken off the price already")]
    estimate: str
    pickup: PickupPlaceView | None
    to_point: bool
    arrives: ArrivalView | None
    surcharges: list[AddedView]
    free_from: MoneyView | None
    free: bool

    @classmethod
    def all(cls, rates: Sequence[ShippingRate]) -> list[ShippingMethodView]:
        return [
            cls(
                id=rate.id,
                name=rate.name,
                price=MoneyView.of(rate.price),
                reductions=ReductionView.all(rate.reductions),
                estimate=rate.estimate,
                pickup=PickupPlaceView.of(rate.pickup) if rate.pickup else None,
                to_point=rate.to_point,
                arrives=ArrivalView.of(rate.arrives) if rate.arrives else None,
                surcharges=[
                    AddedView(id=each.id, name=each.name, price=MoneyView.of(Money(each.amount, rate.price.currency)))
                    for each in rate.added
                ],
                free_from=MoneyView.of(rate.free_from) if rate.free_from else None,
                free=rate.free,
            )
            for rate in rates
        ]


class PaymentMethodView(View):
    id: str
    name: str


class OptionsView(View):
    """`countries` are all that the shop sends to, if only to a part of one (ISO 3166-1 alpha-2)."""

    shipping_methods: list[ShippingMethodView]
    payment_methods: list[PaymentMethodView]
    countries: list[str]

    @classmethod
    def of(
        cls, rates: Sequence[ShippingRate], payment_methods: Mapping[str, str], countries: Sequence[str] = ()
    ) -> OptionsView:
        return cls(
            countries=list(countries),
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


class MissedView(View):
    """A promotion that takes nothing off, though its shop has it now. `missing` is how many units, or minor units of
    the cart's currency, are lacking where `why` is `minimum_quantity` or `minimum_value`; else 0.
    """

    promotion_id: str
    name: str
    why: Missed
    missing: int

    @classmethod
    def of(cls, missed: MissedPromotion) -> MissedView:
        return cls(promotion_id=missed.promotion_id, name=missed.name, why=missed.why, missing=missed.missing)


class GivenCodeView(View):
    """A code of the cart. `reason`: why it takes nothing off; empty where it does."""

    code: str
    promotion_id: str
    applied: bool
    reason: Annotated[str, Field(description="As `why` in `missed`, or `used_up`, `used_by_you`, `not_first`, `ended`")]

    @classmethod
    def of(cls, given: GivenCode) -> GivenCodeView:
        return cls(code=given.text, promotion_id=given.promotion_id, applied=given.applied, reason=given.reason)


class UnpayableView(View):
    """A payment method by which `due` cannot be paid. `minimum`: the least it takes; null where `due` reaches it."""

    payment_method: str
    reason: NotCharged
    message: str
    minimum: MoneyView | None

    @classmethod
    def of(cls, unpayable: Unpayable) -> UnpayableView:
        least = unpayable.least
        return cls(
            payment_method=unpayable.method,
            reason=unpayable.why,
            message=unpayable.message,
            minimum=MoneyView.of(least) if least else None,
        )


class QuoteView(View):
    """`shipping_methods`: every way to send this cart there, at the price of this cart. `digital_consent` is null where
    there is nothing to consent to.
    """

    lines: list[OrderLineView]
    subtotal: Annotated[MoneyView, Field(description="What the lines cost, less what promotions take off them")]
    discount: Annotated[MoneyView, Field(description="What promotions take off the lines")]
    shipping_reduction: Annotated[MoneyView, Field(description="What promotions have taken off `shipping` already")]
    reductions: Annotated[list[ReductionView], Field(description="What each promotion takes off, all together")]
    missed: Annotated[list[MissedView], Field(description="Promotions that take nothing off the lines, and why")]
    codes: list[GivenCodeView]
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
    unpayable: Annotated[list[UnpayableView], Field(description="The payment methods by which `due` cannot be paid")]

    @classmethod
    def of(
        cls, quote: Quote, parts: Sequence[OrderCredit], unpayable: Callable[[Money], Sequence[Unpayable]]
    ) -> QuoteView:
        totals = quote.totals
        taken = Money(sum(part.amount for part in parts), totals.total.currency)
        due = totals.total - taken
        return cls(
            credits=[OrderCreditView.of(part, taken.currency) for part in parts],
            due=MoneyView.of(due),
            unpayable=[UnpayableView.of(each) for each in unpayable(due)],
            lines=[OrderLineView.of(line, waiting=line.waiting) for line in quote.lines],
            shipping_method=quote.rate.id,
            shipping_methods=ShippingMethodView.all(quote.rates),
            taxes=[TaxView(rate=tax.rate, amount=MoneyView.of(tax.amount)) for tax in totals.taxes],
            digital_consent=DigitalConsentView.of(quote),
            missed=[MissedView.of(each) for each in quote.missed],
            codes=[GivenCodeView.of(each) for each in quote.given],
            **totals_members(totals, quote.lines),
        )

"""From the cart to an order."""

from __future__ import annotations

from orders.compose import services
from orders.domain.details import OrderCredit
from orders.domain.withdrawing.consent import checked
from orders.doors.checkout_views import CheckoutView, OptionsView, QuoteView
from orders.doors.router import owners
from orders.doors.schemas import GuestCheckoutBody, MemberCheckoutBody, QuoteBody, WhereQuery
from orders.usecases.checkout_run import Checkout
from souk.address import COUNTRIES
from souk.errors import (
    AccountBlocked,
    CartChanged,
    ChallengeRequired,
    InvalidInput,
    OrderLimit,
    OutOfStock,
    PaymentDeclined,
    PaymentMisconfigured,
    PaymentRefused,
    PriceChanged,
    ShopClosed,
)
from souk.http import Request
from souk.http.request import CHALLENGE
from souk.pricing.delivery.zones import countries

# The cart is not as the shopper saw it.
SHOWN_OTHERWISE = (CartChanged, OutOfStock, PriceChanged)
_REFUSALS = (*SHOWN_OTHERWISE, OrderLimit, PaymentDeclined, PaymentMisconfigured, PaymentRefused, ShopClosed)


@owners.route("GET", "/checkout/options", query=WhereQuery, response=OptionsView, summary="Ways to ship and to pay")
def options(owner: str, request: Request[None, WhereQuery]) -> OptionsView:
    """No way to ship is left for a place that the shop does not send to, or goods that it does not send there."""
    orders, delivered = services().orders, countries(services().delivery)
    try:
        ways = orders.ways(owner, request.query.destination())
        market, rates = ways.market, ways.rates
    except InvalidInput as refused:
        if refused.detail.get("country") not in COUNTRIES:
            raise
        market, rates = orders.market(refused.detail.get("market", "")), ()
    there = [country for country in delivered if market.takes(country)]
    return OptionsView.of(rates, orders.payment_methods(market), there)


@owners.route(
    "POST",
    "/checkout/quote",
    body=QuoteBody,
    response=QuoteView,
    errors=SHOWN_OTHERWISE,
    summary="What the cart costs, shipped there",
)
def quote(owner: str, request: Request[QuoteBody, None]) -> QuoteView:
    body = request.body
    destination = body.shipping_address.destination()
    priced = services().orders.quote(owner, body.shown(), destination, body.shipping_method, body.vat_seal)
    parts: tuple[OrderCredit, ...] = ()
    if body.gift_cards or body.store_credit:
        parts = services().covered(
            owner,
            body.gift_cards,
            priced.totals.total,
            request.source_ip,
            coverable=priced.coverable,
            store_credit=body.store_credit,
            payment_method=body.payment_method,
        )
    return QuoteView.of(priced, parts, lambda due: services().orders.unpayable(due, priced.market))


@owners.route(
    "POST",
    "/checkout",
    guest={"body": GuestCheckoutBody, "headers": CHALLENGE, "errors": (*_REFUSALS, ChallengeRequired)},
    member={"body": MemberCheckoutBody, "errors": (*_REFUSALS, AccountBlocked)},
    response=CheckoutView,
    status=201,
    idempotent="by_workflow",
    errors=_REFUSALS,
    summary="Place the cart as an order and start its payment",
)
def checkout(owner: str, request: Request[MemberCheckoutBody, None]) -> CheckoutView:
    body = request.body
    wanted = Checkout(
        owner=owner,
        email=body.email if isinstance(body, GuestCheckoutBody) else None,
        shipping_address=body.shipping_address.address(),
        shipping_method=body.shipping_method,
        payment_method=body.payment_method,
        shown=body.shown(),
        amounts=body.amounts(),
        notes=body.notes,
        locale=body.locale,
        digital_consent=checked(body.digital_consent),
        pickup_point=body.pickup_point,
        vat_seal=body.vat_seal,
        gift_cards=tuple(body.gift_cards),
        store_credit=body.store_credit,
        due=body.expected_due.money() if body.expected_due else None,
        gifts=tuple(gift.gift() for gift in body.gifts),
    )
    outcome = services().orders.check_out(
        wanted, request.idempotency_key or "", request.source_ip, request.challenge_response
    )
    return CheckoutView.of(outcome)

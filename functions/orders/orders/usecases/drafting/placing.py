"""How a draft becomes an order: by the steps of a checkout, with the draft in the place of a cart.

The same holds for whoever dies on the way: what is left after each step is said in `checkout`. The order id comes from
the draft and its version, so whoever tries again goes on with what is held; that a draft becomes one order is held by
PLACE, which writes it on condition as for a filling of a cart. Staff are not counted by limits, may order while the
shop is closed, and hold for as long as `policies` say.
"""

from __future__ import annotations

from orders.domain.details import order_id_of
from orders.domain.drafting.draft import DraftContent, OrderDraft
from orders.usecases.checkout import CheckoutWorkflow
from orders.usecases.checkout_run import Checkout, CheckoutOutcome, CheckoutRun, CheckoutStep
from orders.usecases.ports import Cart
from orders.usecases.pricing import Pricing, Quote
from orders.usecases.shown import Amounts, Shown
from souk.errors import Conflict, InvalidInput, NotFound, PriceChanged
from souk.money import Money
from souk.shopper.owner import user_owner

# Where promotions take an order from that staff place.
STAFF = "staff"


class PlaceDraft(CheckoutWorkflow):
    def place(self, draft: OrderDraft, staff_id: str, payment_method: str, total: Money) -> CheckoutOutcome:
        """Raises CartChanged when it is another order already, PriceChanged when it costs something else than `total`,
        and what `run` raises.
        """
        return self._place_as(f"staff:{staff_id}", draft, payment_method, total)

    def _place_as(self, by: str, draft: OrderDraft, payment_method: str, total: Money) -> CheckoutOutcome:
        wish = _of(draft)
        wanted = Checkout(
            owner=draft.owner,
            email=wish.email or None,
            shipping_address=wish.address,
            shipping_method=wish.shipping_method,
            payment_method=payment_method,
            shown=Shown(draft.version, ()),
            amounts=Amounts(total),
            notes=wish.notes,
            locale=wish.locale,
        )
        run = CheckoutRun(wanted, order_id_of(draft.cart_id, str(draft.version)), by=by, draft=draft)
        try:
            return self._go_on(run, CheckoutStep.LOOK_UP)
        except Conflict as error:
            if type(error) is not Conflict or run.order:
                raise
            raise Conflict("what was held for this draft is let go by now: save it once more, and try again") from error

    def _read_cart(self, run: CheckoutRun) -> CheckoutStep:
        draft = run.draft
        wish = _of(draft)
        self._methods.check(run.wanted.payment_method)
        run.cart = Cart(draft.cart_id if draft else "", wish.quantities, market=wish.market)
        run.agreed = wish.reasons
        run.business = wish.business
        try:
            run.email = wish.email
            if wish.user_id:
                run.email, run.groups = self._shoppers.find(wish.user_id, self._pricing.groups_asked(run.cart))
        except NotFound as error:
            raise InvalidInput("the account that this draft is for is closed") from error
        return CheckoutStep.PRICE

    def _price(self, run: CheckoutRun) -> CheckoutStep:
        shown = run.wanted.amounts
        quote = run.quote = quote_of(self._pricing, _of(run.draft), run.groups)
        if changed := shown.changes(quote.totals):
            raise PriceChanged(
                f"it costs {quote.totals.total} now, not {shown.total}; look at it and confirm",
                changes=[],
                amounts=changed,
            )
        return CheckoutStep.CLAIM


def quote_of(pricing: Pricing, wish: DraftContent, groups: frozenset[str] | None = None) -> Quote:
    """What it costs now, at what was agreed and else the shop's prices. `groups`: those of the customer that promotions
    ask about, which is asked where nothing is said. Raises as `Pricing.quote` does.
    """
    shipping = wish.shipping.price if wish.shipping else None
    cart = Cart("", wish.quantities, market=wish.market)
    address, known_as = wish.address.destination, wish.business.taxed_as if wish.business else ""
    if groups is None:
        groups = pricing.groups_of(user_owner(wish.user_id), cart) if wish.user_id else frozenset()
    return pricing.quote(
        cart,
        address,
        wish.shipping_method,
        wish.agreed,
        shipping,
        channel=STAFF,
        business=known_as,
        customer_groups=groups,
    )


def _of(draft: OrderDraft | None) -> DraftContent:
    if draft is None or draft.wish is None:
        raise RuntimeError("only a draft that is no order is placed")
    return draft.wish

"""What a cart costs right now: the catalogue's prices, the shop's rates. Prices never come from the client.

A cart or a catalogue that does not answer is Unavailable, in words a shopper understands. It is never taken for an
empty cart or a product that is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orders.domain.codes.person import NOBODY, Person
from orders.domain.codes.refusals import CodeRefusal
from orders.domain.codes.uses import Taking
from orders.domain.details import PickupPlace
from orders.domain.rates import ShippingRate, ShippingRates, chosen, fetched
from orders.domain.totals import OrderLine, TaxRules, Totals, add_up, of_gift_cards, rated, untaxed, without_tax
from orders.usecases.ports import Cart, Carts, Catalogue, Variant
from orders.usecases.shown import Shown, cart_changed, same_cart
from souk import clock
from souk.address.destination import Destination
from souk.errors import Conflict, Forbidden, InvalidInput, NotFound, OutOfStock, Unavailable
from souk.money import Money
from souk.shopper.owner import user_id_of
from souk.taxes.taxes import SaleTaxes
from souk.withdrawal import DIGITAL

if TYPE_CHECKING:
    from orders.usecases.codes.redeeming import Redeeming
    from orders.usecases.promoting.reductions import ReducedLines
    from souk.pricing.markets import Market, Markets
    from souk.pricing.promotions.priced import MissedPromotion
    from souk.pricing.promotions.rules import Rules


@dataclass(frozen=True, slots=True)
class GivenCode:
    """A code of the cart, and whether it takes something off. `reason` is a `Missed` or a `CodeRefusal`; empty where it
    has one by another code, or a promotion that is no more.
    """

    text: str
    promotion_id: str
    applied: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Quote:
    """`rates` are all ways to send these lines there, or to fetch them; `rate` is the one chosen. `available`: how many
    are for sale of each SKU that is not sold beyond its stock. `listed`: the lines at the catalogue's prices, which the
    cart shows; a business that owes the tax itself pays less. `missed` are promotions that take nothing off the goods,
    and why; `promotions_version` is that of the rules. `takings` are what an order would take of the limits of
    promotions, `refused` why others have no part in the price, by their ids. `codes` are those of the cart. `market` is
    whose prices these are, empty for the shop's own.
    """

    lines: tuple[OrderLine, ...]
    rates: tuple[ShippingRate, ...]
    rate: ShippingRate
    totals: Totals
    listed: tuple[OrderLine, ...] = ()
    available: Mapping[str, int] = field(default_factory=dict)
    missed: tuple[MissedPromotion, ...] = ()
    promotions_version: int = 0
    takings: tuple[Taking, ...] = ()
    refused: Mapping[str, CodeRefusal] = field(default_factory=dict)
    codes: tuple[tuple[str, str], ...] = ()
    codes_refused: Mapping[str, CodeRefusal] = field(default_factory=dict)
    market: str = ""

    @property
    def coverable(self) -> Money:
        """What of it gift cards and store credit can pay: all but gift cards."""
        total = self.totals.total
        return total - of_gift_cards(self.lines, total.currency)

    @property
    def told(self) -> Quote:
        """As the shopper may see it: who is in none of a promotion's groups need not learn of it."""
        # Imported here: who hears of orders prices none.
        from souk.pricing.promotions.priced import told_to_shoppers

        unlocked = {promotion_id for _, promotion_id in self.codes}
        return replace(self, missed=told_to_shoppers(self.missed, unlocked)) if self.missed else self

    @property
    def given(self) -> tuple[GivenCode, ...]:
        """What became of each code of the cart."""
        why = {each.promotion_id: str(each.why) for each in self.missed}
        why |= {promotion_id: str(refusal) for promotion_id, refusal in self.refused.items()}
        why |= {text: str(refusal) for text, refusal in self.codes_refused.items()}
        used = {taking.use.code for taking in self.takings}
        why |= dict.fromkeys(used, "")
        return tuple(
            GivenCode(text, promotion_id, text in used, why.get(text, why.get(promotion_id, "")))
            for text, promotion_id in self.codes
        )


@dataclass(frozen=True, slots=True)
class OfferedWays:
    """The ways to a place, at the prices of a market."""

    market: Market
    rates: tuple[ShippingRate, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """Lines and ways of delivery with what promotions take off them. Of a delivery whose price `is_agreed` nothing."""

    cut: ReducedLines
    rates: tuple[ShippingRate, ...]
    rate: ShippingRate
    is_agreed: bool

    @property
    def taken_off(self) -> dict[str, int]:
        found = {each.promotion_id: each.amount for each in self.cut.priced.reductions}
        for each in () if self.is_agreed else self.rate.reductions:
            found[each.promotion_id] = found.get(each.promotion_id, 0) + each.amount.amount
        return found


class Pricing:
    """`places`: where orders can be fetched. `promotions` are the shop's now, and so are `markets`; `newest` are the
    markets as they were published last. `has_points`: parcels go by a carrier that has pick-up points. `members` says
    in which of some groups of customers a user is.
    """

    def __init__(
        self,
        carts: Carts,
        catalogue: Catalogue,
        shipping: ShippingRates,
        taxes: TaxRules,
        markets: Callable[[], Markets],
        redeeming: Callable[[], Redeeming],
        places: Callable[[], Iterable[PickupPlace]] = tuple,
        promotions: Callable[[], Rules | None] = lambda: None,
        members: Callable[[str, Collection[str]], frozenset[str]] = lambda _user, _groups: frozenset(),
        *,
        newest: Callable[[], Markets] | None = None,
        has_points: bool = False,
    ) -> None:
        self._carts = carts
        self._catalogue = catalogue
        self._shipping = shipping
        self._taxes = taxes
        self._markets = markets
        self._newest = newest or markets
        self._redeeming = redeeming
        self._places = places
        self._promotions = promotions
        self._members = members
        self._has_points = has_points

    @property
    def currency(self) -> str:
        """The shop's own."""
        return self.market("").currency

    def cart(self, owner: str, shown: Shown) -> Cart:
        """The owner's cart, which is the one that was shown.

        Raises CartChanged when it is another one, InvalidInput when nothing is in it and nothing was shown.
        """
        cart = self._read(owner) or Cart("", {}, shown.cart_version)
        if not cart.quantities and not shown.lines:
            raise InvalidInput("the cart is empty; add something first")
        if not same_cart(shown, cart):
            variants = self._variants({*shown.quantities, *cart.quantities})
            market = self.market(cart.market)
            here = {sku: replace(variant, price=market.price(variant.price)) for sku, variant in variants.items()}
            raise cart_changed(shown, cart, here)
        return cart

    def market(self, id_: str, *, closed: bool = False) -> Market:
        """The open market of this id, or a closed one as well, else the shop's own. One that is not known here was
        published a moment ago, it may be.
        """
        found = self._markets().of(id_, closed=closed)
        return self._newest().of(id_, closed=closed) if id_ and found.is_own else found

    def groups_asked(self, cart: Cart) -> frozenset[str]:
        """The groups of customers that decide what this cart costs now; in most shops none."""
        rules = self._promotions()
        if rules is None or not rules.promotions:
            return frozenset()
        return rules.customer_groups(clock.isoformat(clock.now()), [each for _, each in cart.codes])

    def groups_of(self, owner: str, cart: Cart) -> frozenset[str]:
        """Those of them that whoever owns the cart is in; nobody is asked where no promotion does. Raises
        Unavailable.
        """
        user_id = user_id_of(owner)
        asked = self.groups_asked(cart) if user_id else frozenset()
        if not user_id or not asked:
            return frozenset()
        try:
            return self._members(user_id, asked)
        except (Forbidden, NotFound):  # they order nothing, which the checkout tells them
            return frozenset()
        except Unavailable as error:
            raise Unavailable(
                "your prices cannot be worked out right now; nothing is lost, please try again in a moment",
                part="members",
            ) from error

    def quote(
        self,
        cart: Cart,
        destination: Destination,
        shipping_method: str,
        agreed: Mapping[str, Money] = MappingProxyType({}),
        shipping: Money | None = None,
        *,
        to_points: bool = False,
        channel: str = "shop",
        business: str = "",
        person: Person = NOBODY,
        used_up: Mapping[str, CodeRefusal] = MappingProxyType({}),
        customer_groups: frozenset[str] = frozenset(),
        at: datetime | None = None,
    ) -> Quote:
        """`to_points`: also to a pick-up point, of which whoever asks chooses one. `agreed` are prices of SKUs, and
        `shipping` that of the delivery, which are not the shop's: promotions take nothing off them. `channel` is where
        it is ordered: "shop", by "staff"; empty for what no promotion is for. `business` is the place of the buyer's
        confirmed VAT number: who owes the tax itself pays the shop's prices without it, and what was agreed as it is.
        `person` is who orders, as far as that is known, and `used_up` are promotions of which nothing is left. `at`:
        when it would be ordered, if that is not now. `customer_groups` are those that the buyer is in, of the groups
        that promotions ask about.

        Raises OutOfStock for what is no longer for sale, InvalidInput for a country or method there is not, and for a
        country that is not in the cart's market.
        """
        market = self.market(cart.market, closed=channel != "shop")
        if not market.takes(destination.country):
            raise _elsewhere(market, destination.country)
        if any(price.currency != market.currency for price in (*agreed.values(), *((shipping,) if shipping else ()))):
            raise Conflict("prices were agreed in a currency that the shop has no market in any more")
        variants = self._for_sale(cart)
        lines = tuple(_line(variants[sku], quantity, market) for sku, quantity in cart.quantities.items())
        if agreed:
            _check_agreed(lines, agreed)
            lines = tuple(replace(line, unit_price=agreed.get(line.sku, line.unit_price)) for line in lines)
        # Imported here: who hears of orders prices none.
        from orders.usecases.promoting.reductions import delivered, reduced
        from souk.pricing.promotions.rules import NONE

        rules = (self._promotions() if channel else None) or NONE
        unlocked = frozenset(promotion_id for _, promotion_id in cart.codes)
        is_agreed, moment = shipping is not None, at or clock.now()

        def cost(rules: Rules) -> Cost:
            cut = reduced(
                lines,
                variants,
                agreed,
                rules,
                destination.country,
                channel,
                market.currency,
                unlocked,
                # Whether it is theirs, redeeming finds out; of who orders by staff nobody does.
                first_order=person != NOBODY,
                customer_groups=customer_groups,
                at=at,
            )
            ways = self._ways(destination, cut.lines, market, shipping_method, points=to_points, at=at)
            rates = delivered(ways, cut.priced)
            return Cost(cut, rates, chosen(rates, shipping_method, agreed=is_agreed), is_agreed=is_agreed)

        costs, redeemed = self._redeeming().redeemed(cost, rules, cart.codes, market.currency, person, used_up)
        cut = costs.cut

        def taxed(rate: ShippingRate) -> SaleTaxes:
            # What is fetched is handed out there.
            sale = self._taxes.at(rate.pickup.destination if rate.pickup else destination, moment, business)
            return sale.with_prices(included=market.prices_include_tax)

        # Each way at what it costs this buyer, so that the price of another is the one they pay when they choose it.
        rates = tuple(_without_tax(each, taxed(each)) for each in costs.rates)
        rate = next(each for each in rates if each.id == costs.rate.id)
        sale = taxed(rate)
        listed = cut.lines
        lines = rated(tuple(line if line.sku in agreed else without_tax(line, sale) for line in listed), sale)
        available = {sku: variant.available for sku, variant in variants.items() if not variant.backorder}
        price = rate.price if shipping is None else shipping
        totals = add_up(lines, price, sale)
        if shipping is None and rate.reductions:
            totals = replace(totals, shipping_reductions=rate.reductions)
        return Quote(
            lines,
            rates,
            rate,
            totals,
            listed,
            available,
            cut.priced.missed,
            cut.version,
            redeemed.takings,
            redeemed.refused,
            cart.codes,
            redeemed.codes,
            market.id,
        )

    def rates(self, owner: str, destination: Destination) -> OfferedWays:
        """The shipping methods to a place: for what of the owner's cart is for sale, or as for a small parcel when
        there is none. An InvalidInput says in its `detail` which market it was.
        """
        cart = self._read(owner)
        market = self.market(cart.market if cart else "")
        try:
            return OfferedWays(market, self._offered(owner, cart, market, destination))
        except InvalidInput as refused:
            refused.detail["market"] = market.id
            raise

    def _offered(
        self, owner: str, cart: Cart | None, market: Market, destination: Destination
    ) -> tuple[ShippingRate, ...]:
        if not market.takes(destination.country):
            raise _elsewhere(market, destination.country)
        quantities = cart.quantities if cart else {}
        variants = self._variants(quantities) if quantities else {}
        lines = tuple(_line(variants[sku], units, market) for sku, units in quantities.items() if sku in variants)
        # Imported here: who hears of orders prices none.
        from orders.usecases.promoting.reductions import SHOP, delivered, reduced

        groups = self.groups_of(owner, cart) if cart else frozenset()
        country, currency = destination.country, market.currency
        cut = reduced(lines, variants, (), self._promotions(), country, SHOP, currency, customer_groups=groups)
        return delivered(self._ways(destination, cut.lines, market, points=True), cut.priced)

    def _ways(
        self,
        destination: Destination,
        lines: tuple[OrderLine, ...],
        market: Market,
        wanted: str = "",
        *,
        points: bool,
        at: datetime | None = None,
    ) -> tuple[ShippingRate, ...]:
        """What is fetched may be bought by who lives where nothing is sent to. Raises InvalidInput for others there."""
        places = fetched(self._places(), lines, market.currency)
        try:
            sent = self._shipping.rates(destination, lines, market, at or clock.now())
            if not (points and self._has_points):
                sent = tuple(rate for rate in sent if not rate.to_point)
        except InvalidInput:
            if not places or (wanted and all(place.id != wanted for place in places)):
                raise
            sent = ()
        return (*sent, *places)

    def _read(self, owner: str) -> Cart | None:
        try:
            return self._carts.get(owner)
        except Unavailable as error:
            raise Unavailable(
                "your cart cannot be read right now; nothing is lost, please try again in a moment", part="cart"
            ) from error

    def _variants(self, skus: Collection[str]) -> dict[str, Variant]:
        try:
            return self._catalogue.variants(sorted(skus))
        except Unavailable as error:
            raise Unavailable(
                "prices and stock cannot be checked right now; nothing is lost, please try again in a moment",
                part="catalogue",
            ) from error

    def _for_sale(self, cart: Cart) -> dict[str, Variant]:
        variants = self._variants(cart.quantities)
        gone = [sku for sku in cart.quantities if sku not in variants]
        if gone:
            raise OutOfStock(
                f"no longer for sale: {', '.join(gone)}; take it out of the cart",
                shortages=[{"sku": sku, "requested": cart.quantities[sku], "available": 0} for sku in gone],
            )
        return variants


def _line(variant: Variant, quantity: int, market: Market) -> OrderLine:
    price = market.price(variant.price)
    if price.currency != market.currency:
        raise Unavailable(f"{variant.sku} has no price in {market.currency}")
    return OrderLine(
        variant.sku,
        quantity,
        variant.product_id,
        variant.title,
        price,
        variant.variant_title,
        variant.image,
        variant.weight_grams,
        variant.requires_shipping,
        variant.tax_class,
        withdrawal_exclusion=variant.withdrawal_exclusion,
        digital=variant.withdrawal_exclusion == DIGITAL,
        size_class=variant.size_class,
        **_promised(variant, quantity),
    )


def _elsewhere(market: Market, country: str) -> InvalidInput:
    message = f"{market.name} does not send there: choose another country to shop in"
    errors = [{"field": "shipping_address.country", "code": "other_market", "message": message}]
    return InvalidInput(message, country=country, market=market.id, errors=errors)


def _without_tax(rate: ShippingRate, sale: SaleTaxes) -> ShippingRate:
    tax = sale.removed_from_shipping()
    if not tax:
        return rate
    currency = rate.price.currency
    off = ((each, untaxed(each.amount, tax)) for each in rate.reductions)
    reductions = tuple(replace(each, amount=amount) for each, amount in off if amount.amount)
    added = tuple(replace(each, amount=untaxed(Money(each.amount, currency), tax).amount) for each in rate.added)
    return replace(rate, price=untaxed(rate.price, tax), reductions=reductions, added=added)


def _check_agreed(lines: tuple[OrderLine, ...], agreed: Mapping[str, Money]) -> None:
    for line in lines:
        if line.gift_card and agreed.get(line.sku, line.unit_price) != line.unit_price:
            raise InvalidInput("a gift card costs what it is worth", sku=line.sku)


def _promised(variant: Variant, quantity: int) -> dict[str, Any]:
    """As it looks now; the hold decides."""
    beyond = quantity - variant.in_stock
    return (
        {"waiting": beyond, "available_from": variant.available_from} if variant.available_from and beyond > 0 else {}
    )

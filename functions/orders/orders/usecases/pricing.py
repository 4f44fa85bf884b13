"""What a cart costs right now: the catalogue's prices, the shop's rates. Prices never come from the client.

A cart or a catalogue that does not answer is Unavailable, in words a shopper understands. It is never taken for an
empty cart or a product that is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from orders.domain.details import PickupPlace
from orders.domain.rates import ShippingRate, ShippingRates, chosen, fetched, to_points
from orders.domain.totals import OrderLine, TaxRules, Totals, add_up, rated
from orders.usecases.ports import Cart, Carts, Catalogue, Variant
from orders.usecases.shown import Shown, cart_changed, same_cart
from souk.address.destination import Destination
from souk.errors import InvalidInput, OutOfStock, Unavailable
from souk.money import Money
from souk.withdrawal import DIGITAL

if TYPE_CHECKING:
    from souk.pricing.promotions.priced import MissedPromotion
    from souk.pricing.promotions.rules import Rules


@dataclass(frozen=True, slots=True)
class Quote:
    """`rates` are all ways to send these lines there, or to fetch them; `rate` is the one chosen. `available`: how many
    are for sale of each SKU that is not sold beyond its stock. `missed` are promotions that take nothing off the goods,
    and why; `promotions_version` is that of the rules.
    """

    lines: tuple[OrderLine, ...]
    rates: tuple[ShippingRate, ...]
    rate: ShippingRate
    totals: Totals
    available: Mapping[str, int] = field(default_factory=dict)
    missed: tuple[MissedPromotion, ...] = ()
    promotions_version: int = 0


class Pricing:
    """`places`: where orders can be fetched. `promotions` are the shop's now. `has_points`: parcels go by a carrier
    that has pick-up points.
    """

    def __init__(
        self,
        carts: Carts,
        catalogue: Catalogue,
        shipping: ShippingRates,
        taxes: TaxRules,
        currency: str,
        places: Callable[[], Iterable[PickupPlace]] = tuple,
        promotions: Callable[[], Rules | None] = lambda: None,
        *,
        has_points: bool = False,
    ) -> None:
        self._carts = carts
        self._catalogue = catalogue
        self._shipping = shipping
        self._taxes = taxes
        self._currency = currency
        self._places = places
        self._promotions = promotions
        self._has_points = has_points

    def cart(self, owner: str, shown: Shown) -> Cart:
        """The owner's cart, which is the one that was shown.

        Raises CartChanged when it is another one, InvalidInput when nothing is in it and nothing was shown.
        """
        cart = self._read(owner) or Cart("", {}, shown.cart_version)
        if not cart.quantities and not shown.lines:
            raise InvalidInput("the cart is empty; add something first")
        if not same_cart(shown, cart):
            raise cart_changed(shown, cart, self._variants({*shown.quantities, *cart.quantities}))
        return cart

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
    ) -> Quote:
        """`to_points`: also to a pick-up point, of which whoever asks chooses one. `agreed` are prices of SKUs, and
        `shipping` that of the delivery, which are not the shop's: promotions take nothing off them. `channel` is where
        it is ordered: "shop", by "staff"; empty for what no promotion is for.

        Raises OutOfStock for what is no longer for sale, InvalidInput for a country or method there is not.
        """
        variants = self._for_sale(cart)
        lines = tuple(self._line(variants[sku], quantity) for sku, quantity in cart.quantities.items())
        if agreed:
            lines = tuple(replace(line, unit_price=agreed.get(line.sku, line.unit_price)) for line in lines)
        # Imported here: who hears of orders prices none.
        from orders.usecases.promoting.reductions import delivered, reduced

        rules = self._promotions() if channel else None
        cut = reduced(lines, variants, agreed, rules, destination.country, channel, self._currency)
        rates = delivered(self._ways(destination, cut.lines, shipping_method, points=to_points), cut.priced)
        rate = chosen(rates, shipping_method)
        if rate.pickup:  # the goods are handed out there
            destination = rate.pickup.destination
        lines = rated(cut.lines, destination, self._taxes)
        available = {sku: variant.available for sku, variant in variants.items() if not variant.backorder}
        price = rate.price if shipping is None else shipping
        totals = add_up(lines, price, destination, self._taxes)
        if shipping is None and rate.reductions:
            totals = replace(totals, shipping_reductions=rate.reductions)
        return Quote(lines, rates, rate, totals, available, cut.priced.missed, cut.version)

    def rates(self, owner: str, destination: Destination) -> tuple[ShippingRate, ...]:
        """The shipping methods to a place: for what of the owner's cart is for sale, or as for a small parcel when
        there is none."""
        cart = self._read(owner)
        quantities = cart.quantities if cart else {}
        variants = self._variants(quantities) if quantities else {}
        lines = tuple(self._line(variants[sku], units) for sku, units in quantities.items() if sku in variants)
        # Imported here: who hears of orders prices none.
        from orders.usecases.promoting.reductions import SHOP, delivered, reduced

        cut = reduced(lines, variants, (), self._promotions(), destination.country, SHOP, self._currency)
        return delivered(self._ways(destination, cut.lines, points=True), cut.priced)

    def _ways(
        self, destination: Destination, lines: tuple[OrderLine, ...], wanted: str = "", *, points: bool
    ) -> tuple[ShippingRate, ...]:
        """What is fetched may be bought by who lives where nothing is sent to. Raises InvalidInput for others there."""
        places = fetched(self._places(), lines, self._currency)
        try:
            sent = self._shipping.rates(destination, lines, self._currency)
            if points and self._has_points:
                sent = (*sent, *to_points(destination, lines, self._currency))
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

    def _line(self, variant: Variant, quantity: int) -> OrderLine:
        if variant.price.currency != self._currency:
            raise Unavailable(f"{variant.sku} has no price in {self._currency}")
        return OrderLine(
            variant.sku,
            quantity,
            variant.product_id,
            variant.title,
            Money(variant.price.amount, self._currency),
            variant.variant_title,
            variant.image,
            variant.weight_grams,
            variant.requires_shipping,
            variant.tax_class,
            withdrawal_exclusion=variant.withdrawal_exclusion,
            digital=variant.withdrawal_exclusion == DIGITAL,
            **_promised(variant, quantity),
        )


def _promised(variant: Variant, quantity: int) -> dict[str, Any]:
    """As it looks now; the hold decides."""
    beyond = quantity - variant.in_stock
    return (
        {"waiting": beyond, "available_from": variant.available_from} if variant.available_from and beyond > 0 else {}
    )

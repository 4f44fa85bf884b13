"""What a cart costs right now: the catalogue's prices, the shop's rates. Prices never come from the client."""

from __future__ import annotations

from dataclasses import dataclass

from orders.ports import Cart, Carts, Catalogue, Variant
from orders.rates import Offer, ShippingRates, chosen
from orders.totals import Line, TaxRules, Totals, add_up
from souk.errors import InvalidInput, OutOfStock, Unavailable
from souk.money import Money


@dataclass(frozen=True, slots=True)
class Quote:
    lines: tuple[Line, ...]
    offer: Offer
    totals: Totals


class Pricing:
    def __init__(
        self, carts: Carts, catalogue: Catalogue, shipping: ShippingRates, taxes: TaxRules, currency: str
    ) -> None:
        self._carts = carts
        self._catalogue = catalogue
        self._shipping = shipping
        self._taxes = taxes
        self._currency = currency

    def cart(self, owner: str | None) -> Cart:
        """The owner's cart. Raises InvalidInput when there is nothing in it."""
        cart = self._carts.get(owner) if owner else None
        if cart is None or not cart.quantities:
            raise InvalidInput("the cart is empty; add something first")
        return cart

    def quote(self, cart: Cart, country: str, shipping_method: str) -> Quote:
        """Raises OutOfStock for what is no longer for sale, InvalidInput for a country or method there is not."""
        lines = self._lines(cart)
        offer = chosen(self._shipping.offers(country, lines, self._currency), shipping_method)
        return Quote(lines, offer, add_up(lines, offer.price, country, self._taxes))

    def offers(self, owner: str | None, country: str) -> tuple[Offer, ...]:
        """The shipping methods to a country: for the owner's cart, or as for a small parcel when there is none."""
        cart = self._carts.get(owner) if owner else None
        lines = self._lines(cart) if cart else ()
        return self._shipping.offers(country, lines, self._currency)

    def _lines(self, cart: Cart) -> tuple[Line, ...]:
        variants = self._catalogue.variants(sorted(cart.quantities))
        gone = [sku for sku in cart.quantities if sku not in variants]
        if gone:
            raise OutOfStock(
                f"no longer for sale: {', '.join(gone)}; take it out of the cart",
                shortages=[{"sku": sku, "requested": cart.quantities[sku], "available": 0} for sku in gone],
            )
        return tuple(self._line(variants[sku], quantity) for sku, quantity in cart.quantities.items())

    def _line(self, variant: Variant, quantity: int) -> Line:
        if variant.price.currency != self._currency:
            raise Unavailable(f"{variant.sku} has no price in {self._currency}")
        return Line(
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
        )

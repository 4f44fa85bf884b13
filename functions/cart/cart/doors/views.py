"""Carts and wishlists as the HTTP routes show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from cart.domain.leftovers import Limit
from cart.domain.offer import MeasuredPrice, VariantCard
from cart.domain.pricing import LineStatus, PricedCart, PricedLeftover, PricedLine, status_of
from cart.domain.wishlist import Wish
from cart.usecases.carts import Offers, PricedBelongings, PricedWishlist
from souk.http import MoneyView, View
from souk.money import Money
from souk.pricing.promotions.priced import Missed, MissedPromotion, PriceReduction
from souk.withdrawal import Exclusion

Stale = Annotated[
    bool, Field(description="The catalogue did not answer: prices are those seen last, availability is unknown")
]


class VariantView(View):
    """A variant as the shopper sees it. `available` in units, null when it is not known."""

    sku: str
    product_id: str
    handle: str
    title: str
    variant_title: str
    image: str
    unit_price: MoneyView
    available: int | None
    status: LineStatus
    withdrawal_exclusion: Annotated[
        Exclusion | None, Field(description="Why one cannot withdraw from buying it; null: one can")
    ]


class CartReductionView(View):
    """What a promotion takes off; `name` is what shoppers see of it."""

    promotion_id: str
    name: str
    amount: MoneyView

    @classmethod
    def all(cls, reductions: Iterable[PriceReduction], currency: str) -> list[CartReductionView]:
        return [
            cls(promotion_id=each.promotion_id, name=each.name, amount=MoneyView.of(Money(each.amount, currency)))
            for each in reductions
        ]


class CartMissedView(View):
    """A promotion that takes nothing off the cart. `missing` is how many units, or minor units of the cart's currency,
    are lacking where `why` is `minimum_quantity` or `minimum_value`; else 0.
    """

    promotion_id: str
    name: str
    why: Missed
    missing: int

    @classmethod
    def of(cls, missed: MissedPromotion) -> CartMissedView:
        return cls(promotion_id=missed.promotion_id, name=missed.name, why=missed.why, missing=missed.missing)


class MeasuredPriceView(View):
    """What it costs for one measure: per 100g, 100ml, kg, l, m, m2, m3 or item."""

    price: MoneyView
    per: str

    @classmethod
    def of(cls, measured: MeasuredPrice | None) -> MeasuredPriceView | None:
        return cls(price=MoneyView.of(measured.price), per=measured.per) if measured else None


class CartLineView(VariantView):
    """`total` is what its units cost, less `reductions`."""

    quantity: int
    total: MoneyView
    reductions: Annotated[list[CartReductionView], Field(description="What promotions take off all its units")]
    price_per_measure: Annotated[
        MeasuredPriceView | None,
        Field(description="Null where it has no measure, the price itself is for one, or the cart is stale"),
    ]
    price_changed: Annotated[bool, Field(description="It costs something else than when the quantity was chosen")]
    available_from: Annotated[
        date | None, Field(description="The day for which units of it are promised that are not in stock; else null")
    ]

    @classmethod
    def of(cls, line: PricedLine) -> CartLineView:
        return cls(
            **_card_members(line.card),
            quantity=line.quantity,
            total=MoneyView.of(line.total),
            reductions=CartReductionView.all(line.reductions, line.unit_price.currency),
            price_per_measure=MeasuredPriceView.of(line.measured),
            available=line.available,
            price_changed=line.price_changed,
            status=line.status,
            available_from=date.fromisoformat(line.promised) if line.promised else None,
        )


class LeftoverView(VariantView):
    """What a merge could not put into the cart: `quantity` units. `wanted` were asked for, `kept` were put into it."""

    quantity: int
    wanted: int
    kept: int
    limit: Annotated[Limit, Field(description="Which limit it met: of a line's quantity, or of the cart's lines")]

    @classmethod
    def of(cls, priced: PricedLeftover) -> LeftoverView:
        leftover = priced.leftover
        return cls(
            **_card_members(priced.card),
            quantity=leftover.quantity,
            wanted=leftover.wanted,
            kept=leftover.kept,
            limit=leftover.limit,
            available=priced.available,
            status=priced.status,
        )


class CartCodeView(View):
    """A code that was given. `reason`, as `why` in `missed`: why it takes nothing off; empty where it does, and where
    that shows at the checkout alone, as with the delivery.
    """

    code: str
    promotion_id: str
    applied: bool
    reason: str

    @classmethod
    def all(cls, priced: PricedCart) -> list[CartCodeView]:
        why = {each.promotion_id: str(each.why) for each in priced.missed}
        reducing = {each.promotion_id for each in priced.reductions}
        return [
            cls(
                code=code.text,
                promotion_id=code.promotion_id,
                applied=code.promotion_id in reducing,
                reason="" if code.promotion_id in reducing else why.get(code.promotion_id, ""),
            )
            for code in priced.cart.codes
        ]


class CartView(View):
    """`id` is empty until the first line. The subtotal leaves out what is sold out or no longer for sale.

    `version` and the lines as shown go with a quote and a checkout. `leftovers` are no part of what is ordered.
    """

    id: str
    version: int
    lines: list[CartLineView]
    leftovers: list[LeftoverView]
    subtotal: MoneyView
    discount: Annotated[MoneyView, Field(description="What promotions have taken off the subtotal already")]
    reductions: Annotated[list[CartReductionView], Field(description="What each promotion takes off, all together")]
    missed: Annotated[list[CartMissedView], Field(description="Promotions that take nothing off, and why")]
    codes: list[CartCodeView]
    item_count: int
    currency: str
    market: Annotated[str, Field(description="Whose prices it is at, as `GET /shop` names it; empty: the shop's own")]
    stale: Stale

    @classmethod
    def of(cls, priced: PricedCart) -> CartView:
        return cls(
            id=priced.cart.id,
            version=priced.cart.version,
            lines=[CartLineView.of(line) for line in priced.lines],
            leftovers=[LeftoverView.of(leftover) for leftover in priced.leftovers],
            subtotal=MoneyView.of(priced.subtotal),
            discount=MoneyView.of(priced.discount),
            reductions=CartReductionView.all(priced.reductions, priced.currency),
            missed=[CartMissedView.of(each) for each in priced.missed],
            codes=CartCodeView.all(priced),
            item_count=priced.item_count,
            currency=priced.currency,
            market=priced.market,
            stale=priced.stale,
        )


class WishlistItemView(VariantView):
    added_at: datetime

    @classmethod
    def of(cls, wish: Wish, offers: Offers | None) -> WishlistItemView:
        offer = (offers or {}).get(wish.sku)
        return cls(
            **_card_members(offer.card if offer else wish.card),
            available=None if offers is None else offer.available if offer else 0,
            status=LineStatus.OK if offers is None else status_of(offer, 1),
            added_at=wish.added_at,
        )


class WishlistView(View):
    """Newest first."""

    items: list[WishlistItemView]
    stale: Stale

    @classmethod
    def of(cls, priced: PricedWishlist) -> WishlistView:
        newest_first = reversed(priced.wishlist.items)
        return cls(
            items=[WishlistItemView.of(wish, priced.offers) for wish in newest_first],
            stale=priced.offers is None,
        )


class CartAndWishlistView(View):
    cart: CartView
    wishlist: WishlistView

    @classmethod
    def of(cls, priced: PricedBelongings) -> CartAndWishlistView:
        return cls(cart=CartView.of(priced.cart), wishlist=WishlistView.of(priced.wishlist))


def _card_members(card: VariantCard) -> dict[str, Any]:
    return {
        "sku": card.sku,
        "product_id": card.product_id,
        "handle": card.handle,
        "title": card.title,
        "variant_title": card.variant_title,
        "image": card.image,
        "unit_price": MoneyView.of(card.price),
        "withdrawal_exclusion": card.withdrawal_exclusion or None,
    }

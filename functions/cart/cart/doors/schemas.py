"""Requests and responses of the cart API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from cart.domain.cart import MAX_QUANTITY
from cart.domain.leftovers import Limit
from cart.domain.offer import Card
from cart.domain.pricing import LineStatus, PricedCart, PricedLeftover, PricedLine, status_of
from cart.domain.wishlist import Wish
from cart.usecases.carts import Offers, PricedBelongings, PricedWishlist
from souk.http import MoneyView, Schema, View

Sku = Annotated[str, Field(min_length=1, max_length=100)]
Stale = Annotated[
    bool, Field(description="The catalogue did not answer: prices are those seen last, availability is unknown")
]


class AddLine(Schema):
    sku: Sku
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY)] = 1


class SetQuantity(Schema):
    quantity: Annotated[int, Field(strict=True, ge=0, le=MAX_QUANTITY, description="0 removes the line")]


class AddWish(Schema):
    sku: Sku


class MoveToCart(Schema):
    quantity: Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY)] = 1


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


class CartLineView(VariantView):
    quantity: int
    total: MoneyView
    price_changed: Annotated[bool, Field(description="It costs something else than when the quantity was chosen")]


class LeftoverView(VariantView):
    """What a merge could not put into the cart: `quantity` units. `wanted` were asked for, `kept` were put into it."""

    quantity: int
    wanted: int
    kept: int
    limit: Annotated[Limit, Field(description="Which limit it met: of a line's quantity, or of the cart's lines")]


class CartView(View):
    """`id` is empty until the first line. The subtotal leaves out what is sold out or no longer for sale.

    `version` and the lines as shown go with a quote and a checkout. `leftovers` are no part of what is ordered.
    """

    id: str
    version: int
    lines: list[CartLineView]
    leftovers: list[LeftoverView]
    subtotal: MoneyView
    item_count: int
    currency: str
    stale: Stale


class WishlistItemView(VariantView):
    added_at: datetime


class WishlistView(View):
    """Newest first."""

    items: list[WishlistItemView]
    stale: Stale


class CartAndWishlistView(View):
    cart: CartView
    wishlist: WishlistView


def cart_view(priced: PricedCart) -> CartView:
    return CartView(
        id=priced.cart.id,
        version=priced.cart.version,
        lines=[_line_view(line) for line in priced.lines],
        leftovers=[_leftover_view(leftover) for leftover in priced.leftovers],
        subtotal=MoneyView.of(priced.subtotal),
        item_count=priced.item_count,
        currency=priced.currency,
        stale=priced.stale,
    )


def wishlist_view(priced: PricedWishlist) -> WishlistView:
    newest_first = reversed(priced.wishlist.items)
    return WishlistView(
        items=[_wish_view(wish, priced.offers) for wish in newest_first],
        stale=priced.offers is None,
    )


def both_view(priced: PricedBelongings) -> CartAndWishlistView:
    return CartAndWishlistView(cart=cart_view(priced.cart), wishlist=wishlist_view(priced.wishlist))


def _line_view(line: PricedLine) -> CartLineView:
    return CartLineView(
        **_card_members(line.card),
        quantity=line.quantity,
        total=MoneyView.of(line.total),
        available=line.available,
        price_changed=line.price_changed,
        status=line.status,
    )


def _leftover_view(priced: PricedLeftover) -> LeftoverView:
    leftover = priced.leftover
    return LeftoverView(
        **_card_members(priced.card),
        quantity=leftover.quantity,
        wanted=leftover.wanted,
        kept=leftover.kept,
        limit=leftover.limit,
        available=priced.available,
        status=priced.status,
    )


def _wish_view(wish: Wish, offers: Offers | None) -> WishlistItemView:
    offer = (offers or {}).get(wish.sku)
    return WishlistItemView(
        **_card_members(offer.card if offer else wish.card),
        available=None if offers is None else offer.available if offer else 0,
        status=LineStatus.OK if offers is None else status_of(offer, 1),
        added_at=wish.added_at,
    )


def _card_members(card: Card) -> dict[str, Any]:
    return {
        "sku": card.sku,
        "product_id": card.product_id,
        "handle": card.handle,
        "title": card.title,
        "variant_title": card.variant_title,
        "image": card.image,
        "unit_price": MoneyView.of(card.price),
    }

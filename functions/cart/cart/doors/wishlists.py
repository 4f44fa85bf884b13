"""What shoppers do with their wishlists."""

from __future__ import annotations

from cart.compose import services
from cart.doors.router import families
from cart.doors.schemas import AddWish, MoveToCart
from cart.doors.shopper import AnyRequest, Shopper
from cart.doors.views import CartAndWishlistView, WishlistView
from souk.http import Request


@families.route("GET", "/wishlist", response=WishlistView)
def get_wishlist(shopper: Shopper, _request: AnyRequest) -> WishlistView:
    """The wishlist at current prices"""
    if shopper.is_new:
        return WishlistView(items=[], stale=False)
    return WishlistView.of(services().shopping.wishlist(shopper.owner))


@families.route("POST", "/wishlist/items", body=AddWish, response=WishlistView)
def add_wish(shopper: Shopper, request: Request[AddWish, None]) -> WishlistView:
    """Puts a product on the wishlist"""
    return WishlistView.of(services().shopping.wish(shopper.owner, request.body.sku))


@families.route("DELETE", "/wishlist/items/{sku}", response=WishlistView)
def remove_wish(shopper: Shopper, _request: AnyRequest, sku: str) -> WishlistView:
    """Takes a product off the wishlist"""
    return WishlistView.of(services().shopping.unwish(shopper.owner, sku))


@families.route("POST", "/wishlist/items/{sku}/move-to-cart", body=MoveToCart, response=CartAndWishlistView)
def move_wish_to_cart(shopper: Shopper, request: Request[MoveToCart, None], sku: str) -> CartAndWishlistView:
    """Moves a product from the wishlist into the cart"""
    return CartAndWishlistView.of(services().shopping.move_to_cart(shopper.owner, sku, request.body.quantity))

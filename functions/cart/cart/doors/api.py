"""HTTP: carts and wishlists. Every operation is there for guests and, under /me, for the signed in."""

from __future__ import annotations

from cart.compose import services
from cart.domain.cart import Cart
from cart.domain.pricing import priced
from cart.doors.schemas import (
    AddLine,
    AddWish,
    CartAndWishlistView,
    CartView,
    MoveToCart,
    SetQuantity,
    WishlistView,
    both_view,
    cart_view,
    wishlist_view,
)
from cart.doors.shopper import AnyRequest, Families, Shopper, cart_token, no_cart_cookie
from souk.http import Api, Auth, Reply, Request
from souk.owner import user_owner
from souk.settings import Settings

api = Api("cart")
families = Families(api)


@families.route("GET", "/cart", response=CartView)
def get_cart(shopper: Shopper, _request: AnyRequest) -> CartView:
    """The cart at current prices"""
    if shopper.is_new:
        return cart_view(priced(Cart(shopper.owner), {}, Settings().currency))
    return cart_view(services().shopping.cart(shopper.owner))


@families.route("DELETE", "/cart", response=CartView)
def clear_cart(shopper: Shopper, _request: AnyRequest) -> CartView:
    """Empties the cart"""
    return cart_view(services().shopping.clear(shopper.owner))


@families.route("POST", "/cart/lines", body=AddLine, response=CartView)
def add_line(shopper: Shopper, request: Request[AddLine, None]) -> CartView:
    """Adds to the quantity of a product in the cart"""
    return cart_view(services().shopping.add(shopper.owner, request.body.sku, request.body.quantity))


@families.route("PUT", "/cart/lines/{sku}", body=SetQuantity, response=CartView)
def set_line_quantity(shopper: Shopper, request: Request[SetQuantity, None], sku: str) -> CartView:
    """Sets the quantity of a product in the cart; 0 removes it"""
    return cart_view(services().shopping.set_quantity(shopper.owner, sku, request.body.quantity))


@families.route("DELETE", "/cart/lines/{sku}", response=CartView)
def remove_line(shopper: Shopper, _request: AnyRequest, sku: str) -> CartView:
    """Removes a product from the cart"""
    return cart_view(services().shopping.remove(shopper.owner, sku))


@families.route("POST", "/cart/lines/{sku}/move-to-wishlist", response=CartAndWishlistView)
def move_line_to_wishlist(shopper: Shopper, _request: AnyRequest, sku: str) -> CartAndWishlistView:
    """Puts a product of the cart aside"""
    return both_view(services().shopping.move_to_wishlist(shopper.owner, sku))


@families.route("GET", "/wishlist", response=WishlistView)
def get_wishlist(shopper: Shopper, _request: AnyRequest) -> WishlistView:
    """The wishlist at current prices"""
    if shopper.is_new:
        return WishlistView(items=[], stale=False)
    return wishlist_view(services().shopping.wishlist(shopper.owner))


@families.route("POST", "/wishlist/items", body=AddWish, response=WishlistView)
def add_wish(shopper: Shopper, request: Request[AddWish, None]) -> WishlistView:
    """Puts a product on the wishlist"""
    return wishlist_view(services().shopping.wish(shopper.owner, request.body.sku))


@families.route("DELETE", "/wishlist/items/{sku}", response=WishlistView)
def remove_wish(shopper: Shopper, _request: AnyRequest, sku: str) -> WishlistView:
    """Takes a product off the wishlist"""
    return wishlist_view(services().shopping.unwish(shopper.owner, sku))


@families.route("POST", "/wishlist/items/{sku}/move-to-cart", body=MoveToCart, response=CartAndWishlistView)
def move_wish_to_cart(shopper: Shopper, request: Request[MoveToCart, None], sku: str) -> CartAndWishlistView:
    """Moves a product from the wishlist into the cart"""
    return both_view(services().shopping.move_to_cart(shopper.owner, sku, request.body.quantity))


@api.post("/me/cart/merge", auth=Auth.USER, response=CartView)
def merge_carts(request: AnyRequest) -> Reply:
    """Adds what was collected as a guest to the user's cart and wishlist, after signing in

    Safe to repeat: the guest's cart is emptied in the transaction that adds its lines. What does not fit is in
    `leftovers`, in the answer and until it is taken in or dismissed.
    """
    merged = services().shopping.merge(request.signed_in.id, cart_token(request))
    return Reply(cart_view(merged), cookies=[no_cart_cookie()])


@api.post("/me/cart/leftovers/{sku}/move-to-cart", auth=Auth.USER, response=CartView)
def take_leftover_in(request: AnyRequest, sku: str) -> CartView:
    """Puts what did not fit into the cart, as much as fits now"""
    return cart_view(services().shopping.take_in(user_owner(request.signed_in.id), sku))


@api.delete("/me/cart/leftovers/{sku}", auth=Auth.USER, response=CartView)
def dismiss_leftover(request: AnyRequest, sku: str) -> CartView:
    """Forgets what did not fit"""
    return cart_view(services().shopping.dismiss(user_owner(request.signed_in.id), sku))


handler = api.handler

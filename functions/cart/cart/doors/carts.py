"""What shoppers do with their carts."""

from __future__ import annotations

from cart.compose import services
from cart.domain.cart import Cart
from cart.domain.pricing import priced
from cart.doors.router import api, families
from cart.doors.schemas import AddLine, GiveCode, SetMarket, SetQuantity
from cart.doors.shopper import AnyRequest, Shopper, cart_token, no_cart_cookie
from cart.doors.views import CartAndWishlistView, CartView
from souk.errors import CodeRefused, Conflict, RateLimited
from souk.http import Auth, Reply, Request
from souk.settings import Settings
from souk.shopper.owner import user_owner


@families.route("GET", "/cart", response=CartView)
def get_cart(shopper: Shopper, _request: AnyRequest) -> CartView:
    """The cart at current prices"""
    if shopper.is_new:
        return CartView.of(priced(Cart(shopper.owner), {}, Settings().currency))
    return CartView.of(services().shopping.cart(shopper.owner))


@families.route("DELETE", "/cart", response=CartView)
def clear_cart(shopper: Shopper, _request: AnyRequest) -> CartView:
    """Empties the cart"""
    return CartView.of(services().shopping.clear(shopper.owner))


@families.route("POST", "/cart/lines", body=AddLine, response=CartView)
def add_line(shopper: Shopper, request: Request[AddLine, None]) -> CartView:
    """Adds to the quantity of a product in the cart"""
    return CartView.of(services().shopping.add(shopper.owner, request.body.sku, request.body.quantity))


@families.route("PUT", "/cart/lines/{sku}", body=SetQuantity, response=CartView)
def set_line_quantity(shopper: Shopper, request: Request[SetQuantity, None], sku: str) -> CartView:
    """Sets the quantity of a product in the cart; 0 removes it"""
    return CartView.of(services().shopping.set_quantity(shopper.owner, sku, request.body.quantity))


@families.route("DELETE", "/cart/lines/{sku}", response=CartView)
def remove_line(shopper: Shopper, _request: AnyRequest, sku: str) -> CartView:
    """Removes a product from the cart"""
    return CartView.of(services().shopping.remove(shopper.owner, sku))


@families.route("POST", "/cart/lines/{sku}/move-to-wishlist", response=CartAndWishlistView)
def move_line_to_wishlist(shopper: Shopper, _request: AnyRequest, sku: str) -> CartAndWishlistView:
    """Puts a product of the cart aside"""
    return CartAndWishlistView.of(services().shopping.move_to_wishlist(shopper.owner, sku))


@families.route("POST", "/cart/market", body=SetMarket, response=CartView)
def set_market(shopper: Shopper, request: Request[SetMarket, None]) -> CartView:
    """Shows the cart at the prices of a market, from now on

    It keeps it until it is moved to another, and so does the order it becomes. An empty id, and one that is no open
    market, is the shop's own.
    """
    return CartView.of(services().shopping.move_to_market(shopper.owner, request.body.market))


@families.route("POST", "/cart/codes", body=GiveCode, response=CartView, errors=(CodeRefused, Conflict, RateLimited))
def give_code(shopper: Shopper, request: Request[GiveCode, None]) -> CartView:
    """Gives a code for a promotion with the cart

    It stays with the cart until it is ordered. `reason` of a refusal is unknown, expired, not_yet, used_up, used_by_you
    or ended. What it takes off, and else why it does not, is in `codes`.
    """
    return CartView.of(services().codes.give(shopper.owner, request.body.code, request.source_ip))


@families.route("DELETE", "/cart/codes/{code}", response=CartView)
def take_code_out(shopper: Shopper, _request: AnyRequest, code: str) -> CartView:
    """Takes a code out of the cart"""
    return CartView.of(services().codes.take_out(shopper.owner, code))


@api.post("/me/cart/merge", auth=Auth.USER, response=CartView)
def merge_carts(request: AnyRequest) -> Reply:
    """Adds what was collected as a guest to the user's cart and wishlist, after signing in

    Safe to repeat: the guest's cart is emptied in the transaction that adds its lines. What does not fit is in
    `leftovers`, in the answer and until it is taken in or dismissed.
    """
    merged = services().shopping.merge(request.signed_in.id, cart_token(request))
    return Reply(CartView.of(merged), cookies=[no_cart_cookie()])


@api.post("/me/cart/leftovers/{sku}/move-to-cart", auth=Auth.USER, response=CartView)
def take_leftover_in(request: AnyRequest, sku: str) -> CartView:
    """Puts what did not fit into the cart, as much as fits now"""
    return CartView.of(services().shopping.take_in(user_owner(request.signed_in.id), sku))


@api.delete("/me/cart/leftovers/{sku}", auth=Auth.USER, response=CartView)
def dismiss_leftover(request: AnyRequest, sku: str) -> CartView:
    """Forgets what did not fit"""
    return CartView.of(services().shopping.dismiss(user_owner(request.signed_in.id), sku))

"""The cart API, from the gateway's event to the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cart import compose
from cart.adapters.store import DynamoCarts
from cart.domain.offer import Offer
from cart.doors.api import api
from souk.cloud import aws
from souk.events.content import ContentPublished
from souk.events.rules.markets import PublishedMarkets
from souk.shop.copy import ShopCopy
from souk.shop.markets import KIND as MARKETS
from souk.shopper.owner import CART_COOKIE, guest_owner, is_cart_token, new_cart_token
from tests.component.cart.products import Products
from tests.support.http import Response, call

pytestmark = pytest.mark.usefixtures("products")
SWISS = ContentPublished(
    document="markets",
    number=1,
    markets=PublishedMarkets.model_validate(
        {"markets": [{"id": "ch", "name": "Switzerland", "currency": "CHF", "countries": ["CH"], "rate": "0.95"}]}
    ),
)


def token_in(response: Response) -> str:
    return response.cookies[CART_COOKIE].partition(";")[0]


def guest_with(sku: str, quantity: int = 1) -> dict[str, str]:
    """The cookies of a new guest who has added something."""
    added = call(api, "POST", "/cart/lines", body={"sku": sku, "quantity": quantity})
    assert added.status == 200
    return {CART_COOKIE: token_in(added)}


def units(cart: dict[str, Any]) -> dict[str, int]:
    return {line["sku"]: line["quantity"] for line in cart["lines"]}


def items(table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = aws.client("dynamodb").scan(TableName=table)["Items"]
    return found


def test_a_new_guest_sees_an_empty_cart_and_is_not_tracked(cart_table: str) -> None:
    seen = call(api, "GET", "/cart")
    assert (seen.status, seen.json["lines"], seen.json["subtotal"]) == (200, [], {"amount": 0, "currency": "EUR"})
    assert seen.cookies == {}
    assert items(cart_table) == []


def test_the_first_line_gives_the_guest_a_cookie_that_scripts_and_other_sites_cannot_use(cart_table: str) -> None:
    added = call(api, "POST", "/cart/lines", body={"sku": "MUG", "quantity": 2})
    assert is_cart_token(token_in(added))
    attributes = added.cookies[CART_COOKIE].split("; ")[1:]
    assert {"HttpOnly", "SameSite=Strict", "Path=/api", "Max-Age=5184000"} <= set(attributes)
    (item,) = items(cart_table)
    assert item["pk"]["S"] == guest_owner(token_in(added))
    assert token_in(added) not in str(item)


def test_a_cart_shows_each_line_as_the_catalogue_has_it() -> None:
    cookies = guest_with("MUG", 2)
    cart = call(api, "GET", "/cart", cookies=cookies).json
    assert cart["lines"] == [
        {
            "sku": "MUG",
            "product_id": "p-MUG",
            "handle": "mug",
            "title": "Mug",
            "variant_title": "Blue",
            "image": "/media/MUG.svg",
            "unit_price": {"amount": 1200, "currency": "EUR"},
            "available": 10,
            "status": "ok",
            "withdrawal_exclusion": None,
            "available_from": None,
            "quantity": 2,
            "total": {"amount": 2400, "currency": "EUR"},
            "reductions": [],
            "price_per_measure": None,
            "price_changed": False,
        }
    ]
    assert (cart["subtotal"]["amount"], cart["item_count"], cart["stale"]) == (2400, 2, False)


def test_lines_are_added_set_removed_and_cleared() -> None:
    cookies = guest_with("MUG")
    assert units(call(api, "POST", "/cart/lines", body={"sku": "MUG"}, cookies=cookies).json) == {"MUG": 2}
    call(api, "POST", "/cart/lines", body={"sku": "CUP", "quantity": 3}, cookies=cookies)
    assert units(call(api, "PUT", "/cart/lines/CUP", body={"quantity": 5}, cookies=cookies).json) == {
        "MUG": 2,
        "CUP": 5,
    }
    assert units(call(api, "PUT", "/cart/lines/CUP", body={"quantity": 0}, cookies=cookies).json) == {"MUG": 2}
    assert units(call(api, "DELETE", "/cart/lines/MUG", cookies=cookies).json) == {}
    call(api, "POST", "/cart/lines", body={"sku": "CUP"}, cookies=cookies)
    assert call(api, "DELETE", "/cart", cookies=cookies).json["item_count"] == 0
    assert call(api, "GET", "/cart", cookies=cookies).json["lines"] == []


@pytest.mark.parametrize(
    ("available", "price", "status", "changed"),
    [(10, 1300, "ok", True), (1, 1200, "insufficient", False), (0, 1200, "sold_out", False)],
)
def test_what_changed_since_is_flagged(
    products: Products, available: int, price: int, status: str, changed: bool
) -> None:
    cookies = guest_with("MUG", 2)
    products.sell("MUG", price, available)
    (line,) = call(api, "GET", "/cart", cookies=cookies).json["lines"]
    assert (line["status"], line["price_changed"], line["available"]) == (status, changed, available)
    assert line["unit_price"]["amount"] == price


def test_a_line_has_the_price_of_one_measure_of_now_and_none_when_the_catalogue_is_down(products: Products) -> None:
    products.sell("MUG", 1200, per_litre=4800)
    cookies = guest_with("MUG", 2)

    def told() -> Any:
        return call(api, "GET", "/cart", cookies=cookies).json["lines"][0]["price_per_measure"]

    assert told() == {"price": {"amount": 4800, "currency": "EUR"}, "per": "l"}
    products.sell("MUG", 1000, per_litre=4000)
    assert told() == {"price": {"amount": 4000, "currency": "EUR"}, "per": "l"}
    products.down = True
    assert told() is None


def test_what_left_the_catalogue_is_unavailable(products: Products) -> None:
    cookies = guest_with("MUG", 2)
    del products.variants["MUG"]
    cart = call(api, "GET", "/cart", cookies=cookies).json
    assert (cart["lines"][0]["status"], cart["subtotal"]["amount"]) == ("unavailable", 0)


def test_a_catalogue_that_is_down_leaves_the_cart_stale_not_dead(products: Products) -> None:
    cookies = guest_with("MUG", 2)
    products.down = True
    cart = call(api, "GET", "/cart", cookies=cookies)
    assert (cart.status, cart.json["stale"], cart.json["subtotal"]["amount"]) == (200, True, 2400)
    assert cart.json["lines"][0]["available"] is None
    assert call(api, "POST", "/cart/lines", body={"sku": "CUP"}, cookies=cookies).status == 503
    assert units(call(api, "DELETE", "/cart/lines/MUG", cookies=cookies).json) == {}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/cart/lines", {"sku": "NOPE"}, 404),
        ("POST", "/cart/lines", {"sku": "MUG", "quantity": -1}, 400),
        ("POST", "/cart/lines", {"sku": "MUG", "quantity": 0}, 400),
        ("POST", "/cart/lines", {"sku": "MUG", "quantity": 1.5}, 400),
        ("POST", "/cart/lines", {"sku": "MUG", "quantity": "2"}, 400),
        ("POST", "/cart/lines", {"sku": "MUG", "quantity": 100}, 400),
        ("POST", "/cart/lines", {"sku": "MUG", "price": 1}, 400),
        ("POST", "/cart/lines", {"sku": " "}, 400),
        ("POST", "/cart/lines", {"sku": "MUG", "quantity": 99}, 409),
        ("PUT", "/cart/lines/CUP", {"quantity": 1}, 404),
        ("PUT", "/cart/lines/MUG", {"quantity": -1}, 400),
        ("POST", "/cart/lines/CUP/move-to-wishlist", None, 404),
        ("POST", "/wishlist/items", {"sku": "NOPE"}, 404),
        ("POST", "/wishlist/items/CUP/move-to-cart", {}, 404),
    ],
)
def test_a_bad_request_is_refused_and_changes_nothing(
    cart_table: str, method: str, path: str, body: dict[str, Any] | None, status: int
) -> None:
    cookies = guest_with("MUG")
    before = items(cart_table)
    answer = call(api, method, path, body=body, cookies=cookies)
    assert (answer.status, answer.json["status"]) == (status, status)
    assert items(cart_table) == before


def test_a_refused_first_line_leaves_no_cookie() -> None:
    assert call(api, "POST", "/cart/lines", body={"sku": "NOPE"}).cookies == {}


def test_a_cookie_we_did_not_set_is_replaced(cart_table: str) -> None:
    added = call(api, "POST", "/cart/lines", body={"sku": "MUG"}, cookies={CART_COOKIE: "guessable"})
    assert is_cart_token(token_in(added))
    assert [item["pk"]["S"] for item in items(cart_table)] == [guest_owner(token_in(added))]


def test_carts_belong_to_one_owner_only() -> None:
    mine, other = guest_with("MUG"), guest_with("CUP")
    call(api, "POST", "/me/cart/lines", body={"sku": "CUP", "quantity": 4}, user="u1")
    assert units(call(api, "GET", "/cart", cookies=mine).json) == {"MUG": 1}
    assert units(call(api, "GET", "/cart", cookies=other).json) == {"CUP": 1}
    assert units(call(api, "GET", "/me/cart", user="u1").json) == {"CUP": 4}
    assert units(call(api, "GET", "/me/cart", user="u2").json) == {}
    assert call(api, "GET", "/cart", cookies={CART_COOKIE: new_cart_token()}).json["lines"] == []


def test_the_guests_cookie_does_not_matter_under_me() -> None:
    cookies = guest_with("MUG")
    assert units(call(api, "GET", "/me/cart", user="u1", cookies=cookies).json) == {}
    assert call(api, "GET", "/me/cart", cookies=cookies).status == 401


@pytest.mark.parametrize("family", ["", "/me"])
def test_a_product_moves_to_the_wishlist_and_back(family: str) -> None:
    who: dict[str, Any] = {"user": "u1"} if family else {"cookies": {CART_COOKIE: new_cart_token()}}
    call(api, "POST", f"{family}/cart/lines", body={"sku": "MUG", "quantity": 3}, **who)
    there = call(api, "POST", f"{family}/cart/lines/MUG/move-to-wishlist", **who).json
    assert (units(there["cart"]), [wish["sku"] for wish in there["wishlist"]["items"]]) == ({}, ["MUG"])
    assert call(api, "GET", f"{family}/wishlist", **who).json == there["wishlist"]
    back = call(api, "POST", f"{family}/wishlist/items/MUG/move-to-cart", body={"quantity": 2}, **who).json
    assert (units(back["cart"]), back["wishlist"]["items"]) == ({"MUG": 2}, [])


def test_a_wishlist_shows_the_newest_first_with_what_it_costs_now(products: Products) -> None:
    call(api, "POST", "/me/wishlist/items", body={"sku": "MUG"}, user="u1")
    call(api, "POST", "/me/wishlist/items", body={"sku": "CUP"}, user="u1")
    products.sell("MUG", 999, 0)
    cup, mug = call(api, "GET", "/me/wishlist", user="u1").json["items"]
    assert (cup["sku"], cup["status"]) == ("CUP", "ok")
    assert (mug["sku"], mug["status"], mug["unit_price"]["amount"], mug["available"]) == ("MUG", "sold_out", 999, 0)
    left = call(api, "DELETE", "/me/wishlist/items/CUP", user="u1")
    assert [wish["sku"] for wish in left.json["items"]] == ["MUG"]


def test_signing_in_merges_the_guest_once(cart_table: str) -> None:
    call(api, "POST", "/me/cart/lines", body={"sku": "MUG", "quantity": 98}, user="u1")
    cookies = guest_with("MUG", 2)
    call(api, "POST", "/wishlist/items", body={"sku": "CUP"}, cookies=cookies)
    for _ in range(2):  # the answer was lost and the browser asks again with the same cookie
        merged = call(api, "POST", "/me/cart/merge", user="u1", cookies=cookies)
        assert units(merged.json) == {"MUG": 99}
        (left,) = merged.json["leftovers"]  # the same when asked again
        assert (left["sku"], left["title"], left["limit"]) == ("MUG", "Mug", "quantity")
        assert (left["wanted"], left["kept"], left["quantity"]) == (100, 99, 1)
        assert "Max-Age=0" in merged.cookies[CART_COOKIE]
    assert [wish["sku"] for wish in call(api, "GET", "/me/wishlist", user="u1").json["items"]] == ["CUP"]
    assert units(call(api, "GET", "/cart", cookies=cookies).json) == {}
    assert call(api, "GET", "/wishlist", cookies=cookies).json["items"] == []


def test_what_did_not_fit_is_found_with_the_cart_until_it_is_taken_in_or_dismissed(cart_table: str) -> None:
    call(api, "POST", "/me/cart/lines", body={"sku": "MUG", "quantity": 60}, user="u1")
    call(api, "POST", "/me/cart/merge", user="u1", cookies=guest_with("MUG", 60))
    refused = call(api, "POST", "/me/cart/leftovers/MUG/move-to-cart", user="u1")
    assert (refused.status, "at most 99" in refused.json["detail"]) == (409, True)
    call(api, "PUT", "/me/cart/lines/MUG", body={"quantity": 90}, user="u1")
    taken = call(api, "POST", "/me/cart/leftovers/MUG/move-to-cart", user="u1").json
    assert (units(taken), taken["leftovers"][0]["quantity"]) == ({"MUG": 99}, 12)
    call(api, "DELETE", "/me/cart", user="u1")
    assert call(api, "GET", "/me/cart", user="u1").json["leftovers"][0]["quantity"] == 12
    taken = call(api, "POST", "/me/cart/leftovers/MUG/move-to-cart", user="u1").json
    assert (units(taken), taken["leftovers"]) == ({"MUG": 12}, [])
    gone = call(api, "POST", "/me/cart/leftovers/MUG/move-to-cart", user="u1")
    assert (gone.status, gone.json["code"]) == (404, "not_found")


def test_what_did_not_fit_can_be_dismissed_and_a_repeat_succeeds(cart_table: str) -> None:
    call(api, "POST", "/me/cart/lines", body={"sku": "MUG", "quantity": 60}, user="u1")
    call(api, "POST", "/me/cart/merge", user="u1", cookies=guest_with("MUG", 60))
    for _ in range(2):
        answer = call(api, "DELETE", "/me/cart/leftovers/MUG", user="u1")
        assert (answer.status, answer.json["leftovers"], units(answer.json)) == (200, [], {"MUG": 99})


def test_a_guests_things_go_to_whoever_signs_in_first() -> None:
    cookies = guest_with("MUG", 2)
    assert units(call(api, "POST", "/me/cart/merge", user="u1", cookies=cookies).json) == {"MUG": 2}
    assert units(call(api, "POST", "/me/cart/merge", user="u2", cookies=cookies).json) == {}


def test_a_cart_with_as_many_products_as_an_order_can_hold_is_full(products: Products) -> None:
    cookies = guest_with("MUG")
    carts, owner = DynamoCarts(), guest_owner(cookies[CART_COOKIE])
    cart = carts.cart(owner)
    for number in range(32):
        card = replace(cart.lines[0].card, sku=f"SKU-{number}")
        products.sell(card.sku, 1200)
        cart = cart.add(Offer(card, available=10), 1)
    carts.save_cart(cart)
    refused = call(api, "POST", "/cart/lines", body={"sku": "CUP"}, cookies=cookies)
    assert (refused.status, refused.json["limit"]) == (409, 33)
    shown = call(api, "GET", "/cart", cookies=cookies).json
    assert (len(shown["lines"]), shown["subtotal"]["amount"]) == (33, 39_600)


def test_a_market_that_was_opened_a_moment_ago_is_known_to_whoever_chooses_it(cart_table: str) -> None:
    cookies = {CART_COOKIE: token_in(call(api, "POST", "/cart/lines", body={"sku": "MUG"}))}
    assert call(api, "GET", "/cart", cookies=cookies).json["currency"] == "EUR"
    ShopCopy(MARKETS).hear(SWISS, 1)  # as another process heard of it
    moved = call(api, "POST", "/cart/market", body={"market": "ch"}, cookies=cookies)
    assert (moved.json["market"], moved.json["currency"]) == ("ch", "CHF")


def test_a_guest_without_a_cart_who_chooses_a_market_has_one_at_its_prices(cart_table: str) -> None:
    compose.services().parts.shop.hear(SWISS, 1)
    moved = call(api, "POST", "/cart/market", body={"market": "ch"})
    cookies = {CART_COOKIE: token_in(moved)}
    assert (moved.json["market"], moved.json["subtotal"]) == ("ch", {"amount": 0, "currency": "CHF"})
    added = call(api, "POST", "/cart/lines", body={"sku": "MUG", "quantity": 2}, cookies=cookies)
    assert added.json["subtotal"] == {"amount": 2280, "currency": "CHF"}
    assert call(api, "GET", "/cart", cookies=cookies).json["currency"] == "CHF"
    assert call(api, "POST", "/cart/market", body={"market": "nowhere"}, cookies=cookies).json["market"] == ""

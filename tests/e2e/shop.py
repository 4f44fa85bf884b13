"""What a shopper does on the pages, in the shopper's words."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from types import MappingProxyType

from playwright.sync_api import Page, expect

GOOD_CARD = "4242424242424242"
DECLINED_CARD = "4000000000000341"
CHECKED_CARD = "4000002500003155"  # the bank asks for 3-D Secure
ADDRESS = {
    "Full name": "Amira Haddad",
    "Street and number": "Sonnenallee 12",
    "Postal code": "12047",
    "Town or city": "Berlin",
}


def find(page: Page, text: str) -> None:
    """Searches for `text` and opens the first product found."""
    page.goto("/")
    box = page.get_by_role("combobox").first
    box.fill(text)
    box.press("Enter")
    page.get_by_role("main").locator("a[href^='/products/']").first.click()


def put_into_cart(page: Page) -> None:
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("dialog", name="Added to your cart")).to_be_visible()


def to_checkout(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("link", name=re.compile("checkout", re.I)).click()
    expect(page.get_by_role("heading", name="Checkout", level=1)).to_be_visible()


def fill_in(
    page: Page, email: str | None, *, country: str = "DE", address: Mapping[str, str] = MappingProxyType(ADDRESS)
) -> None:
    """Contact and address; a signed-in shopper gives no e-mail."""
    if email is not None:
        page.get_by_label("E-mail").fill(email)
    # In the footer there is another one, where the shop has markets.
    page.get_by_role("main").get_by_label("Country").select_option(country)
    for label, value in address.items():
        page.get_by_label(label).fill(value)


def at_the_checkout(page: Page, what: str = "lantern", *, signed_in: bool = False) -> str:
    """The first product found is in the cart, contact and address are typed; answers a guest's e-mail address."""
    find(page, what)
    put_into_cart(page)
    to_checkout(page)
    email = "" if signed_in else f"{uuid.uuid4().hex}@example.com"
    fill_in(page, email or None)
    return email


def buy(page: Page, card: str, what: str = "lantern", *, signed_in: bool = False) -> None:
    """All of a purchase, from the search to the button that orders and pays."""
    at_the_checkout(page, what, signed_in=signed_in)
    enter_card(page, card)
    place_order(page)


def enter_card(page: Page, number: str) -> None:
    """Types into the provider's own fields."""
    card = page.get_by_role("group", name="Card details")
    for placeholder, value in (("number", number), ("exp_month", "12"), ("exp_year", "40"), ("cvc", "123")):
        card.get_by_placeholder(placeholder).fill(value)


def place_order(page: Page) -> None:
    button = page.get_by_role("button", name=re.compile("order and pay", re.I))
    expect(button).to_be_enabled()
    button.click()


def expect_state(page: Page, title: str, limit_ms: int = 60_000) -> None:
    """The order's page says so; a checkout that got no answer in time is asked again, as its shopper would."""
    heading, ask = page.get_by_role("heading", level=1, name=title), page.get_by_role("button", name="Ask again")
    for _ in range(3):
        expect(heading.or_(ask)).to_be_visible(timeout=limit_ms)
        if heading.is_visible():
            return
        ask.click()
        expect(ask).to_have_count(0)
    expect(heading).to_be_visible(timeout=limit_ms)

"""What is shown is what is ordered, also when the cart changes in another tab, on another device, or in the shop."""

from __future__ import annotations

import re
import uuid
from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect

from souk_local.shop_api import ShopApi
from souk_tools.shopper import Shopper
from tests.e2e import shop
from tests.e2e.windows import on_a_desktop, on_a_phone
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.browser]


# The page waits for answers of a local cloud on a busy machine; whatever takes longer than this is lost.
LIMIT_MS = 60_000


def summary(page: Page) -> Locator:
    return page.get_by_role("region", name="Your order")


def filled_in(page: Page, what: str) -> str:
    """A guest who has put the first product found into the cart and typed everything at the checkout."""
    email = shop.at_the_checkout(page, what)
    expect_total(page)
    return email


def expect_total(page: Page) -> str:
    """The total on the button, once it is worked out."""
    button = page.get_by_role("button", name=re.compile(r"Order and pay €"))
    expect(button).to_be_enabled(timeout=LIMIT_MS)
    return button.inner_text().split()[-1]


def add_in_another_tab(page: Page, what: str) -> None:
    other = page.context.new_page()
    shop.find(other, what)
    other.get_by_role("button", name="Add to cart").click()
    expect(other.get_by_role("dialog", name="Added to your cart")).to_be_visible(timeout=LIMIT_MS)


def expect_kept(page: Page, email: str) -> None:
    expect(page.get_by_label("E-mail")).to_have_value(email)
    for label, value in shop.ADDRESS.items():
        expect(page.get_by_label(label)).to_have_value(value)


@on_a_phone
def test_the_cart_page_follows_what_another_tab_does(page: Page) -> None:
    shop.find(page, "lantern")
    shop.put_into_cart(page)
    page.goto("/cart")
    lines = page.get_by_role("list", name="In your cart").get_by_role("listitem")
    expect(lines).to_have_count(1, timeout=LIMIT_MS)
    add_in_another_tab(page, "candle")
    expect(lines).to_have_count(2, timeout=LIMIT_MS)
    page.get_by_role("link", name="Go to checkout").click()
    expect(summary(page).get_by_role("listitem")).to_have_count(2, timeout=LIMIT_MS)


@on_a_desktop
def test_a_checkout_sells_what_it_shows_and_what_another_tab_added_only_when_agreed_to(page: Page) -> None:
    email = filled_in(page, "lantern")
    shown = summary(page).get_by_role("listitem").first.inner_text()
    add_in_another_tab(page, "candle")

    notice = summary(page).get_by_text("Your cart has changed")
    expect(notice).to_be_visible(timeout=LIMIT_MS)
    expect(summary(page).get_by_text(re.compile(r"^new: 1 × "))).to_be_visible()
    assert shown in summary(page).inner_text()
    page.get_by_role("button", name=re.compile("order and pay", re.I)).click()  # nothing is sent
    expect(notice).to_be_visible()
    page.get_by_role("button", name="Go on with this").click()
    expect(notice).to_have_count(0)
    expect(summary(page).get_by_role("listitem")).to_have_count(2)
    expect_kept(page, email)

    shop.enter_card(page, shop.GOOD_CARD)
    total = expect_total(page)
    shop.place_order(page)
    page.wait_for_url(re.compile(r"/orders/"))
    expect(page.get_by_role("main")).to_contain_text(total, timeout=LIMIT_MS)


@on_a_phone
def test_what_sells_out_under_an_open_checkout_is_said_there_and_the_rest_is_bought(
    page: Page, cloud: TestCloud
) -> None:
    staff = cloud.staff()
    with closing(Shopper(cloud.settings, f"two-tabs-{uuid.uuid4()}")) as looking:
        variant = looking.something_in_stock(units=5)
    sku, available = variant["sku"], variant["available"]
    page.goto(f"/products/{variant['handle']}?sku={sku}")
    page.get_by_role("button", name="One more").click()
    shop.put_into_cart(page)
    shop.to_checkout(page)
    email = f"{uuid.uuid4().hex}@example.com"
    shop.fill_in(page, email)
    shop.enter_card(page, shop.GOOD_CARD)
    expect_total(page)
    adjust(staff, sku, 1 - available)
    try:
        shop.place_order(page)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("Somebody was faster", timeout=LIMIT_MS)
        expect(alert).to_contain_text("only 1 left, you want 2")
        expect(alert).to_contain_text("nothing was charged")
        expect_kept(page, email)
        alert.get_by_role("button", name="Take what is left").click()
        expect(alert).to_have_count(0, timeout=LIMIT_MS)
        expect(summary(page)).to_contain_text("× 1")
        expect_total(page)
        shop.place_order(page)  # the card is still there
        page.wait_for_url(re.compile(r"/orders/"))
        shop.expect_state(page, "Your order has arrived")
    finally:
        adjust(staff, sku, available - 1)


@on_a_desktop
def test_a_cart_that_another_tab_ordered_is_not_ordered_twice_and_can_be_filled_again(page: Page) -> None:
    email = filled_in(page, "lantern")
    other = page.context.new_page()
    other.goto("/checkout")
    shop.fill_in(other, f"{uuid.uuid4().hex}@example.com")
    shop.enter_card(other, shop.GOOD_CARD)
    expect_total(other)
    shop.place_order(other)
    other.wait_for_url(re.compile(r"/orders/"))

    expect(summary(page).get_by_text("Your cart is empty now")).to_be_visible(timeout=LIMIT_MS)
    expect_kept(page, email)
    page.get_by_role("button", name="Put the things back").click()
    expect_total(page)
    expect_kept(page, email)


def adjust(staff: ShopApi, sku: str, difference: int) -> None:
    body = {"kind": "adjustment", "quantity": difference, "reason": "counted"}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    staff.call("POST", f"/admin/stock/{sku}/movements", body, headers)

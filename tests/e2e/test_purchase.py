"""The purchase, in a real browser, as a guest and as somebody who signs up, on a desktop and on a phone."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import shop
from tests.e2e.windows import on_a_phone
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.browser]


def test_a_guest_finds_buys_and_receives_something(page: Page) -> None:
    shop.buy(page, shop.GOOD_CARD, "lantren")  # a typo is forgiven
    page.wait_for_url(re.compile(r"/orders/"))
    shop.expect_state(page, "Your order has arrived")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@on_a_phone
def test_a_declined_card_is_told_and_another_one_pays(page: Page) -> None:
    shop.buy(page, shop.DECLINED_CARD, "candle")
    expect(page.get_by_text(re.compile("refused this payment", re.I)).first).to_be_visible()
    shop.enter_card(page, shop.GOOD_CARD)
    page.get_by_role("button", name=re.compile("pay", re.I)).last.click()
    shop.expect_state(page, "Your order has arrived")


def test_a_new_customer_keeps_the_cart_and_finds_the_order_in_the_account(page: Page, cloud: TestCloud) -> None:
    email, password = f"{uuid.uuid4().hex}@example.com", "a long enough secret"
    shop.find(page, "lantern")
    shop.put_into_cart(page)
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Amira Haddad")
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button").last.click()
    page.get_by_label("Code").fill("123456")  # what the local Cognito mails
    page.get_by_role("main").get_by_role("button").first.click()
    page.wait_for_url(re.compile(r"/(sign-in|account)?(\?.*)?$"))
    if "/sign-in" in page.url:
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("main").get_by_role("button", name=re.compile("sign in", re.I)).click()
        page.wait_for_url(re.compile(r"^(?!.*sign-in).*$"))
    page.goto("/cart")
    expect(page.get_by_role("main")).to_contain_text(re.compile("lantern", re.I))
    page.goto("/checkout")
    shop.fill_in(page, None)
    shop.enter_card(page, shop.GOOD_CARD)
    shop.place_order(page)
    shop.expect_state(page, "Your order has arrived")
    page.goto("/account/orders")
    expect(page.get_by_role("main")).to_contain_text(re.compile("SK-"))

"""A code of a promotion and a gift card in a real browser: one takes something off, the other pays a part."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from souk_local.shop_api import ShopApi
from souk_tools import promotions
from souk_tools.shopper import Shopper
from tests.e2e import shop
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.browser]
FIFTH = {
    "id": "browser-fifth",
    "name": "A fifth less",
    "trigger": "code",
    "effect": {"kind": "percentage", "share": 2000},
}
# Less than a lantern costs with its delivery: the rest is paid by card.
WORTH = {"amount": 500, "currency": "EUR"}


@pytest.fixture
def staff(cloud: TestCloud) -> Iterator[ShopApi]:
    with closing(cloud.staff()) as api:
        promotions.publish(api, FIFTH)
        yield api


@pytest.fixture
def code(cloud: TestCloud, staff: ShopApi) -> str:
    """A code of the promotion, which carts know by now, for one order."""
    with closing(Shopper(cloud.settings, str(uuid.uuid4()))) as other:
        other.put_into_cart(other.something_in_stock()["sku"])
        promotions.given(other.api, promotions.new_code(staff, "browser-fifth", "KNOWN"))
    return promotions.new_code(staff, "browser-fifth", "FIFTH")


def give(page: Page, code: str) -> None:
    page.get_by_label("Discount code").fill(code)
    page.get_by_role("button", name="Apply").click()


def amount(text: str) -> int:
    """Minor units of the first amount of a text."""
    found = re.search(r"(\d[\d,]*)\.(\d\d)", text)
    assert found, text
    return int(found[1].replace(",", "") + found[2])


def test_a_code_a_gift_card_and_a_card_pay_together(page: Page, code: str, staff: ShopApi) -> None:
    shop.find(page, "lantern")
    shop.put_into_cart(page)
    page.goto("/cart")
    give(page, "NO-SUCH-CODE")
    expect(page.get_by_text("There is no such code").first).to_be_visible()
    give(page, code)
    expect(page.get_by_role("list", name="Codes in your cart")).to_contain_text(code)
    expect(page.get_by_text("A fifth less").first).to_be_visible()
    page.goto("/checkout")
    shop.fill_in(page, f"{code.lower()}@example.com")
    page.get_by_text("Gift card or store credit").click()
    page.get_by_label("Code of a gift card").fill(promotions.gift_card(staff, WORTH, "The browser"))
    page.get_by_role("button", name="Add gift card").click()
    left = page.locator("dt", has_text="Left to pay").locator("xpath=following-sibling::dd[1]")
    total = page.locator("dt", has_text=re.compile("^Total$")).locator("xpath=following-sibling::dd[1]")
    expect(left).to_be_visible()
    assert amount(total.inner_text()) - amount(left.inner_text()) == WORTH["amount"]
    shop.enter_card(page, shop.GOOD_CARD)
    shop.place_order(page)
    shop.expect_state(page, "Your order has arrived")
    expect(page.get_by_text("A fifth less").first).to_be_visible()
    expect(page.get_by_text(re.compile("Gift card …")).first).to_be_visible()


def test_why_a_code_takes_nothing_off_is_said(page: Page, code: str) -> None:
    """It is used up by the first order that has it."""
    shop.at_the_checkout(page)
    give(page, code)
    expect(page.get_by_role("list", name="Codes in your cart")).to_contain_text(code)
    shop.enter_card(page, shop.GOOD_CARD)
    shop.place_order(page)
    shop.expect_state(page, "Your order has arrived")
    shop.find(page, "lantern")
    shop.put_into_cart(page)
    page.goto("/cart")
    give(page, code)
    expect(page.get_by_text("used as often as it can be").first).to_be_visible()

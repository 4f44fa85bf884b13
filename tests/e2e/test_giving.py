"""A gift card that is bought for somebody in a real browser, and pays a part of what they buy."""

from __future__ import annotations

import re
import uuid
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from souk_local.waiting import wait_until
from souk_tools.goods import product
from souk_tools.letters import mails_to
from tests.e2e import shop
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.browser]
# Less than a lantern costs with its delivery: the rest is paid by card.
WORTH = {"amount": 1000, "currency": "EUR"}
_CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}\b")


def test_a_gift_card_is_bought_for_somebody_and_pays_a_part_of_what_they_buy(page: Page, cloud: TestCloud) -> None:
    title = f"Gift card {uuid.uuid4().hex[:8]}"
    with closing(cloud.staff()) as staff:
        sold = product(staff, title, gift_card=True, price=WORTH, requires_shipping=False, tracked=False)
    friend = f"{uuid.uuid4().hex}@example.com"
    page.goto(f"/products/{sold['handle']}")
    shop.put_into_cart(page)
    shop.to_checkout(page)
    shop.fill_in(page, f"{uuid.uuid4().hex}@example.com")
    page.get_by_label("It is for somebody else").check()
    page.get_by_label("Their e-mail").fill(friend)
    page.get_by_label("Their name").fill("Bea")
    shop.enter_card(page, shop.GOOD_CARD)
    shop.place_order(page)
    page.wait_for_url(re.compile(r"/orders/"))
    expect(page.get_by_text(f"A gift card goes to Bea ({friend})")).to_be_visible()
    codes: list[str] = []

    def has_come() -> bool:
        codes.extend(code for mail in mails_to(cloud.settings, friend) for code in _CODE.findall(str(mail)))
        return bool(codes)

    assert wait_until(has_come, 60, every_seconds=0.5)
    shop.at_the_checkout(page)
    page.get_by_text("Gift card or store credit").click()
    page.get_by_label("Code of a gift card").fill(codes[0])
    page.get_by_role("button", name="Add gift card").click()
    expect(page.get_by_text("Left to pay").first).to_be_visible()
    shop.enter_card(page, shop.GOOD_CARD)
    shop.place_order(page)
    shop.expect_state(page, "Your order has arrived")
    expect(page.get_by_text(f"Gift card … {codes[0][-4:]}").first).to_be_visible()

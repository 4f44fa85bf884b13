"""The shop in another market, in a real browser: chosen in the footer, its prices everywhere, paid in its currency."""

from __future__ import annotations

import re
import uuid
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from souk_tools.demo.selling_abroad import BERN, SWITZERLAND, publish_market
from tests.e2e import shop
from tests.e2e.windows import on_a_phone
from tests.support.cloud import TestCloud
from tests.support.polling import eventually

pytestmark = [pytest.mark.cloud, pytest.mark.browser]

# Prices there are multiples of five hundredths.
FRANCS = re.compile(r"CHF\s?[\d,]+\.\d[05]")
EUROS = re.compile(r"€\s?\d")
ADDRESS = {
    "Full name": BERN["name"],
    "Street and number": BERN["line1"],
    "Postal code": BERN["postal_code"],
    "Town or city": BERN["city"],
}


def shop_in(page: Page, market: str) -> None:
    """Chooses in the footer, once the shop tells of the market."""
    page.goto("/")
    choice = page.get_by_role("contentinfo").get_by_label("Country and currency")

    def is_offered() -> bool:
        page.reload(wait_until="networkidle")
        return choice.count() > 0 and choice.locator(f"option[value='{market}']").count() > 0

    # What staff publish is known everywhere within half a minute, and what a cache holds is as old at most.
    eventually(is_offered, 120, because=lambda: "the shop does not tell of the market", every_seconds=3)
    # The page is loaded anew, at the prices of the market.
    with page.expect_navigation():
        choice.select_option(market)
    expect(choice).to_have_value(market)


@on_a_phone
def test_a_shopper_of_another_market_sees_its_prices_and_pays_in_its_currency(page: Page, cloud: TestCloud) -> None:
    with closing(cloud.staff()) as staff:
        publish_market(staff)
    shop_in(page, SWITZERLAND["id"])
    shop.find(page, "lantern")
    main = page.get_by_role("main")
    expect(main).to_contain_text(FRANCS)
    expect(main).not_to_contain_text(EUROS)
    shop.put_into_cart(page)
    expect(page.get_by_role("dialog", name="Added to your cart")).to_contain_text(FRANCS)
    shop.to_checkout(page)
    shop.fill_in(page, f"{uuid.uuid4().hex}@example.com", country=BERN["country"], address=ADDRESS)
    shop.enter_card(page, shop.GOOD_CARD)
    shop.place_order(page)
    shop.expect_state(page, "Your order has arrived")
    expect(main).to_contain_text(FRANCS)
    expect(main).not_to_contain_text(EUROS)


def test_who_goes_back_to_the_shop_s_own_prices_has_the_same_cart_in_its_currency(page: Page, cloud: TestCloud) -> None:
    with closing(cloud.staff()) as staff:
        publish_market(staff)
    shop_in(page, SWITZERLAND["id"])
    shop.find(page, "candle")
    shop.put_into_cart(page)
    page.goto("/cart")
    main = page.get_by_role("main")
    expect(main).to_contain_text(FRANCS)
    choice = page.get_by_role("contentinfo").get_by_label("Country and currency")
    with page.expect_navigation():
        choice.select_option("")
    expect(main).to_contain_text(EUROS)
    expect(main).not_to_contain_text(FRANCS)

"""Every page at every width: nothing sticks out, everything can be reached by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.cloud, pytest.mark.browser]

PAGES = ["/", "/search?q=tea", "/cart", "/wishlist", "/sign-in", "/sign-up", "/forgot", "/no/such/page"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_heading_and_fits_its_window(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.title()


def test_the_first_tab_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate("document.activeElement.textContent").lower()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('main') !== null || location.hash !== ''")


def test_a_search_without_results_says_so_and_offers_a_way_on(page: Page) -> None:
    page.goto("/search?q=zzzzqqqq")
    main = page.get_by_role("main")
    expect(main).to_contain_text("zzzzqqqq")
    expect(main.get_by_role("link").first).to_be_visible()

"""Takes the README's screenshots from a running shop: `python scripts/take_screenshots.py [http://localhost:8080]`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "infra/local"), str(ROOT / "tools")]

from tests.e2e import shop  # noqa: E402 -- importable only now
from tests.e2e.conftest import ARGUMENTS, chromium  # noqa: E402

IMAGES = ROOT / "docs/images"


def main() -> int:
    base = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8080"
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        for width, height, suffix in ((1280, 860, ""), (360, 740, "-phone")):
            take(browser, base, width, height, suffix)
        browser.close()
    return 0


def take(browser: Browser, base: str, width: int, height: int, suffix: str) -> None:
    """One visit with a purchase; a picture of each page on the way."""
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=base)
    page = context.new_page()

    def picture(name: str) -> None:
        settle(page)
        page.screenshot(path=IMAGES / f"{name}{suffix}.png")

    page.goto("/")
    picture("home")
    page.goto("/search?q=lantern")
    picture("search")
    shop.find(page, "lantern")
    picture("product")
    shop.put_into_cart(page)
    shop.to_checkout(page)
    shop.fill_in(page, "amira@example.com")
    shop.enter_card(page, shop.GOOD_CARD)
    page.evaluate("window.scrollTo(0, 0)")
    picture("checkout")
    shop.place_order(page)
    shop.expect_state(page, "Your order is on its way")
    picture("order")
    context.close()


def settle(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


if __name__ == "__main__":
    sys.exit(main())

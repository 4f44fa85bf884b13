"""No page does what the site's content security policy forbids, and the browser enforces that policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import shop
from tests.e2e.policy import watched
from tests.e2e.windows import on_a_desktop, on_a_phone
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.browser]

PAGES = [
    "/",
    "/search?q=tea",
    "/cart",
    "/wishlist",
    "/sign-in",
    "/sign-up",
    "/forgot",
    "/account",
    "/account/orders",
    "/account/addresses",
    "/no/such/page",
]


@on_a_desktop
def test_no_page_does_anything_that_the_policy_forbids(page: Page) -> None:
    violations = watched(page)
    for path in PAGES:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
    assert violations == []


@on_a_phone
def test_neither_does_a_purchase_by_card(page: Page) -> None:
    """With a card that the bank checks, so that all of Stripe's script that the shop uses has run."""
    violations = watched(page)
    shop.buy(page, shop.CHECKED_CARD)
    page.get_by_role("button", name="Complete authentication").click()
    shop.expect_state(page, "Your order has arrived")
    assert violations == []


def test_what_an_attacker_would_put_into_a_page_is_not_run(browser: Browser, cloud: TestCloud) -> None:
    """Also shows that the tests above would see a violation."""
    attack = "<script>window.attacked = true</script><style>body { display: none }</style></body>"
    with browser.new_context(base_url=cloud.url) as context:
        page = context.new_page()
        violations = watched(page)
        answer = page.goto("/")
        assert answer is not None
        body, headers = answer.text().replace("</body>", attack), answer.all_headers()
        page.route("**/attacked", lambda route: route.fulfill(body=body, headers=headers))
        page.goto("/attacked")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("window.attacked") is None
    assert {violation.partition(" ")[0] for violation in violations} == {"script-src-elem", "style-src-elem"}

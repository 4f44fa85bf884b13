"""Somebody of each role in the back office, in a window of their own that stays open from test to test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, Page

from souk_local.shop_api import ShopApi
from tests.e2e import backoffice
from tests.e2e.conftest import EXPECTED_ERRORS, PATIENCE_MS, keep_picture
from tests.e2e.policy import watched
from tests.e2e.windows import WINDOWS
from tests.support.cloud import TestCloud

Desk = Callable[[str], Page]


@pytest.fixture(scope="package")
def staff(cloud: TestCloud) -> Iterator[ShopApi]:
    """The API as its admin sees it: what there is, whatever a page says."""
    with closing(cloud.staff()) as api:
        yield api


@pytest.fixture(scope="package", autouse=True)
def parcels_stay(cloud: TestCloud) -> Iterator[None]:
    with backoffice.parcels_stay(cloud):
        yield


@pytest.fixture(scope="package")
def desk(browser: Browser, cloud: TestCloud) -> Iterator[Desk]:
    """The page of whoever has a role, who signs in the first time. In the end nothing has gone wrong on any of them:
    no error on the console, nothing that the policy forbids, nothing from elsewhere, nothing that the API refuses."""
    address, logins = backoffice.printed(cloud.settings)
    width, height = WINDOWS["desktop"]
    held: dict[str, Page] = {}
    wrong: list[str] = []

    def of(role: str) -> Page:
        if role not in held:
            context = browser.new_context(viewport={"width": width, "height": height}, base_url=cloud.url)
            context.set_default_timeout(PATIENCE_MS)
            held[role] = page = context.new_page()
            page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("request", lambda request: wrong.append(request.url) if _is_elsewhere(request.url, cloud) else None)
            violations[role] = watched(page)
            backoffice.sign_in(page, address, logins[role])
            page.on(
                "response",
                lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
            )
        return held[role]

    violations: dict[str, list[str]] = {}
    yield of
    for role, page in held.items():
        keep_picture(page, cloud, f"office-{role}")
        page.context.close()
    assert not [text for text in wrong if not text.startswith(EXPECTED_ERRORS)]
    assert not any(violations.values()), violations


def _is_elsewhere(url: str, cloud: TestCloud) -> bool:
    return not url.startswith((f"{cloud.url}/", "data:", "blob:"))

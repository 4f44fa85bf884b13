"""Every page of the back office as a browser draws it: axe finds nothing in light and dark, and nothing sticks out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from souk_local.shop_api import ShopApi
from tests.e2e import backoffice
from tests.e2e.axe import faults
from tests.e2e.office.conftest import Desk
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.browser]


def looked_at(page: Page) -> list[str]:
    found = faults(page) + faults(page, dark=True)
    desktop = page.viewport_size
    assert desktop is not None
    page.set_viewport_size(backoffice.TELEPHONE)
    if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
        found.append("wider than a telephone")
    page.set_viewport_size(desktop)
    return found


def test_every_page_is_accessible_in_light_and_dark_and_fits_a_telephone(
    desk: Desk, cloud: TestCloud, staff: ShopApi
) -> None:
    examples, page = backoffice.Examples(cloud, staff).all(), desk("admin")
    found = {}
    for path in backoffice.paths():
        backoffice.go(page, f"/admin{backoffice.filled_in(path, examples)}")
        found[path] = looked_at(page)
    assert {path: faults for path, faults in found.items() if faults} == {}

"""A shopper collects what the shop holds of them, waits for it, and finds their order in the archive."""

from __future__ import annotations

import json
import uuid
import zipfile
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import shop
from tests.e2e.windows import on_a_desktop
from tests.support.cloud import TestCloud

pytestmark = [pytest.mark.cloud, pytest.mark.browser]
PASSWORD = "six words nobody else would choose"
SIGN_UP_CODE = "123456"


@pytest.fixture
def member(cloud: TestCloud) -> str:
    email = f"{uuid.uuid4()}@shop.example"
    person = {"email": email, "password": PASSWORD, "name": "Amira"}
    with closing(cloud.shopper()) as api:
        api.call("POST", "/auth/sign-up", person)
        api.call("POST", "/auth/confirm", {**person, "code": SIGN_UP_CODE})
    return email


@on_a_desktop
def test_a_shopper_downloads_everything_the_shop_holds_of_them(page: Page, member: str) -> None:
    page.goto("/sign-in?next=/account/security")
    page.get_by_label("E-mail").fill(member)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()
    shop.buy(page, shop.GOOD_CARD, "candle", signed_in=True)
    shop.expect_state(page, "Your order has arrived")
    page.goto("/account/security")
    page.get_by_role("button", name="Collect my data").click()
    link = page.get_by_role("link", name="Download the archive")
    expect(link).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "my-data.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert files["index.json"]["missing"] == []
    assert files["users/profile.json"][0]["email"] == member
    [order] = files["orders/00001.json"]["orders"]
    assert order["details"]["shipping_address"]["name"] == shop.ADDRESS["Full name"]
    assert files["payments/00001.json"]["payments"][0]["order_id"] == order["details"]["id"]

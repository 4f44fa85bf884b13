"""A shopper agrees to letters when signing up, changes their mind, and sees what they decided."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.windows import on_a_phone

pytestmark = [pytest.mark.cloud, pytest.mark.browser]
PASSWORD = "six words nobody else would choose"
SIGN_UP_CODE = "123456"
LETTERS = re.compile("Send me offers")


def sign_up(page: Page) -> None:
    page.goto("/sign-up?next=/account/consents")
    page.get_by_label("Name").fill("Amira")
    page.get_by_role("textbox", name="E-mail").fill(f"{uuid.uuid4()}@shop.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    letters = page.get_by_role("checkbox", name=LETTERS)
    expect(letters).not_to_be_checked()
    letters.check()
    page.get_by_role("button", name="Make the account").click()
    page.get_by_label("Code").fill(SIGN_UP_CODE)
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Your consents")).to_be_visible()


def switches(page: Page) -> tuple[Locator, Locator]:
    """Of letters, and of the activity."""
    return page.get_by_role("switch", name=LETTERS), page.get_by_role("switch", name=re.compile("Note what I look at"))


@on_a_phone
def test_a_shopper_agrees_when_signing_up_and_withdraws_it_in_the_account(page: Page) -> None:
    sign_up(page)
    letters, activity = switches(page)
    expect(letters).to_be_checked()
    expect(activity).not_to_be_checked()
    letters.click()
    expect(letters).not_to_be_checked()
    page.reload()
    letters, _ = switches(page)
    expect(letters).not_to_be_checked()
    page.get_by_text("What you decided before").click()
    decided = page.get_by_role("group").get_by_role("listitem")
    expect(decided).to_have_count(2)
    expect(decided.first).to_contain_text("Withdrawn, in your account")
    expect(decided.last).to_contain_text("Agreed, when you signed up")

"""Codes, passkeys and the staff's sign-in in a browser; the passkeys are those of a virtual authenticator."""

from __future__ import annotations

import uuid
from contextlib import closing

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.windows import on_a_desktop, on_a_phone
from tests.support.cloud import TestCloud
from tests.support.invitations import first_password

pytestmark = [pytest.mark.cloud, pytest.mark.browser]
PASSWORD = "six words nobody else would choose"
SIGN_UP_CODE = "123456"


@pytest.fixture
def member(cloud: TestCloud) -> str:
    """The address of somebody with an account."""
    email = f"{uuid.uuid4()}@shop.example"
    with closing(cloud.shopper()) as api:
        api.call("POST", "/auth/sign-up", {"email": email, "password": PASSWORD, "name": "Amira"})
        confirmed = {"email": email, "code": SIGN_UP_CODE, "password": PASSWORD, "name": "Amira"}
        api.call("POST", "/auth/confirm", confirmed)
    return email


def sign_in(page: Page, email: str, path: str = "/sign-in", password: str = PASSWORD) -> None:
    page.goto(path)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up_app(page: Page, password: str = PASSWORD) -> pyotp.TOTP:
    page.get_by_label("Your password, to set up an app").fill(password)
    page.get_by_role("button", name="Set up an app").click()
    app = pyotp.TOTP(page.locator("code").inner_text())
    page.get_by_label("The code it shows now").fill(app.now())
    page.get_by_role("button", name="Confirm the code").click()
    return app


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status").filter(has_text="signed out")).to_be_attached()


@on_a_phone
def test_a_shopper_sets_up_an_app_and_signs_in_with_its_code(page: Page, member: str) -> None:
    sign_in(page, member, "/sign-in?next=/account/security")
    app = set_up_app(page)
    expect(page.get_by_text("From now on your password takes a code")).to_be_visible()
    sign_out(page)
    sign_in(page, member)
    page.get_by_label("Code").fill(app.now())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1, name="Your profile")).to_be_visible()


@on_a_desktop
def test_a_shopper_adds_a_passkey_signs_in_with_it_and_removes_it(page: Page, member: str) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    sign_in(page, member, "/sign-in?next=/account/security")
    page.get_by_label("Your password, to add a passkey").fill(PASSWORD)
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("You can sign in with your passkey now.")).to_be_visible()
    sign_out(page)
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(member)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1, name="Your profile")).to_be_visible()
    page.goto("/account/security")
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_label("Your password, to remove the passkey").fill(PASSWORD)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()


@on_a_desktop
def test_invited_staff_set_up_a_second_factor_and_lose_access_when_removed(page: Page, cloud: TestCloud) -> None:
    email = f"{uuid.uuid4()}@souk.example"
    with closing(cloud.staff()) as admin:
        user_id = admin.call("POST", "/admin/staff", {"email": email, "role": "finance"})["id"]
        sign_in(page, email, "/staff", first_password(cloud, email))
        page.get_by_label("New password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        app = set_up_app(page)
        expect(page.get_by_text("Your app is set up.")).to_be_visible()
        sign_in(page, email, "/staff")
        page.get_by_label("Code").fill(app.now())
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_text(f"You are signed in as {email}: finance.")).to_be_visible()
        admin.call("DELETE", f"/admin/staff/{user_id}")
    page.reload()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()

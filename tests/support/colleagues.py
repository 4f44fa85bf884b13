"""Staff of a running shop: invited by an admin, with a password and an authenticator app of their own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import pyotp

from souk_local.shop_api import ShopApi
from tests.support.cloud import TestCloud
from tests.support.invitations import first_password

PASSWORD = "six words nobody else would choose"


@dataclass
class Colleague:
    """Somebody invited who has chosen PASSWORD: signed in, without a second factor at first."""

    api: ShopApi
    id: str
    email: str


def invite(cloud: TestCloud, admin: ShopApi, role: str) -> Colleague:
    """Whoever calls this closes `api`."""
    email = f"{uuid.uuid4()}@souk.example"
    member = admin.call("POST", "/admin/staff", {"email": email, "role": role})
    api = cloud.shopper()
    asked = api.call("POST", "/auth/sign-in", {"email": email, "password": first_password(cloud, email)})
    assert asked["challenge"] == "new_password"
    answer = api.call("POST", "/auth/challenge/new-password", {"token": asked["token"], "password": PASSWORD})
    api.token = answer["access_token"]
    return Colleague(api, member["id"], email)


def set_up(colleague: Colleague) -> pyotp.TOTP:
    """Sets up an authenticator app and signs in with it."""
    api = colleague.api
    app = pyotp.TOTP(api.call("POST", "/me/totp", {"password": PASSWORD})["secret"])
    api.call("POST", "/me/totp/confirm", {"code": app.now()})
    api.sign_in(colleague.email, PASSWORD, app.now)
    return app

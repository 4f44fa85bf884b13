"""The accounts that the principals sign in to on a local cloud, and how they do it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyotp

from souk.staff.permissions import NOT_FOR_KEYS, Permission
from souk_local import staff
from souk_local.aws import Clients
from souk_local.shop_api import ShopApi
from tests.fuzz.principals import ADMIN, Principal
from tests.support.cloud import TestCloud

if TYPE_CHECKING:
    from schemathesis.auths import AuthContext, AuthProvider
    from schemathesis.generation.case import Case

SignIn = Callable[[], str]
"""Answers a token, which is good for 15 minutes."""


def enrolled(cloud: TestCloud, principal: Principal) -> SignIn:
    """Makes the principal's account, with a second factor for staff, or its key. An admin is there already."""
    api = cloud.shopper()
    if principal is ADMIN:
        return lambda: _token(api, lambda: staff.sign_in(cloud.settings, api))
    if principal.keyed:
        given = sorted(permission.value for permission in Permission if permission not in NOT_FOR_KEYS)
        made = cloud.staff().call("POST", "/admin/api-keys", {"name": principal.name, "permissions": given})
        return lambda: str(made["key"])
    email, password = f"{principal.name}@fuzz.example", secrets.token_urlsafe(16)
    _add_account(cloud, email, password)
    if not principal.groups:
        return lambda: _token(api, lambda: api.sign_in(email, password))
    api.sign_in(email, password)
    app = pyotp.TOTP(api.call("POST", "/me/totp", {"password": password})["secret"])
    api.call("POST", "/me/totp/confirm", {"code": app.now()})
    cloud.staff().call("POST", "/admin/staff", {"email": email, "role": principal.groups[0]})
    return lambda: _token(api, lambda: api.sign_in(email, password, app.now))


def bearer(sign_in: SignIn) -> type[AuthProvider[str]]:
    """Signs in anew whenever schemathesis asks for it: the principal may have ended their own session."""

    class Bearer:
        def get(self, _case: Case[Any], _context: AuthContext) -> str:
            return sign_in()

        def set(self, case: Case[Any], data: str, _context: AuthContext) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    return Bearer


def _token(api: ShopApi, sign_in: Callable[[], object]) -> str:
    sign_in()
    return api.token


def _add_account(cloud: TestCloud, email: str, password: str) -> None:
    """Without a mail to prove the address by."""
    users, pool = Clients(cloud.settings).users, cloud.deployed.user_pool_id
    users.admin_create_user(
        UserPoolId=pool,
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
    )
    users.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)

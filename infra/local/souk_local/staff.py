"""A member of staff of each role with a second factor, so that there is somebody to sign in to the back office as."""

import base64
import hashlib
import hmac
from pathlib import Path

import pyotp

from souk_local import secrets
from souk_local.aws import Clients
from souk_local.deployment import Deployed
from souk_local.settings import Settings
from souk_local.shop_api import ShopApi

EMAIL = "staff@souk.example"
ACCOUNTS: dict[str, tuple[str, ...]] = {
    EMAIL: ("staff", "admin"),
    "support@souk.example": ("support",),
    "merchandiser@souk.example": ("merchandiser",),
    "fulfilment@souk.example": ("fulfilment",),
    "finance@souk.example": ("finance",),
}
"""The local staff and their groups; the first is an admin."""
TOTP = "SOFTWARE_TOKEN_MFA"


def ensure(settings: Settings, clients: Clients, deployed: Deployed) -> bool:
    """Makes the accounts with their password, authenticator keys and groups; answers whether any was new."""
    made = [_ensure(settings, clients, deployed, email, groups) for email, groups in ACCOUNTS.items()]
    return any(made)


def authenticator_key(settings: Settings, email: str = EMAIL) -> str:
    """What an authenticator app is given, base32; "" before the account is made."""
    path = _key_file(settings, email)
    return path.read_text() if path.exists() else ""


def sign_in(settings: Settings, api: ShopApi, email: str = EMAIL) -> None:
    """Signs in as staff do: with the password and a code."""
    code = pyotp.TOTP(authenticator_key(settings, email)).now
    api.sign_in(email, secrets.load(settings).staff_password, code)


def _ensure(settings: Settings, clients: Clients, deployed: Deployed, email: str, groups: tuple[str, ...]) -> bool:
    users, pool = clients.users, deployed.user_pool_id
    new = False
    try:
        enrolled = TOTP in users.admin_get_user(UserPoolId=pool, Username=email).get("UserMFASettingList", ())
    except users.exceptions.UserNotFoundException:
        users.admin_create_user(
            UserPoolId=pool,
            Username=email,
            MessageAction="SUPPRESS",
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
                {"Name": "name", "Value": f"Souk {email.partition('@')[0].title()}"},
            ],
        )
        password = secrets.load(settings).staff_password
        users.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        new, enrolled = True, False
    if not enrolled:
        _enrol(settings, clients, deployed, email)
    for group in groups:
        users.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName=group)
    return new


def _enrol(settings: Settings, clients: Clients, deployed: Deployed, email: str) -> None:
    """Sets up an authenticator app, as a person does: with an access token of theirs."""
    users, pool, client_id = clients.users, deployed.user_pool_id, deployed.user_pool_client_id
    described = users.describe_user_pool_client(UserPoolId=pool, ClientId=client_id)["UserPoolClient"]
    proof = hmac.new(described["ClientSecret"].encode(), f"{email}{client_id}".encode(), hashlib.sha256).digest()
    signed_in = users.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={
            "USERNAME": email,
            "PASSWORD": secrets.load(settings).staff_password,
            "SECRET_HASH": base64.b64encode(proof).decode(),
        },
    )
    access_token = signed_in["AuthenticationResult"]["AccessToken"]
    key = users.associate_software_token(AccessToken=access_token)["SecretCode"]
    path = _key_file(settings, email)
    path.touch(mode=0o600)
    path.write_text(key)
    users.verify_software_token(AccessToken=access_token, UserCode=pyotp.TOTP(key).now())
    users.admin_set_user_mfa_preference(
        UserPoolId=pool, Username=email, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )


def _key_file(settings: Settings, email: str) -> Path:
    """One file for each account; the admin's has the name that it had when it was the only one."""
    return settings.state / f"{email.partition('@')[0]}-authenticator-key"

"""Accounts at the real gateway and the engine's Cognito, called past the shop as anybody on the internet could."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import httpx
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from souk_local.ministack.accounts import EMAIL_CODE
from souk_tools.letters import mails_to
from tests.support.cloud import TestCloud

pytestmark = pytest.mark.cloud

PASSWORD = "correct horse"
OTHER = "battery staple"
CODE = EMAIL_CODE  # of every letter that the engine's Cognito sends


@pytest.fixture
def anybody(cloud: TestCloud) -> Any:
    """A client of Cognito without a key: the pool's address and its client's id are no secrets."""
    return boto3.client(
        "cognito-idp",
        endpoint_url=cloud.settings.aws_url,
        region_name=cloud.settings.region,
        config=Config(signature_version=UNSIGNED),
    )


@pytest.fixture
def browser(cloud: TestCloud) -> Iterator[Callable[[], httpx.Client]]:
    made: list[httpx.Client] = []

    def make() -> httpx.Client:
        made.append(httpx.Client(base_url=f"{cloud.url}/api", timeout=120))
        return made[-1]

    yield make
    for client in made:
        client.close()


def an_address() -> str:
    return f"{uuid.uuid4().hex}@example.com"


def sign_up(client: httpx.Client, email: str, password: str = PASSWORD, name: str = "Ann") -> httpx.Response:
    return client.post("/auth/sign-up", json={"email": email, "password": password, "name": name})


def confirm(client: httpx.Client, email: str, password: str = PASSWORD, name: str = "Ann") -> httpx.Response:
    body = {"email": email, "code": CODE, "password": password, "name": name}
    return client.post("/auth/confirm", json=body)


def sign_in(client: httpx.Client, email: str, password: str = PASSWORD) -> httpx.Response:
    answer = client.post("/auth/sign-in", json={"email": email, "password": password})
    if answer.is_success:
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return answer


def member(client: httpx.Client) -> str:
    """Somebody new, signed in; their address."""
    email = an_address()
    assert sign_up(client, email).status_code == 202
    assert confirm(client, email).status_code == 204
    assert sign_in(client, email).status_code == 200
    return email


def refusal(call: Callable[..., Any], **parameters: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    code: str = refused.value.response["Error"]["Code"]
    return code


def test_b3_whoever_holds_the_mailbox_chooses_the_password(browser: Callable[[], httpx.Client]) -> None:
    victim, attacker, email = browser(), browser(), an_address()
    assert sign_up(victim, email).status_code == 202
    assert sign_up(attacker, email, OTHER, "Mallory").status_code == 202
    assert confirm(victim, email).status_code == 204
    assert sign_in(attacker, email, OTHER).status_code == 401
    assert sign_in(victim, email).json()["user"]["name"] == "Ann"


def test_a6_nobody_goes_round_the_gateway_to_cognito(
    cloud: TestCloud, anybody: Any, browser: Callable[[], httpx.Client]
) -> None:
    email, client_id = member(browser()), cloud.deployed.user_pool_client_id
    known, new = {"ClientId": client_id, "Username": email}, {"ClientId": client_id, "Username": an_address()}
    for about in (known, new):
        # The same for an address that has an account and one that has none: nothing to learn from it.
        assert refusal(anybody.sign_up, **about, Password=PASSWORD) == "NotAuthorizedException"
        assert refusal(anybody.forgot_password, **about) == "NotAuthorizedException"
        assert refusal(anybody.resend_confirmation_code, **about) == "NotAuthorizedException"
        parameters = {"USERNAME": about["Username"], "PASSWORD": PASSWORD}
        asked = {"ClientId": client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
        assert refusal(anybody.initiate_auth, **asked) == "NotAuthorizedException"


def test_a6_what_a_browser_holds_opens_no_self_service(
    cloud: TestCloud, anybody: Any, browser: Callable[[], httpx.Client]
) -> None:
    client, victim = browser(), f"victim-{uuid.uuid4().hex}@bank.example"
    email = member(client)
    token = client.headers["Authorization"].removeprefix("Bearer ")
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (claims["token_use"], claims["email"], claims["email_verified"]) == ("id", email, True)
    attributes = [{"Name": "email", "Value": victim}]
    self_service: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (anybody.update_user_attributes, {"UserAttributes": attributes}),
        (anybody.get_user, {}),
        (anybody.delete_user, {}),
        (anybody.associate_software_token, {}),
        (anybody.change_password, {"PreviousPassword": PASSWORD, "ProposedPassword": OTHER}),
        (anybody.global_sign_out, {}),
    ]
    for call, more in self_service:
        assert refusal(call, AccessToken=token, **more) == "NotAuthorizedException"
    assert client.get("/me").json()["email"] == email
    assert len(mails_to(cloud.settings, email)) >= 1
    assert mails_to(cloud.settings, victim) == []


def test_b6_cookies_rotate_and_a_copied_one_ends_the_session(browser: Callable[[], httpx.Client]) -> None:
    client = browser()
    member(client)
    stolen = client.cookies["souk_refresh"]
    assert client.post("/auth/refresh").status_code == 200
    second = client.cookies["souk_refresh"]
    assert second != stolen
    assert client.post("/auth/refresh").status_code == 200
    third = client.cookies["souk_refresh"]
    thief = browser()
    thief.cookies.set("souk_refresh", stolen)
    assert thief.post("/auth/refresh").status_code == 401
    assert client.cookies["souk_refresh"] == third
    assert client.post("/auth/refresh").status_code == 401


def test_b6_sessions_are_listed_ended_and_their_tokens_change_no_credentials(
    browser: Callable[[], httpx.Client],
) -> None:
    here, there = browser(), browser()
    email = member(here)
    there.headers["User-Agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    sign_in(there, email)
    listed = here.get("/me/sessions").json()["items"]
    (phone,) = [held for held in listed if not held["current"]]
    assert (len(listed), phone["device"]) == (2, "Safari on iPhone")
    assert here.delete(f"/me/sessions/{phone['id']}").status_code == 204
    assert there.post("/auth/refresh").status_code == 401
    change = {"current": PASSWORD, "new": OTHER}
    assert there.post("/me/password", json=change).status_code == 401
    assert here.post("/me/password", json=change).status_code == 204
    assert sign_in(there, email, OTHER).status_code == 200


def test_b6_an_address_changes_when_its_code_is_entered(cloud: TestCloud, browser: Callable[[], httpx.Client]) -> None:
    client, new = browser(), an_address()
    email = member(client)
    taken = member(browser())
    assert client.post("/me/email", json={"email": taken, "password": PASSWORD}).status_code == 202
    assert client.post("/me/email/confirm", json={"code": CODE}).json()["code"] == "code_rejected"
    assert client.post("/me/email", json={"email": new, "password": PASSWORD}).status_code == 202
    assert client.get("/me").json()["email"] == email
    assert len(mails_to(cloud.settings, new)) == 1
    assert client.post("/me/email/confirm", json={"code": CODE}).json()["email"] == new
    assert sign_in(browser(), email).status_code == 401
    assert sign_in(browser(), new).status_code == 200


@pytest.mark.parametrize("password", ["aaaaaaaaaa", "1234567890", "password12"])
def test_b7_a_password_that_everybody_tries_is_refused(browser: Callable[[], httpx.Client], password: str) -> None:
    refused = sign_up(browser(), an_address(), password)
    assert (refused.status_code, refused.json()["code"]) == (400, "weak_password")
    assert password not in refused.text

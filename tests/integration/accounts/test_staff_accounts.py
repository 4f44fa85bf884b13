"""The staff's accounts at the real gateway: invited, with a second factor, and gone at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing

import pytest

from souk_local.shop_api import ShopApi
from tests.support.cloud import TestCloud
from tests.support.colleagues import PASSWORD, Colleague, invite, set_up
from tests.support.invitations import first_password
from tests.support.polling import eventually

pytestmark = pytest.mark.cloud
WITHIN_A_MINUTE = 60.0


@pytest.fixture(scope="module")
def admin(cloud: TestCloud) -> Iterator[ShopApi]:
    with closing(cloud.staff()) as api:
        yield api


@pytest.fixture
def invited(cloud: TestCloud, admin: ShopApi) -> Iterator[Colleague]:
    """Somebody of finance who has chosen a password."""
    colleague = invite(cloud, admin, "finance")
    with closing(colleague.api):
        yield colleague


def test_an_invitation_is_sent_again_until_it_is_used(cloud: TestCloud, admin: ShopApi) -> None:
    email = f"{uuid.uuid4()}@souk.example"
    member = admin.call("POST", "/admin/staff", {"email": email, "role": "support"})
    again = admin.call("POST", f"/admin/staff/{member['id']}/invitation")
    assert (again["invited"], again["roles"]) == (True, ["support"])
    with closing(cloud.shopper()) as api:
        asked = api.call("POST", "/auth/sign-in", {"email": email, "password": first_password(cloud, email)})
        api.call("POST", "/auth/challenge/new-password", {"token": asked["token"], "password": PASSWORD})
    refused = admin.send("POST", f"/admin/staff/{member['id']}/invitation")
    assert (refused.status_code, refused.json()["code"]) == (409, "invitation_used")
    (listed,) = [held for held in admin.call("GET", "/admin/staff")["items"] if held["email"] == email]
    assert not listed["invited"]


def test_a_password_alone_opens_nothing_for_staff(invited: Colleague) -> None:
    api = invited.api
    refused = api.send("GET", "/admin/orders")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")
    assert api.send("GET", "/me/second-factors").json() == {"totp": False, "passkeys": []}


def test_a_second_factor_opens_what_the_role_permits_and_no_more(invited: Colleague) -> None:
    api = invited.api
    set_up(invited)
    assert api.send("GET", "/admin/orders").status_code == 200
    refused = api.send("POST", "/admin/staff", {"email": "mallory@souk.example", "role": "admin"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_a_wrong_code_and_no_code_sign_nobody_in(cloud: TestCloud, invited: Colleague) -> None:
    app = set_up(invited)
    with closing(cloud.shopper()) as other:
        asked = other.call("POST", "/auth/sign-in", {"email": invited.email, "password": PASSWORD})
        assert asked["challenge"] == "totp"
        wrong = f"{(int(app.now()) + 1) % 1_000_000:06d}"
        for _ in range(5):
            refused = other.send("POST", "/auth/challenge/code", {"token": asked["token"], "code": wrong})
            assert (refused.status_code, refused.json()["code"]) == (400, "code_rejected")
        late = other.send("POST", "/auth/challenge/code", {"token": asked["token"], "code": app.now()})
        assert (late.status_code, late.json()["code"]) == (401, "sign_in_ended")


def test_staff_keep_their_second_factor(invited: Colleague) -> None:
    api = invited.api
    set_up(invited)
    refused = api.send("POST", "/me/totp/remove", {"password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (409, "second_factor_needed")
    assert api.send("POST", "/me/totp", {"password": "not the password"}).status_code == 403


def test_who_is_removed_is_out_within_a_minute(admin: ShopApi, invited: Colleague) -> None:
    api, user_id, email = invited.api, invited.id, invited.email
    set_up(invited)
    assert api.send("GET", "/admin/orders").status_code == 200
    admin.call("DELETE", f"/admin/staff/{user_id}")
    eventually(lambda: api.send("GET", "/admin/orders").status_code == 401, WITHIN_A_MINUTE)
    assert email not in [member["email"] for member in admin.call("GET", "/admin/staff")["items"]]


def test_a_reset_takes_the_app_away_and_the_sessions(admin: ShopApi, invited: Colleague) -> None:
    api, user_id, email = invited.api, invited.id, invited.email
    set_up(invited)
    admin.call("DELETE", f"/admin/users/{user_id}/second-factor")
    assert "access_token" in api.call("POST", "/auth/sign-in", {"email": email, "password": PASSWORD})
    refused = admin.send("DELETE", f"/admin/users/{uuid.uuid4()}/second-factor")
    assert refused.status_code == 404


def test_the_last_admin_stays(admin: ShopApi) -> None:
    me = admin.call("GET", "/me")["id"]
    for method, body in (("DELETE", None), ("PATCH", {"role": "support"})):
        refused = admin.send(method, f"/admin/staff/{me}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    assert admin.send("GET", "/admin/staff").status_code == 200

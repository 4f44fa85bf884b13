"""What staff do with endpoints."""

from __future__ import annotations

import dataclasses

import pytest

from souk.cloud import aws
from souk.errors import Unavailable
from tests.support.http import call
from tests.support.trail import kept
from tests.support.webhooks import Shop, System, cancelled, later, parts
from webhooks import compose
from webhooks.adapters.targets import PublicTargets
from webhooks.domain.endpoint import MOST
from webhooks.doors.api import api


def test_a_secret_is_shown_where_it_is_made_and_nowhere_else(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url, description="Accounts", event_types=["order.paid"])
    assert made["secret"].startswith("whsec_")
    shown = shop.ask("GET", f"/{made['id']}")
    assert shown.json == {name: value for name, value in made.items() if name != "secret"}
    assert made["secret"] not in shop.ask("GET", "").body
    assert made["secret"] not in str(shop.items())
    assert shop.ask("GET", f"/{made['id']}", headers={"If-None-Match": '"1"'}).status == 304


def test_only_who_may_manage_integrations_sees_or_changes_them(shop: Shop) -> None:
    for role in ("support", "merchandiser", "fulfilment", "finance"):
        assert shop.ask("GET", "", groups=[role]).status == 403


def test_a_change_names_the_version_it_is_based_on(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    path = f"/{made['id']}"
    assert shop.ask("PATCH", path, {"description": "x"}).status == 428
    changed = shop.ask("PATCH", path, {"description": "x", "event_types": ["order.paid"], "enabled": False}, version=1)
    assert (changed.status, changed.json["version"], changed.headers["ETag"]) == (200, 2, '"2"')
    assert (changed.json["off"], changed.json["enabled"]) == ("staff", False)
    assert shop.ask("PATCH", path, {"description": "y"}, version=1).status == 412
    assert shop.ask("DELETE", path, version=1).status == 412
    assert shop.ask("DELETE", path, version=2).status == 204
    assert shop.ask("GET", path).status == 404
    with pytest.raises(Unavailable):
        parts(shop).secrets.get(made["id"], "any")


def test_of_an_address_there_is_one_endpoint_and_of_all_twenty(shop: Shop, system: System) -> None:
    shop.endpoint(system.url)
    assert shop.ask("POST", "", {"url": system.url}).status == 409
    for number in range(1, MOST):
        shop.endpoint(f"{system.url}/{number}")
    assert shop.ask("POST", "", {"url": f"{system.url}/more"}).status == 409


@pytest.mark.parametrize(
    "fields", [{"event_types": ["order.link_asked"]}, {"event_types": ["*"]}, {"secret": "whsec_mine"}, {"url": ""}]
)
def test_what_others_may_not_be_told_cannot_be_chosen(shop: Shop, system: System, fields: dict[str, object]) -> None:
    assert shop.ask("POST", "", {"url": system.url, **fields}).status == 400


def test_an_address_on_our_side_of_the_internet_is_refused(shop: Shop) -> None:
    strict = dataclasses.replace(parts(shop), targets=PublicTargets)
    with compose.services.swap(lambda: strict):
        for url in ("https://127.0.0.1/", "https://169.254.169.254/latest/", "https://[::1]/", "http://8.8.8.8/"):
            assert shop.ask("POST", "", {"url": url}).status == 400, url


def test_the_trail_says_what_was_changed_and_neither_secret_nor_address(shop: Shop, system: System) -> None:
    with kept() as trail:
        made = shop.endpoint(f"{system.url}?word=hidden")
        rotated = shop.ask("POST", f"/{made['id']}/rotate-secret", version=1)
        assert trail.last.operation == "rotate_secret"
        assert trail.last.changes[0].thing == f"webhook_endpoint:{made['id']}"
        told = str([event.data for event in trail.events])
    assert rotated.json["secret"] != made["secret"]
    for hidden in (made["secret"], rotated.json["secret"], "word=hidden"):
        assert hidden not in told


def test_a_former_secret_signs_beside_the_new_one_for_a_day(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    rotated = shop.ask("POST", f"/{made['id']}/rotate-secret", version=1)
    assert rotated.status == 200
    shop.hear(cancelled("o1"))
    shop.send(made["id"])
    (first,) = system.received
    assert first.is_signed(made["secret"])
    assert first.is_signed(rotated.json["secret"])
    with later(days=1):
        shop.hear(cancelled("o2"))
        shop.send(made["id"])
        assert not system.received[1].is_signed(made["secret"])
        assert len(system.received[1].headers["webhook-signature"].split()) == 1


def test_of_two_who_change_a_secret_at_once_one_is_told_and_nothing_is_left_behind(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    assert shop.ask("POST", f"/{made['id']}/rotate-secret", version=1).status == 200
    assert shop.ask("POST", f"/{made['id']}/rotate-secret", version=1).status == 412
    names = [held["secret_id"]["S"] for held in shop.items() if held["pk"]["S"] == "ENDPOINTS"]
    assert parts(shop).secrets.get(made["id"], names[0]).startswith("whsec_")


def test_the_types_are_listed_with_what_they_tell(shop: Shop) -> None:
    listed = call(api, "GET", "/admin/webhooks/event-types", user="ada", groups=["admin"]).json["items"]
    placed = next(item for item in listed if item["type"] == "order.placed")
    assert placed["personal"] == ["email", "pickup_point", "shipping_address"]
    assert "access_key" not in placed["fields"]


def test_secrets_are_kept_encrypted_by_the_account_and_gone_with_the_endpoint(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    (secret_id,) = [held["secret_id"]["S"] for held in shop.items() if held["pk"]["S"] == "ENDPOINTS"]
    name = f"/souk/test/webhooks/{made['id']}/{secret_id}"
    assert aws.client("ssm").get_parameter(Name=name)["Parameter"]["Type"] == "SecureString"
    shop.ask("DELETE", f"/{made['id']}", version=1)
    with pytest.raises(aws.client("ssm").exceptions.ParameterNotFound):
        aws.client("ssm").get_parameter(Name=name)

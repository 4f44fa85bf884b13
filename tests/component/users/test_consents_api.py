"""/me/consents, from the gateway's event to the table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from souk import clock
from souk.cloud import aws
from souk.limits.limits import Charge
from souk.limits.rules import CONSENTS
from tests.component.users.pool import EMAIL_CODE, Pool
from tests.support.http import call
from users import compose
from users.adapters.exports.exported import DynamoOwnRecords
from users.adapters.records import ConsentRecord
from users.adapters.store import partition
from users.domain.consent_texts import TEXTS, ConsentKind
from users.doors.api import api

pytestmark = pytest.mark.usefixtures("pool")
ANN = "u1"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
VERSION = "2026-11"


def consents(user: str = ANN) -> dict[str, Any]:
    answer = call(api, "GET", "/me/consents", user=user)
    assert answer.status == 200
    found: dict[str, Any] = answer.json
    return found


def kind(name: str, user: str = ANN) -> dict[str, Any]:
    [found] = [item for item in consents(user)["items"] if item["kind"] == name]
    return dict(found)


def decide(name: str, *, given: bool, user: str = ANN, **more: str) -> Any:
    body = {"given": given, "version": VERSION, **more}
    return call(api, "PUT", f"/me/consents/{name}", body=body, user=user)


def first_shape(version: str = VERSION, *, given: bool = True) -> None:
    """What was stored before there was a history."""
    item = {"given": {"BOOL": given}, "version": {"S": version}, "at": {"S": "2026-03-01T12:00:00.000000+0000"}}
    key = {"pk": {"S": partition(ANN)}, "sk": {"S": "CONSENT#activity"}}
    aws.client("dynamodb").put_item(TableName=ConsentRecord.Meta.table_name, Item={**key, **item})


def is_noted() -> bool:
    call(api, "POST", "/me/activity", body={"kind": "searched", "query": "blue mug"}, user=ANN)
    return bool(call(api, "GET", "/me/activity", user=ANN).json["items"])


def test_every_kind_is_shown_with_its_words_and_nothing_is_agreed_to() -> None:
    assert [item["kind"] for item in consents()["items"]] == ["activity", "marketing", "back_in_stock", "price_drop"]
    for item in consents()["items"]:
        current = TEXTS[ConsentKind(item["kind"])].current
        assert (item["version"], item["text"]) == (current.version, current.text)
        assert (item["given"], item["outdated"], item["since"], item["decisions"]) == (False, False, None, [])


@pytest.mark.parametrize("source", ["sign_up", "account", "checkout"])
def test_a_decision_is_kept_with_the_words_the_time_and_the_place(source: str) -> None:
    with clock.freeze(NOON):
        assert decide("marketing", given=True, source=source).status == 200
    shown = kind("marketing")
    assert (shown["given"], shown["since"]) == (True, "2026-03-01T12:00:00Z")
    text = TEXTS[ConsentKind.MARKETING].current.text
    assert shown["decisions"] == [
        {"given": True, "version": VERSION, "text": text, "at": "2026-03-01T12:00:00Z", "source": source}
    ]
    assert not kind("activity")["given"]
    assert not kind("marketing", user="u2")["given"]


def test_the_history_shows_the_last_decision_first_and_each_as_it_was() -> None:
    for minutes, given in enumerate((True, False, True)):
        with clock.freeze(NOON + timedelta(minutes=minutes)):
            answer = decide("marketing", given=given)
    assert answer.json == consents()
    shown = kind("marketing")
    assert [(one["given"], one["at"]) for one in shown["decisions"]] == [
        (True, "2026-03-01T12:02:00Z"),
        (False, "2026-03-01T12:01:00Z"),
        (True, "2026-03-01T12:00:00Z"),
    ]
    assert shown["since"] == "2026-03-01T12:02:00Z"


def test_saying_the_same_again_changes_nothing() -> None:
    with clock.freeze(NOON):
        first = decide("marketing", given=True).json
    assert decide("marketing", given=True, source="checkout").json == first


def test_an_older_client_agrees_to_the_activity_and_is_told_as_before() -> None:
    with clock.freeze(NOON):
        said = call(api, "PUT", "/me/consents", body={"activity": True}, user=ANN)
    assert said.status == 200
    assert {name: said.json[name] for name in ("activity", "version", "at")} == {
        "activity": True,
        "version": VERSION,
        "at": "2026-03-01T12:00:00Z",
    }
    assert kind("activity")["given"]
    assert is_noted()
    assert call(api, "PUT", "/me/consents", body={"activity": False}, user=ANN).json["activity"] is False
    assert [one["given"] for one in kind("activity")["decisions"]] == [False, True]


def test_who_has_said_nothing_is_told_so_as_before() -> None:
    told = {name: consents()[name] for name in ("activity", "version", "at")}
    assert told == {"activity": False, "version": "", "at": None}


def test_what_was_withdrawn_holds_at_once_and_what_was_noted_stays() -> None:
    decide("activity", given=True)
    assert is_noted()
    decide("activity", given=False)
    call(api, "POST", "/me/activity", body={"kind": "searched", "query": "red mug"}, user=ANN)
    noted = call(api, "GET", "/me/activity", user=ANN).json["items"]
    assert [one["query"] for one in noted] == ["blue mug"]


def test_an_agreement_of_before_the_history_is_its_first_decision() -> None:
    first_shape()
    assert is_noted()
    assert kind("activity")["decisions"][0]["source"] == "account"
    with clock.freeze(NOON + timedelta(days=1)):
        decide("activity", given=False)
        decide("activity", given=True)
    shown = [(one["given"], one["at"]) for one in kind("activity")["decisions"]]
    assert shown == [
        (True, "2026-03-02T12:00:00Z"),
        (False, "2026-03-02T12:00:00Z"),
        (True, "2026-03-01T12:00:00Z"),
    ]


def test_a_refusal_of_before_the_history_is_its_first_decision() -> None:
    first_shape(given=False)
    assert not is_noted()
    assert [one["given"] for one in kind("activity")["decisions"]] == [False]


def test_who_agreed_to_words_that_do_not_count_is_asked_again() -> None:
    first_shape(version="2020-01")
    assert not is_noted()
    shown = kind("activity")
    assert (shown["given"], shown["outdated"], shown["decisions"][0]["text"]) == (False, True, "")
    decide("activity", given=True)
    assert (kind("activity")["given"], kind("activity")["outdated"]) == (True, False)


@pytest.mark.parametrize("version", ["2020-01", "", "x" * 21])
def test_words_that_never_were_cannot_be_agreed_to(version: str) -> None:
    assert decide("marketing", given=True, version=version).status == 400
    assert kind("marketing")["decisions"] == []


def test_there_is_no_other_consent_and_no_other_place() -> None:
    assert decide("sharing", given=True).status == 404
    assert decide("marketing", given=True, source="elsewhere").status == 400


def test_giving_is_limited_and_withdrawing_is_not() -> None:
    decide("marketing", given=True)
    compose.services().limits.take(Charge(CONSENTS, ANN, units=CONSENTS.most - 1))
    assert decide("activity", given=True).status == 429
    assert decide("marketing", given=False).status == 200
    assert not kind("marketing")["given"]


def test_of_decisions_at_once_none_is_lost_and_the_last_one_holds() -> None:
    def one_of(number: int) -> bool:
        return bool(decide("marketing", given=number % 2 == 0).status == 200)

    with ThreadPoolExecutor(4) as rivals:
        assert all(rivals.map(one_of, range(16)))
    kept = [*ConsentRecord.query(partition(ANN), ConsentRecord.sk.startswith("CONSENT#marketing"))]
    assert [record.sk for record in kept] == [f"CONSENT#marketing#{n:06}" for n in range(1, len(kept) + 1)]
    changes = [bool(record.given) for record in kept]
    assert all(before != after for before, after in pairwise(changes))
    assert kind("marketing")["given"] is changes[-1]


def test_the_export_has_every_decision_in_its_order() -> None:
    first_shape()
    decide("activity", given=False)
    decide("marketing", given=True, source="sign_up")
    exported = {name: [*records] for name, records in DynamoOwnRecords().kinds(ANN)}["consents"]
    assert [(one["kind"], one["given"], one["source"]) for one in exported if isinstance(one, dict)] == [
        (None, True, None),
        ("activity", False, "account"),
        ("marketing", True, "sign_up"),
    ]


def test_what_was_agreed_to_when_signing_up_comes_with_the_code(pool: Pool) -> None:
    person = {"email": "bob@example.com", "password": "correct horse", "name": "Bob"}
    agreed = [{"kind": "marketing", "version": VERSION}]
    assert call(api, "POST", "/auth/sign-up", body=person).status == 202
    refused = {**person, "code": EMAIL_CODE, "consents": [{"kind": "marketing", "version": "1"}]}
    assert call(api, "POST", "/auth/confirm", body=refused).status == 400
    confirmed = {**refused, "consents": agreed}
    assert call(api, "POST", "/auth/confirm", body=confirmed).status == 204
    user = pool.id_of(person["email"])
    assert kind("marketing", user)["decisions"][0]["source"] == "sign_up"
    assert not kind("activity", user)["decisions"]

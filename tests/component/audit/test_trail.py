"""From what somebody of the staff does to what is found of it, and to the proof that it is as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from audit import compose
from audit.adapters.store import LinkStore
from audit.domain.chain import ChainLink
from audit.doors import api, consumers, schedule
from audit.usecases.trail import AuditTrail
from souk import clock
from souk.cloud import aws
from souk.events import Event
from souk.http.audit import Action, recorded
from souk.settings import Settings
from souk.staff.changes import note
from souk_tools.trail import proved
from tests.support.clients import whole
from tests.support.dynamo import REGION, environment, table
from tests.support.http import Response, call
from tests.support.kafka import msk_event
from tests.support.lambdas import LambdaContext
from tests.support.trail import kept

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
BUCKET = "anchors"


@pytest.fixture
def stored() -> Iterator[str]:
    with table(service="audit") as name, environment(ANCHOR_BUCKET=BUCKET), clock.freeze(NOW):
        s3 = whole("s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        compose.services.reset()
        yield name
        compose.services.reset()


def acted(thing: str = "order:o1", person: str = "fin", *, reads: bool = False, change: bool = True) -> list[Event]:
    """What a service tells of an action of the staff."""
    operation, permission = ("read_order", "orders.read") if reads else ("cancel_order", "orders.cancel")
    action = Action(
        "orders", operation, permission, person, ("support",), "s1", (thing,), "203.0.113.7", "Firefox", reads, reads
    )

    def work() -> int:
        if change and not reads:
            note(thing, {"state": "PAID"}, {"state": "CANCELLED"})
        return 200

    with kept() as trail:
        recorded(action, work, lambda status: status)
    return trail.events


def deliver(*events: Event) -> None:
    records = [("souk.audit.v1", event.aggregate_id, event.text().encode()) for event in events]
    assert consumers.handler(msk_event(records), LambdaContext()) == {"set_aside": 0}


def ops(**query: str) -> Response:
    return call(api.api, "GET", "/ops/audit", user="ada", groups=["admin"], query=query)


def entries(**query: str) -> list[dict[str, Any]]:
    answer = ops(**query)
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def run(job: str) -> dict[str, Any]:
    report: dict[str, Any] = schedule.handler({"job": job}, LambdaContext())
    return report


def items() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = aws.client("dynamodb").scan(TableName=Settings().table_name)["Items"]
    return [item for item in found if item["pk"]["S"].startswith("CHAIN#")]


def test_who_did_what_is_found_by_the_object_and_by_the_person(stored: str) -> None:
    deliver(*acted())
    with clock.freeze(NOW + timedelta(minutes=1)):
        deliver(*acted("order:o2", "eve"))
    newest, oldest = entries(object="order:o1")
    assert (newest["step"], oldest["step"], newest["action_id"]) == ("acted", "intended", oldest["action_id"])
    assert newest["person"] == "fin"
    assert newest["changes"] == [{"object": "order:o1", "before": {"state": "PAID"}, "after": {"state": "CANCELLED"}}]
    assert (newest["status"], newest["source"], newest["roles"]) == (200, "203.0.113.0/24", ["support"])
    assert [entry["objects"] for entry in entries(person="eve")] == [["order:o2"], ["order:o2"]]
    assert entries(person="eve", since="2026-11-30T00:00:00Z") == []
    assert entries(object="order:o3") == []


def test_a_list_goes_on_with_its_cursor(stored: str) -> None:
    deliver(*acted())
    first = ops(object="order:o1", limit="1").json
    second = ops(object="order:o1", limit="1", cursor=first["next_cursor"]).json
    assert [first["items"][0]["step"], second["items"][0]["step"]] == ["acted", "intended"]
    assert ops(person="eve", cursor=first["next_cursor"]).status == 400


@pytest.mark.parametrize("query", [{}, {"object": "order:o1", "person": "fin"}, {"object": "o1"}])
def test_one_object_or_one_person_is_named(stored: str, query: dict[str, str]) -> None:
    assert ops(**query).json["code"] == "invalid_input"


def test_the_same_event_again_is_no_other_entry_also_after_midnight(stored: str) -> None:
    events = acted()
    deliver(*events)
    deliver(*events)
    with clock.freeze(NOW + timedelta(days=1)):
        deliver(*events)
    assert len(items()) == 2


def test_entries_are_chained_by_kind_in_the_order_they_came(stored: str) -> None:
    deliver(*acted(), *acted(reads=True), *acted("order:o2"))
    keys = sorted((item["pk"]["S"], item["sk"]["S"]) for item in items())
    assert keys == [
        *(("CHAIN#change#2026-11-29", f"{number:010}") for number in (1, 2, 3, 4)),
        ("CHAIN#read#2026-11-29", "0000000001"),
    ]
    expiry = {item["pk"]["S"]: datetime.fromtimestamp(int(item["expires_at"]["N"]), UTC).year for item in items()}
    assert expiry == {"CHAIN#change#2026-11-29": 2037, "CHAIN#read#2026-11-29": 2027}


def test_a_chain_that_is_as_it_was_written_is_proved(stored: str) -> None:
    deliver(*acted(), *acted(reads=True))
    assert run("anchor")["done"] == 2
    assert run("anchor")["done"] == 0
    deliver(*acted("order:o2"))
    assert run("anchor")["done"] == 1
    with clock.freeze(NOW + timedelta(days=1)):
        assert run("verify") == {"job": "verify", "done": 1, "broken": 0}


def tamper(key: int, **changed: str) -> None:
    values = {f":{name}": {"S": value} for name, value in changed.items()}
    aws.client("dynamodb").update_item(
        TableName=Settings().table_name,
        Key={"pk": {"S": "CHAIN#change#2026-11-29"}, "sk": {"S": f"{key:010}"}},
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in changed),
        ExpressionAttributeValues=values,
    )


def broken() -> list[tuple[str, int, str]]:
    with clock.freeze(NOW + timedelta(days=1)):
        found = compose.services().proof.verify(NOW.date(), NOW.date())
        assert run("verify")["broken"] == len(found)
    tables, s3 = aws.client("dynamodb"), aws.client("s3")
    assert proved(tables, Settings().table_name, s3, BUCKET, NOW.date(), NOW.date())[1] == found, "the tool says else"
    return [(each.chain, each.number, each.what) for each in found]


def test_an_entry_that_was_changed_in_the_table_is_found(stored: str) -> None:
    deliver(*acted())
    tamper(2, entry="{}")
    assert broken() == [("change#2026-11-29", 2, "was changed")]


def test_an_entry_that_was_deleted_from_the_end_is_found_by_the_anchor(stored: str) -> None:
    deliver(*acted())
    run("anchor")
    key = {"pk": {"S": "CHAIN#change#2026-11-29"}, "sk": {"S": "0000000002"}}
    aws.client("dynamodb").delete_item(TableName=stored, Key=key)
    assert broken() == [("change#2026-11-29", 2, "is missing")]


def test_an_anchor_that_was_written_over_counts_as_it_was_first(stored: str) -> None:
    deliver(*acted())
    run("anchor")
    key = "anchors/change/2026-11-29/0000000002.json"
    aws.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b'{"chain": "x", "number": 9, "digest": "forged"}')
    assert broken() == []
    aws.client("s3").delete_object(Bucket=BUCKET, Key=key)
    tamper(2, digest="0" * 64)
    assert broken() == [("change#2026-11-29", 2, "was changed")]


class Overtaken(LinkStore):
    """A rival appends between a read of the chain's end and what is written upon it."""

    def __init__(self, rival: list[Event]) -> None:
        self.rival = rival

    def last(self, chain: str) -> ChainLink | None:
        found = super().last(chain)
        if self.rival:
            AuditTrail(LinkStore()).record(self.rival.pop())
        return found


def test_two_consumers_that_meet_at_a_chain_both_find_their_place(stored: str) -> None:
    [_, rival], [_, event] = acted("order:o1"), acted("order:o2")
    assert AuditTrail(Overtaken([rival])).record(event)
    assert [int(item["sk"]["S"]) for item in items()] == [1, 2]
    assert broken() == []


def test_two_consumers_with_the_same_event_keep_it_once(stored: str) -> None:
    [_, event] = acted()
    assert not AuditTrail(Overtaken([event])).record(event)
    assert len(items()) == 1

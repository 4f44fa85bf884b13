"""From a function's log line to the ops console: forwarder, consumer, table, archive and routes together."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from log_forwarder import compose as forwarder
from log_forwarder.doors.handler import handler as ship
from log_forwarder.usecases.ports import LogRecord
from logs import compose
from logs.doors import api, consumers
from logs.usecases.logs import Wanted
from souk import clock
from souk.cloud import aws
from tests.support import outbox
from tests.support.clients import whole
from tests.support.dynamo import REGION, environment, table
from tests.support.http import Response, call
from tests.support.kafka import msk_event, without_marks
from tests.support.lambdas import LambdaContext
from tests.unit.logs.fakes import NOW, failure, line

BUCKET = "archive"
NO_FAILURES: dict[str, Any] = {"set_aside": 0}


@pytest.fixture
def stored() -> Iterator[str]:
    variables = {"ARCHIVE_BUCKET": BUCKET, "LOGGED_SERVICES": "cart,orders,payments"}
    with table(service="logs") as name, environment(**variables), clock.freeze(NOW + timedelta(hours=1)):
        whole("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        compose.services.reset()
        yield name
        compose.services.reset()


def deliver(*values: dict[str, Any] | bytes) -> dict[str, Any]:
    raw = [value if isinstance(value, bytes) else json.dumps(value).encode() for value in values]
    answer: dict[str, Any] = consumers.handler(msk_event([("logging", "k", value) for value in raw]), LambdaContext())
    return answer


def ops(path: str, **query: str) -> Response:
    return call(api.api, "GET", path, user="sam", groups=["admin"], query=query or None)


def items(path: str, **query: str) -> list[dict[str, Any]]:
    answer = ops(path, **query)
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.json["items"]
    return found


def test_a_line_of_a_function_is_found_by_its_correlation_id(stored: str) -> None:
    sent: list[LogRecord] = []
    parts = forwarder.Parts(sent.extend, lambda: True, lambda _: None)
    messages = [
        "START RequestId: x",
        json.dumps({**line(1), "order_id": "o1"}),
        json.dumps({**failure(2), "service": "payments"}),
    ]
    payload = {
        "messageType": "DATA_MESSAGE",
        "logGroup": "/aws/lambda/souk-test-orders-api",
        "logStream": "s",
        "logEvents": [{"id": f"e{n}", "timestamp": 0, "message": m} for n, m in enumerate(messages)],
    }
    data = base64.b64encode(gzip.compress(json.dumps(payload).encode())).decode()
    with forwarder.services.swap(lambda: parts):
        ship({"awslogs": {"data": data}}, LambdaContext())
    assert deliver(*[record.value for record in sent]) == NO_FAILURES
    trace = ops("/ops/traces/c1").json
    assert trace["services"] == ["orders", "payments"]
    assert [entry["id"] for entry in trace["entries"]] == ["e1", "e2"]
    assert trace["entries"][0]["fields"]["order_id"] == "o1"


def test_lines_are_listed_by_service_level_and_request_over_days_and_pages(stored: str) -> None:
    day = 24 * 3600
    deliver(
        line(1, seconds=-3 * day),
        line(2, seconds=-2 * day, service="cart", level="WARNING"),
        *[line(n, service="cart") for n in range(3, 60)],
        failure(60, correlation_id="c2"),
    )
    since = (NOW - timedelta(days=5)).isoformat()
    assert [e["id"] for e in items("/ops/logs", service="cart", limit="2")] == ["id59", "id58"]
    assert [e["id"] for e in items("/ops/logs", level="WARNING", since=since)] == ["id60", "id2"]
    assert [e["id"] for e in items("/ops/logs", level="WARNING")] == ["id60"], "of the last day"
    assert [e["id"] for e in items("/ops/logs", level="WARNING", service="cart", since=since)] == ["id2"]
    assert [e["id"] for e in items("/ops/logs", correlation_id="c2")] == ["id60"]
    seen: list[str] = []
    query = {"since": since, "limit": "25"}
    while True:
        page = ops("/ops/logs", **query).json
        seen += [entry["id"] for entry in page["items"]]
        if not page["next_cursor"]:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == [f"id{n}" for n in range(60, 0, -1)]


def test_a_batch_delivered_twice_is_stored_and_counted_once(stored: str) -> None:
    batch = [line(0), failure(1), failure(2)]
    assert deliver(*batch) == deliver(*batch) == NO_FAILURES
    (group,) = items("/ops/errors")
    assert (group["count"], group["service"], group["type"]) == (2, "orders", "KeyError")
    assert len(items("/ops/logs")) == 3
    assert outbox.types(stored) == ["alert.raised"]


def test_an_error_group_shows_its_stack_on_its_own_page(stored: str) -> None:
    deliver(failure(1), failure(2), failure(3, error={"type": "ValueError", "message": "bad", "stack": ""}))
    first, second = items("/ops/errors")
    assert (first["type"], second["type"]) == ("ValueError", "KeyError")
    assert second["sample"]["error"]["stack"] == ""
    whole = ops(f"/ops/errors/{second['fingerprint']}").json
    assert "in checkout" in whole["sample"]["error"]["stack"]
    assert (whole["first_seen"], whole["last_seen"]) == ("2026-05-04T10:00:01.000Z", "2026-05-04T10:00:02.000Z")
    assert ops("/ops/errors/0000000000000000").status == 404


def test_health_says_who_fails_since_when_and_who_is_silent(stored: str) -> None:
    deliver(*[{**failure(n), "service": "payments"} for n in range(1, 26)], line(3))
    (group,) = items("/ops/errors")
    with clock.freeze(datetime(2026, 5, 4, 10, 30, tzinfo=UTC)):
        pulses = {one["service"]: one for one in ops("/ops/health").json["services"]}
    failing, up, silent = pulses["payments"], pulses["orders"], pulses["cart"]
    # The newest twenty are counted, so the first of them is the sixth.
    assert (failing["state"], failing["errors"], failing["since"]) == ("failing", 20, "2026-05-04T10:00:06.000Z")
    assert (failing["last_error"]["type"], failing["last_error"]["fingerprint"]) == ("KeyError", group["fingerprint"])
    assert (up["state"], up["errors"], up["since"], up["last_error"]) == ("up", 0, "", None)
    assert up["last_line"] == "2026-05-04T10:00:03.000Z"
    assert (silent["state"], silent["last_line"], silent["since"]) == ("silent", "", "")


@pytest.mark.parametrize(("day", "since"), [(4, "2026-05-04T10:00:03.000Z"), (6, "")])
def test_a_silent_service_is_so_since_its_last_line_of_a_day(stored: str, day: int, since: str) -> None:
    deliver(line(3))
    with clock.freeze(datetime(2026, 5, day, 12, tzinfo=UTC)):
        pulses = {one["service"]: one for one in ops("/ops/health").json["services"]}
    assert (pulses["orders"]["state"], pulses["orders"]["since"]) == ("silent", since)


def test_a_storm_raises_a_second_alert(stored: str) -> None:
    deliver(*[failure(n) for n in range(30)])
    alerts = outbox.events(stored)
    assert sorted(alert.data["kind"] for alert in alerts) == ["error_spike", "new_error"]
    assert items("/ops/errors")[0]["count"] == 30


def test_raw_lines_are_archived_by_hour_and_the_same_batch_once(stored: str) -> None:
    batch: list[dict[str, Any] | bytes] = [line(0), b"garbage", line(1, kind="metric")]
    deliver(*batch)
    deliver(*batch)
    (held,) = aws.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    assert held["Key"] == "logs/date=2023-11-14/hour=22/logging-0-000000000000-000000000002.jsonl.gz"
    body = aws.client("s3").get_object(Bucket=BUCKET, Key=held["Key"])["Body"].read()
    lines = [json.loads(text) for text in gzip.decompress(body).splitlines()]
    assert [one.get("id", one.get("unreadable")) for one in lines] == ["id0", "garbage", "id1"]


def test_without_a_bucket_nothing_is_archived(stored: str) -> None:
    with environment(ARCHIVE_BUCKET=""):
        compose.services.reset()
        assert deliver(line(0)) == NO_FAILURES
    assert "Contents" not in aws.client("s3").list_objects_v2(Bucket=BUCKET)


def test_entries_are_forgotten_after_two_weeks(stored: str) -> None:
    deliver(line(0))
    (item,) = without_marks(aws.client("dynamodb").scan(TableName=stored)["Items"])
    assert int(item["expires_at"]["N"]) == clock.epoch() + 14 * 24 * 3600


@pytest.mark.parametrize(
    "query",
    [
        {"cursor": "nonsense"},
        {"cursor": base64.urlsafe_b64encode(b'{"before":{"S":"x"}}').decode()},
        {"level": "LOUD"},
        {"since": "yesterday"},
        {"limit": "0"},
        {"colour": "red"},
    ],
)
def test_a_question_that_makes_no_sense_is_a_problem(stored: str, query: dict[str, str]) -> None:
    assert ops("/ops/logs", **query).status == 400


def test_the_console_is_for_staff(stored: str) -> None:
    assert call(api.api, "GET", "/ops/logs", user="ada").status == 403
    assert call(api.api, "GET", "/ops/errors").status == 401


def test_a_cursor_from_the_far_future_is_answered_quickly(stored: str) -> None:
    deliver(line(0))
    assert len(compose.services().console.logs(Wanted(before="9999-12-31"))[0]) == 1


def test_it_answers_a_health_check(stored: str) -> None:
    assert consumers.handler({"health": True}, LambdaContext()) == {"status": "ok", "service": "logs"}


def poison() -> dict[str, bytes]:
    """What a topic that anybody may write to can bring."""
    good = json.dumps(line(1))[:-1].encode()
    return {
        "nothing": b"",
        "half": b"{",
        "bytes": bytes(range(256)),
        "deep": b"[" * 5_000 + b"]" * 5_000,
        "deeper": b"[" * 200_000,
        "deep objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        "deep member": good + b', "x": ' + b"[" * 900 + b"]" * 900 + b"}",
        "deep error": good + b', "error": ' + b"[" * 900 + b"]" * 900 + b"}",
        "huge number": good + b', "x": ' + b"9" * 5_000 + b"}",
        "large number": good + b', "x": ' + b"9" * 300 + b"}",
        "no number": good + b', "x": NaN, "y": -Infinity, "z": 1e999}',
        "a number": b"7",
        "null": b"null",
        "a list": b"[{}]",
        "surrogates": json.dumps(line(1, id="\ud800", message="\udfff", correlation_id="\ud83d", x="\ud800")).encode(),
        "surrogate names": json.dumps({**line(1), "\ud800": "\udfff"}).encode(),
        "wrong types": json.dumps({name: ["x"] for name in line(1)}).encode(),
        "wrong members": json.dumps(line(1, level={"a": 1}, error=7, service=None)).encode(),
        "first year": json.dumps(line(1, time="0001-01-01T00:00:00+14:00")).encode(),
        "last year": json.dumps(line(1, time="9999-12-31T23:59:59-14:00", level="ERROR")).encode(),
        "long": json.dumps(line(1, message="x" * 900_000, correlation_id="c" * 5_000, level="ERROR")).encode(),
        "long names": json.dumps(line(1, service="s" * 5_000, id="i" * 5_000)).encode(),
        "zero bytes": json.dumps(line(1, message="a\x00b", correlation_id="\x00")).encode(),
        "empty": json.dumps(dict.fromkeys(line(1), "")).encode(),
        "error of odd types": json.dumps(failure(1, error={"type": 1, "message": [], "stack": {}, "x": 1})).encode(),
        "error of surrogates": json.dumps(
            failure(1, error={"type": "\ud800", "message": "\ud800", "stack": "\udc00"})
        ).encode(),
    }


@pytest.mark.parametrize("kind", poison())
def test_no_line_holds_up_the_good_ones_behind_it(stored: str, kind: str) -> None:
    good = [line(number, correlation_id=f"good-{number}") for number in range(2, 19)]
    assert deliver(poison()[kind], *good) == NO_FAILURES
    for one in good:
        assert [entry["message"] for entry in items("/ops/logs", correlation_id=one["correlation_id"])] == [
            one["message"]
        ]
    assert ops("/ops/logs", level="DEBUG").status == 200
    assert ops("/ops/errors").status == 200

"""From an event in Kafka to the merchant's system, and what becomes of what it does not take."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from souk import clock
from souk.storage.dynamo import Record
from tests.support.kafka import without_marks
from tests.support.webhooks import NOW, Shop, System, cancelled, event, later, listening, parts
from webhooks import compose
from webhooks.adapters.post import UrllibPost
from webhooks.adapters.targets import PublicTargets
from webhooks.domain.delivery import PAUSES
from webhooks.domain.endpoint import PATIENCE
from webhooks.usecases.sending import AT_ONCE, LEASE


def requests_while(work: Any) -> list[str]:
    """What is asked of the table meanwhile."""
    asked: list[str] = []
    events = Record._get_connection().connection.client.meta.events

    def note(model: Any, **_: Any) -> None:
        asked.append(model.name)

    events.register("before-call.dynamodb", note)
    try:
        work()
    finally:
        events.unregister("before-call.dynamodb", note)
    return asked


def test_an_event_is_told_signed_and_without_what_is_not_public(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    told = cancelled()
    shop.hear(told)
    assert shop.started == [made["id"]]
    assert shop.send(made["id"]) == 1
    (got,) = system.received
    assert got.is_signed(made["secret"])
    assert not got.is_signed(made["secret"], NOW + timedelta(minutes=6))
    assert got.headers["webhook-id"] == told.id
    data = {"order_id": "o1", "number": "S-1", "cancelled_by": "shopper", "total": {"amount": 4900, "currency": "EUR"}}
    assert got.json == {"type": "order.cancelled", "timestamp": clock.isoformat(NOW), "data": data}
    (delivery,) = shop.deliveries(made["id"])
    assert (delivery["state"], delivery["status"], delivery["attempts"]) == ("delivered", 204, 1)
    assert shop.send(made["id"]) == 0


def test_people_are_named_where_the_merchant_has_chosen_so(shop: Shop, system: System) -> None:
    system.status, system.body = 500, b"you sent ada@example.com"
    named = shop.endpoint(system.url, personal_data=True)
    plain = shop.endpoint(f"{system.url}/plain")
    shop.hear(cancelled())
    shop.send(named["id"])
    shop.send(plain["id"])
    assert system.received[0].json["data"]["email"] == "ada@example.com"
    assert "email" not in system.received[1].json["data"]
    assert all("access_key" not in got.json["data"] for got in system.received)
    assert shop.deliveries(named["id"])[0]["answer"] == "", "an answer may repeat what it was told"
    assert shop.deliveries(plain["id"])[0]["answer"] == "you sent ada@example.com"


def test_an_event_that_comes_twice_is_one_delivery_to_each_endpoint(shop: Shop, system: System) -> None:
    first, second = shop.endpoint(system.url), shop.endpoint(f"{system.url}/second")
    shop.endpoint(f"{system.url}/other", event_types=["product.created"])
    told = cancelled()
    shop.hear(told, told)
    shop.hear(told)
    for endpoint in (first, second):
        assert len(shop.deliveries(endpoint["id"])) == 1
        shop.send(endpoint["id"])
    assert len(system.received) == 2


def test_without_endpoints_an_event_costs_nothing_of_the_table(shop: Shop) -> None:
    shop.hear(cancelled("o0"))
    events = [cancelled(f"o{number}") for number in range(20)]
    assert requests_while(lambda: shop.hear(*events)) == []
    with later(seconds=30):
        assert requests_while(lambda: shop.hear(*events)) == ["Query"], "the endpoints, for half a minute"
    assert without_marks(shop.items()) == []


def test_an_event_is_a_write_and_one_more_an_endpoint(shop: Shop, system: System) -> None:
    def asked(number: int) -> int:
        events = [cancelled(f"o{place}") for place in range(number)]
        return len(requests_while(lambda: compose.services().receiving.receive(events)))

    shop.endpoint(system.url)
    asked(1)
    assert asked(5) == 5 * 2
    shop.endpoint(f"{system.url}/second")
    with later(seconds=30):
        assert asked(5) == 1 + 5 * 3


def test_what_is_not_taken_comes_again_until_it_is_given_up(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    system.status, system.body = 503, b"  busy\x00 \r\n" + b"x" * 9000
    shop.hear(cancelled())
    assert shop.send(made["id"]) == 1
    at = NOW
    for pause in PAUSES:
        with clock.freeze(at + pause - timedelta(seconds=1)):
            assert shop.send(made["id"]) == 0
        at += pause
        with clock.freeze(at):
            assert shop.send(made["id"]) == 1
            (delivery,) = shop.deliveries(made["id"])
    assert (delivery["state"], delivery["attempts"], delivery["due_at"]) == ("failed", len(PAUSES) + 1, None)
    assert len(delivery["answer"]) <= 500
    assert delivery["answer"].isprintable()
    assert len({got.headers["webhook-id"] for got in system.received}) == 1
    assert len({got.headers["webhook-timestamp"] for got in system.received}) == len(PAUSES) + 1


def test_what_was_given_up_is_repeated_one_by_one_or_all_since(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    system.status = 410
    shop.hear(cancelled("o1"), cancelled("o2"), cancelled("o3"))
    shop.send(made["id"])
    off = shop.ask("GET", f"/{made['id']}").json
    assert off["off"] == "gone"
    failed = shop.deliveries(made["id"], state="failed")
    assert len(failed) == 3
    one = f"/{made['id']}/deliveries/{failed[0]['event_id']}/repeat"
    assert shop.ask("POST", one).status == 409, "it is switched off"
    system.status = 200
    assert shop.ask("PATCH", f"/{made['id']}", {"enabled": True}, version=off["version"]).status == 200
    assert shop.ask("POST", one).json["state"] == "pending"
    rest = shop.ask("POST", f"/{made['id']}/repeat-failed", {"since": clock.isoformat(NOW)})
    assert rest.json == {"repeated": 2, "more": False}
    assert shop.send(made["id"]) == 3
    assert [item["state"] for item in shop.deliveries(made["id"])] == ["delivered"] * 3
    assert shop.ask("POST", f"/{made['id']}/deliveries/none/repeat").status == 404


def test_an_endpoint_with_nothing_but_failures_for_days_is_switched_off(
    shop: Shop, system: System, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shop.endpoint(system.url)
    system.status = 500
    shop.hear(cancelled("o1"))
    shop.send(made["id"])
    with clock.freeze(NOW + PATIENCE - timedelta(seconds=1)):
        shop.hear(cancelled("o2"))
        shop.send(made["id"])
        assert shop.ask("GET", f"/{made['id']}").json["off"] is None
    with clock.freeze(NOW + PATIENCE):
        shop.hear(cancelled("o3"))
        shop.send(made["id"])
        shown = shop.ask("GET", f"/{made['id']}").json
        assert shown["off"] == "failing"
        assert "WebhookEndpointsOff" in capsys.readouterr().out
        assert shop.send(made["id"]) == 0
        with later(seconds=30):
            shop.hear(cancelled("o4"))
            assert len(shop.deliveries(made["id"])) == 3, "what happens meanwhile is not noted"
            shop.ask("PATCH", f"/{made['id']}", {"enabled": True}, version=shown["version"])
            assert shop.send(made["id"]) > 0
            assert shop.ask("GET", f"/{made['id']}").json["off"] is None


def test_one_success_ends_a_row_of_failures(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    system.status = 500
    shop.hear(cancelled("o1"))
    shop.send(made["id"])
    system.status = 200
    with later(days=4):
        shop.send(made["id"])
    system.status = 500
    with clock.freeze(NOW + PATIENCE):
        shop.hear(cancelled("o2"))
        shop.send(made["id"])
        assert shop.ask("GET", f"/{made['id']}").json["off"] is None


def test_a_redirect_is_not_followed(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    with listening(System()) as elsewhere:
        system.status, system.headers = 307, {"Location": elsewhere.url}
        shop.hear(cancelled())
        shop.send(made["id"])
    assert elsewhere.received == []
    assert shop.deliveries(made["id"])[0]["status"] == 307


def test_a_host_that_has_moved_to_our_side_is_not_connected_to(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    shop.hear(cancelled())
    strict = dataclasses.replace(parts(shop), post=lambda: UrllibPost(PublicTargets()))
    with compose.services.swap(lambda: strict):
        shop.send(made["id"])
    assert system.received == []
    assert shop.deliveries(made["id"])[0]["problem"].startswith("not sent")


def test_two_senders_do_not_send_the_same_at_once(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    shop.hear(cancelled())
    lanes = parts(shop).lanes
    held = lanes.take(made["id"], NOW + LEASE)
    assert held
    assert shop.send(made["id"]) == 0
    lanes.give_back(held)
    assert shop.send(made["id"]) == 1


def test_a_dead_endpoint_costs_a_round_a_run_and_delays_no_other(shop: Shop, system: System) -> None:
    with listening(System(status=500)) as dead:
        broken, sound = shop.endpoint(dead.url), shop.endpoint(system.url)
        shop.hear(*(cancelled(f"o{number}") for number in range(3 * AT_ONCE)))
        assert sorted(shop.started) == sorted([broken["id"], sound["id"]])
        assert shop.send(broken["id"]) == AT_ONCE
        assert shop.send(sound["id"]) == 3 * AT_ONCE
        shop.started.clear()
        assert compose.services().sending.sweep() == 1
    assert shop.started == [broken["id"]]


def test_the_timer_finds_what_nobody_was_woken_for(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    shop.hear(cancelled())
    shop.started.clear()
    assert compose.services().sending.sweep() == 1
    assert shop.started == [made["id"]]
    shop.send(made["id"])
    assert compose.services().sending.sweep() == 0


def test_a_test_is_sent_as_an_event_is(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url, event_types=["order.paid"])
    tried = shop.ask("POST", f"/{made['id']}/test")
    assert (tried.status, tried.json["type"]) == (202, "webhooks.test")
    shop.send(made["id"])
    assert system.received[0].is_signed(made["secret"])
    assert system.received[0].headers["webhook-id"] == tried.json["event_id"]


def test_lists_go_on_with_a_cursor_and_ask_once_a_page(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    for number in range(3):
        shop.hear(*(cancelled(f"o{number}-{place}") for place in range(20)))
    for state in ({}, {"state": "pending"}):
        query = {"limit": "25", **state}
        found, pages = [], 0
        while True:
            answer = shop.ask("GET", f"/{made['id']}/deliveries", query=query)
            found += [item["event_id"] for item in answer.json["items"]]
            pages += 1
            if not answer.json["next_cursor"]:
                break
            query["cursor"] = answer.json["next_cursor"]
        assert (len(found), len(set(found)), pages) == (60, 60, 3)
        assert found == sorted(found, reverse=True)
    asked = requests_while(lambda: shop.deliveries(made["id"], state="pending"))
    assert asked.count("Query") == 1
    assert "Scan" not in asked


def test_what_names_a_forgotten_person_is_taken_from_what_is_kept_and_still_waits(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url, personal_data=True)
    first = cancelled("o1")
    shop.hear(first, cancelled("o2"), event("user.updated", "u1", user_id="u1", email="ada@example.com"))
    assert str(shop.items()).count("ada@example.com") == 3
    shop.hear(event("order.anonymised", "o1", order_id="o1"), event("user.erased", "u1", user_id="u1"))
    assert str(shop.items()).count("ada@example.com") == 1, "that of the other order"
    shop.hear(first)
    while shop.send(made["id"]):
        pass
    told = {(got.json["type"], got.json["data"].get("order_id")): got.json["data"] for got in system.received}
    assert "email" not in told["order.cancelled", "o1"]
    assert told["order.cancelled", "o2"]["email"] == "ada@example.com"
    assert told["order.anonymised", "o1"] == {"order_id": "o1"}
    assert told["user.erased", None] == {"user_id": "u1"}


def test_the_person_is_forgotten_also_when_no_endpoint_is_left(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url, personal_data=True)
    shop.hear(cancelled("o1"))
    shop.ask("DELETE", f"/{made['id']}", version=1)
    with later(minutes=1):
        shop.hear(event("order.anonymised", "o1", order_id="o1"))
    assert "ada@example.com" not in str(shop.items())


def test_what_is_kept_has_an_end_and_what_is_gone_is_given_up(shop: Shop, system: System) -> None:
    made = shop.endpoint(system.url)
    shop.hear(cancelled())
    kept = [item for item in shop.items() if item["pk"]["S"].startswith(("ABOUT#", "TO#"))]
    assert {int(item["expires_at"]["N"]) for item in kept} == {int((NOW + timedelta(days=30)).timestamp())}
    Record("ABOUT#o1", next(item["sk"]["S"] for item in kept if item["pk"]["S"] == "ABOUT#o1")).delete()
    assert shop.send(made["id"]) == 0
    assert shop.deliveries(made["id"])[0]["state"] == "failed"
    assert system.received == []

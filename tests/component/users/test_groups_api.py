"""Groups of customers: /admin/customer-groups, what orders tell of, and what the Users contract says of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from souk import clock
from souk.contracts import users_pb2
from souk.events import Event
from souk.events.common import Amount
from souk.events.payments import RefundChanged
from souk.events.users import PersonErased
from souk.money import Money
from souk.staff.permissions import STAFF_ROLES
from tests.component.users.test_history import NOON, event, items, paid, placed
from tests.component.users.test_rpc import ask
from tests.support.http import Response, call
from tests.support.kafka import batch
from tests.support.outbox import events as told_by
from users import compose
from users.adapters.erasure_store import DynamoErasures
from users.adapters.exports.exported import DynamoOwnRecords
from users.adapters.groups.purchases import DynamoPurchases
from users.adapters.groups.store import DynamoGroups
from users.adapters.history_store import DynamoActivities
from users.adapters.records import PurchaseRecord
from users.adapters.session_store import DynamoSessions
from users.adapters.store import DynamoAddressBooks, DynamoProfiles
from users.domain.address import Address, AddressBook
from users.domain.groups.group import CustomerGroup
from users.domain.groups.rule import Purchase
from users.domain.identity import Identity
from users.domain.sessions import Session
from users.doors.api import api
from users.doors.consumers import consumer
from users.usecases.profiles import current_profile

AT = {"countries": ["AT"]}
BUYERS = {"orders": 1, "spent": {"amount": 1500, "currency": "EUR"}, "within_days": 90}


@pytest.fixture(autouse=True)
def people(users_table: str) -> Iterator[None]:
    """Somebody of each role, signed in, and two customers, of whom the first lives in Austria."""
    with clock.freeze(NOON):
        for role in STAFF_ROLES:
            session = Session(
                f"of-{role}", role, NOON, NOON, "", "hash", "seed", "token", (role.value,), second_factor=True
            )
            DynamoSessions().add(session)
        for user_id, country in (("u1", "AT"), ("u2", "DE")):
            current_profile(
                DynamoProfiles(), Identity(user_id, f"{user_id}@example.com", email_verified=True, name=user_id)
            )
            book = AddressBook(user_id)
            address = Address("a1", "A", "1 Road", country=country, city="Town", postal_code="1010")
            DynamoAddressBooks().save_book(book.add(address, default=True))
        yield


def staff(method: str, path: str, role: str = "admin", version: int | None = None, **options: Any) -> Response:
    headers = {"If-Match": f'"{version}"'} if version is not None else {}
    return call(
        api,
        method,
        f"/admin/{path}",
        user=role,
        groups=[role],
        session=f"of-{role}",
        headers=headers,
        **options,
    )


def make(group_id: str, rule: dict[str, Any] | None = None) -> Response:
    return staff("POST", "customer-groups", body={"id": group_id, "name": group_id.title(), "rule": rule})


def groups_of(user_id: str, *asked: str) -> list[str]:
    answer = ask("GetUser", users_pb2.GetUserRequest(user_id=user_id, groups=asked).SerializeToString())
    return [*users_pb2.User.FromString(answer.message or b"").groups]


def put(group_id: str, user_id: str, role: str = "support") -> Response:
    return staff("PUT", f"customer-groups/{group_id}/members/{user_id}", role)


def payloads(table: str, event_type: str) -> list[dict[str, Any]]:
    return [each.data for each in told_by(table) if each.type == event_type]


def refunded(amount: int, event_id: str = "") -> Event:
    data = RefundChanged(
        refund_id="r1",
        payment_id="pay1",
        order_id="o1",
        amount=Amount(amount=amount, currency="EUR"),
        refunded_total=Amount(amount=amount, currency="EUR"),
        reason="damaged",
        requested_by="staff",
    )
    told = event("refund.succeeded", data, 30)
    return told.model_copy(update={"id": event_id}) if event_id else told


def test_a_group_is_made_changed_and_ended_once(users_table: str) -> None:
    made = make("trade", AT)
    assert (made.status, made.json["version"], made.headers["ETag"]) == (201, 1, '"1"')
    assert made.json["rule"]["countries"] == ["AT"]
    assert make("trade", AT).json == made.json  # the answer got lost
    again = make("trade")
    assert (again.status, again.json["code"]) == (409, "group_exists")

    body = {"name": "Traders", "rule": None}
    changed = staff("PUT", "customer-groups/trade", version=1, body=body)
    assert (changed.json["name"], changed.json["rule"], changed.json["version"]) == ("Traders", None, 2)
    assert staff("PUT", "customer-groups/trade", version=1, body=body).json["version"] == 2  # the answer got lost
    assert staff("PUT", "customer-groups/trade", version=1, body={"name": "T"}).status == 412
    assert staff("PUT", "customer-groups/trade", body={"name": "T"}).status == 428

    ended = staff("POST", "customer-groups/trade/end", version=2)
    assert ended.json["ended_at"]
    assert staff("POST", "customer-groups/trade/end", version=2).json == ended.json
    refused = staff("PUT", "customer-groups/trade", version=3, body={"name": "T"})
    assert (refused.status, refused.json["code"]) == (409, "group_ended")
    assert put("trade", "u1").json["code"] == "group_ended"
    assert make("trade").json["code"] == "group_exists"
    assert staff("GET", "customer-groups/none").status == 404
    told = payloads(users_table, "customer_group.changed")
    assert [(each["name"], each["by_rule"], each["ended"]) for each in told] == [
        ("Trade", True, False),
        ("Traders", False, False),
        ("Traders", False, True),
    ]


def test_all_groups_are_listed_page_by_page() -> None:
    for number in range(5):
        make(f"g{number}")
    first = staff("GET", "customer-groups", "merchandiser", query={"limit": "3"})
    rest = staff("GET", "customer-groups", "merchandiser", query={"cursor": first.json["next_cursor"]})
    assert [each["id"] for each in first.json["items"] + rest.json["items"]] == [f"g{number}" for number in range(5)]
    assert staff("GET", "customer-groups", query={"cursor": "eyJzayI6IHsiUyI6ICJ4In19"}).status == 400


def test_more_groups_than_can_be_read_at_once_are_refused() -> None:
    made = (CustomerGroup(f"g{number:03}", "G", NOON) for number in range(100))
    store = DynamoGroups()
    keeping = compose.services().groups
    for group in made:
        keeping.make(group.id, group.name, None)
    refused = make("one-more")
    assert (refused.status, refused.json["code"]) == (409, "too_many_groups")
    staff("POST", "customer-groups/g000/end", version=1)
    assert make("one-more").status == 201
    assert len(store.all()) == 101


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({}, "rule"),
        ({"within_days": 30}, "rule"),
        ({"countries": ["XX"]}, "rule.countries.0"),
        ({"spent": {"amount": 0, "currency": "EUR"}}, "rule.spent.amount"),
    ],
)
def test_a_rule_without_sense_is_refused(rule: dict[str, Any], field: str) -> None:
    refused = make("g", rule)
    assert refused.status == 400
    told = [each["field"] for each in refused.json.get("errors", [])] or [refused.json.get("field")]
    assert told == [field]


def test_the_staff_put_somebody_into_a_group_and_take_them_out(users_table: str) -> None:
    make("trade")
    assert groups_of("u1", "trade") == []
    assert [put("trade", "u1").status, put("trade", "u1").status] == [204, 204]
    assert groups_of("u1", "trade", "none") == ["trade"]
    assert groups_of("u2", "trade") == []
    assert groups_of("u1") == []  # what is not asked about is not told
    (member,) = staff("GET", "customer-groups/trade/members", "support").json["items"]
    assert (member["user_id"], member["email"], member["name"]) == ("u1", "u1@example.com", "u1")
    (held,) = staff("GET", "customers/u1/groups", "support").json["items"]
    assert (held["id"], bool(held["since"]), held["by_rule"]) == ("trade", True, False)

    out = "customer-groups/trade/members/u1"
    assert [staff("DELETE", out, "support").status, staff("DELETE", out, "support").status] == [204, 204]
    assert groups_of("u1", "trade") == []
    assert staff("GET", "customers/u1/groups", "support").json["items"] == []
    assert [(each["user_id"], each["member"]) for each in payloads(users_table, "user.group_changed")] == [
        ("u1", True),
        ("u1", False),
    ]
    assert put("trade", "nobody").status == 404
    assert put("none", "u1").status == 404


def test_members_are_listed_page_by_page() -> None:
    make("trade")
    for user_id in ("u1", "u2"):
        put("trade", user_id)
    first = staff("GET", "customer-groups/trade/members", query={"limit": "1"})
    rest = staff("GET", "customer-groups/trade/members", query={"cursor": first.json["next_cursor"]})
    assert [each["user_id"] for each in first.json["items"] + rest.json["items"]] == ["u1", "u2"]


def test_nobody_is_in_a_group_that_has_ended() -> None:
    make("trade", AT)
    put("trade", "u2")
    assert (groups_of("u1", "trade"), groups_of("u2", "trade")) == (["trade"], ["trade"])
    staff("POST", "customer-groups/trade/end", version=1)
    assert (groups_of("u1", "trade"), groups_of("u2", "trade")) == ([], [])


def test_who_makes_groups_may_change_prices_and_who_fills_them_deals_with_customers() -> None:
    assert staff("POST", "customer-groups", "support", body={"id": "a", "name": "A"}).status == 403
    assert staff("POST", "customer-groups", "merchandiser", body={"id": "a", "name": "A"}).status == 201
    assert put("a", "u1", "merchandiser").status == 403
    assert put("a", "u1", "support").status == 204


def test_a_rule_says_who_is_in_and_is_tried_before_it_holds() -> None:
    tried = staff("POST", "customer-groups/trial", body={"rule": AT, "customers": ["u1", "u2", "nobody"]})
    assert [each["user_id"] for each in tried.json["items"]] == ["u1"]
    make("austria", AT)
    assert (groups_of("u1", "austria"), groups_of("u2", "austria")) == (["austria"], [])
    (held,) = staff("GET", "customers/u1/groups").json["items"]
    assert (held["since"], held["by_rule"]) == (None, True)


@pytest.mark.parametrize("order", [*itertools.permutations(range(3))])
def test_what_was_bought_counts_whatever_the_order_and_however_often_it_is_told(order: tuple[int, ...]) -> None:
    make("buyers", BUYERS)
    make("any", {"orders": 1})
    events = [placed(), paid(), refunded(800)]
    for number in (*order, *order):
        batch(consumer, [events[number]])
    (purchase,) = DynamoPurchases().of("u1")
    assert purchase == Purchase("o1", NOON + timedelta(minutes=1), Money(1999, "EUR"), refunded=800)
    assert groups_of("u1", "buyers", "any") == ["any"]  # 11.99 of 15.00
    assert groups_of("u2", "buyers", "any") == []


def test_each_refund_counts_once() -> None:
    batch(consumer, [placed(), paid(), refunded(600, "r-1"), refunded(200, "r-2"), refunded(600, "r-1")])
    (purchase,) = DynamoPurchases().of("u1")
    assert (purchase.refunded, purchase.kept) == (800, 1199)


def test_of_two_events_that_say_it_is_paid_the_earlier_one_counts() -> None:
    later = paid().model_copy(update={"id": "later", "occurred_at": NOON + timedelta(days=2)})
    batch(consumer, [placed(), later])
    batch(consumer, [paid()])
    assert DynamoPurchases().of("u1")[0].at == NOON + timedelta(minutes=1)


def test_what_was_noted_before_purchases_were_kept_is_taken_up_when_somebody_asks() -> None:
    make("buyers", BUYERS)
    batch(consumer, [placed(), paid()])
    for record in PurchaseRecord.query("USER#u1", PurchaseRecord.sk.startswith("BOUGHT")):
        record.delete()
    assert groups_of("u1", "buyers") == ["buyers"]
    assert [each.order_id for each in DynamoPurchases().of("u1")] == ["o1"]
    # Who forgets their activity has bought all the same.
    DynamoActivities().erase("u1")
    assert groups_of("u1", "buyers") == ["buyers"]


def test_time_alone_moves_who_bought_within_some_days() -> None:
    make("buyers", BUYERS)
    batch(consumer, [placed(), paid()])
    assert groups_of("u1", "buyers") == ["buyers"]
    with clock.freeze(NOON + timedelta(days=90, minutes=1)):
        assert groups_of("u1", "buyers") == []


def test_a_consent_counts_while_it_holds() -> None:
    make("news", {"consents": ["marketing"]})
    assert groups_of("u1", "news") == []
    decide(given=True)
    assert groups_of("u1", "news") == ["news"]
    decide(given=False)
    assert groups_of("u1", "news") == []


def decide(*, given: bool) -> None:
    (kind,) = [
        each for each in call(api, "GET", "/me/consents", user="u1").json["items"] if each["kind"] == "marketing"
    ]
    body = {"given": given, "version": kind["version"]}
    assert call(api, "PUT", "/me/consents/marketing", body=body, user="u1").status == 200


def test_the_copy_of_ones_data_names_the_groups() -> None:
    make("trade")
    make("austria", AT)
    put("trade", "u1")
    batch(consumer, [placed(), paid()])
    own: dict[str, list[Any]] = {kind: [*records] for kind, records in DynamoOwnRecords().kinds("u1")}
    assert own["put_into_groups"] == [{"group_id": "trade", "since": NOON.isoformat()}]
    assert [(each["kind"], each["order_id"]) for each in own["purchases"]] == [("paid", "o1")]
    assert compose.services().membership.told("u1") == [
        {"group": "Austria", "put_there_at": "", "by_rule": "countries: AT"},
        {"group": "Trade", "put_there_at": clock.isoformat(NOON), "by_rule": ""},
    ]


def test_nothing_of_it_is_left_of_who_is_forgotten_nor_comes_back(users_table: str) -> None:
    make("trade")
    put("trade", "u1")
    batch(consumer, [placed(), paid()])
    DynamoGroups().memberships("u1")
    profile = DynamoProfiles().get("u1")
    assert profile is not None
    DynamoErasures().remove(profile, event("user.erased", PersonErased(user_id="u1")))
    left = [item for item in items(users_table) if item["pk"]["S"] == "USER#u1"]
    assert [item for item in left if not item["sk"]["S"].startswith("OUTBOX#")] == []
    assert staff("GET", "customer-groups/trade/members").json["items"] == []
    assert put("trade", "u1").status == 404

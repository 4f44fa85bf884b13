"""Notifications from the Kafka record to the mail service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from moto.ses.models import ses_backends

from notifications import compose
from notifications.adapters.store import ClaimStore
from notifications.domain.returned import Trouble
from notifications.doors import api, consumers
from notifications.usecases.ports import Claim, Named
from souk import clock
from souk.cloud import aws
from souk.events import Event
from souk.events.common import EventData
from souk.events.content import ContentPublished, LetterWords, SellerSettings, ShopSettings
from souk.events.factory import new_event
from souk.events.orders import OrderAnonymised, OrderCorrected, OrderLetterAsked
from souk.telemetry import ComesAgain
from tests.support.clients import whole
from tests.support.dynamo import REGION, environment, table
from tests.support.http import call
from tests.support.kafka import batch, without_marks
from tests.support.lambdas import LambdaContext
from tests.unit.notifications.fakes import CANCELLED, EXPIRED, LINK_ASKED, PAID, PLACED, REFUND, RETURN, SHIPMENT, USER

NO_FAILURES: dict[str, Any] = {"set_aside": 0}
ACCOUNT = "123456789012"  # moto's own
SENDER = "shop@example.com"


@pytest.fixture
def stored() -> Iterator[str]:
    with table(service="notifications") as name, environment(SENDER_EMAIL=SENDER, SHOP_NAME="Söuk"):
        compose.services.reset()
        yield name
        compose.services.reset()


@pytest.fixture
def verified(stored: str) -> str:
    """The sender is an identity SES has verified."""
    whole("sesv2").create_email_identity(EmailIdentity=SENDER)
    aws.client("ses").verify_email_identity(EmailAddress=SENDER)
    return stored


SHIPPED, DELIVERED = Named("e1", "shipped", "o1", "a…@example.com"), Named("e1", "delivered", "o1")


def told(event_type: str, data: EventData) -> Event:
    return new_event(event_type, aggregate_id="o1", aggregate_version=1, data=data)


def sent() -> list[Any]:
    return list(ses_backends[ACCOUNT][REGION].sent_messages)


def test_the_way_of_an_order_is_told_in_letters(verified: str) -> None:
    events = [
        told("user.registered", USER),
        told("order.placed", PLACED),
        told("order.paid", PAID),
        told("shipment.shipped", SHIPMENT),
        told("shipment.delivered", SHIPMENT),
        told("refund.succeeded", REFUND),
        told("order.cancelled", CANCELLED),
        told("order.expired", EXPIRED),
    ]
    assert batch(consumers.consumer, events) == NO_FAILURES
    assert sorted(message.subject for message in sent()) == sorted(
        [
            "Welcome to Söuk",
            "We have your order SK-000001",
            "Your order SK-000001 is confirmed",
            "Your order SK-000001 is on its way",
            "Your parcel of order SK-000001 is delivered",
            "Your refund of €10.00 for order SK-000001",
            "Your order SK-000001 is cancelled",
            "Your order SK-000001 has expired",
        ]
    )
    assert {message.destinations["ToAddresses"][0] for message in sent()} == {"ada@example.com"}
    assert "http://localhost:8080/orders/o1#key=the-key" in sent()[1].body


def test_the_same_event_twice_is_one_letter(verified: str) -> None:
    paid = told("order.paid", PAID)
    assert batch(consumers.consumer, [paid, paid]) == NO_FAILURES
    assert batch(consumers.consumer, [paid]) == NO_FAILURES
    assert len(sent()) == 1


def test_a_rejected_letter_is_recorded_and_left(stored: str) -> None:
    paid = told("order.paid", PAID)
    assert batch(consumers.consumer, [paid]) == NO_FAILURES
    (item,) = without_marks(aws.client("dynamodb").scan(TableName=stored)["Items"])
    assert (item["state"]["S"], item["reason"]["S"]) == ("rejected", "MessageRejected")
    aws.client("ses").verify_email_identity(EmailAddress=SENDER)
    assert batch(consumers.consumer, [paid]) == NO_FAILURES
    assert sent() == []


def test_a_refund_finds_whom_to_write_to_once_the_order_is_known(verified: str) -> None:
    refund = told("refund.succeeded", REFUND)
    with pytest.raises(ComesAgain):
        batch(consumers.consumer, [refund])
    assert batch(consumers.consumer, [told("order.placed", PLACED)]) == NO_FAILURES
    assert batch(consumers.consumer, [refund]) == NO_FAILURES
    assert sent()[-1].subject == "Your refund of €10.00 for order SK-000001"


def test_a_contact_that_was_kept_with_its_owner_and_index_is_found(verified: str) -> None:
    """As earlier versions stored it."""
    values = {"pk": "ORDER#o1", "sk": "CONTACT", "number": "SK-000001", "owner": "user:ada", "email": "ada@example.com"}
    index = {"gsi1pk": "OWNER#user:ada", "gsi1sk": "o1"}
    item = {name: {"S": value} for name, value in {**values, **index}.items()}
    aws.client("dynamodb").put_item(TableName=verified, Item={**item, "expires_at": {"N": "4000000000"}})
    assert batch(consumers.consumer, [told("refund.succeeded", REFUND)]) == NO_FAILURES
    assert sent()[-1].subject == "Your refund of €10.00 for order SK-000001"


def test_a_claim_is_held_for_its_lease_and_then_free_until_it_is_settled(stored: str) -> None:
    claims = ClaimStore()
    assert claims.claim(SHIPPED, 90, late=False) is Claim.WON
    assert claims.claim(SHIPPED, 90, late=False) is Claim.HELD
    assert claims.claim(DELIVERED, 90, late=False) is Claim.WON
    claims.release(DELIVERED)
    assert claims.claim(DELIVERED, 90, late=False) is Claim.WON
    with clock.freeze(datetime.now(UTC) + timedelta(seconds=91)):
        assert claims.claim(SHIPPED, 90, late=False) is Claim.WON
        claims.sent(SHIPPED, "m1")
        assert claims.claim(SHIPPED, 90, late=False) is Claim.DONE


def test_staff_see_the_letters_about_an_order_and_nobodys_address_once_it_is_forgotten(verified: str) -> None:
    batch(consumers.consumer, [told("order.placed", PLACED), told("user.registered", USER)])
    with clock.freeze(datetime.now(UTC) + timedelta(minutes=1)):
        batch(consumers.consumer, [told("order.paid", PAID)])
    answer = letters("o1")
    assert [(one["kind"], one["state"], one["to"]) for one in answer["items"]] == [
        ("order_confirmed", "sent", "a…@example.com"),
        ("order_received", "sent", "a…@example.com"),
    ]
    assert len(letters("o1", limit="1")["items"]) == 1
    assert letters("o2")["items"] == []
    batch(consumers.consumer, [told("order.anonymised", OrderAnonymised(order_id="o1"))])
    assert [one["to"] for one in letters("o1")["items"]] == ["", ""]
    denied = call(api.api, "GET", "/admin/letters", query={"order_id": "o1"}, user="m1", groups=["merchandiser"])
    assert denied.status == 403


def test_shoppers_see_which_letters_were_sent_and_what_became_of_them(verified: str) -> None:
    batch(consumers.consumer, [told("order.placed", PLACED), told("order.link_asked", LINK_ASKED)])
    paid = told("order.paid", PAID)
    batch(consumers.consumer, [paid])

    def asked(path: str = "/orders/o1/letters", **options: Any) -> tuple[int, list[tuple[str, str]]]:
        answer = call(api.api, "GET", path, **options)
        shown = answer.json.get("items", ())
        assert all([*each] == ["kind", "state", "at"] for each in shown)
        return answer.status, sorted((each["kind"], each["state"]) for each in shown)

    with_key = {"X-Order-Key": "the-key"}
    both = [("order_confirmed", "sent"), ("order_received", "sent")]
    assert asked(headers=with_key) == (200, both)
    assert asked("/me/orders/o1/letters", user="ada") == (200, both)
    ClaimStore().came_back(Named(paid.id, "order_confirmed", "o1"), Trouble.BOUNCED)
    refused = Named(paid.id, "shipped", "o1")
    ClaimStore().rejected(refused, "MessageRejected")
    ClaimStore().claim(Named(paid.id, "delivered", "o1"), 90, late=False)  # on its way
    assert asked(headers=with_key)[1] == [
        ("order_confirmed", "bounced"),
        ("order_received", "sent"),
        ("shipped", "undeliverable"),
    ]
    for options in ({"headers": {"X-Order-Key": "another"}}, {}, {"path": "/me/orders/o1/letters", "user": "eve"}):
        assert asked(**options)[0] == 404
    batch(consumers.consumer, [told("order.anonymised", OrderAnonymised(order_id="o1"))])
    assert asked(headers=with_key)[0] == 404
    assert asked("/me/orders/o1/letters", user="ada")[0] == 404


def test_a_letter_is_sent_again_once_to_where_letters_go_now(verified: str) -> None:
    batch(consumers.consumer, [told("order.placed", PLACED)])
    members = {**PAID.model_dump(), "email": "ada@new.example"}
    confirmed = told("order.letter_asked", OrderLetterAsked.model_validate({**members, "kind": "order_confirmed"}))
    parcel = {
        "kind": "shipped",
        "tracking_code": "T1",
        "complete": True,
        "parcel_lines": [{"sku": "MUG", "quantity": 2}],
    }
    shipped = told("order.letter_asked", OrderLetterAsked.model_validate({**members, **parcel}))
    unknown = told("order.letter_asked", OrderLetterAsked.model_validate({**members, "kind": "love"}))
    sums = {"refunded": REFUND.amount, "refunded_total": REFUND.refunded_total}
    refunded = told("order.letter_asked", OrderLetterAsked.model_validate({**members, **sums, "kind": "refunded"}))
    of_nothing = told("order.letter_asked", OrderLetterAsked.model_validate({**members, "kind": "refunded"}))
    batch(consumers.consumer, [confirmed, confirmed, shipped, unknown, refunded, of_nothing])
    assert [mail.subject for mail in sent()[1:]] == [
        "Your order SK-000001 is confirmed",
        "Your order SK-000001 is on its way",
        "Your refund of €10.00 for order SK-000001",
    ]
    assert {address for mail in sent()[1:] for address in mail.destinations["ToAddresses"]} == {"ada@new.example"}


def test_an_older_address_never_takes_the_place_of_a_newer_one_nor_of_none(verified: str) -> None:
    new = OrderCorrected.model_validate({**PLACED.model_dump(), "email": "ada@new.example"})
    corrected = new_event("order.corrected", aggregate_id="o1", aggregate_version=3, data=new)
    placed = told("order.placed", PLACED)
    contacts = compose.services().parts.contacts

    def known() -> str | None:
        contact = contacts.of_order("o1")
        return contact.email if contact else None

    batch(consumers.consumer, [placed, corrected, placed])
    assert known() == "ada@new.example"
    batch(consumers.consumer, [told("order.anonymised", OrderAnonymised(order_id="o1")), placed, corrected])
    assert known() == ""


def test_what_an_earlier_version_has_claimed_is_not_sent_when_it_comes_late(verified: str) -> None:
    with clock.freeze(datetime.now(UTC) - timedelta(days=2)):
        event = told("order.paid", PAID)
    key = {"pk": {"S": f"LETTER#{event.id}"}, "sk": {"S": "order_confirmed"}}
    rest = {"state": {"S": "sent"}, "lease_until": {"N": "0"}, "expires_at": {"N": "4000000000"}}
    aws.client("dynamodb").put_item(TableName=verified, Item={**key, **rest})
    batch(consumers.consumer, [event])
    assert sent() == []


def letters(order_id: str, **query: str) -> dict[str, Any]:
    asked = {"order_id": order_id, **query}
    answer = call(api.api, "GET", "/admin/letters", query=asked, user="s1", groups=["support"])
    assert answer.status == 200
    return dict(answer.json)


def test_it_answers_a_health_check(stored: str) -> None:
    assert consumers.handler({"health": True}, LambdaContext()) == {"status": "ok", "service": "notifications"}


def test_who_sends_something_back_is_told_where_to(verified: str) -> None:
    seller = SellerSettings(
        company="Kiosk Ltd", street="Market Lane 1", postal_code="10115", city="Berlin", country="DE"
    )
    settings = ContentPublished(document="settings", number=1, shop=ShopSettings(name="Kiosk", seller=seller))
    events = [told("content.published", settings), told("return.approved", RETURN)]
    assert batch(consumers.consumer, events) == NO_FAILURES
    [message] = sent()
    assert "Kiosk Ltd, Market Lane 1, 10115 Berlin, DE" in message.body


def test_letters_have_the_name_and_the_words_that_the_merchant_published(verified: str) -> None:
    settings = ContentPublished(
        document="settings", number=1, shop=ShopSettings(name="Kiosk", primary="#7a1f3d", language="de")
    )
    words = LetterWords(
        kind="order_confirmed", language="de", subject="{number}: {shop}", intro="Hallo {x}", closing="Bis bald"
    )
    letter = ContentPublished(document="letter:order_confirmed:de", number=1, letter=words)
    published = [told("content.published", settings), told("content.published", letter)]
    assert batch(consumers.consumer, [*published, told("order.paid", PAID)]) == NO_FAILURES
    [message] = sent()
    assert (message.subject, message.source) == ("SK-000001: Kiosk", f"Kiosk <{SENDER}>")
    assert all(part in message.body for part in ("Hallo {x}", "Bis bald", "#7a1f3d"))
    older = settings.model_copy(update={"shop": ShopSettings(name="Before")})
    assert (
        batch(consumers.consumer, [told("content.published", older), told("order.cancelled", CANCELLED)]) == NO_FAILURES
    )
    assert sent()[-1].source == f"Kiosk <{SENDER}>"


def test_staff_see_a_whole_letter_with_words_that_are_not_kept(verified: str) -> None:
    body = {"kind": "back_in_stock", "language": "ar", "subject": "{shop}: جديد", "intro": "<b>أهلا</b>"}
    shown = call(api.api, "POST", "/admin/letters/preview", body=body, user="s1", groups=["merchandiser"])
    assert (shown.status, shown.json["subject"], shown.json["language"]) == (200, "Söuk: جديد", "ar")
    assert 'dir="rtl"' in shown.json["html"]
    assert "&lt;b&gt;أهلا&lt;/b&gt;" in shown.json["html"], "words are text"
    assert "<b>أهلا</b>" in shown.json["text"]
    turkish = call(
        api.api, "POST", "/admin/letters/preview", body={**body, "language": "tr"}, user="s1", groups=["admin"]
    )
    assert (turkish.json["language"], turkish.json["subject"]) == ("en", "Söuk: جديد")
    assert (
        call(api.api, "POST", "/admin/letters/preview", body={**body, "kind": "x"}, user="s1", groups=["admin"]).status
        == 400
    )
    assert sent() == []

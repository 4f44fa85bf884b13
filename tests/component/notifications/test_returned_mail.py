"""Mail that came back, from what SES tells by EventBridge to staff who have the address written to again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from notifications import compose
from notifications.domain.letter import LetterKind, WrittenLetter
from notifications.doors import api, consumers, feedback
from notifications.usecases.ports import Named
from souk.cloud import aws
from souk.events.orders import OrderAnonymised
from tests.component.notifications.test_notifications import NO_FAILURES, SENDER, letters, sent, told
from tests.support.clients import whole
from tests.support.dynamo import environment, table
from tests.support.http import call
from tests.support.kafka import batch
from tests.support.lambdas import LambdaContext
from tests.unit.notifications.fakes import CANCELLED, PAID, PLACED, USER


@pytest.fixture(autouse=True)
def stored() -> Iterator[str]:
    settings = {"SENDER_EMAIL": SENDER, "SHOP_NAME": "Souk", "MAIL_CONFIGURATION_SET": "souk-test-letters"}
    with table(service="notifications") as name, environment(**settings):
        compose.services.reset()
        whole("sesv2").create_email_identity(EmailIdentity=SENDER)
        aws.client("ses").verify_email_identity(EmailAddress=SENDER)
        whole("ssm").put_parameter(Name="/souk/test/limits", Value='{"key": "k"}', Type="SecureString", Overwrite=True)
        yield name
        compose.services.reset()


def from_ses(event_type: str, more: dict[str, Any], tags: dict[str, list[str]] | None = None) -> dict[str, Any]:
    """As in "Examples of event data that Amazon SES publishes", in EventBridge's envelope."""
    names = {"Bounce": "Email Bounced", "Complaint": "Email Complaint Received", "Delivery": "Email Delivered"}
    mail = {
        "timestamp": "2026-11-05T00:40:02.012Z",
        "source": f"Souk <{SENDER}>",
        "messageId": "EXAMPLE7c191be45",
        "destination": ["ada@example.com"],
        "tags": {"ses:configuration-set": ["souk-test-letters"], **(tags or {})},
    }
    detail = {"eventType": event_type, event_type.lower(): more, "mail": mail}
    return {"version": "0", "source": "aws.ses", "detail-type": names[event_type], "detail": detail}


def bounce(kind: str, address: str = "ada@example.com", tags: dict[str, list[str]] | None = None) -> dict[str, Any]:
    person = {"emailAddress": address, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1"}
    told_of = {"bounceType": kind, "bounceSubType": "General", "bouncedRecipients": [person]}
    return from_ses("Bounce", {**told_of, "timestamp": "2026-11-05T00:41:02.669Z", "feedbackId": "0100"}, tags)


def complaint(said: str) -> dict[str, Any]:
    people = [{"emailAddress": "ada@example.com"}]
    told_of = {"complainedRecipients": people, "complaintFeedbackType": said, "feedbackId": "0101"}
    return from_ses("Complaint", {**told_of, "timestamp": "2026-11-05T00:41:02.669Z"})


def hear(event: dict[str, Any]) -> int:
    answer: dict[str, int] = feedback.handler(event, LambdaContext())
    return answer["returned"]


def address(method: str = "GET", group: str = "support") -> Any:
    return call(api.api, method, "/admin/letters/address", query={"order_id": "o1"}, user="s1", groups=[group])


def test_an_address_that_bounces_for_good_is_not_written_to_until_staff_say_so() -> None:
    placed = told("order.placed", PLACED)
    assert batch(consumers.consumer, [placed]) == NO_FAILURES
    tags = {"kind": ["order_received"], "event": [placed.id], "order": ["o1"]}
    assert address().json == {"reachable": True, "why": "", "since": None}
    assert hear(bounce("Permanent", "Ada <ADA@example.com>", tags)) == 1
    assert hear(bounce("Permanent", tags=tags)) == 1  # EventBridge delivers at least once
    assert [one["state"] for one in letters("o1")["items"]] == ["bounced"]
    assert (address().json["reachable"], address().json["why"]) == (False, "bounced")
    assert address().json["since"].startswith("2026-11-05T00:41:02.669")

    paid = told("order.paid", PAID)
    assert batch(consumers.consumer, [paid, told("user.registered", USER)]) == NO_FAILURES
    assert len(sent()) == 1
    newest = next(one for one in letters("o1")["items"] if one["kind"] == "order_confirmed")
    assert (newest["state"], newest["reason"]) == ("rejected", "bounced")

    assert address("DELETE", "merchandiser").status == 403
    assert address("DELETE").status == 204
    assert address().json["reachable"]
    assert batch(consumers.consumer, [paid, told("order.cancelled", CANCELLED)]) == NO_FAILURES
    assert [message.subject for message in sent()[1:]] == ["Your order SK-000001 is cancelled"]


@pytest.mark.parametrize("event", [bounce("Transient"), bounce("Undetermined"), complaint("not-spam")])
def test_what_may_arrive_another_time_and_what_is_no_complaint_change_nothing(event: dict[str, Any]) -> None:
    assert hear(event) == 0
    batch(consumers.consumer, [told("order.placed", PLACED)])
    assert len(sent()) == 1


def test_whoever_calls_a_letter_spam_gets_none_any_more() -> None:
    assert hear(complaint("abuse")) == 1
    batch(consumers.consumer, [told("order.placed", PLACED)])
    assert sent() == []
    assert address().json["why"] == "complained"


def test_nothing_in_the_table_tells_the_address_and_it_goes_with_its_person(stored: str) -> None:
    batch(consumers.consumer, [told("order.placed", PLACED)])
    hear(bounce("Permanent"))

    def dead() -> list[Any]:
        items = aws.client("dynamodb").scan(TableName=stored)["Items"]
        return [item for item in items if item["pk"]["S"].startswith("DEAD#")]

    (item,) = dead()
    assert "ada" not in str(item)
    batch(consumers.consumer, [told("order.anonymised", OrderAnonymised(order_id="o1"))])
    assert dead() == []
    assert address().status == 404


def test_a_letter_says_by_its_tags_which_it_is() -> None:
    placed = told("order.placed", PLACED)
    request = compose.services().parts.mailer._request  # type: ignore[attr-defined]
    letter = WrittenLetter(LetterKind.RECEIVED, "ada@example.com", "s", "h", "t", "en")
    asked = request(letter, Named(placed.id, "order_received", "o1", "a"))
    assert asked["ConfigurationSetName"] == "souk-test-letters"
    tags = {tag["Name"]: tag["Value"] for tag in asked["EmailTags"]}
    assert tags == {"kind": "order_received", "event": placed.id, "order": "o1"}

"""Photos of what is returned or claimed: sent to S3 by form, looked at, shown to staff, gone with the person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shipping.doors import api, consumers
from souk.cloud import aws
from souk.events.common import EventData
from souk.events.factory import new_event
from souk.events.orders import OrderAnonymised
from tests.support.clients import whole
from tests.support.dynamo import environment
from tests.support.http import Response, call
from tests.support.kafka import batch
from tests.unit.content.test_rules import PNG
from tests.unit.shipping.fakes import ORDER, SHIPMENT, paid

NO_FAILURES: Any = {"set_aside": 0}
KEY = {"X-Order-Key": "the-key"}


def told(event_type: str, data: EventData) -> None:
    event = new_event(event_type, aggregate_id=ORDER, aggregate_version=1, data=data)
    assert batch(consumers.consumer, [event]) == NO_FAILURES


@pytest.fixture
def claim(outbox: str) -> Iterator[str]:
    """The path of the photos of a claim."""
    with environment(MEDIA_BUCKET="media"):
        whole("s3").create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        told("order.paid", paid())
        staff("POST", f"/admin/shipments/{SHIPMENT}/dispatch", body={"carrier": "manual", "tracking_code": "RR1"})
        staff("POST", f"/admin/shipments/{SHIPMENT}/delivered")
        body = {"kind": "claim", "note": "a crack", "lines": [{"sku": "MUG-BLUE", "quantity": 1, "reason": "damaged"}]}
        query, headers = {"order_id": ORDER}, {**KEY, "Idempotency-Key": "claim"}
        asked = call(api.api, "POST", "/returns", query=query, body=body, headers=headers)
        assert asked.status == 201, asked.body
        yield f"/returns/{asked.json['id']}/photos"


def staff(method: str, path: str, **options: Any) -> Response:
    return call(api.api, method, path, user="mira", groups=["fulfilment"], **options)


def shopper(method: str, path: str, body: Any, **headers: str) -> Response:
    return call(api.api, method, path, body=body, headers={**KEY, **headers})


def sent(path: str, photo: bytes) -> str:
    """The id of a photo that S3 was sent."""
    begun = shopper("POST", path, {"media_type": "image/png"})
    assert begun.status == 201, begun.body
    key = f"uploads{path.removesuffix('/photos')}/{begun.json['photo_id']}"
    assert begun.json["fields"]["key"] == key
    aws.client("s3").put_object(Bucket="media", Key=key, Body=photo)
    return str(begun.json["photo_id"])


def keys() -> list[str]:
    return [each["Key"] for each in whole("s3").list_objects_v2(Bucket="media").get("Contents", ())]


def test_a_photo_is_looked_at_shown_to_staff_and_forgotten(claim: str) -> None:
    photo_id, script = sent(claim, PNG), sent(claim, b"<svg onload=alert(1)>")
    assert shopper("PUT", claim, {"photos": [script]}).status == 400
    assert shopper("PUT", claim, {"photos": ["0190b8f0-0000-7000-8000-00000000000f"]}).status == 409
    for _ in range(2):
        shown = shopper("PUT", claim, {"photos": [photo_id]})
        assert (shown.status, shown.json["photos"]) == (200, [photo_id])
    [link] = staff("GET", f"/admin{claim}").json["items"]
    assert (link["id"], "/media/returns/" in link["url"] or "media.s3" in link["url"]) == (photo_id, True)
    assert "X-Amz-Expires=300" in link["url"]
    assert call(api.api, "GET", f"/admin{claim}").status in (401, 403)
    assert len(keys()) == 3
    for _ in range(2):
        told("order.anonymised", OrderAnonymised(order_id=ORDER))
    assert keys() == []
    assert staff("GET", f"/admin{claim}").json["items"] == []


def test_photos_are_the_askers_alone_and_end_with_the_claim(claim: str) -> None:
    photo = {"media_type": "image/png"}
    assert call(api.api, "POST", claim, body=photo, headers={"X-Order-Key": "wrong"}).status == 404
    assert shopper("POST", claim, {"media_type": "image/svg+xml"}).status == 400
    assert shopper("PUT", claim, {"photos": ["../../secret"]}).status == 400
    assert shopper("PATCH", claim.removesuffix("/photos"), {"state": "cancelled"}).status == 200
    assert shopper("POST", claim, photo).status == 409

"""Pictures of products: sent by a form, looked at, and served."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from products.domain.pictures import MAX_BYTES
from souk.cloud import aws
from tests.component.products.conftest import BUCKET, Shop
from tests.unit.products.test_pictures import PNG


@pytest.fixture
def mug(shop: Shop) -> dict[str, Any]:
    made: dict[str, Any] = shop.make(title="Mug").json
    return made


def sent(shop: Shop, product_id: str, content: bytes, content_type: str = "image/png") -> str:
    begun = shop.staff("POST", f"/admin/products/{product_id}/pictures", body={"content_type": content_type})
    assert begun.status == 201, begun.body
    upload = begun.json["upload"]
    policy = json.loads(base64.b64decode(upload["fields"]["policy"]))
    assert {"Content-Type": content_type} in policy["conditions"]
    assert ["content-length-range", 1, MAX_BYTES] in policy["conditions"]
    aws.client("s3").put_object(Bucket=BUCKET, Key=upload["fields"]["key"], Body=content)
    return str(begun.json["picture_id"])


def test_a_picture_that_was_sent_is_shown_and_given_to_variants(shop: Shop, mug: dict[str, Any]) -> None:
    path = f"/admin/products/{mug['id']}/pictures"
    picture_id = sent(shop, mug["id"], PNG)
    body = {"alt": "A mug", "skus": [mug["variants"][0]["sku"]]}
    assert shop.staff("PUT", f"{path}/{picture_id}", body=body).status == 428
    added = shop.staff("PUT", f"{path}/{picture_id}", body=body, headers={"If-Match": '"1"'})
    assert added.status == 200, added.body
    src = f"/media/products/{mug['id']}/{picture_id}.png"
    assert [(image["src"], image["alt"]) for image in added.json["images"]] == [(src, "A mug")]
    assert shop.get("/products/mug").json["variants"][0]["image"] == src
    served = aws.client("s3").get_object(Bucket=BUCKET, Key=src.removeprefix("/"))
    assert (served["ContentType"], served["Body"].read()) == ("image/png", PNG)
    again = shop.staff("PUT", f"{path}/{picture_id}", body=body, headers={"If-Match": '"2"'})
    assert (again.status, again.json["version"]) == (200, 2)


def test_what_is_no_picture_is_refused_and_removed(shop: Shop, mug: dict[str, Any]) -> None:
    path = f"/admin/products/{mug['id']}/pictures"
    picture_id = sent(shop, mug["id"], b"<svg onload='alert(1)'/>")
    for status in (400, 409):  # then it is gone
        answer = shop.staff("PUT", f"{path}/{picture_id}", body={}, headers={"If-Match": '"1"'})
        assert answer.status == status, answer.body
    assert shop.staff("POST", path, body={"content_type": "image/svg+xml"}).status == 400
    assert shop.staff("PUT", f"{path}/..", body={}, headers={"If-Match": '"1"'}).status == 404
    assert shop.staff("GET", f"/admin/products/{mug['id']}").json["images"] == []

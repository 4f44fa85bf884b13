"""Files that are sold: sent by a form, put to a variant, and told to who asks over gRPC."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from products.domain.digital import MAX_BYTES
from souk import clock
from souk.cloud import aws
from souk.contracts.catalogue_pb2 import File, GetFilesRequest, GetFilesResponse
from tests.component.products.conftest import BUCKET, Shop
from tests.component.products.test_authoring import euro
from tests.component.products.test_rpc import ask

SONG = {
    "sku": "SO#NG",
    "price": euro(900),
    "withdrawal_exclusion": "digital_content",
    "requires_shipping": False,
}


@pytest.fixture
def song(shop: Shop) -> str:
    made: dict[str, Any] = shop.make(title="Song", variants=[SONG]).json
    return str(made["id"])


def sent(shop: Shop, product_id: str, content: bytes = b"la la", name: str = "song.mp3", replaces: str = "") -> Any:
    path = f"/admin/products/{product_id}/files"
    begun = shop.staff("POST", path, body={"sku": "SO#NG", "content_type": "audio/mpeg"})
    assert begun.status == 201, begun.body
    fields = begun.json["upload"]["fields"]
    conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    assert {"Content-Type": "audio/mpeg"} in conditions
    assert ["content-length-range", 1, MAX_BYTES] in conditions
    attached = {"sku": "SO#NG", "name": name, "replaces": replaces}
    early = shop.staff("PUT", f"{path}/{begun.json['file_id']}", body=attached)
    assert (early.status, early.json["code"]) == (409, "conflict")
    aws.client("s3").put_object(Bucket=BUCKET, Key=fields["key"], Body=content, ContentType="audio/mpeg")
    answer = shop.staff("PUT", f"{path}/{begun.json['file_id']}", body=attached)
    assert answer.status == 200, answer.body
    assert shop.staff("PUT", f"{path}/{begun.json['file_id']}", body=attached).json == answer.json
    return answer.json["items"]


def told(*skus: str) -> list[File]:
    answer = ask("Catalogue/GetFiles", GetFilesRequest(skus=skus))
    return [*GetFilesResponse.FromString(answer.message or b"").files]


def test_a_file_that_was_sent_is_listed_and_told_with_where_it_is(shop: Shop, song: str) -> None:
    [item] = sent(shop, song)
    assert (item["sku"], item["name"], item["media_type"], item["size"]) == ("SO#NG", "song.mp3", "audio/mpeg", 5)
    [file] = told("NONE", "SO#NG")
    assert (file.sku, file.file_id, file.size, file.removed_at) == ("SO#NG", item["file_id"], 5, "")
    assert aws.client("s3").get_object(Bucket=BUCKET, Key=file.key)["Body"].read() == b"la la"


def test_a_file_that_is_replaced_is_the_same_file_and_its_bytes_go_the_day_after(shop: Shop, song: str) -> None:
    [item] = sent(shop, song)
    [before] = told("SO#NG")
    [newest] = sent(shop, song, b"la la la", "song-2.mp3", item["file_id"])
    assert (newest["file_id"], newest["name"], newest["size"]) == (item["file_id"], "song-2.mp3", 8)
    [file] = told("SO#NG")
    assert (file.file_id, file.key == before.key) == (before.file_id, False)
    aws.client("s3").head_object(Bucket=BUCKET, Key=before.key)
    with clock.freeze(clock.now() + timedelta(days=1, minutes=1)):
        sent(shop, song, name="other.mp3")
    with pytest.raises(ClientError):
        aws.client("s3").head_object(Bucket=BUCKET, Key=before.key)
    aws.client("s3").head_object(Bucket=BUCKET, Key=file.key)


def test_a_file_that_is_taken_from_sale_is_there_for_who_had_paid(shop: Shop, song: str) -> None:
    [item] = sent(shop, song)
    path = f"/admin/products/{song}/files/{item['file_id']}"
    [gone] = shop.staff("DELETE", path, query={"sku": "SO#NG"}).json["items"]
    assert gone["removed_at"]
    [again] = shop.staff("DELETE", path, query={"sku": "SO#NG"}).json["items"]
    assert again == gone
    [file] = told("SO#NG")
    assert file.removed_at
    aws.client("s3").head_object(Bucket=BUCKET, Key=file.key)
    assert shop.staff("DELETE", path, query={"sku": "OTHER"}).status == 404


def test_only_digital_content_has_files(shop: Shop, song: str) -> None:
    mug = shop.make(title="Mug").json
    body = {"sku": mug["variants"][0]["sku"], "content_type": "audio/mpeg"}
    assert shop.staff("POST", f"/admin/products/{mug['id']}/files", body=body).status == 409
    assert shop.staff("POST", f"/admin/products/{song}/files", body=body).status == 404
    wrong = shop.staff("POST", f"/admin/products/{song}/files", body={"sku": "SO#NG", "content_type": "audio"})
    assert wrong.status == 400
    assert shop.staff("GET", f"/admin/products/{song}/files").json == {"items": []}

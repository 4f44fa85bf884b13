"""The export as staff use it: started once, seen to go on, fetched by a signed address."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from products import compose
from products.adapters import files
from products.domain.shopify import writer
from products.doors import exporter
from products.usecases.exporter import ExportSizes
from souk.cloud import aws
from tests.component.products.conftest import BUCKET, Shop
from tests.support.lambdas import LambdaContext
from tests.unit.products import csvs


def content(url: str) -> str:
    stored = aws.client("s3").get_object(Bucket=BUCKET, Key=urlsplit(url).path.lstrip("/"))
    assert stored["ContentDisposition"].startswith('attachment; filename="products-')
    text: str = stored["Body"].read().decode()
    return text


def test_an_export_can_be_imported_again_and_changes_nothing(shop: Shop) -> None:
    shop.load(
        csvs.simple("cup", **{"Option1 Name": "Size", "Option1 Value": "S", "Image Src": "media/cup.svg"}),
        csvs.row(Handle="cup", **{"Option1 Value": "L", "Variant Price": "7", "Variant Inventory Tracker": "shopify"}),
        csvs.simple("pot", Status="draft", Tags="a,b", Type="Pots", Title="=1+1"),
        csvs.simple("jar", Status="unlisted", **{"Variant Inventory Tracker": ""}),
    )
    job = shop.export()
    assert (job["status"], job["products_done"], job["products_total"]) == ("succeeded", 3, 3)
    assert parse_qs(urlsplit(job["url"]).query)["X-Amz-Expires"] == [str(files.LINK_SECONDS)]
    text = content(job["url"])
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Handle"], row["Variant Inventory Qty"]) for row in rows] == [
        ("jar", "0"),
        ("pot", "10"),
        ("cup", "10"),
        ("cup", "0"),
    ]
    again = shop.send(text.encode())
    shop.work(again)
    report = shop.report(again)
    assert (report["products_unchanged"], report["warning_count"], report["error_count"]) == (3, 0, 0)


def test_what_shoppers_do_not_see_is_left_out_when_asked(shop: Shop) -> None:
    shop.load(csvs.simple("cup"), csvs.simple("pot", Status="draft"), csvs.simple("jar", Status="unlisted"))
    job = shop.export(drafts=False)
    assert (job["products_done"], job["products_total"]) == (2, 2)
    assert "pot" not in content(job["url"])


@pytest.fixture
def small_parts(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The names of the columns and a product are a part. S3 takes 5 MB and more; moto looks at that, too."""
    monkeypatch.setattr("moto.s3.models.S3_UPLOAD_PART_MIN_SIZE", 1)
    sizes = ExportSizes(page=1, part_bytes=len(writer.header().encode()))
    parts = replace(compose.services().parts, export_sizes=sizes)
    with compose.services.swap(lambda: parts):
        yield


@pytest.mark.usefixtures("small_parts")
def test_an_export_goes_on_in_the_next_worker_where_the_last_one_stopped(shop: Shop) -> None:
    shop.load(*(csvs.simple(f"cup-{number}") for number in range(3)))
    started = shop.staff("POST", "/admin/products/exports", body={}, headers={"Idempotency-Key": "k"})
    path = f"/admin/products/exports/{started.json['export_id']}"
    exporter.handler({"export_id": started.json["export_id"]}, LambdaContext(remaining_ms=10_000))
    running = shop.staff("GET", path).json
    assert (running["status"], running["products_done"], running["products_total"], running["url"]) == (
        "running",
        1,
        3,
        None,
    )
    assert shop.workers.started[-2:] == [started.json["export_id"]] * 2
    exporter.handler({"export_id": started.json["export_id"]}, LambdaContext())
    done = shop.staff("GET", path).json
    assert (done["status"], done["products_done"]) == ("succeeded", 3)
    lines = content(done["url"]).splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["cup-2", "cup-1", "cup-0"]


def test_an_export_is_started_once_for_a_key_and_only_by_staff(shop: Shop) -> None:
    headers = {"Idempotency-Key": "once"}
    first = shop.staff("POST", "/admin/products/exports", body={}, headers=headers)
    again = shop.staff("POST", "/admin/products/exports", body={}, headers=headers)
    assert (first.status, again.json["export_id"]) == (202, first.json["export_id"])
    assert len(shop.workers.started) == 1
    assert shop.staff("POST", "/admin/products/exports", body={}).status == 400
    assert shop.staff("GET", "/admin/products/exports/nope").status == 404
    listed = shop.staff("GET", "/admin/products/exports").json["items"]
    assert [job["export_id"] for job in listed] == [first.json["export_id"]]
    assert shop.get("/admin/products/exports").status == 401

"""A merchant's file through the whole cloud: imported, shown, bought, exported, and the same again."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from souk_local.aws import Clients
from souk_local.catalogue import import_file
from souk_local.shop_api import ShopApi
from souk_local.waiting import wait_until
from souk_tools.shopper import Shopper
from tests.support.cloud import TestCloud

pytestmark = pytest.mark.cloud

# As a spreadsheet of a shop in Germany writes it, the rows of one product apart.
FILE = """Handle;Title;Option1 Name;Option1 Value;Variant SKU;Variant Inventory Tracker;Variant Inventory Qty;\
Variant Inventory Policy;Variant Price;Status
tea.v2_™-{key};=Tee™;Größe;S;{key} A/1, & C#5;shopify;7;deny;19,99;active
extra-{key};Verpacken;;;{key}-free;;0;deny;1.299,00;unlisted
tea.v2_™-{key};;;M;{key} A/1, & C#5;shopify;3;deny;19,99;
"""


def path(text: str) -> str:
    return quote(text, safe="")


def exported(staff: ShopApi) -> str:
    started = staff.call("POST", "/admin/products/exports", {"drafts": True}, {"Idempotency-Key": str(uuid.uuid4())})
    latest: dict[str, Any] = {}

    def done() -> bool:
        latest.update(staff.call("GET", f"/admin/products/exports/{started['export_id']}"))
        return bool(latest["status"] == "succeeded")

    assert wait_until(done, 120, every_seconds=0.5), latest
    assert latest["products_done"] == latest["products_total"]
    return httpx.get(latest["url"], timeout=30).text


def test_a_file_of_a_spreadsheet_is_imported_sold_and_exported(staff: ShopApi, shopper: Shopper) -> None:
    key = uuid.uuid4().hex[:8]
    file = FILE.format(key=key).encode("utf-16")
    report = import_file(staff, "preise.csv", file)
    assert (report["products_created"], report["products_total"], report["rows_total"]) == (2, 2, 3), report
    assert (report["error_count"], report["warning_count"]) == (0, 1)

    handle = f"tea.v2_™-{key}"
    product = shopper.call("GET", f"/products/{path(handle)}")
    first, second = product["variants"]
    assert (first["sku"], first["available"], second["available"]) == (f"{key} A/1, & C#5", 7, 3)
    assert product["title"] == "=Tee™"
    free = shopper.call("GET", f"/products/extra-{key}")["variants"][0]
    assert (free["tracked"], free["price"]["amount"]) == (False, 129900)

    for sku in (first["sku"], free["sku"]):
        shopper.put_into_cart(sku)
    cart = shopper.call("PUT", f"/cart/lines/{path(first['sku'])}", {"quantity": 2})
    assert [(line["sku"], line["quantity"]) for line in cart["lines"]] == [(first["sku"], 2), (free["sku"], 1)]
    placed = shopper.check_out(str(uuid.uuid4()))
    shopper.pay(placed)
    assert "PAID" in [entry["state"] for entry in shopper.follow(placed, until="PAID")]
    sold = f"/admin/stock/{path(first['sku'])}"
    assert wait_until(lambda: staff.call("GET", sold)["on_hand"] == 5, 60, every_seconds=0.5)

    text = exported(staff)
    assert f'"{key} A/1, & C#5"' in text
    assert "'=Tee™" in text
    again = import_file(staff, "again.csv", text.encode())
    assert (again["products_unchanged"], again["error_count"]) == (again["products_total"], 0), again


@pytest.mark.parametrize(
    ("change", "content", "status"),
    [
        ({}, b"Handle,Title", 204),
        ({"key": "media/attack.html"}, b"<script>", 403),
        ({"Content-Type": "text/html"}, b"<script>", 403),
        ({"acl": "public-read"}, b"Handle,Title", 403),
        ({"policy": "e30="}, b"Handle,Title", 403),
        ({}, b"", 400),
    ],
)
def test_the_storage_takes_only_what_the_form_is_signed_for(
    staff: ShopApi, change: dict[str, str], content: bytes, status: int
) -> None:
    upload = staff.call("POST", "/admin/products/imports", {"filename": "products.csv"})["upload"]
    answer = httpx.post(upload["url"], data={**upload["fields"], **change}, files={"file": content}, timeout=30)
    assert answer.status_code == status, answer.text


def test_a_picture_that_is_called_a_table_is_refused_and_gone(staff: ShopApi, cloud: TestCloud) -> None:
    report = import_file(staff, "products.csv", b"\x89PNG\r\n\x1a\n")
    assert (report["status"], report["failure"]) == ("failed", "the file is a picture")
    stored = Clients(cloud.settings).s3.list_objects_v2(
        Bucket=cloud.deployed.media_bucket, Prefix=f"imports/{report['import_id']}"
    )
    assert stored["KeyCount"] == 0

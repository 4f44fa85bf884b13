"""The import as staff use it: signed upload, worker, report, and crashes in between."""

from __future__ import annotations

import base64
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from products import compose
from products.adapters.files import S3Files
from products.adapters.store.catalogue import DynamoCatalogueStore
from products.adapters.store.imports import DynamoImportStore
from products.usecases.ports import Checkpoint, ProductWrite, Superseded
from souk.cloud import aws
from tests.component.products.conftest import BUCKET, Shop, items
from tests.support import outbox
from tests.support.dynamo import REGION
from tests.unit.products import csvs


def counts(report: dict[str, int]) -> tuple[int, ...]:
    names = ("products_created", "products_updated", "products_unchanged", "products_failed")
    return tuple(report[name] for name in names)


def test_bad_rows_are_reported_with_line_and_column_and_the_rest_comes_in(shop: Shop) -> None:
    report = shop.load(
        csvs.simple("cup", **{"Body (HTML)": "two\nlines"}),
        csvs.simple("pot", **{"Variant Price": "cheap", "Status": "gone"}),
        csvs.simple("jar"),
    )
    assert (report["status"], report["rows_total"], report["rows_done"]) == ("succeeded", 3, 3)
    assert counts(report) == (2, 0, 0, 1)
    assert [(e["line"], e["handle"], e["field"]) for e in report["errors"]] == [
        (4, "pot", "Variant Price"),
        (4, "pot", "Status"),
    ]
    assert shop.get("/products/pot").status == 404
    assert not [item for item in items(shop.table) if "pot" in item["pk"]["S"].lower()]


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    rows = [csvs.simple("cup", **{"Product Category": "Home > Kitchen"}), csvs.simple("jar")]
    shop.load(*rows)

    def state() -> list[object]:
        return [item for item in items(shop.table) if not item["pk"]["S"].startswith("IMPORT#")]

    before = state()
    report = shop.load(*rows)
    assert counts(report) == (0, 0, 2, 0)
    assert state() == before


class Crash(BaseException):
    """The process ends."""


class MortalStore(DynamoCatalogueStore):
    """Its process ends before the fourth product is written."""

    written = 0

    def save(self, write: ProductWrite) -> None:
        if self.written == 3:
            raise Crash
        super().save(write)
        self.written += 1


def test_a_crash_in_the_middle_is_resumed_without_repeating_anything(shop: Shop) -> None:
    rows = [csvs.simple(f"cup-{number}") for number in range(6)]
    import_id = shop.upload(*rows)

    mortal = replace(compose.services().parts, catalogue=MortalStore())
    with compose.services.swap(lambda: mortal), pytest.raises(Crash):
        shop.work(import_id)
    half = shop.report(import_id)
    assert (half["status"], half["products_created"], half["resumable_from"]) == ("running", 3, 5)
    shop.work(import_id)
    report = shop.report(import_id)
    assert (report["status"], counts(report), report["rows_done"]) == ("succeeded", (6, 0, 0, 0), 6)
    assert outbox.types(shop.table) == ["product.created"] * 6
    shop.assert_balanced(*(f"CUP-{number}" for number in range(6)))


def test_a_worker_short_of_time_starts_the_next_one(shop: Shop) -> None:
    import_id = shop.upload(*(csvs.simple(f"cup-{number}") for number in range(3)))
    shop.workers.started.clear()
    for expected in (1, 2, 3):
        shop.work(import_id, remaining_ms=20_000)
        assert shop.report(import_id)["products_created"] == expected
    assert shop.workers.started == [import_id] * 3
    shop.work(import_id)
    assert shop.report(import_id)["status"] == "succeeded"


def test_a_second_worker_takes_over_and_the_first_stops(shop: Shop) -> None:
    import_id = shop.upload(csvs.simple("cup"), csvs.simple("pot"))
    store = compose.services().parts.office.imports
    job = store.job(import_id)
    assert job is not None
    shop.work(import_id)
    with pytest.raises(Superseded):
        store.checkpoint(Checkpoint(job.finished(job.updated_at)))


def test_a_long_report_is_kept_up_to_a_limit_and_counted_beyond(shop: Shop) -> None:
    rows = [csvs.simple("cup", **{"Option1 Name": "Size", "Option1 Value": "v"})]
    rows += [
        csvs.row(Handle="cup", **{"Option1 Value": f"v{n}", "Variant Price": "x", "Variant Grams": "y"})
        for n in range(99)
    ]
    report = shop.load(*rows)
    assert report["error_count"] == 198
    assert len(report["errors"]) == 80


def test_a_product_of_very_many_variants_comes_in_whole(shop: Shop) -> None:
    rows = [csvs.simple("cup", **{"Option1 Name": "Size", "Option1 Value": "0", "Product Category": "Home"})]
    rows += [
        csvs.row(
            Handle="cup",
            **{
                "Option1 Value": str(n),
                "Variant SKU": f"CUP-{n}",
                "Variant Price": "5",
                "Variant Inventory Qty": "2",
            },
        )
        for n in range(1, 100)
    ]
    report = shop.load(*rows)
    assert counts(report) == (1, 0, 0, 0), report
    variants = shop.get("/products/cup").json["variants"]
    assert len(variants) == 100
    assert sum(variant["available"] for variant in variants) == 10 + 99 * 2
    assert counts(shop.load(*rows)) == (0, 0, 1, 0)


def test_the_upload_is_signed_for_one_file_of_a_size_and_type_and_a_short_time(shop: Shop) -> None:
    made = shop.staff("POST", "/admin/products/imports", body={"filename": "p.csv", "rows": 3}).json
    upload, key = made["upload"], f"imports/{made['import_id']}.csv"
    # The region is named, or S3 would answer with a redirect that a browser's form does not follow.
    assert (upload["method"], upload["url"]) == ("POST", f"https://{BUCKET}.s3.{REGION}.amazonaws.com/")
    fields = upload["fields"]
    assert (fields["key"], fields["Content-Type"], fields["x-amz-algorithm"]) == (key, "text/csv", "AWS4-HMAC-SHA256")
    policy = json.loads(base64.b64decode(fields["policy"]))
    for condition in ({"bucket": BUCKET}, {"key": key}, {"Content-Type": "text/csv"}):
        assert condition in policy["conditions"]
    assert ["content-length-range", 1, 512 * 1024 * 1024] in policy["conditions"]
    life = datetime.fromisoformat(policy["expiration"]) - datetime.now(UTC)
    assert timedelta(minutes=14) < life <= timedelta(minutes=15)
    report = shop.report(made["import_id"])
    assert (report["status"], report["rows_total"]) == ("awaiting_upload", 3)


def test_an_import_without_its_file_does_not_start(shop: Shop) -> None:
    made = shop.staff("POST", "/admin/products/imports", body={"filename": "p.csv"}).json
    answer = shop.staff("POST", f"/admin/products/imports/{made['import_id']}/start")
    assert (answer.status, answer.json["code"]) == (409, "conflict")
    assert shop.staff("POST", "/admin/products/imports/nope/start").status == 404


def test_what_is_no_product_file_is_refused_with_the_reason_and_removed(shop: Shop) -> None:
    import_id = shop.send(b"\x89PNG\r\n\x1a\n named products.csv")
    shop.work(import_id)
    report = shop.report(import_id)
    assert (report["status"], report["failure"]) == ("failed", "the file is a picture")
    assert S3Files().etag(f"imports/{import_id}.csv") is None
    again = shop.staff("POST", f"/admin/products/imports/{import_id}/start")
    assert (again.status, again.json["code"]) == (409, "conflict")


def test_imports_are_listed_newest_first(shop: Shop) -> None:
    first, second = shop.upload(csvs.simple("cup")), shop.upload(csvs.simple("pot"))
    listed = shop.staff("GET", "/admin/products/imports", query={"limit": "1"}).json
    assert [entry["import_id"] for entry in listed["items"]] == [second]
    rest = shop.staff("GET", "/admin/products/imports", query={"cursor": listed["next_cursor"]}).json
    assert [entry["import_id"] for entry in rest["items"]] == [first]


def test_a_stopped_import_keeps_what_came_in_and_goes_on_when_started_again(shop: Shop) -> None:
    import_id = shop.upload(*(csvs.simple(f"cup-{number}") for number in range(3)))
    shop.work(import_id, remaining_ms=20_000)
    stopped = shop.staff("POST", f"/admin/products/imports/{import_id}/stop")
    assert (stopped.status, stopped.json["status"]) == (200, "stopped")
    shop.work(import_id)
    report = shop.report(import_id)
    assert (report["status"], counts(report), report["resumable_from"]) == ("stopped", (1, 0, 0, 0), 3)
    assert (report["rows_total"], report["products_total"], report["rows_done"]) == (3, 3, 1)
    shop.staff("POST", f"/admin/products/imports/{import_id}/start")
    shop.work(import_id)
    assert counts(shop.report(import_id)) == (3, 0, 0, 0)
    assert shop.staff("POST", f"/admin/products/imports/{import_id}/stop").status == 409


def test_warnings_stand_in_the_report_beside_faults(shop: Shop) -> None:
    import_id = shop.send(csvs.case("duplicate-sku.csv"))
    shop.work(import_id)
    report = shop.report(import_id)
    assert (report["warning_count"], report["error_count"], report["errors"]) == (1, 0, [])
    assert [(note["line"], note["handle"], note["field"]) for note in report["warnings"]] == [
        (3, "boot", "Variant SKU")
    ]
    assert [variant["available"] for variant in shop.get("/products/boot").json["variants"]] == [2, 1]


def test_a_count_below_what_orders_hold_stands_in_the_report(shop: Shop) -> None:
    shop.load(csvs.simple("cup", **{"Variant Inventory Qty": "9"}), csvs.simple("pot"))
    sku = shop.get("/products/cup").json["variants"][0]["sku"]
    compose.services().inventory.reserve("o1", [(sku, 7)], 900)
    lower = csvs.simple("cup", **{"Variant Inventory Qty": "4"})
    for _ in range(2):  # it is true of the second one, too, which changes nothing
        report = shop.load(lower, csvs.simple("pot"), mode="set_stock")
        assert (report["status"], report["error_count"], report["warning_count"]) == ("succeeded", 0, 1)
        (note,) = report["warnings"]
        assert (note["line"], note["handle"], note["field"]) == (2, "cup", "Variant Inventory Qty")
        assert "counted as 4, but orders hold 7: 3 of those units" in note["message"]
    assert shop.load(lower)["warnings"] == [], "without counting, its number means nothing"
    assert shop.load(csvs.simple("cup", **{"Variant Inventory Qty": "7"}), mode="set_stock")["warnings"] == []


def test_an_encoding_is_taken_at_its_word(shop: Shop) -> None:
    made = shop.staff("POST", "/admin/products/imports", body={"filename": "p.csv", "encoding": "windows-1251"}).json
    content = csvs.text(csvs.simple("cup", Title="Чашка")).encode("cp1251")
    aws.client("s3").put_object(Bucket=BUCKET, Key=f"imports/{made['import_id']}.csv", Body=content)
    shop.staff("POST", f"/admin/products/imports/{made['import_id']}/start")
    shop.work(made["import_id"])
    assert shop.get("/products/cup").json["title"] == "Чашка"
    assert shop.staff("POST", "/admin/products/imports", body={"filename": "p", "encoding": "klingon"}).status == 400


LONG = {
    "category name": {"Product Category": "Home > " + "a" * 3000},
    "deep multibyte category": {"Product Category": " > ".join("台所" * 120 + str(n) for n in range(6))},
    "vendor": {"Vendor": "v" * 250_000},
    "type": {"Type": "t" * 3000, "Product Category": "Home"},
    "option name": {"Option1 Name": "n" * 200_000, "Option1 Value": "x"},
    "option value": {"Option1 Name": "n", "Option1 Value": "x" * 200_000},
    "barcode": {"Variant Barcode": "1" * 200_000},
    "seo title": {"SEO Title": "s" * 200_000},
    "seo description": {"SEO Description": "s" * 200_000},
    "alt text": {"Image Src": "https://a.example/1.jpg", "Image Alt Text": "s" * 200_000},
    "title of four bytes a letter": {"Title": "🧿" * 255},
}


@pytest.mark.parametrize("cells", LONG.values(), ids=LONG)
def test_a_text_of_any_length_is_refused_or_comes_in_and_the_import_goes_on(shop: Shop, cells: dict[str, str]) -> None:
    report = shop.load(csvs.simple("cup", **cells), csvs.simple("jar"))
    assert report["status"] == "succeeded"
    assert report["products_created"] + report["products_failed"] == 2
    assert shop.get("/products/jar").status == 200


def test_a_product_larger_than_an_item_of_the_table_is_refused_and_the_import_goes_on(shop: Shop) -> None:
    rows = [csvs.simple("cup", **{"Body (HTML)": "<p>" + "ö" * 30_000 + "</p>"})]
    rows += [csvs.row(Handle="cup", **{"Image Src": f"https://a.example/{'p' * 1900}{n}.jpg"}) for n in range(200)]
    report = shop.load(*rows, csvs.simple("jar"))
    assert counts(report) == (1, 0, 0, 1)
    assert "too large" in report["errors"][0]["message"]


TRIED = [
    csvs.simple("cup", Title="Big Cup", **{"Variant Price": "7.00"}),
    csvs.simple("jar"),
    csvs.simple("pot", **{"Variant Price": "cheap"}),
    csvs.simple("new-1"),
    csvs.simple("new-2", **{"Variant SKU": "OLD"}),
    csvs.simple("old", **{"Variant SKU": "OLD-2"}),  # gives up what the one before it waits for
]


def there(shop: Shop) -> None:
    shop.load(csvs.simple("cup"), csvs.simple("jar"), csvs.simple("old"))


def but_imports(shop: Shop) -> list[object]:
    return [item for item in items(shop.table) if not item["pk"]["S"].startswith("IMPORT#")]


def test_a_dry_run_tells_by_product_what_would_happen_and_the_import_does_that(shop: Shop) -> None:
    there(shop)
    before = but_imports(shop)
    import_id = shop.send(csvs.text(*TRIED).encode(), begin="check")
    assert shop.report(import_id)["status"] == "checking"
    shop.work(import_id)
    assert but_imports(shop) == before
    checked = shop.report(import_id)
    assert (checked["status"], checked["dry_run"], counts(checked)) == ("checked", True, (2, 2, 1, 1))
    assert [(error["line"], error["field"]) for error in checked["errors"]] == [(4, "Variant Price")]
    rows = {row["handle"]: row for row in shop.tried(import_id)}
    assert {handle: row["outcome"] for handle, row in rows.items()} == {
        "cup": "updated",
        "jar": "unchanged",
        "pot": "failed",
        "new-1": "created",
        "new-2": "created",
        "old": "updated",
    }
    assert [tuple(each.values()) for each in rows["cup"]["differences"]] == [
        ("Title", None, "Cup", "Big Cup"),
        ("Variant Price", "CUP", "5.00", "7.00"),
    ]
    assert "its stock and its history came along" in rows["new-2"]["warnings"][0]["message"]
    assert [row["handle"] for row in shop.tried(import_id, outcome="failed")] == ["pot"]
    corrections = aws.client("s3").get_object(Bucket=BUCKET, Key=f"reports/import-{import_id}.csv")["Body"].read()
    assert f"reports/import-{import_id}.csv" in checked["to_correct_url"]
    assert b"pot" in corrections
    assert b"cup" not in corrections

    s3, key = aws.client("s3"), f"imports/{import_id}.csv"
    s3.put_object(Bucket=BUCKET, Key=key, Body=csvs.text(csvs.simple("jar", Title="Other")).encode())
    refused = shop.staff("POST", f"/admin/products/imports/{import_id}/start")
    assert (refused.status, "not the one that was checked" in refused.json["detail"]) == (409, True)
    s3.put_object(Bucket=BUCKET, Key=key, Body=csvs.text(*TRIED).encode())
    assert shop.staff("POST", f"/admin/products/imports/{import_id}/start").status == 202
    shop.work(import_id)
    done = shop.report(import_id)
    assert (done["status"], done["dry_run"], counts(done)) == ("succeeded", False, counts(checked))
    assert done["warnings"] == checked["warnings"]
    assert shop.level("OLD").handle == "new-2"
    assert shop.staff("POST", f"/admin/products/imports/{import_id}/check").status == 409


class MortalImports(DynamoImportStore):
    """Its process ends before so many checkpoints are written."""

    def __init__(self, left: int) -> None:
        self.left = left

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        if self.left == 0:
            raise Crash
        self.left -= 1
        super().checkpoint(checkpoint)


def test_a_dry_run_that_is_killed_anywhere_goes_on_and_tells_the_same(shop: Shop) -> None:
    there(shop)
    before = but_imports(shop)
    content = csvs.text(*TRIED).encode()
    whole = shop.send(content, begin="check")
    shop.work(whole)
    office = compose.services().parts.office
    for writes in range(5):
        import_id = shop.send(content, begin="check")

        class Mortal(type(office)):  # type: ignore[misc]
            imports = MortalImports(writes)

        mortal = replace(compose.services().parts, office=Mortal(shop.workers))
        with compose.services.swap(lambda parts=mortal: parts):  # type: ignore[misc]
            try:
                shop.work(import_id)
            except Crash:
                assert shop.report(import_id)["status"] == "checking"
        shop.work(import_id)
        assert counts(shop.report(import_id)) == counts(shop.report(whole))
        assert shop.tried(import_id) == shop.tried(whole)
    assert but_imports(shop) == before


def test_each_worker_of_a_dry_run_does_as_much_however_long_the_file(shop: Shop) -> None:
    """A worker that has time for one product makes no more calls over ten times as many."""
    calls: Counter[str] = Counter()

    def heard(model: Any, **_: object) -> None:
        calls[model.name] += 1

    for service in ("dynamodb", "s3"):
        aws.client(service).meta.events.register(f"after-call.{service}", heard)
    spent = []
    for products in (6, 60):
        rows = [csvs.simple(f"cup-{number}") for number in range(products)]
        import_id = shop.send(csvs.text(*rows).encode(), begin="check")
        shop.work(import_id, remaining_ms=20_000)  # reads the file
        calls.clear()
        for _ in range(3):
            shop.work(import_id, remaining_ms=20_000)
        assert shop.report(import_id)["products_created"] == 4
        spent.append(calls.copy())
        calls.clear()
        shop.work(import_id)
        per_product = calls.total() / (products - 4)
        assert per_product <= 12, calls
    assert spent[0] == spent[1]

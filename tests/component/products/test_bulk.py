"""One change of many products: checked, made once, stopped, taken up again and given back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from products import compose
from products.adapters.store.catalogue import DynamoCatalogueStore
from products.usecases.ports import ProductWrite
from souk.cloud import aws
from souk.ids import new_id
from tests.component.products.conftest import BUCKET, Shop
from tests.support import outbox
from tests.unit.products import csvs

UP_BY_TEN = {"price": {"basis_points": 1000}}


@pytest.fixture
def mugs(shop: Shop) -> Shop:
    rows = [
        csvs.simple(f"mug-{number}", Title=f"Mug {number}", **{"Variant Price": f"{number}.99", "Type": "Mugs"})
        for number in range(1, 6)
    ]
    shop.load(*rows, csvs.simple("pot", Title="Pot", **{"Variant Price": "20.00"}))
    return shop


def prices(shop: Shop) -> dict[str, int]:
    items = shop.get("/products", limit="100").json["items"]
    return {item["handle"]: item["price_from"]["amount"] for item in items}


def counts(edit: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(edit[f"products_{name}"] for name in ("total", "changed", "unchanged", "failed"))


def start(shop: Shop, bulk_id: str) -> None:
    answer = shop.staff("POST", f"/admin/products/bulk-edits/{bulk_id}/start")
    assert answer.status == 202, answer.body


def test_the_price_of_all_mugs_goes_up_by_ten_percent_and_back(mugs: Shop) -> None:
    before = prices(mugs)
    bulk_id = mugs.bulk({"category": "mugs"}, {"price": {"basis_points": 1000, "round_to": 10}, "compare_at": "none"})
    checked = mugs.bulk_edit(bulk_id)
    assert (checked["status"], counts(checked)) == ("checked", (5, 5, 0, 0))
    example = checked["examples"][-1]
    assert (example["handle"], example["after"]["variants"]["MUG-1"]["price"]) == ("mug-1", 220)
    assert prices(mugs) == before

    start(mugs, bulk_id)
    mugs.work_bulk(bulk_id)
    done = mugs.bulk_edit(bulk_id)
    assert (done["status"], counts(done)) == ("succeeded", (5, 5, 0, 0))
    assert prices(mugs) == {"mug-1": 220, "mug-2": 330, "mug-3": 440, "mug-4": 550, "mug-5": 660, "pot": 2000}
    assert outbox.types(mugs.table).count("product.updated") == 5
    report = aws.client("s3").get_object(Bucket=BUCKET, Key=f"reports/bulk-{bulk_id}.csv")["Body"].read().decode()
    [first, *_] = list(csv.DictReader(io.StringIO(report)))
    assert (first["Handle"], first["Field"], first["Before"], first["After"]) == ("mug-5", "price", "599", "660")

    one = mugs.staff("GET", "/admin/products", query={"q": "mug-3"}).json["items"][0]
    mugs.staff("PATCH", f"/admin/products/{one['id']}", body={"tags": ["x"]}, headers={"If-Match": '"2"'})
    undone = mugs.staff("POST", f"/admin/products/bulk-edits/{bulk_id}/undo", headers={"Idempotency-Key": "u"})
    assert undone.status == 202, undone.body
    mugs.work_bulk(undone.json["bulk_id"])
    after = mugs.bulk_edit(undone.json["bulk_id"])
    assert (after["status"], counts(after)) == ("succeeded", (5, 4, 0, 1))
    assert prices(mugs) == before | {"mug-3": 440}
    rows = mugs.staff("GET", f"/admin/products/bulk-edits/{undone.json['bulk_id']}/rows").json["items"]
    assert [(row["handle"], row["reason"]) for row in rows if row["outcome"] == "failed"] == [
        ("mug-3", "it was changed since")
    ]


class Crash(BaseException):
    """The process ends."""


class MortalStore(DynamoCatalogueStore):
    """Its process ends before, or after, the third product is written."""

    def __init__(self, *, after: bool) -> None:
        self.written, self.after = 0, after

    def save(self, write: ProductWrite) -> None:
        if self.written == 2 and not self.after:
            raise Crash
        super().save(write)
        self.written += 1
        if self.written == 3:
            raise Crash


@pytest.mark.parametrize("after", [False, True])
def test_a_worker_that_dies_leaves_no_product_changed_twice(mugs: Shop, after: bool) -> None:
    bulk_id = mugs.bulk({"q": "mug"}, {"price": {"amount": 100}})
    start(mugs, bulk_id)
    mortal = replace(compose.services().parts, catalogue=MortalStore(after=after))
    with compose.services.swap(lambda: mortal), pytest.raises(Crash):
        mugs.work_bulk(bulk_id)
    assert mugs.bulk_edit(bulk_id)["products_changed"] == (3 if after else 2)
    mugs.work_bulk(bulk_id)
    assert counts(mugs.bulk_edit(bulk_id)) == (5, 5, 0, 0)
    assert prices(mugs) == {f"mug-{n}": n * 100 + 199 for n in range(1, 6)} | {"pot": 2000}


def test_a_bulk_edit_goes_on_in_another_worker_and_can_be_stopped(mugs: Shop) -> None:
    bulk_id = mugs.bulk({"q": "mug"}, {"price": {"amount": 100}})
    path = f"/admin/products/bulk-edits/{bulk_id}"
    assert mugs.staff("POST", f"{path}/stop").status == 409
    assert mugs.staff("POST", f"{path}/undo", headers={"Idempotency-Key": "u"}).status == 409
    start(mugs, bulk_id)
    assert mugs.staff("POST", f"{path}/start").status == 409
    mugs.work_bulk(bulk_id, remaining_ms=20_000)
    assert mugs.bulk_edit(bulk_id)["products_changed"] == 1
    assert mugs.workers.started[-1] == bulk_id
    assert mugs.staff("POST", f"{path}/stop").json["status"] == "stopped"
    mugs.work_bulk(bulk_id)
    assert mugs.bulk_edit(bulk_id)["products_changed"] == 1
    start(mugs, bulk_id)
    mugs.make(title="Mug 9")  # was not there when it was made
    mugs.work_bulk(bulk_id)
    assert counts(mugs.bulk_edit(bulk_id)) == (5, 5, 0, 0)
    assert prices(mugs)["mug-9"] == 1000


def test_products_by_id_are_changed_and_what_cannot_be_says_why(mugs: Shop) -> None:
    items = {item["handle"]: item["id"] for item in mugs.staff("GET", "/admin/products").json["items"]}
    ids = [items["pot"], "nope", items["mug-1"]]
    change = {"price": {"amount": -500}, "add_tags": ["sale"], "backorder": True, "compare_at": "former"}
    bulk_id = mugs.bulk({"ids": ids}, change)
    assert counts(mugs.bulk_edit(bulk_id)) == (3, 1, 0, 2)
    start(mugs, bulk_id)
    mugs.work_bulk(bulk_id)
    rows = mugs.staff("GET", f"/admin/products/bulk-edits/{bulk_id}/rows").json["items"]
    assert [(row["outcome"], row["reason"]) for row in rows] == [
        ("changed", ""),
        ("failed", "there is no such product"),
        ("failed", "a price is not negative, and no more than any price"),
    ]
    pot = mugs.get("/products/pot").json
    assert (pot["tags"], pot["variants"][0]["price"]["amount"]) == (["sale"], 1500)
    assert (pot["variants"][0]["compare_at"], mugs.level("POT").backorder) == (None, True)
    known = mugs.staff("GET", f"/admin/products/{items['pot']}").json["variants"][0]
    assert (known["compare_at"]["amount"], known["compare_at_ground"]) == (2000, "too_new")


@pytest.mark.parametrize(
    ("selection", "change"),
    [
        ({}, UP_BY_TEN),
        ({"ids": ["x"], "q": "mug"}, UP_BY_TEN),
        ({"everything": True}, {}),
        ({"everything": True}, {"category": "Home >"}),
        ({"everything": True}, {"price": {"basis_points": -10_000}}),
    ],
)
def test_a_bulk_edit_that_makes_no_sense_is_refused(
    mugs: Shop, selection: dict[str, Any], change: dict[str, Any]
) -> None:
    body = {"selection": selection, "change": change}
    answer = mugs.staff("POST", "/admin/products/bulk-edits", body=body, headers={"Idempotency-Key": new_id()})
    assert answer.status == 400, answer.body


def test_the_refused_rows_of_an_import_come_back_with_what_is_wrong_and_can_be_imported_again(shop: Shop) -> None:
    report = shop.load(
        csvs.simple("cup", **{"Variant Price": "5.00"}),
        csvs.simple("pot", Title="=Pot", **{"Variant Price": "cheap", "Status": "gone"}),
        csvs.simple("jar", **{"Variant Price": "x"}),
    )
    assert report["to_correct_url"]
    key = f"reports/import-{report['import_id']}.csv"
    content = aws.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read().decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["Handle"] for row in rows] == ["pot", "jar"]
    assert "'cheap'" in rows[0]["To correct"]
    assert "Status: one of" in rows[0]["To correct"]
    again = shop.send(content.replace("cheap", "9.00").replace("gone", "active").encode())
    shop.work(again)
    assert [shop.report(again)[f"products_{name}"] for name in ("created", "failed")] == [1, 1]
    assert shop.get("/products/pot").json["title"] == "=Pot"
    assert shop.load(csvs.simple("cup"))["to_correct_url"] is None

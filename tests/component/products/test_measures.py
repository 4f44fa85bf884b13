"""Prices for one measure, from staff and files to pages, lists, carts and back into files."""

from __future__ import annotations

from typing import Any

import pytest

from products.doors import rpc
from souk.contracts.catalogue_pb2 import GetVariantsRequest
from tests.component.products.conftest import Shop
from tests.component.products.test_reductions import known, reprice, told
from tests.support import outbox
from tests.unit.products import csvs

PER_LITRE = {"price": {"amount": 1160, "currency": "EUR"}, "per": "l"}


def juice(**cells: str) -> dict[str, str]:
    return csvs.simple("cup", **{"Variant Price": "2.90", **cells})


def file_of(quantity: str, unit: str, base: str = "", base_unit: str = "") -> dict[str, str]:
    return juice(
        **{
            "Unit Price Total Measure": quantity,
            "Unit Price Total Measure Unit": unit,
            "Unit Price Base Measure": base,
            "Unit Price Base Measure Unit": base_unit,
        }
    )


def measure(shop: Shop) -> Any:
    return known(shop).json["variants"][0]["measure"]


def test_staff_say_what_it_contains_and_shoppers_see_the_price_of_a_litre(shop: Shop) -> None:
    shop.load(juice())
    assert reprice(shop, measure={"quantity": "250", "unit": "ml"})["measure"]["per"] == "l"
    assert shop.get("/products/cup").json["variants"][0]["price_per_measure"] == PER_LITRE
    assert shop.get("/products").json["items"][0]["price_per_measure"] == PER_LITRE
    snapshot = outbox.events(shop.table)[-1].data["variants"][0]
    assert (snapshot["price_per_measure"], snapshot["measure"]) == (PER_LITRE["price"], "l")
    assert told(shop) == (None, "")
    found = rpc.CatalogueServicer().GetVariants(GetVariantsRequest(skus=["CUP"]), None)  # type: ignore[arg-type]
    assert (found.variants[0].price_per_measure.amount, found.variants[0].measure) == (1160, "l")
    assert reprice(shop, measure=None)["price_per_measure"] is None


@pytest.mark.parametrize(
    "measure",
    [{"quantity": "1", "unit": "l", "per": "kg"}, {"quantity": "0", "unit": "l"}, {"quantity": "1", "unit": "x"}],
)
def test_a_measure_that_makes_no_sense_is_refused(shop: Shop, measure: dict[str, str]) -> None:
    shop.load(juice())
    seen = known(shop)
    body = {"variants": [{"sku": "CUP", "measure": measure}]}
    path = f"/admin/products/{seen.json['id']}"
    assert shop.staff("PATCH", path, body=body, headers={"If-Match": seen.headers["ETag"]}).status == 400


def test_shopify_s_columns_come_in_and_go_out_as_they_were(shop: Shop) -> None:
    shop.load(file_of("25", "cl", "100", "ml"))
    assert measure(shop) == {"quantity": "25", "unit": "cl", "per": "100ml"}
    assert shop.load(file_of("25", "cl", "100", "ml"))["products_unchanged"] == 1
    shop.load(file_of("0.75", "L"))
    assert measure(shop) == {"quantity": "0.75", "unit": "l", "per": "l"}
    report = shop.load(file_of("80", "g", "10", "g"))
    assert [(each["field"], "per kg" in each["message"]) for each in report["warnings"]] == [
        ("Unit Price Base Measure", True)
    ]
    assert measure(shop) == {"quantity": "80", "unit": "g", "per": "kg"}
    refused = shop.load(file_of("80", "oz"))
    assert refused["errors"][0]["field"] == "Unit Price Total Measure Unit"
    shop.load(file_of("0.0", "", "0", ""))
    assert measure(shop) is None


def test_a_file_without_these_columns_keeps_what_is_known(shop: Shop) -> None:
    shop.load(file_of("25", "cl"))
    content = csvs.text(juice(Title="Juice")).splitlines()
    names = content[0].split(",")
    at = names.index("Unit Price Total Measure")
    lines = [[*line.split(",")[:at], *line.split(",")[at + 4 :]] for line in content]
    import_id = shop.send("\n".join(",".join(line) for line in lines).encode())
    shop.work(import_id)
    assert shop.report(import_id)["products_updated"] == 1
    assert measure(shop) == {"quantity": "25", "unit": "cl", "per": "l"}

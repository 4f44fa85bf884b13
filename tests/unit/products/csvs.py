"""Files in Shopify's format for the tests."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
COLUMNS = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,"
    "Variant Compare At Price,Variant Compare At Kind,Variant Requires Shipping,"
    "Unit Price Total Measure,Unit Price Total Measure Unit,Unit Price Base Measure,Unit Price Base Measure Unit,"
    "Variant Taxable,Variant Barcode,Image Src,Image Position,"
    "Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight Unit,Variant Tax Code,"
    "Variant Withdrawal Exclusion,Variant Size Class,Cost per item,Status"
).split(",")


def row(**cells: Any) -> dict[str, str]:
    unknown = set(cells) - set(COLUMNS)
    assert not unknown, unknown
    if cells.get("Variant Inventory Qty"):
        cells.setdefault("Variant Inventory Tracker", "shopify")
    return {name: str(value) for name, value in cells.items()}


def simple(handle: str, **cells: Any) -> dict[str, str]:
    """A product of one variant: its SKU is the handle in capitals, 5.00, ten in stock, which are counted."""
    return row(
        **{
            "Handle": handle,
            "Title": handle.title(),
            "Variant SKU": handle.upper(),
            "Variant Price": "5.00",
            "Variant Inventory Tracker": "shopify",
            "Variant Inventory Qty": "10",
            **cells,
        }
    )


def text(*rows: dict[str, str]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def case(name: str) -> bytes:
    """A small file as merchants send them, from `cases/`."""
    return (CASES / name).read_bytes()

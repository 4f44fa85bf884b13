"""Writes products as Shopify's product CSV: a product's first row carries it, the rows below add its variants."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from souk_seed.catalogue import Product, Variant

COLUMNS = (
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Product Category",
    "Type",
    "Tags",
    "Published",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Grams",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Fulfillment Service",
    "Variant Price",
    "Variant Compare At Price",
    "Variant Compare At Kind",
    "Unit Price Total Measure",
    "Unit Price Total Measure Unit",
    "Unit Price Base Measure",
    "Unit Price Base Measure Unit",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Barcode",
    "Image Src",
    "Image Position",
    "Image Alt Text",
    "Gift Card",
    "SEO Title",
    "SEO Description",
    "Variant Image",
    "Variant Weight Unit",
    "Variant Tax Code",
    "Cost per item",
    "Status",
)
SEO_TITLE_LIMIT = 70  # characters that search engines show
SEO_DESCRIPTION_LIMIT = 155


def to_csv(products: Iterable[Product]) -> str:
    """The whole file, with line feeds and a header."""
    out = StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for product in products:
        writer.writerows(rows(product))
    return out.getvalue()


def rows(product: Product) -> Iterator[dict[str, str]]:
    """One row a variant."""
    for i, variant in enumerate(product.variants):
        row = {"Handle": product.handle, "Variant Tax Code": product.tax_code} | _variant_cells(variant)
        row |= _option_cells(product, variant, named=i == 0)
        yield row | _product_cells(product) if i == 0 else row


def picture(product: Product) -> str:
    """The picture's address, relative to the CSV's own folder."""
    return f"media/{product.handle}.svg"


def _product_cells(product: Product) -> dict[str, str]:
    return {
        "Title": product.title,
        "Body (HTML)": f"<p>{html.escape(product.text, quote=False)}</p>",
        "Vendor": product.vendor,
        "Product Category": product.category,
        "Type": product.type,
        "Tags": ", ".join(product.tags),
        "Published": "TRUE",
        "Image Src": picture(product),
        "Image Position": "1",
        "Image Alt Text": f"{product.title} (illustration)",
        "Gift Card": "FALSE",
        "SEO Title": _seo_title(product),
        "SEO Description": _seo_description(product.text),
        "Status": "active",
    }


def _option_cells(product: Product, variant: Variant, *, named: bool) -> dict[str, str]:
    # Shopify writes a product without options as one variant "Default Title" of an option "Title".
    names = product.options or ("Title",)
    values = variant.values or ("Default Title",)
    cells = {f"Option{n} Value": value for n, value in enumerate(values, 1)}
    return cells | {f"Option{n} Name": name for n, name in enumerate(names, 1)} if named else cells


def _measure_cells(variant: Variant) -> dict[str, str]:
    if variant.content is None:
        return {}
    quantity, unit = variant.content
    return {
        "Unit Price Total Measure": quantity,
        "Unit Price Total Measure Unit": unit,
        "Unit Price Base Measure": "1",
        "Unit Price Base Measure Unit": "kg" if unit in ("g", "kg") else "l",
    }


def _variant_cells(variant: Variant) -> dict[str, str]:
    return {
        **_measure_cells(variant),
        "Variant SKU": variant.sku,
        "Variant Grams": str(variant.grams),
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": str(variant.stock),
        "Variant Inventory Policy": "deny",
        "Variant Fulfillment Service": "manual",
        "Variant Price": f"{variant.price:.2f}",
        "Variant Compare At Price": "" if variant.compare_at is None else f"{variant.compare_at:.2f}",
        "Variant Compare At Kind": "" if variant.compare_at is None else "recommended",
        "Variant Requires Shipping": "TRUE",
        "Variant Taxable": "TRUE",
        "Variant Barcode": variant.barcode,
        "Variant Weight Unit": "g",
    }


def _seo_title(product: Product) -> str:
    full = f"{product.title} by {product.vendor} | Souk"
    return full if len(full) <= SEO_TITLE_LIMIT else f"{product.title} | Souk"


def _seo_description(text: str) -> str:
    """As many whole sentences as fit; the first, cut after a word, where even that is too long."""
    first, *others = re.split(r"(?<=[.!?])\s+", text)
    if len(first) > SEO_DESCRIPTION_LIMIT:
        return first[: SEO_DESCRIPTION_LIMIT - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
    for sentence in others:
        if len(first) + 1 + len(sentence) > SEO_DESCRIPTION_LIMIT:
            break
        first += " " + sentence
    return first

"""Column names: what Shopify calls them, old and new, and what they are called here."""

from __future__ import annotations

from collections.abc import Sequence

# Our name: Shopify's classic name, which exports have, and then those of its newer template.
COLUMNS: dict[str, tuple[str, ...]] = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body": ("Body (HTML)", "Body HTML", "Body", "Description"),
    "vendor": ("Vendor",),
    "category": ("Product Category", "Standardized Product Type"),
    "type": ("Type", "Custom Product Type"),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "option1_name": ("Option1 Name",),
    "option1_value": ("Option1 Value",),
    "option2_name": ("Option2 Name",),
    "option2_value": ("Option2 Value",),
    "option3_name": ("Option3 Name",),
    "option3_value": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "quantity": ("Variant Inventory Qty", "Inventory quantity"),
    "policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price"),
    "compare_at_kind": ("Variant Compare At Kind",),
    "measure": ("Unit Price Total Measure",),
    "measure_unit": ("Unit Price Total Measure Unit",),
    "reference": ("Unit Price Base Measure",),
    "reference_unit": ("Unit Price Base Measure Unit",),
    "requires_shipping": ("Variant Requires Shipping", "Requires shipping"),
    "taxable": ("Variant Taxable", "Charge tax"),
    "barcode": ("Variant Barcode", "Barcode"),
    "image_src": ("Image Src", "Product image URL"),
    "image_position": ("Image Position",),
    "image_alt": ("Image Alt Text",),
    "variant_image": ("Variant Image", "Variant image URL"),
    "tax_class": ("Variant Tax Code",),
    "withdrawal_exclusion": ("Variant Withdrawal Exclusion",),
    "size_class": ("Variant Size Class",),
    "seo_title": ("SEO Title",),
    "seo_description": ("SEO Description",),
    "gift_card": ("Gift Card",),
    "status": ("Status",),
}
REQUIRED = ("handle", "title", "price")

_OURS = {" ".join(name.lower().split()): ours for ours, names in COLUMNS.items() for name in names}
# Two columns that only this kind of file has, as its programme names them.
_OTHERS = {
    "WooCommerce": {"name", "regular price"},
    "PrestaShop": {"active (0/1)", "name *"},
    "Magento": {"attribute_set_code", "product_type"},
    "BigCommerce": {"product type", "stock level"},
    "Etsy": {"title", "currency_code"},
    "Square": {"token", "item name"},
    "Google Merchant Center": {"id", "availability"},
    "Shopify's inventory": {"handle", "on hand"},
    "Shopify's orders": {"financial status", "lineitem name"},
    "Shopify's customers": {"email", "accepts email marketing"},
}
_SHOWN = 60


class BadHeader(Exception):
    """The file's first line is not the header of a Shopify product CSV.

    `known` says how well it could be read: how many columns are known, how many there are.
    """

    def __init__(self, message: str, known: tuple[int, int] = (0, 0)) -> None:
        super().__init__(message)
        self.known = known


def header(cells: Sequence[str]) -> list[str]:
    """Our name for each column, "" for one that is not used.

    Raises BadHeader when one is there twice or a required one is missing.
    """
    names = [" ".join(cell.lower().split()) for cell in cells]
    ours = [_OURS.get(name, "") for name in names]
    used = [name for name in ours if name]
    twice = sorted({name for name in used if used.count(name) > 1})
    if twice:
        raise BadHeader(f"the column {label(twice[0])!r} is there twice", (len(used), len(cells)))
    missing = [label(name) for name in REQUIRED if name not in used]
    if missing:
        raise BadHeader(_lacking(cells, set(names), missing), (len(used), len(cells)))
    return ours


def _lacking(cells: Sequence[str], names: set[str], missing: Sequence[str]) -> str:
    """What is wrong with a first line, and which programme wrote it where that can be told."""
    expected = f"lacks {', '.join(missing)}: it names the columns of a Shopify product CSV, in English"
    for programme, telling in _OTHERS.items():
        if telling <= names:
            return (
                f"this is a file of {programme}, and products come as a Shopify product CSV: its first line {expected}"
            )
    text = " ".join(", ".join(cell for cell in cells if cell.strip()).split())
    return f"the first line {expected}; here it is {text[:_SHOWN]!r}"


def label(name: str) -> str:
    """Shopify's name for one of our columns, as reports show it."""
    return COLUMNS[name][0]

"""From the rows of one handle to a product, checked whole: every fault is reported, and one fault refuses it all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from products.domain import category, content_rules, product
from products.domain.content_rules import MAX_LENGTHS
from products.domain.prices.comparison import ComparisonKind
from products.domain.product import Content, Image, Option, ProductStatus, Variant
from products.domain.shopify.fields import RowReport, code, flag, grams, measure, money, source, whole
from products.domain.shopify.reader import MAX_ROWS, Row, RowError, RowGroup
from products.domain.stock import MAX_QUANTITY
from souk.taxes.kinds import TAX_CLASSES

# Our columns, and what the rules of a product call the same.
_MAX_LENGTHS = {
    "vendor": MAX_LENGTHS["vendor"],
    "type": MAX_LENGTHS["product_type"],
    "barcode": MAX_LENGTHS["barcode"],
    "image_alt": MAX_LENGTHS["alt"],
    "seo_title": MAX_LENGTHS["seo_title"],
    "seo_description": MAX_LENGTHS["seo_description"],
    **{f"option{number}_{part}": MAX_LENGTHS["option"] for number in (1, 2, 3) for part in ("name", "value")},
}
_COLUMNS = {
    "title": "title",
    "description_html": "body",
    "tags": "tags",
    "images": "image_src",
    "sku": "sku",
    "price": "price",
    "compare_at": "compare_at",
    "measure": "measure",
    "weight_grams": "grams",
    "withdrawal_exclusion": "withdrawal_exclusion",
    "size_class": "size_class",
}
# What takes an exclusion or a size away. No other programme's files have these columns, so a file that is silent keeps
# them.
NOTHING = "none"

Sanitiser = Callable[[str], str]


class BadProduct(Exception):
    """The rows do not make a product; `errors` says why, line by line."""

    def __init__(self, errors: list[RowError]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Parsed:
    """A product as the file has it: two of its variants may have the same SKU.

    For each variant `quantities` has the units on hand, None for what is not tracked or where the file is silent, and
    `lines` where it stands, `silent` whether the file says nothing of its exclusion from withdrawal, `unsized` whether
    it says nothing of its size, `unsaid` whether it does not say what its price is compared with: no other programme's
    files do. A file without columns of measures leaves it `unmeasured`.
    """

    handle: str
    content: Content
    quantities: tuple[int | None, ...]
    lines: tuple[int, ...]
    silent: tuple[bool, ...]
    unsaid: tuple[bool, ...]
    unmeasured: bool
    warnings: tuple[RowError, ...] = ()
    unsized: tuple[bool, ...] = ()


def parse(group: RowGroup, currency: str, sanitise: Sanitiser) -> Parsed:
    """The product that the rows describe, prices in `currency`. Raises BadProduct with everything wrong with it."""
    report = RowReport(group.handle)
    # In a file that was sorted, the row that describes the product need not be its first.
    first = next((row for row in group.rows if row["title"]), group.rows[0])
    _check_rows(group, first, report)
    if not product.is_handle(group.handle):
        report(first, "handle", "use letters, digits, hyphens and signs such as _ . ™, at most 255, without spaces")
    names = _option_names(first, report)
    variants, quantities, rows = _variants(group, first, names, currency, report)
    content = _content(group.rows, first, names, variants, sanitise, report)
    for fault in content_rules.faults(content):
        row = first if fault.variant is None else rows[fault.variant]
        name = "option1_value" if fault.field == "options" and fault.variant is not None else _COLUMNS.get(fault.field)
        report(row, name or ("option1_name" if fault.field == "options" else ""), fault.message)
    if report.errors:
        raise BadProduct(report.errors)
    lines = tuple(row.line for row in rows)
    silent = tuple(not row["withdrawal_exclusion"] for row in rows)
    unsized = tuple(not row["size_class"] for row in rows)
    unsaid = tuple(not row["compare_at_kind"] for row in rows)
    unmeasured = "measure" not in first.cells
    warnings = tuple(report.warnings)
    return Parsed(group.handle, content, tuple(quantities), lines, silent, unsaid, unmeasured, warnings, unsized)


def _check_rows(group: RowGroup, first: Row, report: RowReport) -> None:
    """Raises BadProduct with what keeps the rows from being understood."""
    for row in group.rows:
        if row.error:
            report(row, "", row.error)
    if group.count > MAX_ROWS:
        report(first, "", f"a product has at most {MAX_ROWS} rows")
    for row in group.rows:
        for name, most in _MAX_LENGTHS.items():
            if len(row[name]) > most:
                report(row, name, f"at most {most} characters")
    if report.errors:
        raise BadProduct(report.errors)


def _variants(
    group: RowGroup, first: Row, names: list[str], currency: str, report: RowReport
) -> tuple[list[Variant], list[int | None], list[Row]]:
    """The variants, and of each its `Parsed.quantities` and where it stands."""
    variants: list[Variant] = []
    quantities: list[int | None] = []
    rows: list[Row] = []
    for row in group.rows:
        if row is first or row["option1_value"] or row["sku"] or row["price"]:
            variant = _variant(row, group.handle, names, currency, report)
            if variant is not None:
                variants.append(variant)
                quantities.append(_quantity(row, variant, report))
                rows.append(row)
        elif not row["image_src"]:
            report(row, "", "the row describes neither a variant nor a picture")
    return variants, quantities, rows


def _content(
    rows: list[Row], first: Row, names: list[str], variants: list[Variant], sanitise: Sanitiser, report: RowReport
) -> Content:
    description = sanitise(first["body"])
    gift_card = flag(first, "gift_card", False, report)
    if gift_card:
        variants = [as_gift_card(variant) for variant in variants]
    return Content(
        title=first["title"],
        description_html=description,
        vendor=first["vendor"],
        product_type=first["type"],
        category=_category(first, report),
        tags=_tags(first),
        status=_status(first, report),
        options=tuple(
            Option(name, tuple(dict.fromkeys(variant.options[index] for variant in variants)))
            for index, name in enumerate(names)
        ),
        variants=tuple(variants),
        images=_images(rows, report),
        seo_title=first["seo_title"],
        seo_description=first["seo_description"],
        gift_card=gift_card,
    )


def _option_names(first: Row, report: RowReport) -> list[str]:
    names = [first[f"option{number}_name"] for number in (1, 2, 3)]
    # A product without options is exported as the option "Title" with the one value "Default Title".
    if names[0].lower() == "title" and first["option1_value"].lower() == "default title":
        return []
    used = [name for name in names if name]
    if names[: len(used)] != used:
        report(first, "option1_name", "options are filled from the first on, without a gap")
    elif first["option1_value"] and not used and first["option1_value"].lower() != "default title":
        report(first, "option1_name", "the option has a value but no name")
    return used


def _variant(row: Row, handle: str, names: list[str], currency: str, report: RowReport) -> Variant | None:
    before = len(report.errors)
    options = tuple(row[f"option{number}_value"] for number in range(1, len(names) + 1))
    for number, value in enumerate(options, 1):
        if not value:
            report(row, f"option{number}_value", f"every variant needs a value for {names[number - 1]!r}")
    price = money(row, "price", currency, report)
    if price is None and not row["price"]:
        report(row, "price", "every variant needs a price")
    compare_at = money(row, "compare_at", currency, report)
    kind = _compared_as(row, report)
    contained = measure(row, report)
    sku = code(row, "sku", report) or product.derived_sku(handle, options)
    if not product.is_sku(sku):
        report(row, "sku", f"at most {product.MAX_SKU} characters that can be printed")
    weight = grams(row, report)
    tax_class = _tax_class(row, report)
    tracked = _tracked(row)
    backorder = not tracked or flag(row, "policy", False, report)
    requires_shipping = flag(row, "requires_shipping", True, report)
    if len(report.errors) > before or price is None:
        return None
    return Variant(
        sku=sku,
        price=price,
        options=options,
        compare_at=compare_at if compare_at and price < compare_at else None,
        measure=contained,
        recommended=kind is ComparisonKind.RECOMMENDED and compare_at is not None and price < compare_at,
        backorder=backorder,
        tracked=tracked,
        weight_grams=weight,
        barcode=code(row, "barcode", report),
        image=source(row, "variant_image", report),
        requires_shipping=requires_shipping,
        tax_class=tax_class,
        withdrawal_exclusion=_unless_nothing(row["withdrawal_exclusion"]),
        size_class=_unless_nothing(row["size_class"]),
    )


def _quantity(row: Row, variant: Variant, report: RowReport) -> int | None:
    # An empty cell is no count of nothing: Shopify leaves the column out where there are several locations.
    if not variant.tracked or not row["quantity"]:
        return None
    quantity = whole(row, "quantity", report)
    if abs(quantity) > MAX_QUANTITY:
        report(row, "quantity", f"at most {MAX_QUANTITY} units")
    # Shopify exports what it oversold as a negative number. Only what may be oversold here keeps it.
    if quantity < 0 and not variant.backorder:
        report.warn(row, "quantity", f"{quantity} units are none; what was promised elsewhere is not known here")
    return quantity if variant.backorder else max(quantity, 0)


def _tracked(row: Row) -> bool:
    """Shopify leaves the tracker empty where "Track quantity" is off, and still fills in policy and quantity."""
    if "tracker" in row.cells:
        return bool(row["tracker"])
    return bool(row["quantity"] or row["policy"])


def as_gift_card(variant: Variant) -> Variant:
    """As Shopify sells it, whatever its other columns say: by mail, without end, and for what it is worth."""
    return replace(
        variant,
        requires_shipping=False,
        tracked=False,
        backorder=True,
        weight_grams=0,
        compare_at=None,
        recommended=False,
        measure=None,
        size_class="",
        withdrawal_exclusion="",
    )


def _tax_class(row: Row, report: RowReport) -> str:
    if not flag(row, "taxable", True, report):
        return "zero"
    # Other tax codes are those of services that Shopify talks to, and say nothing here.
    return row["tax_class"].lower() if row["tax_class"].lower() in TAX_CLASSES else "standard"


def _compared_as(row: Row, report: RowReport) -> ComparisonKind:
    try:
        return ComparisonKind(row["compare_at_kind"].lower() or ComparisonKind.FORMER)
    except ValueError:
        report(row, "compare_at_kind", f"one of {', '.join(ComparisonKind)}")
        return ComparisonKind.FORMER


def _unless_nothing(cell: str) -> str:
    said = cell.lower()
    return "" if said == NOTHING else said


def _status(first: Row, report: RowReport) -> ProductStatus:
    try:
        status = ProductStatus(first["status"].lower() or "active")
    except ValueError:
        report(first, "status", f"one of {', '.join(ProductStatus)}")
        return ProductStatus.DRAFT
    if status in (ProductStatus.ACTIVE, ProductStatus.UNLISTED) and not flag(first, "published", True, report):
        return ProductStatus.DRAFT
    return status


def _category(first: Row, report: RowReport) -> tuple[str, ...]:
    name = "category" if first["category"] and not first["category"].isdigit() else "type"
    try:
        return category.path_of(first[name])
    except ValueError as error:
        report(first, name, str(error))
        return ()


def _tags(first: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.strip() for tag in first["tags"].split(",") if tag.strip()))


def _images(rows: list[Row], report: RowReport) -> tuple[Image, ...]:
    placed: dict[str, tuple[int, Image]] = {}
    for index, row in enumerate(rows):
        src = source(row, "image_src", report)
        if src and src not in placed:
            position = whole(row, "image_position", report) or index + 1
            placed[src] = (position, Image(src, row["image_alt"]))
    return tuple(image for _, image in sorted(placed.values(), key=lambda entry: entry[0]))

"""Writing products in Shopify's CSV format, so that what was exported can be imported again, here or there.

A text that a spreadsheet would take for a formula gets an apostrophe in front, which the reader takes away again
(OWASP, "CSV Injection": what begins with = + - @, and in East Asia their full-width forms).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from products.domain.category import SEPARATOR
from products.domain.prices import measures
from products.domain.prices.comparison import ComparisonKind
from products.domain.product import Content, Product, ProductStatus, Variant
from products.domain.shopify import columns
from products.domain.shopify.reader import RowError, RowGroup
from souk.money import Money

COLUMNS = list(columns.COLUMNS)
REASONS = "To correct"
# Also what has the apostrophe by itself, so that the reader takes away none but ours.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_NUMBERS = frozenset({"grams", "quantity", "price", "compare_at", "image_position", "measure", "reference"})


def header() -> str:
    return _line([columns.label(name) for name in COLUMNS])


def rows(product: Product, on_hand: Mapping[str, int]) -> Iterator[str]:
    """The lines of one product: its variants, the first with all that describes it, then pictures left over."""
    content = product.content
    for index in range(max(len(content.variants), len(content.images))):
        cells = {"handle": product.handle}
        if index == 0:
            cells |= described(content)
        if index < len(content.variants):
            variant = content.variants[index]
            cells |= of_variant(variant, content, on_hand.get(variant.sku, 0))
        if index < len(content.images):
            image = content.images[index]
            cells |= {
                "image_src": image.src.removeprefix("/"),
                "image_position": str(index + 1),
                "image_alt": image.alt,
            }
        yield _line([_cell(name, cells.get(name, "")) for name in COLUMNS])


def line_of(cells: Iterable[str]) -> bytes:
    """A line of any other table; no cell of it is taken for a formula."""
    return _line([_cell("", cell) for cell in cells]).encode()


def corrections_header(names: Collection[str]) -> bytes:
    """The header of the rows that were refused: the columns `names` that their file has, and why."""
    return _line([*(columns.label(name) for name in COLUMNS if name in names), REASONS]).encode()


def corrections(group: RowGroup, names: Collection[str], errors: Iterable[RowError]) -> Iterator[bytes]:
    """The rows of a product as they were, each with what is wrong with it; an import passes over that column."""
    reasons: dict[int, list[str]] = {}
    for error in errors:
        reasons.setdefault(error.line, []).append(f"{error.field}: {error.message}" if error.field else error.message)
    for row in group.rows:
        cells = [_cell(name, row[name]) for name in COLUMNS if name in names]
        yield _line([*cells, _cell("", "; ".join(reasons.get(row.line, ())))]).encode()


def described(content: Content) -> dict[str, str]:
    """The cells of a product that its first row has, but for its variant and its picture."""
    cells = {
        "title": content.title,
        "body": content.description_html,
        "vendor": content.vendor,
        "category": f" {SEPARATOR} ".join(content.category),
        "type": content.product_type,
        "tags": ", ".join(content.tags),
        "published": _flag(content.status in (ProductStatus.ACTIVE, ProductStatus.UNLISTED)),
        "gift_card": _flag(content.gift_card),
        "seo_title": content.seo_title,
        "seo_description": content.seo_description,
        "status": content.status.value,
    }
    for number, option in enumerate(content.options, 1):
        cells[f"option{number}_name"] = option.name
    if not content.options:
        cells |= {"option1_name": "Title"}
    return cells


def of_variant(variant: Variant, content: Content, on_hand: int) -> dict[str, str]:
    """The cells of a variant."""
    cells = {
        "sku": variant.sku,
        "grams": str(variant.weight_grams),
        "tracker": "shopify" if variant.tracked else "",
        "quantity": str(on_hand),
        "policy": "continue" if variant.backorder else "deny",
        "price": _amount(variant.price),
        "compare_at": _amount(variant.compare_at) if variant.compare_at else "",
        "compare_at_kind": _compared_as(variant),
        **_measured(variant),
        "requires_shipping": _flag(variant.requires_shipping),
        "taxable": _flag(variant.tax_class != "zero"),
        "tax_class": "" if variant.tax_class in ("standard", "zero") else variant.tax_class,
        "withdrawal_exclusion": variant.withdrawal_exclusion,
        "size_class": variant.size_class,
        "barcode": variant.barcode,
        "variant_image": variant.image.removeprefix("/"),
    }
    for number, value in enumerate(variant.options, 1):
        cells[f"option{number}_value"] = value
    if not content.options:
        cells["option1_value"] = "Default Title"
    return cells


def _compared_as(variant: Variant) -> str:
    if variant.compare_at is None:
        return ""
    return (ComparisonKind.RECOMMENDED if variant.recommended else ComparisonKind.FORMER).value


def _measured(variant: Variant) -> dict[str, str]:
    measure = variant.measure
    if measure is None:
        return {}
    count, unit = measures.counted(measure.per)
    return {
        "measure": measure.quantity,
        "measure_unit": measure.unit.value,
        "reference": str(count),
        "reference_unit": unit.value,
    }


def _cell(name: str, text: str) -> str:
    return f"'{text}" if name not in _NUMBERS and _FORMULA.match(text) else text


def _amount(money: Money) -> str:
    return str(money).partition(" ")[0]


def _flag(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()

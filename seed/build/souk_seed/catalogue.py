"""Reads `products/*.toml` into products, checking what a typing slip could break."""

from __future__ import annotations

import re
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product as combinations
from pathlib import Path
from typing import Any

from souk_seed.barcode import ean13

SOURCE = Path(__file__).parents[1] / "products"
_CONTENT = re.compile(r"(\d+(?:\.\d+)?) (g|kg|ml|l)\b")


@dataclass(frozen=True)
class Variant:
    """One thing that can be put in a cart. Prices are in euros, weights in grams."""

    sku: str
    barcode: str
    values: tuple[str, ...]
    price: Decimal
    compare_at: Decimal | None
    grams: int
    stock: int
    content: tuple[str, str] | None  # ("250", "ml"): how much is in it


@dataclass(frozen=True)
class Scene:
    """The look that a category's pictures share; `place` is the product's place in it, from 0."""

    pattern: str
    ground: str
    place: int


@dataclass(frozen=True)
class Product:
    """A product with its variants in the order in which the shop shows them.

    `tax_code` is empty where the standard rate of tax applies.
    """

    handle: str
    title: str
    vendor: str
    category: str
    type: str
    tax_code: str
    tags: tuple[str, ...]
    text: str
    art: str
    scene: Scene
    options: tuple[str, ...]
    variants: tuple[Variant, ...]


def load(source: Path = SOURCE) -> list[Product]:
    """Every product, by category file and then in the order written."""
    return [product for file in sorted(source.glob("*.toml")) for product in read(file.read_text(encoding="utf-8"))]


def read(toml: str) -> Iterator[Product]:
    """The products of one category file; raises ValueError where lists and variants do not match."""
    document = tomllib.loads(toml, parse_float=Decimal)
    category = document["category"]
    grounds = category["grounds"]
    for place, entry in enumerate(document["product"]):
        # The ground moves on by one more after each four, so that no column of a shop's grid has one colour.
        scene = Scene(category["pattern"], grounds[(place + place // 4) % len(grounds)], place)
        yield Product(
            handle=slug(entry["title"]),
            title=entry["title"],
            vendor=entry["vendor"],
            category=category["path"],
            type=entry["type"],
            tax_code=category.get("tax", ""),
            tags=tuple(tag.strip() for tag in entry["tags"].split(",")),
            text=entry["text"],
            art=entry["art"],
            scene=scene,
            options=tuple(entry.get("options", {})),
            variants=tuple(_variants(category, place + 1, entry)),
        )


def slug(title: str) -> str:
    """A title as a handle: lower case letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", title.replace("&", " and ").replace("'", "").replace("×", "x"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


def _variants(category: Mapping[str, Any], number: int, entry: Mapping[str, Any]) -> Iterator[Variant]:
    axes = list(entry.get("options", {}).values())
    choices = list(combinations(*axes))
    title = entry["title"]
    prices = _spread(title, "price", entry["price"], axes, len(choices))
    compare_at = _spread(title, "was", entry.get("was"), axes, len(choices))
    grams = _spread(title, "grams", entry["grams"], axes, len(choices))
    stock = _spread(title, "stock", entry.get("stock"), axes, len(choices))
    code = f"{category['prefix']}-{number:03d}"
    for i, values in enumerate(choices):
        sku = f"{code}-{i + 1:02d}" if axes else code
        yield Variant(
            sku=sku,
            barcode=ean13(category["number"], number, i + 1),
            values=values,
            price=Decimal(prices[i]),
            compare_at=None if compare_at[i] is None else Decimal(compare_at[i]),
            grams=grams[i],
            stock=_usual_stock(sku) if stock[i] is None else stock[i],
            content=_content(values) if category.get("measured") else None,
        )


def _spread(title: str, field: str, given: Any, axes: Sequence[Sequence[str]], count: int) -> list[Any]:
    """One value a variant, from one for all, one for each value of the first option, or one for each variant."""
    if not isinstance(given, list):
        return [given] * count
    if len(given) == count:
        return given
    if axes and len(given) == len(axes[0]):
        return [value for value in given for _ in range(count // len(given))]
    raise ValueError(f"{title}: {field} has {len(given)} values for {count} variants")


def _content(values: Sequence[str]) -> tuple[str, str] | None:
    """Of what is sold by weight or volume: "250 ml" among its values."""
    found = next((match for value in values if (match := _CONTENT.match(value))), None)
    return (found[1], found[2]) if found else None


def _usual_stock(sku: str) -> int:
    """A believable quantity (6-52) that stays the same from one build to the next."""
    return 6 + zlib.crc32(sku.encode()) % 47

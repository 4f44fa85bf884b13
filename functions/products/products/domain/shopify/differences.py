"""What a file would change of a product, in the words of the file: by column, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from products.domain.product import Content
from products.domain.shopify import writer
from products.domain.shopify.columns import label
from products.domain.shopify.reader import CellDifference

# Signs that are told of a value; of a longer one the part in which it differs.
MAX_VALUE = 200
_LEAD = 20


def differences(before: Content, after: Content, counted: Mapping[str, tuple[int, int]]) -> Iterator[CellDifference]:
    """`counted` are the units on hand by SKU, as they are and as the file counts them."""
    yield from _cells("", _product(before), _product(after))
    was = {variant.sku: variant for variant in before.variants}
    for variant in after.variants:
        former = was.pop(variant.sku, None)
        if former is None:
            yield CellDifference(label("sku"), variant.sku, "", variant.sku)
            continue
        # What is on hand is no part of a product; it is told below.
        cells = writer.of_variant(variant, after, 0)
        yield from _cells(variant.sku, writer.of_variant(former, before, 0), cells)
    for sku in was:
        yield CellDifference(label("sku"), sku, sku, "")
    for sku, (units, found) in counted.items():
        if units != found:
            yield CellDifference(label("quantity"), sku, str(units), str(found))


def _product(content: Content) -> dict[str, str]:
    return {
        **writer.described(content),
        "image_src": "\n".join(image.src for image in content.images),
        "image_alt": "\n".join(image.alt for image in content.images).strip(),
    }


def _cells(sku: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[CellDifference]:
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            yield CellDifference(label(name), sku, *_cut(was, now))


def _cut(was: str, now: str) -> tuple[str, str]:
    """Both from shortly before where they differ, where they are long."""
    if max(len(was), len(now)) <= MAX_VALUE:
        return was, now
    alike = next((at for at, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    start = max(0, alike - _LEAD)
    return _from(was, start), _from(now, start)


def _from(text: str, start: int) -> str:
    head = "…" if start and text else ""
    return f"{head}{text[start : start + MAX_VALUE]}{'…' if len(text) > start + MAX_VALUE else ''}"

"""What makes a product: the one set of rules for what staff write and what files bring."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date

from products.domain import product as rules
from products.domain.prices import scheduled
from products.domain.product import Content, Variant
from souk.taxes.kinds import TAX_CLASSES
from souk.withdrawal import DIGITAL, EXCLUSIONS

MAX_TITLE = 255
MAX_TAGS = 250
MAX_IMAGES = 250
MAX_OPTIONS = 3
MAX_ATTRIBUTES = 50
MAX_DESCRIPTION = 64 * 1024
# A product is one item of the table, 400 KB at most, beside what its events and their envelopes add.
MAX_BYTES = 256 * 1024
MAX_GRAMS = 10**9 - 1
MAX_PREORDER = 100_000
# Digits of a price before those after its point.
MAX_AMOUNT = 10**12 - 1
# Minor units. A sum that nobody types by mistake, and that whoever finds a letter may lose.
MAX_GIFT_CARD = 10**6
# Of texts that have no rule of their own.
MAX_LENGTHS = {
    "vendor": 255,
    "product_type": 255,
    "barcode": 255,
    "alt": 1000,
    "seo_title": 1000,
    "seo_description": 5000,
    "option": 255,
    "attribute": 255,
}
_URL = re.compile(r"https?://[^\s\"'<>\\]{1,2000}")
_RELATIVE = re.compile(r"/media/[A-Za-z0-9._/-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the member `field` of a product, or of the variant with this index."""

    field: str
    message: str
    variant: int | None = None

    @property
    def path(self) -> str:
        """As an answer names it: "variants.2.price"."""
        return self.field if self.variant is None else f"variants.{self.variant}.{self.field}"


def faults(content: Content) -> list[Fault]:
    """Everything that is wrong with it; nothing, when it can be written."""
    return [
        *_of_product(content),
        *_of_texts(content),
        *_of_options(content),
        *_of_variants(content),
        *_of_all(content),
    ]


def is_source(text: str) -> bool:
    """Whether a picture may be there: an absolute URL, or a path under /media/, which the site serves."""
    return bool(_URL.fullmatch(text)) or (bool(_RELATIVE.fullmatch(text)) and ".." not in text)


def _of_product(content: Content) -> Iterator[Fault]:
    if not content.title:
        yield Fault("title", "one row of a product, usually its first, needs a title")
    elif len(content.title) > MAX_TITLE:
        yield Fault("title", f"at most {MAX_TITLE} characters")
    if len(content.variants) > rules.MAX_VARIANTS:
        yield Fault("variants", f"a product has at most {rules.MAX_VARIANTS} variants; make several products of it")
    if len(content.description_html.encode()) > MAX_DESCRIPTION:
        yield Fault("description_html", f"at most {MAX_DESCRIPTION} bytes")
    if len(content.tags) > MAX_TAGS or any(len(tag) > MAX_TITLE for tag in content.tags):
        yield Fault("tags", f"at most {MAX_TAGS} tags of at most {MAX_TITLE} characters")
    if len(content.images) > MAX_IMAGES:
        yield Fault("images", f"a product has at most {MAX_IMAGES} pictures")


def _of_texts(content: Content) -> Iterator[Fault]:
    for name in ("vendor", "product_type", "seo_title", "seo_description"):
        if len(getattr(content, name)) > MAX_LENGTHS[name]:
            yield Fault(name, f"at most {MAX_LENGTHS[name]} characters")
    if any(len(image.alt) > MAX_LENGTHS["alt"] for image in content.images):
        yield Fault("images", f"the text of a picture has at most {MAX_LENGTHS['alt']} characters")
    if not all(is_source(src) for src in [*(i.src for i in content.images), *_pictures(content)]):
        yield Fault("images", "a picture is one http(s) URL or a path under media/")
    names = [name for name, _ in content.attributes]
    most = MAX_LENGTHS["attribute"]
    if len(names) > MAX_ATTRIBUTES or any(
        not 0 < len(text) <= most for attribute in content.attributes for text in attribute
    ):
        yield Fault(
            "attributes", f"at most {MAX_ATTRIBUTES} attributes, with names and values of 1 to {most} characters"
        )
    if len({name.casefold() for name in names}) != len(names):
        yield Fault("attributes", "two attributes have the same name")


def _pictures(content: Content) -> list[str]:
    return [variant.image for variant in content.variants if variant.image]


def _of_options(content: Content) -> Iterator[Fault]:
    names = [option.name for option in content.options]
    if len({name.casefold() for name in names}) != len(names):
        yield Fault("options", "two options have the same name")
    if len(names) > MAX_OPTIONS or any(not 0 < len(name) <= MAX_LENGTHS["option"] for name in names):
        yield Fault("options", f"at most {MAX_OPTIONS} options, with names of 1 to {MAX_LENGTHS['option']} characters")


def _of_variants(content: Content) -> Iterator[Fault]:
    names = [option.name for option in content.options]
    seen: set[tuple[str, ...]] = set()
    for index, variant in enumerate(content.variants):
        chosen = tuple(value.casefold() for value in variant.options)
        if chosen in seen:
            title = variant.title or "without options"
            yield Fault("options", f"two variants are {title}; each needs values of its own", index)
        seen.add(chosen)
        yield from (Fault(field, message, index) for field, message in _of_variant(variant, names))
        if content.gift_card and content.is_published:
            yield from (Fault(field, message, index) for field, message in _of_gift_card(variant))


def _of_variant(variant: Variant, names: list[str]) -> Iterator[tuple[str, str]]:
    if len(variant.options) != len(names) or not all(variant.options):
        yield "options", f"every variant needs a value for {' and for '.join(map(repr, names)) or 'no option'}"
    if any(len(value) > MAX_LENGTHS["option"] for value in variant.options):
        yield "options", f"at most {MAX_LENGTHS['option']} characters"
    if not rules.is_sku(variant.sku):
        yield "sku", f"at most {rules.MAX_SKU} characters that can be printed"
    yield from _of_price(variant)
    if not 0 <= variant.weight_grams <= MAX_GRAMS:
        yield "weight_grams", "a weight is not negative, and less than a thousand tons"
    if len(variant.barcode) > MAX_LENGTHS["barcode"]:
        yield "barcode", f"at most {MAX_LENGTHS['barcode']} characters"
    if variant.tax_class not in TAX_CLASSES:
        yield "tax_class", f"one of {', '.join(TAX_CLASSES)}"
    if variant.size_class and not rules.is_size(variant.size_class):
        yield "size_class", f"at most {rules.MAX_SIZE} small letters, digits and hyphens"
    yield from _of_withdrawal(variant)
    yield from _of_preorder(variant)


def _of_price(variant: Variant) -> Iterator[tuple[str, str]]:
    if not 0 <= variant.price.amount <= MAX_AMOUNT:
        yield "price", "a price is not negative, and no more than any price"
    if variant.compare_at is not None and not scheduled.least(variant.scheduled, variant.price) < variant.compare_at:
        yield "compare_at", "compare_at is a former or a recommended price and so above the price"
    if variant.recommended and variant.compare_at is None:
        yield "compare_at", "say which price is recommended"
    for place, fault in scheduled.faults(variant.scheduled, variant.price, MAX_AMOUNT):
        yield f"scheduled_prices.{place}".rstrip("."), fault
    if variant.measure is not None and not variant.measure.is_sound:
        yield "measure", "say what it contains, and a measure of the same kind: 0.75 l, per l"


def _of_gift_card(variant: Variant) -> Iterator[tuple[str, str]]:
    if not 0 < variant.price.amount <= MAX_GIFT_CARD:
        yield "price", "a gift card is worth its price: more than nothing, and no more than a card can be"
    if variant.requires_shipping:
        yield "requires_shipping", "a gift card comes by a letter: requires_shipping is false"
    if variant.compare_at is not None:
        yield "compare_at", "a gift card costs what it is worth"
    if variant.scheduled:
        yield "scheduled_prices", "a gift card is worth the same tomorrow: schedule no other price"
    if variant.preorder_units:
        yield "preorder", "a gift card waits for nothing"
    if variant.withdrawal_exclusion:
        yield "withdrawal_exclusion", "what is left on a gift card can be given back"


def _of_withdrawal(variant: Variant) -> Iterator[tuple[str, str]]:
    if variant.withdrawal_exclusion and variant.withdrawal_exclusion not in EXCLUSIONS:
        yield "withdrawal_exclusion", f"one of {', '.join(EXCLUSIONS)}"
    if variant.withdrawal_exclusion == DIGITAL and variant.requires_shipping:
        yield "withdrawal_exclusion", "digital content is in no parcel: requires_shipping is false"


def _of_preorder(variant: Variant) -> Iterator[tuple[str, str]]:
    if bool(variant.preorder_units) is not bool(variant.available_from):
        yield "preorder", "say how many units are sold beyond the stock, and from which day on there are some"
    if not 0 <= variant.preorder_units <= MAX_PREORDER:
        yield "preorder", f"1 to {MAX_PREORDER} units are sold beyond the stock"
    if variant.available_from and not _is_day(variant.available_from):
        yield "preorder", "a day is written as 2027-01-31"
    if variant.preorder_units and variant.backorder:
        yield "preorder", "what is sold without end is not sold in advance: choose one"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _of_all(content: Content) -> Iterator[Fault]:
    size = len(json.dumps(asdict(content), ensure_ascii=False, default=str).encode())
    if size > MAX_BYTES:
        yield Fault(
            "", f"the product is too large: {size // 1024} KB of texts and pictures; at most {MAX_BYTES // 1024}"
        )

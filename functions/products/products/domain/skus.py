"""Which SKU each variant of a product gets, where a file gives one to several, or one that is another product's.

Files of real shops use a SKU twice, and a warehouse cannot. So the first variant has it, and every other one gets a
SKU of its own, made from that SKU, its options and its handle: the same one however often and in whatever order a file
comes.
A SKU that its product no longer lists, or that is an archived product's, can be taken over, with its stock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from products.domain import product as rules
from products.domain.product import Content, Product, ProductStatus
from products.domain.stock import StockLevel


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the SKUs: `levels` of those that are stocked, `owners` by handle, which they belong to.

    `handle` is what SKUs of the product's own are made of, `own` are all handles that lead to it.
    """

    handle: str
    own: frozenset[str]
    levels: Mapping[str, StockLevel]
    owners: Mapping[str, Product] = field(default_factory=dict)

    def foreign(self, sku: str) -> bool:
        level = self.levels.get(sku)
        return level is not None and level.handle not in self.own

    def owner(self, sku: str) -> Product | None:
        """The other product that has this SKU and lists it; None when anyone may take it."""
        level = self.levels.get(sku)
        owner = self.owners.get(level.handle) if level is not None and level.handle not in self.own else None
        listed = owner is not None and owner.content.status is not ProductStatus.ARCHIVED and sku in owner.skus
        return owner if listed else None


def are_plain(content: Content, before: Product | None, known: Known) -> bool:
    """Whether every variant can have the SKU it came with, without a question."""
    skus = [variant.sku for variant in content.variants]
    given = stored(before)
    return (
        len(set(skus)) == len(skus)
        and not any(known.foreign(sku) for sku in skus)
        and not any(
            (kept := given.get(variant.options, variant.sku)) != variant.sku
            and kept in rules.other_skus(variant.sku, known.handle, variant.options)
            for variant in content.variants
        )
    )


def named_as_before(content: Content, handle: str, product: Product) -> Content:
    """Where a file names no SKU, the one that the product's variant has had, whichever of its handles the file has."""
    return replace(
        content,
        variants=tuple(
            replace(variant, sku=rules.derived_sku(product.stem, variant.options))
            if variant.sku == rules.derived_sku(handle, variant.options)
            else variant
            for variant in content.variants
        ),
    )


def stored(product: Product | None) -> dict[tuple[str, ...], str]:
    """The SKUs of a product by the options of its variants."""
    return {variant.options: variant.sku for variant in product.content.variants} if product else {}


def candidates(content: Content, handle: str) -> set[str]:
    """Every SKU that one of the variants may end up with."""
    return {sku for variant in content.variants for sku in _choice(variant.sku, handle, variant.options)}


def assigned(content: Content, before: Product | None, known: Known) -> list[str]:
    """The SKU of each variant in turn.

    A variant that was given another SKU once keeps it, whoever has its first one by now: its stock is booked there.
    """
    given = stored(before)
    # Of an archived product nothing is for sale, so that it need not have what it lists.
    free = content.status is ProductStatus.ARCHIVED
    taken: set[str] = set()
    found: dict[int, str] = {}
    for index, variant in enumerate(content.variants):
        kept = given.get(variant.options, "")
        if kept in _choice(variant.sku, known.handle, variant.options) and (free or not known.foreign(kept)):
            found[index] = kept
            taken.add(kept)
    for index, variant in enumerate(content.variants):
        if index not in found:
            choice = _choice(variant.sku, known.handle, variant.options)
            found[index] = _first(choice, taken, known, free)
            taken.add(found[index])
    return [found[index] for index in range(len(content.variants))]


def _first(choice: Sequence[str], taken: Collection[str], known: Known, free: bool) -> str:
    able = (sku for sku in choice if sku not in taken and (free or known.owner(sku) is None))
    # The last is made of a digest, and so nobody's.
    return next(able, choice[-1])


def _choice(sku: str, handle: str, options: tuple[str, ...]) -> tuple[str, ...]:
    return sku, *rules.other_skus(sku, handle, options)

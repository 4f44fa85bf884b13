"""Writing products: from an import, and by staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from products import product as rules
from products import stock
from products.importing import Outcome
from products.ports import (
    CatalogueStore,
    Checkpoint,
    LevelChange,
    ProductWrite,
    SkuTaken,
    Stale,
    StockStore,
)
from products.product import Content, Product, Variant
from products.stock import Cause, StockLevel
from products.workflow import facts
from products.workflow.inventory import Inventory
from souk import clock
from souk.errors import InvalidInput, NotFound, PreconditionFailed, Unavailable
from souk.ids import new_id
from souk.telemetry import logger

ATTEMPTS = 5

Checkpointer = Callable[[Outcome], Checkpoint]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A product as a file brings it. `quantities` are units on hand by SKU; they count for SKUs that are new,
    and with `set_stock` for all.
    """

    handle: str
    content: Content
    quantities: Mapping[str, int]
    set_stock: bool
    cause: Cause


class Editor:
    def __init__(self, store: CatalogueStore, stock_store: StockStore, inventory: Inventory) -> None:
        self._store = store
        self._stock = stock_store
        self._inventory = inventory

    def put(self, delivery: Delivery, checkpoint: Checkpointer | None = None) -> Outcome:
        """Creates the product or brings it up to date, whole or not at all; one that is the same is not written.

        `checkpoint` is written with it, and not when the outcome is UNCHANGED.
        Raises SkuTaken, nothing being written then, and Superseded when the checkpoint is another worker's.
        """
        content = delivery.content
        for _ in range(ATTEMPTS):
            before = self._store.product(delivery.handle)
            levels = self._own_levels(delivery.handle, content)
            if delivery.set_stock:
                for sku in levels:
                    levels[sku] = self._inventory.count(sku, delivery.quantities[sku], delivery.cause)
            if before is not None and before.content == content and _matches(content, levels):
                return Outcome.UNCHANGED
            now = clock.now()
            after = before.revised(content, now) if before else rules.new(new_id(), delivery.handle, content, now)
            outcome = Outcome.UPDATED if before else Outcome.CREATED
            new_levels = _new_levels(after, levels, delivery)
            write = _write(before, after, levels, new_levels, checkpoint(outcome) if checkpoint else None)
            if self._saved(write):
                return outcome
        raise Unavailable(f"the product {delivery.handle!r} is being changed by others, try again shortly")

    def revise(
        self, product_id: str, version: int, change: Callable[[Content], Content], actor: str
    ) -> tuple[Product, Mapping[str, StockLevel]]:
        """A change by staff of exactly the version they saw.

        Raises NotFound, PreconditionFailed when it was changed since, InvalidInput when a SKU would be added.
        """
        handle = self._store.handle_of(product_id)
        before = self._store.product(handle) if handle else None
        if before is None:
            raise NotFound(f"there is no product {product_id!r}")
        if before.version != version:
            raise PreconditionFailed(
                f"the product is at version {before.version}; look at it again", version=before.version
            )
        content = change(before.content)
        if {variant.sku for variant in content.variants} != set(before.skus):
            raise InvalidInput("variants are added and removed by an import")
        levels = self._own_levels(before.handle, content)
        if content == before.content:
            return before, levels
        after = before.revised(content, clock.now())
        if not self._saved(_write(before, after, levels, [], None)):
            raise PreconditionFailed("the product was changed at this moment; look at it again")
        logger.info(
            "staff changed a product",
            extra={"actor": actor, "product_id": product_id, "version": after.version},
        )
        return after, levels

    def _own_levels(self, handle: str, content: Content) -> dict[str, StockLevel]:
        """The levels of the SKUs that are stocked already. Raises SkuTaken when one is another product's."""
        levels = self._stock.levels([variant.sku for variant in content.variants])
        taken = {sku: level.handle for sku, level in levels.items() if level.handle != handle}
        if taken:
            raise SkuTaken(
                "; ".join(f"{sku!r} is a SKU of the product {owner!r}" for sku, owner in taken.items()),
                skus=sorted(taken),
                handles=sorted(set(taken.values())),
            )
        return levels

    def _saved(self, write: ProductWrite) -> bool:
        try:
            self._store.save(write)
        except Stale:
            return False
        return True


def _new_levels(product: Product, levels: Mapping[str, StockLevel], delivery: Delivery) -> list[LevelChange]:
    changes = []
    for variant in product.content.variants:
        if variant.sku in levels:
            continue
        empty = StockLevel(sku=variant.sku, handle=product.handle, product_id=product.id, backorder=variant.backorder)
        movement = stock.counted(empty, delivery.quantities.get(variant.sku, 0), delivery.cause)
        changes.append(LevelChange(empty, [movement] if movement else []))
    return changes


def _write(
    before: Product | None,
    after: Product,
    levels: Mapping[str, StockLevel],
    new_levels: list[LevelChange],
    checkpoint: Checkpoint | None,
) -> ProductWrite:
    changed = [
        replace(levels[variant.sku], backorder=variant.backorder)
        for variant in after.content.variants
        if _policy_changed(variant, levels)
    ]
    all_levels = {
        **levels,
        **{level.sku: level for level in changed},
        **{change.before.sku: change.after for change in new_levels},
    }
    return ProductWrite(
        before=before,
        after=after,
        card=rules.card(after, all_levels),
        new_levels=new_levels,
        backorder=changed,
        events=facts.of(before, after, all_levels),
        checkpoint=checkpoint,
    )


def _matches(content: Content, levels: Mapping[str, StockLevel]) -> bool:
    """Whether every SKU is stocked under the policy the product says."""
    return all(variant.sku in levels and not _policy_changed(variant, levels) for variant in content.variants)


def _policy_changed(variant: Variant, levels: Mapping[str, StockLevel]) -> bool:
    level = levels.get(variant.sku)
    return level is not None and level.backorder != variant.backorder

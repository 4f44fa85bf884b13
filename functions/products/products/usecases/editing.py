"""Writing products: from an import, and by staff."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from itertools import repeat
from typing import TYPE_CHECKING

from products.domain import category, content_rules, skus, stock
from products.domain import product as rules
from products.domain.importing import ImportOutcome
from products.domain.prices import scheduled
from products.domain.prices.history import PriceVerdict
from products.domain.product import Content, Product, ProductStatus, Variant
from products.domain.skus import Known
from products.domain.stock import MovementCause, StockLevel
from products.usecases import facts
from products.usecases.inventory import Inventory
from products.usecases.ports import (
    CatalogueStore,
    Checkpoint,
    KnownProducts,
    KnownStock,
    LevelChange,
    Move,
    Noted,
    ProductWrite,
    PromotedPrices,
    SkuTaken,
    StockStore,
)
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound, PreconditionFailed
from souk.ids import new_id
from souk.staff.changes import Value, note
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import logger

if TYPE_CHECKING:
    from products.domain.promoted.prices import CataloguePrices


@dataclass(frozen=True, slots=True)
class Change:
    """What came of an imported product: the SKU of each variant, and by index from which product those came that moved,
    and the levels of those that were counted below what orders hold. `counted` are the units on hand by SKU, where the
    file sets them: before, and as it has them. `before` is the product as it was; `hidden` says by index why the former
    price of a variant is not shown.
    """

    outcome: ImportOutcome
    skus: tuple[str, ...]
    moved: Mapping[int, str] = field(default_factory=dict)
    short: Mapping[int, StockLevel] = field(default_factory=dict)
    counted: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    before: Product | None = None
    hidden: Mapping[int, PriceVerdict] = field(default_factory=dict)

    @property
    def sets_stock(self) -> bool:
        return any(before != found for before, found in self.counted.values())


Checkpointer = Callable[[Change], Checkpoint]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedProduct:
    """A product as a file brings it; two of its variants may have the same SKU.

    `quantities` are units on hand, variant by variant, None for what is not counted; they count for SKUs that are new,
    and with `set_stock` for all. `may_wait` refuses a SKU of another product, which may give it up yet. Of a variant
    that is `silent` the exclusion from withdrawal stays, of one that is `unsized` the size, of one that is `unsaid`
    whether it is compared with a price that is recommended; of a product that is `unmeasured` what its variants
    contain.
    """

    handle: str
    content: Content
    quantities: Sequence[int | None]
    set_stock: bool
    cause: MovementCause
    may_wait: bool = False
    silent: Sequence[bool] = ()
    unsized: Sequence[bool] = ()
    unsaid: Sequence[bool] = ()
    unmeasured: bool = False


@dataclass(frozen=True, slots=True)
class Authored:
    """What staff write of a product. `quantities` are units on hand by SKU, which count for SKUs that are new."""

    content: Content
    quantities: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A product as it was written, and the levels of its SKUs."""

    product: Product
    levels: Mapping[str, StockLevel]


@dataclass(frozen=True, slots=True)
class ProductPlan:
    """An imported product with the SKUs its variants get, and what is known of these."""

    content: Content
    known: Known
    quantities: Mapping[str, int]

    @property
    def own(self) -> dict[str, StockLevel]:
        """The levels of its SKUs that are stocked already, and its own."""
        return {sku: level for sku, level in self._levels() if not self.known.foreign(sku)}

    @property
    def moves(self) -> dict[str, StockLevel]:
        """The levels of SKUs that it takes over. What is archived takes nothing."""
        if self.content.status is ProductStatus.ARCHIVED:
            return {}
        return {sku: level for sku, level in self._levels() if self.known.foreign(sku)}

    def _levels(self) -> list[tuple[str, StockLevel]]:
        levels = self.known.levels
        return [(v.sku, levels[v.sku]) for v in self.content.variants if v.sku in levels]


# Brings what is on hand of a level to a number, and answers the level then.
Count = Callable[[StockLevel, int, MovementCause], StockLevel]


@dataclass(frozen=True, slots=True)
class Intent:
    """What an imported product comes to: `after` is what is to be written, None when nothing is; its prices are those
    that `promotions` make.
    """

    change: Change
    before: Product | None
    after: Product | None
    plan: ProductPlan
    levels: Mapping[str, StockLevel]
    promotions: CataloguePrices | None = None

    @property
    def claimed(self) -> list[str]:
        """The SKUs that it would bring, or take over."""
        moves = self.plan.moves
        return [v.sku for v in self.plan.content.variants if v.sku in moves or v.sku not in self.plan.known.levels]


def _sized_as_before(content: Content, unsized: Sequence[bool], before: Content) -> Content:
    known = {variant.sku: variant.size_class for variant in before.variants}
    variants = tuple(
        replace(variant, size_class=known.get(variant.sku, "")) if is_silent else variant
        for variant, is_silent in zip(content.variants, unsized or repeat(False), strict=False)
    )
    return replace(content, variants=variants)


def _excluded_as_before(content: Content, silent: Sequence[bool], before: Content) -> Content:
    known = {variant.sku: variant.withdrawal_exclusion for variant in before.variants}
    variants = tuple(
        replace(variant, withdrawal_exclusion=known.get(variant.sku, "")) if is_silent else variant
        for variant, is_silent in zip(content.variants, silent or repeat(False), strict=False)
    )
    return replace(content, variants=variants)


def _compared_as_before(content: Content, unsaid: Sequence[bool], before: Content) -> Content:
    known = {variant.sku for variant in before.variants if variant.recommended}
    variants = tuple(
        replace(variant, recommended=variant.sku in known and variant.compare_at is not None) if is_unsaid else variant
        for variant, is_unsaid in zip(content.variants, unsaid or repeat(False), strict=False)
    )
    return replace(content, variants=variants)


def _measured_as_before(content: Content, before: Content) -> Content:
    known = {variant.sku: variant.measure for variant in before.variants}
    return replace(
        content, variants=tuple(replace(variant, measure=known.get(variant.sku)) for variant in content.variants)
    )


def _scheduled_as_before(content: Content, before: Content) -> Content:
    """No file has a column for prices that are scheduled, nor for what is compared with them alone. Gift cards have
    none.
    """
    known = {variant.sku: variant for variant in before.variants if variant.scheduled and not content.gift_card}

    def kept(variant: Variant) -> Variant:
        was = known.get(variant.sku)
        if was is None:
            return variant
        variant = replace(variant, scheduled=was.scheduled)
        least = scheduled.least(was.scheduled, variant.price)
        if (
            variant.compare_at is None
            and was.compare_at
            and not variant.price < was.compare_at
            and least < was.compare_at
        ):
            return replace(variant, compare_at=was.compare_at, recommended=was.recommended)
        return variant

    return replace(content, variants=tuple(map(kept, content.variants)))


def _preordered_as_before(content: Content, before: Content) -> Content:
    """No file has a column for it; one that sells a variant without end takes it away."""
    known = {variant.sku: variant for variant in before.variants}

    def kept(variant: Variant) -> Variant:
        was = known.get(variant.sku)
        if was is None or variant.backorder:
            return variant
        return replace(variant, preorder_units=was.preorder_units, available_from=was.available_from)

    return replace(content, variants=tuple(kept(variant) for variant in content.variants))


class Planner:
    """Decides what an imported product comes to, by what is there; writes nothing, unless `count` does."""

    def __init__(
        self, products: KnownProducts, known_stock: KnownStock, count: Count, promoted: PromotedPrices | None = None
    ) -> None:
        self._products = products
        self._stock = known_stock
        self._count = count
        self._promoted = promoted

    def promotions(self) -> CataloguePrices | None:
        """Of the catalogue, as they are now."""
        return self._promoted.current() if self._promoted else None

    def intended(self, imported: ImportedProduct) -> Intent:
        """Raises SkuTaken when it may wait for a SKU."""
        before = self._products.product(imported.handle)
        if before is not None:
            # No file has a column for them.
            content = replace(imported.content, attributes=before.content.attributes)
            named = skus.named_as_before(content, imported.handle, before)
            excluded = _excluded_as_before(named, imported.silent, before.content)
            sized = _sized_as_before(excluded, imported.unsized, before.content)
            compared = _compared_as_before(sized, imported.unsaid, before.content)
            measured = _measured_as_before(compared, before.content) if imported.unmeasured else compared
            timed = _scheduled_as_before(measured, before.content)
            imported = replace(imported, content=_preordered_as_before(timed, before.content))
        plan = self._planned(imported, before)
        content, levels, moves = plan.content, plan.own, plan.moves
        change = replace(_change(ImportOutcome.UNCHANGED, plan, moves), before=before)
        if imported.set_stock:
            counted = {}
            for stocked in (levels, moves):
                for sku in stocked.keys() & plan.quantities.keys():
                    counted[sku] = stocked[sku].on_hand, plan.quantities[sku]
                    stocked[sku] = self._count(stocked[sku], plan.quantities[sku], imported.cause)
            change = replace(change, short=_short(plan, {**levels, **moves}), counted=counted)
        if before is not None and before.content == content and not moves and _matches(content, levels, plan):
            return Intent(replace(change, hidden=_hidden(before, clock.now())), before, None, plan, levels)
        now = clock.now()
        promotions = self.promotions()
        after = (
            before.revised(content, now, promotions)
            if before
            else rules.new(new_id(), imported.handle, content, now, promotions)
        )
        outcome = ImportOutcome.UPDATED if before else ImportOutcome.CREATED
        change = replace(change, outcome=outcome, hidden=_hidden(after, now))
        return Intent(change, before, after, plan, {**levels, **moves}, promotions)

    def _planned(self, imported: ImportedProduct, before: Product | None) -> ProductPlan:
        content = imported.content
        stem, own = (before.stem, before.handles) if before else (imported.handle, frozenset({imported.handle}))
        known = Known(stem, own, self._stock.levels([variant.sku for variant in content.variants]))
        if not skus.are_plain(content, before, known):
            known = self._looked_up(content, known)
            chosen = skus.assigned(content, before, known)
            had = skus.stored(before)
            lacking = {
                v.sku: owner.handle
                for v, sku in zip(content.variants, chosen, strict=True)
                if sku not in (v.sku, had.get(v.options)) and (owner := known.owner(v.sku)) is not None
            }
            if imported.may_wait and lacking:
                raise _taken(lacking)
            variants = tuple(replace(v, sku=sku) for v, sku in zip(content.variants, chosen, strict=True))
            content = replace(content, variants=variants)
        counted = zip(content.variants, imported.quantities, strict=True)
        return ProductPlan(content, known, {v.sku: quantity for v, quantity in counted if quantity is not None})

    def _looked_up(self, content: Content, known: Known) -> Known:
        """All that decides about its SKUs. The owners are read after the levels, and are checked when it is written."""
        levels = self._stock.levels(sorted(skus.candidates(content, known.handle)))
        owners = self._products.products({level.handle for level in levels.values()} - known.own)
        return replace(known, levels=levels, owners=owners)


class Editor:
    """`promoted` are asked at each write, so that no product is left with prices of promotions that were."""

    def __init__(
        self,
        store: CatalogueStore,
        stock_store: StockStore,
        inventory: Inventory,
        promoted: PromotedPrices | None = None,
    ) -> None:
        self._store = store
        self._stock = stock_store
        self._planner = Planner(
            store, stock_store, lambda level, on_hand, cause: inventory.count(level.sku, on_hand, cause), promoted
        )

    def put(self, imported: ImportedProduct, checkpoint: Checkpointer | None = None) -> Change:
        """Creates the product or brings it up to date, whole or not at all; one that is the same is not written.

        `checkpoint` is written with it, and not when the outcome is UNCHANGED.
        Raises SkuTaken when it may wait for a SKU, nothing being written then, and Superseded when the checkpoint is
        another worker's.
        """
        return until_fresh(lambda: self._put(imported, checkpoint))

    def _put(self, imported: ImportedProduct, checkpoint: Checkpointer | None) -> Change:
        intent = self._planner.intended(imported)
        plan, change, after = intent.plan, intent.change, intent.after
        if after is not None:
            new_levels = _new_levels(after, plan, imported.cause)
            noted = checkpoint(change) if checkpoint else None
            self._store.save(_write(intent.before, after, plan, new_levels, noted, intent.promotions, intent.levels))
        return change

    def create(self, authored: Authored, handle: str, actor: str) -> Written:
        """A new product by staff.

        Raises InvalidInput with all that is wrong with it, Conflict when another product has the handle, SkuTaken.
        """
        content = _checked(authored.content)

        def made() -> Written:
            if self._store.product(handle) is not None:
                raise _of_another(handle)
            promotions = self._planner.promotions()
            after = rules.new(new_id(), handle, content, clock.now(), promotions)
            return self._saved(None, after, authored.quantities, actor, promotions)

        written = until_fresh(made)
        note(f"product:{written.product.id}", {}, _told(written.product))
        return written

    def duplicate(self, product_id: str, title: str, handle: str, actor: str) -> Written:
        """A draft like another product, with SKUs of its own, no barcodes and nothing on hand.

        Raises NotFound, InvalidInput, Conflict when another product has the handle.
        """
        content, named = self.found(product_id).content, self.handle_for(handle, title)
        variants = tuple(
            replace(variant, sku=rules.derived_sku(named, variant.options), barcode="") for variant in content.variants
        )
        copy = replace(content, title=title, status=ProductStatus.DRAFT, variants=variants, seo_title="")
        return self.create(Authored(copy), named, actor)

    def handle_for(self, handle: str, title: str) -> str:
        """The handle of a new product: the one that is wanted, or one made of its title that is free.

        Raises InvalidInput.
        """
        if not handle:
            return self._free_handle(title)
        return _checked_handle(handle)

    def revise(
        self,
        product_id: str,
        version: int,
        change: Callable[[Content], Authored],
        actor: str,
        checkpoint: Callable[[Product, Product], Noted] | None = None,
        handle: str = "",
    ) -> Written:
        """A change by staff of exactly the version they saw; with a `handle`, also of where shoppers find it.

        Raises NotFound, PreconditionFailed when it was changed since, InvalidInput with all that is wrong with it,
        Conflict when the handle is, or was, another product's, SkuTaken when it would be for sale with a SKU that
        another product has by now.
        """
        before = self.found(product_id)
        if before.version != version:
            raise PreconditionFailed(
                f"the product is at version {before.version}; look at it again", version=before.version
            )
        authored = change(before.content)
        named = self._renamed(before, handle)
        if authored.content == before.content and named is before:
            levels = self._stock.levels(before.skus)
            return Written(before, {sku: level for sku, level in levels.items() if level.handle in before.handles})
        promotions = self._planner.promotions()
        after = named.revised(_checked(authored.content), clock.now(), promotions)
        try:
            written = self._saved(
                before, after, authored.quantities, actor, promotions, checkpoint(before, after) if checkpoint else None
            )
        except Stale as error:
            raise PreconditionFailed("the product was changed at this moment; look at it again") from error
        note(f"product:{product_id}", _told(before), _told(after))
        return written

    def _renamed(self, product: Product, handle: str) -> Product:
        if handle in ("", product.handle):
            return product
        other = self._store.product(_checked_handle(handle))
        if other is not None and other.id != product.id:
            raise _of_another(handle)
        return product.renamed(handle)

    def found(self, product_id: str) -> Product:
        """The product in any status. Raises NotFound."""
        handle = self._store.handle_of(product_id)
        product = self._store.product(handle) if handle else None
        if product is None:
            raise NotFound("there is no such product")
        return product

    def _saved(
        self,
        before: Product | None,
        after: Product,
        quantities: Mapping[str, int],
        actor: str,
        promotions: CataloguePrices | None,
        checkpoint: Noted | None = None,
    ) -> Written:
        """Written as an import's: new SKUs are claimed, those that nobody lists are taken over with their stock.

        Raises Stale, and SkuTaken for a SKU that another product lists.
        """
        known = Known(after.stem, after.handles, self._stock.levels(after.skus))
        if any(known.foreign(sku) for sku in after.skus) and after.content.status is not ProductStatus.ARCHIVED:
            handles = {level.handle for level in known.levels.values()} - after.handles
            known = replace(known, owners=self._store.products(handles))
            taken = {sku: owner.handle for sku in after.skus if (owner := known.owner(sku)) is not None}
            if taken:
                raise _taken(taken)
        plan = ProductPlan(after.content, known, quantities)
        cause = MovementCause(f"user:{actor}", clock.now(), f"product:{after.id}", "first stock")
        write = _write(before, after, plan, _new_levels(after, plan, cause), checkpoint, promotions)
        self._store.save(write)
        logger.info(
            "staff wrote a product",
            extra={"actor": actor, "product_id": after.id, "version": after.version},
        )
        return Written(write.after, write.levels)

    def _free_handle(self, title: str) -> str:
        """Made of the title, with a number where that is another product's."""
        stem = category.slug(title)[: rules.MAX_HANDLE - 40].strip("-")
        names = [stem, *(f"{stem}-{number}" for number in range(2, 10)), f"{stem}-{new_id()}"]
        known = self._store.products(names)
        return next(name for name in names if name not in known and rules.is_handle(name))


def _checked_handle(handle: str) -> str:
    """Raises InvalidInput."""
    if not rules.is_handle(handle):
        message = "use letters, digits, hyphens and signs such as _ . ™, at most 255, without spaces"
        raise InvalidInput(message, errors=[{"field": "handle", "code": "handle", "message": message}])
    return handle


def _of_another(handle: str) -> Conflict:
    message = f"another product has, or had, the handle {handle!r}"
    return Conflict(message, handle=handle, errors=[{"field": "handle", "code": "taken", "message": message}])


def _checked(content: Content) -> Content:
    """Raises InvalidInput with all that is wrong with it, two SKUs alike included."""
    found = content_rules.faults(content)
    listed = [variant.sku for variant in content.variants]
    found += [
        content_rules.Fault("sku", f"{sku!r} is the SKU of another variant", index)
        for index, sku in enumerate(listed)
        if sku in listed[:index]
    ]
    if found:
        errors = [{"field": fault.path, "code": "rule", "message": fault.message} for fault in found]
        raise InvalidInput("; ".join(dict.fromkeys(fault.message for fault in found)), errors=errors)
    return content


def _change(outcome: ImportOutcome, plan: ProductPlan, moves: Mapping[str, StockLevel]) -> Change:
    chosen = tuple(variant.sku for variant in plan.content.variants)
    return Change(outcome, chosen, {i: moves[sku].handle for i, sku in enumerate(chosen) if sku in moves})


def _hidden(product: Product, now: datetime) -> dict[int, PriceVerdict]:
    """The verdicts on those former prices that shoppers are not shown."""
    found = {index: product.verdict(variant, now) for index, variant in enumerate(product.content.variants)}
    return {index: verdict for index, verdict in found.items() if verdict and not verdict.ground.is_given}


def _short(plan: ProductPlan, counted: Mapping[str, StockLevel]) -> dict[int, StockLevel]:
    """Of the SKUs that the file counts, those of which orders hold more."""
    found = {}
    for index, variant in enumerate(plan.content.variants):
        level = counted.get(variant.sku)
        if level and level.over_held and variant.sku in plan.quantities:
            found[index] = level
    return found


def _moves(product: Product, moves: Mapping[str, StockLevel]) -> list[Move]:
    """The levels under their new owner. What they hold, and what is held of it, goes on."""
    variants = {variant.sku: variant for variant in product.content.variants}
    return [
        Move(level, replace(_under(variants[sku], level), handle=product.handle, product_id=product.id))
        for sku, level in moves.items()
    ]


def _under(variant: Variant, level: StockLevel) -> StockLevel:
    """The level under the policy of the variant."""
    units = variant.preorder_units
    return replace(
        level,
        backorder=variant.backorder,
        limit=units,
        promised=variant.available_from,
        most=max(level.most, units),
        sold_out_at=None if units else level.sold_out_at,
    )


def _new_levels(product: Product, plan: ProductPlan, cause: MovementCause) -> list[LevelChange]:
    changes = []
    for variant in product.content.variants:
        if variant.sku in plan.known.levels:
            continue
        empty = _under(variant, StockLevel(sku=variant.sku, handle=product.handle, product_id=product.id))
        movement = stock.counted(empty, plan.quantities.get(variant.sku, 0), cause)
        changes.append(LevelChange(empty, [movement] if movement else []))
    return changes


def _taken(owners: Mapping[str, str]) -> SkuTaken:
    return SkuTaken(
        "; ".join(f"{sku!r} is a SKU of the product {owner!r}" for sku, owner in owners.items()),
        skus=sorted(owners),
        handles=sorted(set(owners.values())),
    )


def _inheriting(after: Product, plan: ProductPlan, promotions: CataloguePrices | None) -> Product:
    """With the prices that its SKUs had under the products it takes them from."""
    moved = plan.moves
    owners = plan.known.owners
    former = {sku: owners[level.handle].history.get(sku, ()) for sku, level in moved.items() if level.handle in owners}
    return after.inheriting(former, promotions) if any(former.values()) else after


def _write(
    before: Product | None,
    after: Product,
    plan: ProductPlan,
    new_levels: Sequence[LevelChange],
    checkpoint: Noted | None,
    promotions: CataloguePrices | None,
    counted: Mapping[str, StockLevel] | None = None,
) -> ProductWrite:
    """`counted` are levels that were counted since they were planned with."""
    after = _inheriting(after, plan, promotions)
    levels = {**plan.own, **{sku: level for sku, level in (counted or {}).items() if sku in plan.own}}
    giving = {**plan.moves, **{sku: level for sku, level in (counted or {}).items() if sku in plan.moves}}
    moved = _moves(after, giving)
    giving_up = {move.before.handle for move in moved}
    givers = {owner.id: owner for handle, owner in plan.known.owners.items() if handle in giving_up}
    changed = [
        _under(variant, levels[variant.sku]) for variant in after.content.variants if _policy_changed(variant, levels)
    ]
    all_levels = {
        **levels,
        **{level.sku: level for level in changed},
        **{change.before.sku: change.after for change in new_levels},
        **{move.after.sku: move.after for move in moved},
    }
    return ProductWrite(
        before=before,
        after=after,
        card=rules.card(after, all_levels),
        new_levels=new_levels,
        moved=moved,
        givers=[*givers.values()],
        backorder=changed,
        events=facts.of(before, after, all_levels),
        levels=all_levels,
        checkpoint=checkpoint,
    )


def _matches(content: Content, levels: Mapping[str, StockLevel], plan: ProductPlan) -> bool:
    """Whether every SKU is stocked, be it another's by now, under the policy the product says."""
    return all(v.sku in plan.known.levels and not _policy_changed(v, levels) for v in content.variants)


def _policy_changed(variant: Variant, levels: Mapping[str, StockLevel]) -> bool:
    level = levels.get(variant.sku)
    if level is None:
        return False
    wanted = (variant.backorder, variant.preorder_units, variant.available_from)
    return (level.backorder, level.limit, level.promised) != wanted


def _told(product: Product) -> dict[str, Value]:
    """What a note shows of a product: handle, title, status and prices as they are, of the rest a digest, which says
    that it was changed.
    """
    content = product.content
    digests: dict[str, Value] = {each.name: _digest(getattr(content, each.name)) for each in fields(content)}
    prices = {f"price {variant.sku}": str(variant.price) for variant in content.variants}
    named: dict[str, Value] = {"handle": product.handle, "title": content.title}
    return {**digests, **prices, **named, "status": content.status.value}


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]

"""One change of many products: which, what, and how far it is.

CHECKING ──▶ CHECKED ── start ──▶ RUNNING ──▶ SUCCEEDED
(what would change is counted)      │  ▲
                                    ▼  │ start again
                                  STOPPED

An undo is a job of its own that is RUNNING at once.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from products.domain import content_rules
from products.domain.finding import ProductFilter, terms_of
from products.domain.prices import scheduled
from products.domain.product import Content, Product, ProductStatus, Variant
from souk.errors import IllegalTransition, InvalidInput
from souk.money import Money

MAX_IDS = 1000
# How many products a check shows of those that would change, and of those that cannot.
EXAMPLES = 10
# A job that wrote nothing for so long has lost its worker.
STALE = timedelta(minutes=3)
# How long it can be looked at and undone.
KEPT = timedelta(days=30)
WHOLE = 10_000  # basis points


class BulkStatus(enum.StrEnum):
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    STOPPED = "stopped"
    SUCCEEDED = "succeeded"


class Outcome(enum.StrEnum):
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAILED = "failed"


class CompareAt(enum.StrEnum):
    """`former`: the price before this change; `none`: it is taken away."""

    FORMER = "former"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Products by id, or by what they are."""

    ids: tuple[str, ...] = ()
    wanted: ProductFilter | None = None

    def has(self, product: Product) -> bool:
        wanted = self.wanted
        if wanted is None:
            return True
        categories = [ref.id for ref in product.categories]
        return wanted.suits(terms_of(product), product.content.status, categories)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """By a part of the price in hundredths of a percent, or by minor units; then to the nearest multiple of `to`
    minor units, half of it upwards.
    """

    basis_points: int = 0
    amount: int = 0
    to: int = 1

    def of(self, price: Money) -> Money:
        raw = price.amount * (WHOLE + self.basis_points) + self.amount * WHOLE
        step = self.to * WHOLE
        return Money((2 * raw + step) // (2 * step) * self.to, price.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkChange:
    """What changes of every product; what is None or empty stays."""

    price: PriceChange | None = None
    compare_at: CompareAt | None = None
    status: ProductStatus | None = None
    category: tuple[str, ...] | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    backorder: bool | None = None

    def of(self, content: Content) -> Content:
        """The product as it should be, which may be against the rules (`content_rules`)."""
        dropped = {tag.casefold() for tag in self.remove_tags}
        kept = [tag for tag in content.tags if tag.casefold() not in dropped]
        return replace(
            content,
            status=self.status or content.status,
            category=content.category if self.category is None else self.category,
            tags=tuple(dict.fromkeys([*kept, *self.add_tags])),
            variants=tuple(self._variant(variant) for variant in content.variants),
        )

    def _variant(self, variant: Variant) -> Variant:
        price = self.price.of(variant.price) if self.price else variant.price
        former = {CompareAt.FORMER: variant.price, CompareAt.NONE: None, None: variant.compare_at}[self.compare_at]
        # As an import has it: a former price that is not above the price is none, nor above one that is scheduled.
        least = scheduled.least(variant.scheduled, price)
        compared = former if former is not None and least < former else None
        policy = variant.backorder if self.backorder is None else self.backorder
        return replace(
            variant,
            price=price,
            compare_at=compared,
            recommended=variant.recommended and self.compare_at is None and compared is not None,
            backorder=policy,
            tracked=variant.tracked or not policy,  # what shall run out is counted
            # What is sold without end is not sold in advance.
            preorder_units=0 if policy else variant.preorder_units,
            available_from="" if policy else variant.available_from,
        )


def checked(content: Content) -> Content:
    """Raises InvalidInput with what is against the rules."""
    found = content_rules.faults(content)
    if found:
        raise InvalidInput("; ".join(dict.fromkeys(fault.message for fault in found)))
    return content


Values = Mapping[str, Any]


def differences(before: Content, after: Content) -> tuple[Values, Values]:
    """What a bulk change made different, as it was and as it is: "status", "category", "tags" and by SKU "variants"."""
    was, now = _values(before), _values(after)
    skus = [sku for sku in was["variants"] if was["variants"][sku] != now["variants"].get(sku)]
    names = [name for name in ("status", "category", "tags") if was[name] != now[name]]
    both = []
    for values in (was, now):
        told = {name: values[name] for name in names}
        if skus:
            told["variants"] = {sku: values["variants"][sku] for sku in skus}
        both.append(told)
    return both[0], both[1]


def restored(content: Content, former: Values) -> Content:
    """The content with the former values that `differences` told."""
    variants = former.get("variants", {})
    return replace(
        content,
        status=ProductStatus(former.get("status", content.status)),
        category=tuple(former.get("category", content.category)),
        tags=tuple(former.get("tags", content.tags)),
        variants=tuple(_restored(variant, variants.get(variant.sku)) for variant in content.variants),
    )


def _restored(variant: Variant, former: Values | None) -> Variant:
    if former is None:
        return variant
    currency = variant.price.currency
    compare_at = former["compare_at"]
    return replace(
        variant,
        price=Money(former["price"], currency),
        compare_at=None if compare_at is None else Money(compare_at, currency),
        recommended=former.get("recommended", False),
        backorder=former["backorder"],
        tracked=former["tracked"],
        preorder_units=former.get("preorder_units", 0),
        available_from=former.get("available_from", ""),
    )


def _values(content: Content) -> dict[str, Any]:
    return {
        "status": content.status.value,
        "category": list(content.category),
        "tags": list(content.tags),
        "variants": {
            variant.sku: {
                "price": variant.price.amount,
                "compare_at": variant.compare_at.amount if variant.compare_at else None,
                **({"recommended": True} if variant.recommended else {}),
                "backorder": variant.backorder,
                "tracked": variant.tracked,
                **_preorder(variant),
            }
            for variant in content.variants
        },
    }


def _preorder(variant: Variant) -> dict[str, Any]:
    units, day = variant.preorder_units, variant.available_from
    return {"preorder_units": units, "available_from": day} if units else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRow:
    """What became of one product. `version` is that of the product once changed; `reason` says why it could not be."""

    product_id: str
    handle: str
    title: str
    outcome: Outcome
    version: int = 0
    reason: str = ""
    before: Values
    after: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJob:
    """`position` is after what was looked at last, of the pass that is under way: a check, or the change itself.

    `changed`, `unchanged` and `failed` count the products of this pass, `total` those of the check. `rows` have been
    written so far. `version` counts the changes: the worker that wrote last is the only one that may write next.
    """

    id: str
    created_by: str
    created_at: datetime
    updated_at: datetime
    selection: Selection
    change: BulkChange
    undo_of: str = ""
    status: BulkStatus = BulkStatus.CHECKING
    position: str = ""
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    total: int | None = None
    rows: int = 0
    examples: tuple[BulkRow, ...] = ()
    version: int = 1

    @property
    def at_work(self) -> bool:
        return self.status in (BulkStatus.CHECKING, BulkStatus.RUNNING)

    @property
    def done(self) -> int:
        return self.changed + self.unchanged + self.failed

    @property
    def report_key(self) -> str:
        return f"reports/bulk-{self.id}.csv"

    def is_stale(self, now: datetime) -> bool:
        return self.at_work and now - self.updated_at > STALE

    def started(self, now: datetime) -> BulkJob:
        """Ready to run, or to go on where it stopped. Raises IllegalTransition when it cannot."""
        if self.status is BulkStatus.CHECKED:
            anew = replace(self, position="", changed=0, unchanged=0, failed=0)
            return anew._changed(now, status=BulkStatus.RUNNING)
        if self.status is BulkStatus.STOPPED or (self.status is BulkStatus.RUNNING and self.is_stale(now)):
            return self._changed(now, status=BulkStatus.RUNNING)
        raise IllegalTransition(f"the bulk edit is {self.status.value}", state=self.status.value)

    def stopped(self, now: datetime) -> BulkJob:
        """What is done stays. Raises IllegalTransition when it is not running."""
        if self.status is not BulkStatus.RUNNING:
            raise IllegalTransition(f"the bulk edit is {self.status.value}", state=self.status.value)
        return self._changed(now, status=BulkStatus.STOPPED)

    def touched(self, now: datetime) -> BulkJob:
        """A worker takes over."""
        return self._changed(now)

    def advanced(self, position: str, outcomes: Mapping[Outcome, int], now: datetime, *, rows: int = 0) -> BulkJob:
        return self._changed(
            now,
            position=position,
            changed=self.changed + outcomes.get(Outcome.CHANGED, 0),
            unchanged=self.unchanged + outcomes.get(Outcome.UNCHANGED, 0),
            failed=self.failed + outcomes.get(Outcome.FAILED, 0),
            rows=self.rows + rows,
        )

    def shown(self, row: BulkRow) -> BulkJob:
        """With one more example, while there is room for one of its kind."""
        alike = sum(example.outcome is row.outcome for example in self.examples)
        return self if alike >= EXAMPLES else replace(self, examples=(*self.examples, row))

    def ended(self, now: datetime) -> BulkJob:
        """The pass is through."""
        if self.status is BulkStatus.CHECKING:
            return self._changed(now, status=BulkStatus.CHECKED, total=self.done)
        return self._changed(now, status=BulkStatus.SUCCEEDED, total=self.done)

    def _changed(self, now: datetime, **changes: object) -> BulkJob:
        return replace(self, updated_at=now, version=self.version + 1, **changes)  # type: ignore[arg-type]

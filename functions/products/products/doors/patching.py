"""From a staff member's patch to the change of a product's content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from products.domain import category
from products.domain.product import Content, Variant
from products.domain.shopify.parser import Sanitiser
from products.doors.schemas import ProductPatch, VariantPatch
from products.usecases.editing import Authored
from souk.errors import InvalidInput
from souk.http import MoneyView

_REMOVED_BY_NULL = ("compare_at", "measure", "withdrawal_exclusion", "preorder")
_PLAIN = ("title", "vendor", "product_type", "status", "seo_title", "seo_description")


def change_of(patch: ProductPatch, sanitise: Sanitiser) -> Callable[[Content], Authored]:
    """The change that `patch` asks for. Raises InvalidInput for an impossible one, when called too."""
    given = patch.model_fields_set
    nulls = sorted(name for name in given if getattr(patch, name) is None)
    if nulls:
        raise InvalidInput(f"{nulls[0]} cannot be null; leave it out to keep it")
    changes: dict[str, Any] = {name: getattr(patch, name) for name in _PLAIN if name in given}
    if patch.description_html is not None:
        changes["description_html"] = sanitise(patch.description_html)
    if patch.tags is not None:
        changes["tags"] = tuple(dict.fromkeys(patch.tags))
    if patch.category is not None:
        try:
            changes["category"] = category.path_of(patch.category)
        except ValueError as error:
            raise InvalidInput(str(error)) from None

    def change(content: Content) -> Authored:
        return Authored(replace(content, **changes, variants=_variants(content, patch.variants)))

    return change


def _variants(content: Content, patches: list[VariantPatch]) -> tuple[Variant, ...]:
    by_sku = {patch.sku: patch for patch in patches}
    unknown = sorted(set(by_sku) - {variant.sku for variant in content.variants})
    if unknown:
        raise InvalidInput(f"the product has no variant {unknown[0]!r}")
    return tuple(
        _variant(variant, by_sku[variant.sku]) if variant.sku in by_sku else variant for variant in content.variants
    )


def _variant(variant: Variant, patch: VariantPatch) -> Variant:
    changes: dict[str, Any] = {}
    for name in patch.model_fields_set - {"sku"}:
        value = getattr(patch, name)
        if value is None and name not in _REMOVED_BY_NULL:
            raise InvalidInput(f"{name} cannot be null; leave it out to keep it")
        changes[name] = _money(value, variant) if isinstance(value, MoneyView) else value
    if "compare_at" in changes and changes["compare_at"] is None:
        changes["recommended"] = False
    if "scheduled_prices" in changes:
        changes["scheduled"] = tuple(each.scheduled() for each in changes.pop("scheduled_prices"))
    if patch.measure:
        changes["measure"] = patch.measure.measure()
    if "withdrawal_exclusion" in changes:
        changes["withdrawal_exclusion"] = changes["withdrawal_exclusion"] or ""
    if "preorder" in changes:
        preorder = changes.pop("preorder")
        changes["preorder_units"] = preorder.units if preorder else 0
        changes["available_from"] = preorder.available_from.isoformat() if preorder else ""
        changes.setdefault("backorder", variant.backorder and not preorder)
    elif changes.get("backorder"):
        changes["preorder_units"], changes["available_from"] = 0, ""
    if changes.get("backorder") is False:
        changes["tracked"] = True  # what shall run out is counted
    return replace(variant, **changes)


def _money(view: MoneyView, variant: Variant) -> object:
    if view.currency != variant.price.currency or view.amount < 0:
        raise InvalidInput(f"a price is not negative and in {variant.price.currency}")
    return view.money()

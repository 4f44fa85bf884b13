"""One word for one thing: a class of a domain, a use case or the core has its name for itself."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.contract.template import ROOT

# The same thing in two places: as a service keeps it, and as another one knows or calls it.
SAME_THING = {
    "Address": "where a shopper, an order and a parcel live; tests/contract/test_shapes.py holds them together",
    "Cart": "of the cart service, and what of it the orders service asks for",
    "Catalogue": "of the products service, and what carts and orders ask of it",
    "Inventory": "of the products service, and what orders ask of it",
    "OrderLine": "of an order, and as its events tell it",
    "PickupPoint": "a carrier's point where a parcel is collected, as its order, the parcel and their events know it",
    "PickupPlace": "where an order is fetched, as it, its parcel and their events know it",
    "Payments": "of the payments service, and what orders ask of it",
    "Variant": "of a product, and what of it an order is made of",
    **dict.fromkeys(
        (
            *("AmountOff", "Bundle", "BuyAndGet", "FixedPrice", "Gift", "PercentageOff", "Promotion", "ShippingOff"),
            *("TierStep", "Tiers"),
        ),
        "a promotion and its parts, as staff publish them, and as the rules that a price is worked out by",
    ),
}


def homes() -> dict[str, set[str]]:
    """The modules that define each public class."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        module = str(path.relative_to(ROOT))
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].add(module)
    return found


def modules() -> Iterator[Path]:
    yield from sorted(ROOT.glob("functions/*/*/domain/**/*.py"))
    yield from sorted(ROOT.glob("functions/*/*/usecases/**/*.py"))
    yield from sorted(path for path in ROOT.glob("layers/core/souk/**/*.py") if "contracts" not in path.parts)


def test_a_class_has_its_name_for_itself() -> None:
    assert {name: where for name, where in homes().items() if len(where) > 1 and name not in SAME_THING} == {}


def test_what_may_share_a_name_does() -> None:
    assert {name for name, where in homes().items() if len(where) > 1} == set(SAME_THING)

"""The import rules in pyproject.toml cover every file: a new one is put into a room before it is let in."""

from __future__ import annotations

import tomllib

import pytest

from tests.contract.template import ROOT

CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
# What joins the rooms, and the shapes that go in and out: bound by the layers, not by a list.
EVERYWHERE = {"compose", "settings", "schemas"}
# Adapters, and helpers of handlers, that no other list names.
OTHERS = {
    "orders.checkout_views", "orders.codec", "orders.views", "payments.mapping", "payments.stripe_snapshot",
    "payments.stripe_webhook", "products.patching", "products.richtext", "products.schemas_imports", "products.views",
    "relay.stream", "search.finder", "search.index", "search.matching", "shipper.delivery", "shipper.lines",
    "shipper.records", "shipper.subscription",
}  # fmt: skip
ROOMS = {
    "handler": CONTRACTS["handlers"]["source_modules"],
    "use case": CONTRACTS["workflows"]["source_modules"],
    "domain": CONTRACTS["domain"]["source_modules"],
    "adapter": [name for name in CONTRACTS["handlers"]["forbidden_modules"] if "." in name],
    "other": sorted(OTHERS),
}


def modules() -> list[str]:
    found = []
    for path in ROOT.glob("functions/*/*/**/*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts[2:]
        if parts[-1] != "__init__":
            found.append(".".join(parts))
    return sorted(found)


def rooms_of(module: str) -> list[str]:
    return [room for room, names in ROOMS.items() for name in names if module == name or module.startswith(f"{name}.")]


@pytest.mark.parametrize("module", modules())
def test_every_module_is_in_one_room(module: str) -> None:
    if module.rpartition(".")[2] in EVERYWHERE:
        assert rooms_of(module) == []
    else:
        assert len(rooms_of(module)) == 1, "list it under [tool.importlinter] in pyproject.toml, or here under OTHERS"


def test_no_rule_names_a_module_that_is_gone() -> None:
    existing = modules()
    listed = [name for names in ROOMS.values() for name in names if not name.startswith("souk.")]
    gone = [name for name in listed if not any(m == name or m.startswith(f"{name}.") for m in existing)]
    assert gone == []


def test_every_package_is_under_the_rules() -> None:
    folders = {path.name for path in (ROOT / "functions").iterdir() if path.is_dir()}
    independent = set(CONTRACTS["services"]["modules"])
    assert folders == independent == set(CONTRACTS["core"]["forbidden_modules"])

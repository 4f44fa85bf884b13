"""Every service is put together in one shape, and tests swap its parts there instead of patching it."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
from collections.abc import Iterator

import pytest

from souk.compose import Held
from souk_local.services import packages
from tests.contract.template import ROOT

PACKAGES = packages()
OWN = {"souk", "souk_local", "souk_tools", *PACKAGES}
# A measurement: what shards are compared with is a shop that makes none.
TOLERATED = {("reliability/race/contention.py", "MOST")}


@pytest.mark.parametrize("service", PACKAGES)
def test_a_service_is_composed_of_parts_that_can_be_swapped(service: str) -> None:
    compose = importlib.import_module(f"{service}.compose")
    assert isinstance(compose.services, Held)
    assert dataclasses.is_dataclass(compose.Parts)
    assert dataclasses.is_dataclass(compose.Services)
    assert [field.type for field in dataclasses.fields(compose.Services)] == ["Parts"]
    assert inspect.signature(compose.real).return_annotation == "Parts"
    assert not inspect.signature(compose.real).parameters


def test_no_test_patches_our_own_code() -> None:
    """Neither what a module does nor a limit of it: that is a parameter, or a part of the composition."""
    found = {
        (path.relative_to(ROOT / "tests").as_posix(), member)
        for path in (ROOT / "tests").rglob("*.py")
        for member in patched(ast.parse(path.read_text()))
    }
    assert found == TOLERATED


@pytest.mark.parametrize(
    "code",
    [
        "from orders import compose\nmonkeypatch.setattr(compose, 'services', fake)",
        "import orders.compose\nmonkeypatch.setattr(orders.compose, 'services', fake)",
        "from souk import clock as time\nsetattr(time, 'services', fake)",
        "monkeypatch.setattr('orders.compose.services', fake)",
        "from unittest import mock\nmock.patch('souk.clock.services')",
        "from orders.usecases.orders import Orders\nmock.patch.object(Orders, 'services')",
        "from souk import clock\nclock.services = fake",
        "import souk_local.cloud\nmonkeypatch.setattr('souk_local.cloud.services', 0)",
    ],
)
def test_a_patch_is_recognised(code: str) -> None:
    assert list(patched(ast.parse(code))) == ["services"]


def patched(tree: ast.Module) -> Iterator[str]:
    """The members of our own modules and classes that a module puts something else in place of."""
    own = set(_own_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _patches(node.func):
            target, member = _target(node)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            target, member = ast.unparse(node.targets[0].value), node.targets[0].attr
        else:
            continue
        root = target.partition(".")[0]
        if root in own or (isinstance(node, ast.Call) and root in OWN):
            yield member


def _own_names(tree: ast.Module) -> Iterator[str]:
    """The names by which it knows our modules and what is in them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [(alias.asname or alias.name, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(alias.asname or alias.name, node.module or "") for alias in node.names]
        else:
            continue
        yield from (name.partition(".")[0] for name, module in names if module.partition(".")[0] in OWN)


def _patches(function: ast.expr) -> bool:
    text = ast.unparse(function)
    return text in ("setattr", "patch", "patch.object") or text.endswith((".setattr", ".patch", ".patch.object"))


def _target(call: ast.Call) -> tuple[str, str]:
    """What is patched, and the member of it."""
    first, second = call.args[0], call.args[1] if len(call.args) > 1 else None
    if isinstance(first, ast.Constant):
        module, _, member = str(first.value).rpartition(".")
        return module, member
    return ast.unparse(first), str(second.value) if isinstance(second, ast.Constant) else ""

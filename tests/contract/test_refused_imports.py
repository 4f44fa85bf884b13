"""What the import rules are for is refused, each by the rule that is meant to: every line here is what a hurried change
would do, and many got through once.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path

import grimp
import pytest

from tests.contract.import_rules import kept, rules, session_options
from tests.contract.template import ROOT

FOR_TYPES = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "
LATER = "def later():\n    "
PAYMENT = "payments.domain.payment"

REFUSED = [
    # A room imports upwards.
    ("rooms", "orders.domain.totals", "from orders.usecases.ports import Variant"),
    ("rooms", "orders.domain.totals", LATER + "from orders.usecases.ports import Variant"),
    ("rooms", "orders.domain.totals", FOR_TYPES + "from orders.usecases.ports import Variant"),
    ("rooms", "orders.domain.order", "from orders.adapters.codec import order_of"),
    ("rooms", "orders.domain.order", "from orders.doors.schemas import QuoteBody"),
    ("rooms", "orders.usecases.orders", "from orders.adapters.store import DynamoOrders"),
    ("rooms", "orders.usecases.orders", "from orders.adapters import clients"),
    ("rooms", "orders.usecases.orders", "from orders.doors import views"),
    ("rooms", "orders.usecases.orders", "from orders.compose import services"),
    ("rooms", "orders.adapters.store", "from orders.doors.views import OrderView"),
    ("rooms", "orders.adapters.store", "from orders.compose import services"),
    ("rooms", "orders.compose", "from orders.doors.api import handler"),
    # Adapters and doors import past the ports and past the composition.
    ("ports", "orders.adapters.store", "from orders.usecases.reactions import Reactions"),
    ("ports", "orders.adapters.store", "from orders.usecases import pricing"),
    ("ports", "payments.adapters.stripe.provider", LATER + "from payments.usecases.completion import Completion"),
    ("doors", "orders.doors.checkout", "from orders.adapters.store import DynamoOrders"),
    ("doors", "products.doors.patching", LATER + "from products.adapters.richtext import sanitised"),
    # Rules that reach out.
    *(
        ("world", module, f"import {name}")
        for module in ("orders.domain.order", "orders.usecases.orders")
        for name in ("os", "socket", "urllib.request", "time", "requests", "httpx", "sqlite3")
    ),
    ("world", "orders.domain.order", LATER + "from pathlib import Path"),
    ("world", "orders.usecases.checkout", "from orders.settings import OrdersSettings"),
    ("world", "orders.domain.order", LATER + "from souk.settings import Settings"),
    ("domain", "orders.domain.order", "import boto3"),
    ("domain", "orders.domain.order", "from souk import clock"),
    ("domain", "orders.domain.order", LATER + "from souk.storage.dynamo import Record"),
    ("usecases", "orders.usecases.orders", "from chalice import Chalice"),
    ("usecases", "orders.usecases.orders", "from souk.storage.dynamo import Record"),
    # A service, the core and the local cloud know what they are not to know.
    ("services", "orders.usecases.orders", "from cart.domain.cart import Cart"),
    ("services", "orders.adapters.store", FOR_TYPES + "from cart.domain.cart import Cart"),
    ("services", "orders.doors.checkout", LATER + "from cart.compose import services"),
    ("services", "souk.storage.journal", "from orders.domain.order import Order"),
    ("services", "souk.storage.journal", FOR_TYPES + "from orders.domain.order import Order"),
    ("services", "souk_local.cloud", "from souk_tools import demo"),
    ("kafka", "orders.adapters.store", "from souk.brokers.kafka import produce"),
    ("kafka", "orders.adapters.store", "import kafka"),
    ("kafka", "orders.adapters.store", "import boto3"),
    # Circles.
    ("circles", "payments.domain.dispute", f"from {PAYMENT} import Payment"),
    ("circles", "payments.domain.dispute", FOR_TYPES + f"from {PAYMENT} import Payment"),
    ("circles", "payments.domain.dispute", LATER + f"from {PAYMENT} import Payment"),
    ("circles", "orders.usecases.changes", "from orders.usecases.orders import Orders"),
    ("circles", "souk.storage.dynamo", "from souk.storage.outbox import published"),
]


def test_the_rules_are_kept() -> None:
    assert [rule for rule in rules() if not kept(rule)] == []


@pytest.mark.parametrize(("rule", "module", "code"), REFUSED, ids=lambda value: value.rpartition("\n")[2].strip())
def test_an_import_is_refused(rule: str, module: str, code: str) -> None:
    assert not kept(rule, module, code)


def test_imports_for_type_checkers_and_within_functions_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "try_of_imports"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "checked.py").write_text(FOR_TYPES + "import json")
    (package / "late.py").write_text(LATER + "import json")
    monkeypatch.syspath_prepend(tmp_path)
    assert "exclude_type_checking_imports" not in session_options()
    graph = grimp.build_graph("try_of_imports", include_external_packages=True, cache_dir=None)
    assert graph.find_modules_that_directly_import("json") == {"try_of_imports.checked", "try_of_imports.late"}


@pytest.mark.parametrize(
    "code",
    [
        'import importlib\n\nimportlib.import_module("cart.domain.cart")\n',
        'from importlib import import_module\n\nimport_module("cart.domain.cart")\n',
        'import runpy\n\nrunpy.run_module("cart.domain.cart")\n',
        'from souk.cloud import aws\n\naws.session().create_client("dynamodb")\n',
        'import botocore.session\n\nbotocore.session.get_session().create_client("dynamodb")\n',
        'import urllib.request\n\nurllib.request.urlopen("https://example.com")\n',
    ],
    ids=lambda code: code.partition("\n")[0],
)
def test_a_way_round_the_rules_is_refused_by_the_linter(code: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "TID251", "--output-format", "concise",
         "--stdin-filename", "functions/orders/orders/adapters/new.py", "-"],
        cwd=ROOT, input=code, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "TID251" in ran.stdout


def test_no_service_goes_to_a_table_but_through_the_core() -> None:
    """What `souk.storage.dynamo` writes to is the service's own table; IAM refuses the others in the end."""
    assert {path.name: found for path in _sources() if (found := list(strays(ast.parse(path.read_text()))))} == {}


@pytest.mark.parametrize(
    "code",
    [
        'client("dynamodb").get_item(TableName="souk-prod-orders")',
        'aws.client("dynamodb")',
        'class Meta:\n    table_name = "souk-prod-orders"',
        '__import__("cart.domain.cart")',
    ],
)
def test_a_stray_is_recognised(code: str) -> None:
    assert len(list(strays(ast.parse(code)))) == 1


def strays(tree: ast.Module) -> Iterator[str]:
    """Clients of DynamoDB's own, tables by name, and imports that no rule sees."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and any(ast.unparse(given) == "'dynamodb'" for given in node.args):
            yield ast.unparse(node)
        elif isinstance(node, ast.Name) and node.id in ("table_name", "__import__"):
            yield node.id


def test_doors_take_only_values_from_the_use_cases() -> None:
    """What is done goes through what the composition has put together."""
    doors = [path for path in _sources() if "doors" in path.parts]
    assert {path.name: found for path in doors if (found := list(bypasses(ast.parse(path.read_text()))))} == {}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("from orders.usecases.changes import change", ["change"]),
        (LATER + "from orders.usecases import changes", ["changes"]),
        ("from orders.usecases.reactions import Reactions", ["Reactions"]),
        ("import orders.usecases.changes", ["orders.usecases.changes"]),
        ("from orders.usecases.checkout_run import Checkout", []),
    ],
)
def test_a_door_that_bypasses_the_composition_is_recognised(code: str, found: list[str]) -> None:
    assert list(bypasses(ast.parse(code))) == found


def bypasses(tree: ast.Module) -> Iterator[str]:
    """What is imported of use cases and does something, instead of only holding data."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if ".usecases" in alias.name)
        elif isinstance(node, ast.ImportFrom) and ".usecases" in (node.module or ""):
            module = importlib.import_module(node.module or "")
            yield from (alias.name for alias in node.names if not _is_data(getattr(module, alias.name, module)))


def _is_data(value: object) -> bool:
    if inspect.isclass(value):
        return is_dataclass(value) or issubclass(value, Enum | Exception)
    return not inspect.ismodule(value) and not inspect.isroutine(value)


def _sources() -> Iterator[Path]:
    return (ROOT / "functions").rglob("*.py")

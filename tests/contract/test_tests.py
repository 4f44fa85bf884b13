"""What holds for the tests themselves: each asserts something, and none waits by sleeping."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from functools import cache

from tests.contract.template import ROOT

Function = ast.FunctionDef | ast.AsyncFunctionDef

# Not a wait: it is what something else takes, or polls with a limit.
SLEEPS = {
    "integration/local_cloud/test_carrier.py": "asks again until it is so, with a limit",
    "reliability/race/contention.py": "what a request to DynamoDB takes, and a buyer who takes his time",
    "unit/local_cloud/test_space.py": "work without an end, which is ended",
}


def test_every_test_asserts() -> None:
    assert silent(trees()) == []


def test_one_that_asserts_nothing_is_found() -> None:
    code = """
def test_one(): shop()
def test_two(): shown()
def shown(): seen()
def seen(): assert True
"""
    assert silent([("tests.py", ast.parse(code))]) == ["tests.py: test_one"]


def test_no_test_sleeps() -> None:
    found = {name for name, tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call) and sleeps(node)}
    assert found == set(SLEEPS)


def silent(modules: Iterable[tuple[str, ast.Module]]) -> list[str]:
    """The tests that assert neither themselves nor in what they call."""
    functions = [(name, node) for name, tree in modules for node in ast.walk(tree) if isinstance(node, Function)]
    helpers = [node for _, node in functions if not is_test(node)]
    asserting = {node.name for node in helpers if asserts(node)}
    while more := {node.name for node in helpers if calls(node) & asserting} - asserting:
        asserting |= more
    return [
        f"{name}: {node.name}"
        for name, node in functions
        if is_test(node) and not asserts(node) and not calls(node) & asserting
    ]


@cache
def trees() -> list[tuple[str, ast.Module]]:
    paths = sorted((ROOT / "tests").rglob("*.py"))
    return [(path.relative_to(ROOT / "tests").as_posix(), ast.parse(path.read_text())) for path in paths]


def is_test(node: Function) -> bool:
    return node.name.startswith("test_") and node.name != "test_settings"


def asserts(function: Function) -> bool:
    """Whether it does so itself: with assert, pytest.raises, or Playwright's expect."""
    expected = {"pytest.raises", "pytest.fail", "expect"}
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and ast.unparse(node.func) in expected)
        for node in ast.walk(function)
    )


def calls(function: Function) -> set[str]:
    """The names of the functions and methods it calls."""
    called = (ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call))
    return {name.rpartition(".")[2] for name in called}


def sleeps(call: ast.Call) -> bool:
    return ast.unparse(call.func) in ("time.sleep", "asyncio.sleep", "sleep")

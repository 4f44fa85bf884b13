"""What the documents name is there: files, links, targets of make, modules and what is in them."""

from __future__ import annotations

import ast
import importlib
import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from scripts.floor_plan import PAGE, with_plan
from souk_local.services import packages
from tests.contract.template import ROOT, template

# Made from the code or from measurements, and checked where they are made.
_GENERATED = ("docs/events/", "docs/benchmarks")
DOCUMENTS = [
    path
    for path in (
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "frontend/README.md")),
        *sorted((ROOT / "docs").rglob("*.md")),
    )
    if not str(path.relative_to(ROOT)).startswith(_GENERATED)
]
# Made when things run.
_MADE_LATER = {"settings.json", "/config.json", ".souk/local/secrets.json", "index/current.json"}
_TREES = (
    *("docs", "functions", "infra", "layers", "tools", "scripts", "seed", "tests", "requirements"),
    *("frontend/src", "frontend/admin", "frontend/scripts"),
)
_ENDINGS = "py|yaml|json|md|proto|tsx?|sh|toml"
_FILE = re.compile(rf"`([\w./-]+\.(?:{_ENDINGS}))`")
_FOLDER = re.compile(rf"`((?:{'|'.join(_TREES)})/[\w./-]+)`")
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
_TARGET = re.compile(r"`make ([a-z-]+)")
_PACKAGES = "|".join(["souk", *packages()])
# One dot alone is also what events are called: "cart.merged".
_DOTTED = rf"souk\.[a-z_]\w*(?:\.\w+)*|(?:{_PACKAGES})\.[a-z_]\w*(?:\.\w+)+"
_NAME = re.compile(rf"`({_DOTTED})[`(]")
_TOPICS = re.compile(r"souk\.\w+(\.v\d|\.orders|\.products)")


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_the_files_it_names_are_there(document: Path) -> None:
    named = {*_FILE.findall(document.read_text())} - _MADE_LATER
    assert [name for name in sorted(named) if not any(f"/{path}".endswith(f"/{name}") for path in _files())] == []


def test_the_folders_it_names_are_there(document: Path) -> None:
    assert [name for name in _FOLDER.findall(document.read_text()) if not (ROOT / name).exists()] == []


def test_its_links_lead_somewhere(document: Path) -> None:
    assert [link for link in _LINK.findall(document.read_text()) if not (document.parent / link).exists()] == []


def test_the_targets_of_make_it_names_are_there(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {*_TARGET.findall(document.read_text())} <= targets


def test_the_modules_it_names_are_there(document: Path) -> None:
    names = {name for name in _NAME.findall(document.read_text()) if not _TOPICS.match(name)}
    assert [name for name in sorted(names) if not _is_there(name)] == []


def test_the_modules_that_the_code_names_are_there() -> None:
    sources = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "layers/core/souk").rglob("*.py")]
    named = {(path, name) for path in sources for name in _NAME.findall(path.read_text()) if not _TOPICS.match(name)}
    assert [f"{path}: {name}" for path, name in sorted(named) if not _is_there(name)] == []


def test_the_floor_plan_is_as_it_is_drawn() -> None:
    written = PAGE.read_text()
    assert with_plan(written) == written, "python scripts/floor_plan.py draws it again"


def test_figures_are_those_of_the_code() -> None:
    node = json.loads((ROOT / "frontend/package.json").read_text())["engines"]["node"]
    python = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]
    readme = (ROOT / "README.md").read_text()
    assert f"Python {python.replace('>=', '≥ ')}, Node {node.replace('>=', '≥ ')}" in readme


def test_the_page_on_aws_names_every_parameter() -> None:
    page = (ROOT / "docs/aws.md").read_text()
    assert [name for name in template()["Parameters"] if f"`{name}`" not in page and f"{name}=" not in page] == []


def test_every_folder_of_tests_is_told_of() -> None:
    folders = {f"tests/{path.parent.name}" for path in (ROOT / "tests").glob("*/__init__.py")}
    assert {*re.findall(r"`(tests/\w+)`", (ROOT / "CONTRIBUTING.md").read_text())} == folders


def test_a_page_that_lists_its_services_metrics_lists_them_all() -> None:
    for page in (ROOT / "docs/services").glob("*.md"):
        _, listed, metrics = page.read_text().partition("\nMetrics: ")
        if listed:
            assert {*re.findall(r"`(\w+)`", metrics.partition("\n\n")[0])} == _counted(page.stem), page.name


def _counted(service: str) -> set[str]:
    """The metrics that a service's own code counts."""
    nodes = [
        node for path in (ROOT / "functions" / service).rglob("*.py") for node in ast.walk(ast.parse(path.read_text()))
    ]
    calls = [node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "count"]
    inside = [part for call in calls for argument in call.args for part in ast.walk(argument)]
    return {part.value for part in inside if isinstance(part, ast.Constant) and isinstance(part.value, str)}


@cache
def _files() -> list[str]:
    """Every file of the repository's trees, from the root."""
    found = [path for tree in _TREES for path in (ROOT / tree).rglob("*.*") if "node_modules" not in path.parts]
    return [str(path.relative_to(ROOT)) for path in [*found, *ROOT.glob("*.*"), *ROOT.glob("frontend/*.*")]]


def _is_there(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            fields = getattr(found, "__annotations__", {})
            found = getattr(found, part, fields.get(part))
        return found is not None
    return False

"""The import rules of pyproject.toml, to be asked about code that is not there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import grimp
from importlinter.application.use_cases import read_user_options
from importlinter.configuration import configure
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

from tests.contract.template import ROOT

_KINDS: dict[str, type[Contract]] = {
    contract.type_name: contract
    for contract in (AcyclicSiblingsContract, ForbiddenContract, LayersContract, ProtectedContract)
}


def kept(rule: str, module: str = "", code: str = "") -> bool:
    """Whether the contract with this id would be kept if `code` stood in `module`. Nothing is written."""
    graph = deepcopy(_graph())
    _add(graph, module, code)
    return _contracts()[rule].check(graph, verbose=False).kept


def rules() -> list[str]:
    """The ids of all contracts."""
    return list(_contracts())


def session_options() -> dict[str, Any]:
    """What holds for all contracts."""
    options: dict[str, Any] = _options().session_options
    return options


@cache
def _options() -> Any:
    configure()  # type: ignore[no-untyped-call]
    return read_user_options(str(ROOT / "pyproject.toml"))


@cache
def _contracts() -> dict[str, Contract]:
    options = _options()
    return {
        each["id"]: _KINDS[each["type"]](each["name"], options.session_options, each)
        for each in options.contracts_options
    }


@cache
def _graph() -> grimp.ImportGraph:
    first, *others = session_options()["root_packages"]
    return grimp.build_graph(first, *others, include_external_packages=True, cache_dir=None)


def _add(graph: grimp.ImportGraph, module: str, code: str) -> None:
    own = set(session_options()["root_packages"])
    for name in _imported(graph, code):
        known = name if name.partition(".")[0] in own else name.partition(".")[0]
        if known not in graph.modules:
            graph.add_module(known, is_squashed=True)
        graph.add_import(importer=module, imported=known)


def _imported(graph: grimp.ImportGraph, code: str) -> Iterator[str]:
    """The modules that `code` imports, wherever in it."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in graph.modules else node.module

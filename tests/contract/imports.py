"""What a module imports, read from the source: imports inside functions count, those for type checkers do not."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from souk_local.services import packages

OURS = {"souk", *packages()}


def third_party(module: str) -> set[str]:
    """The top-level names of other people's packages that `module` needs to run, through all of our own modules."""
    return {
        name for name in _closure(module) if name not in sys.stdlib_module_names and name.partition(".")[0] not in OURS
    }


def reached(module: str) -> set[str]:
    """Our own modules that `module` may import, itself included."""
    return {name for name in _closure(module) if name.partition(".")[0] in OURS}


@cache
def _closure(module: str) -> frozenset[str]:
    """Dotted names of our modules and top-level names of all others."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        waiting.extend(_imports(name))
    return frozenset(found)


@cache
def _imports(module: str) -> frozenset[str]:
    return frozenset(_read(module))


def _read(module: str) -> Iterator[str]:
    source = _source(module)
    if source is None:
        return
    for node in _running(ast.parse(source.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            if name.partition(".")[0] not in OURS:
                yield name.partition(".")[0]
            elif _source(name) is not None:
                parts = name.split(".")
                yield from (".".join(parts[:length]) for length in range(1, len(parts) + 1))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below `node` without `if TYPE_CHECKING:` blocks."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _running(child)


@cache
def _source(module: str) -> Path | None:
    if module.partition(".")[0] not in OURS:
        return None
    try:
        spec = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec and spec.origin else None

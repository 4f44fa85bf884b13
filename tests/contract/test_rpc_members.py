"""No contract carries what nobody needs: each member is written on one side and read on the other."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from google.protobuf.descriptor import Descriptor, FileDescriptor

from souk import contracts
from tests.contract.template import ROOT

CONTRACTS = sorted(path.stem.removesuffix("_pb2") for path in Path(contracts.__path__[0]).glob("*_pb2.py"))
ANSWERING = sorted(ROOT.glob("functions/*/*/doors/rpc.py"))
# What all services ask alike is in the core.
ASKING = [
    *sorted(ROOT.glob("functions/*/*/adapters/clients.py")),
    *(ROOT / f"layers/core/souk/http/{name}.py" for name in ("sessions", "keys/check")),
]


def declared(contract: str) -> FileDescriptor:
    file: FileDescriptor = importlib.import_module(f"souk.contracts.{contract}_pb2").DESCRIPTOR
    return file


def members(message: Descriptor) -> Iterator[tuple[str, str]]:
    """(message, member) of it and of what it is made of."""
    for field in message.fields:
        yield message.name, field.name
        if field.message_type:
            yield from members(field.message_type)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def using(contract: str, paths: Iterable[Path]) -> list[ast.AST]:
    """The nodes of those modules that use the contract."""
    return [node for path in paths if f"{contract}_pb2" in path.read_text() for node in ast.walk(parsed(path))]


def read(nodes: list[ast.AST]) -> set[str]:
    return {node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)}


def named(nodes: list[ast.AST]) -> set[str]:
    """The methods that are called without a stub, by their names ("/souk.contracts.v1.Users/CheckSession")."""
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text.rpartition("/")[2] for text in texts if text.startswith("/souk.contracts.")}


def written(nodes: list[ast.AST]) -> set[tuple[str, str]]:
    """(message, member) given to a message as it is made; ("", member) for one that is set later."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Call):
            message = ast.unparse(node.func).rpartition(".")[2].removesuffix("Message")
            found |= {(message, keyword.arg) for keyword in node.keywords if keyword.arg}
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(("", node.attr))
    return found


@pytest.mark.parametrize("contract", [name for name in CONTRACTS if declared(name).services_by_name])
def test_every_member_is_written_on_one_side_and_read_on_the_other(contract: str) -> None:
    asking, answering = using(contract, ASKING), using(contract, ANSWERING)
    for service in declared(contract).services_by_name.values():
        for method in service.methods:
            assert method.name in read(asking) | named(asking), f"nobody calls {method.full_name}"
            for message, writers, readers in (
                (method.input_type, asking, answering),
                (method.output_type, answering, asking),
            ):
                made, seen = written(writers), read(readers)
                for name, member in members(message):
                    assert {(name, member), ("", member)} & made, f"nobody writes {name}.{member}"
                    assert member in seen, f"nobody reads {name}.{member}"

"""CloudFormation templates as data, intrinsic functions in their long form."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from souk_local.settings import PROJECT


class _Loader(yaml.CSafeLoader):
    """Reads !Ref, !Sub and the others as {"Ref": …}, {"Fn::Sub": …}."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if name == "Fn::GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 - there is no other kind
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def read(path: Path) -> dict[str, Any]:
    """The template in this file."""
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a safe loader
    return loaded


def properties(logical_id: str) -> dict[str, Any]:
    """The properties of one resource of template.yaml."""
    found: dict[str, Any] = read(PROJECT / "template.yaml")["Resources"][logical_id]["Properties"]
    return found

"""template.yaml, for what the local cloud makes without it."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from souk_local.settings import PROJECT


class _Loader(yaml.SafeLoader):
    """Takes CloudFormation's short forms for nothing: what is read here needs none."""


_Loader.add_multi_constructor("!", lambda _loader, _suffix, _node: None)


def properties(logical_id: str) -> dict[str, Any]:
    """The properties of one resource."""
    found: dict[str, Any] = _resources()[logical_id]["Properties"]
    return found


@cache
def _resources() -> Any:
    return yaml.load((PROJECT / "template.yaml").read_text(), Loader=_Loader)["Resources"]  # noqa: S506 - a SafeLoader

"""A template as CloudFormation sees it with given parameters: conditions decided, what they leave out gone."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from tests.contract.template import document

_GONE = object()
CLOUD = {"Stage": "prod"}
TEMPLATES = ("template.yaml", "infra/edge.yaml", "infra/firewall.yaml", "infra/kafka.yaml", "infra/observability.yaml")


class Stack:
    """`parameters` beside the template's own defaults."""

    def __init__(self, template: Mapping[str, Any], **parameters: Any) -> None:
        self._template = template
        defaults = {name: p["Default"] for name, p in template.get("Parameters", {}).items() if "Default" in p}
        self._parameters = {**defaults, **parameters}

    def __getitem__(self, logical_id: str) -> dict[str, Any]:
        """A resource's properties."""
        return self.of_kind()[logical_id]

    def of_kind(self, kind: str = "") -> dict[str, dict[str, Any]]:
        """The properties of the resources that exist, by logical id; of all types or of one."""
        return {
            name: self.decided(resource.get("Properties", {}))
            for name, resource in self._template["Resources"].items()
            if kind in ("", resource["Type"]) and self.exists(name)
        }

    def exists(self, logical_id: str) -> bool:
        resource = self._template["Resources"].get(logical_id)
        return resource is not None and ("Condition" not in resource or self._holds(resource["Condition"]))

    def decided(self, value: Any) -> Any:
        """The value with every Fn::If decided and parameters put in."""
        found = self._decide(value)
        return None if found is _GONE else found

    def _decide(self, value: Any) -> Any:
        if isinstance(value, list):
            return [item for item in map(self._decide, value) if item is not _GONE]
        if not isinstance(value, dict):
            return value
        if value == {"Ref": "AWS::NoValue"}:
            return _GONE
        if len(value) == 1 and "Ref" in value:
            return self._parameters.get(value["Ref"], value)
        if len(value) == 1 and "Fn::If" in value:
            name, yes, no = value["Fn::If"]
            return self._decide(yes if self._holds(name) else no)
        decided = {key: self._decide(item) for key, item in value.items()}
        return {key: item for key, item in decided.items() if item is not _GONE}

    def _holds(self, condition: Any) -> bool:
        if isinstance(condition, str):
            return self._holds(self._template["Conditions"][condition])
        [(name, operands)] = condition.items()
        match name:
            case "Condition":
                return self._holds(operands)
            case "Fn::Equals":
                left, right = map(self._decide, operands)
                return str(left) == str(right)
            case "Fn::Not":
                return not self._holds(operands[0])
            case "Fn::And":
                return all(map(self._holds, operands))
            case "Fn::Or":
                return any(map(self._holds, operands))
        raise AssertionError(f"the condition function {name} is not known here")


def stack(path: str, **parameters: Any) -> Stack:
    """One of this repository's templates, by default as in production."""
    return Stack(document(path), **{**CLOUD, **parameters})


def altered(template: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with other members at these paths ("Resources__Firewall__Properties__Scope"); None removes one."""
    copied = copy.deepcopy(dict(template))
    for path, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        at: Any = copied
        for step in way:
            at = at[step]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return copied


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value within, with the key it stands under; a list's items stand under the list's key."""
    yield key, value
    if isinstance(value, dict):
        for name, item in value.items():
            yield from walk(item, name)
    if isinstance(value, list):
        for item in value:
            yield from walk(item, key)

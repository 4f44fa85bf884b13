"""template.yaml as data: intrinsic functions in their long form, resources by type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from souk_local.stack_template import read

ROOT = Path(__file__).parents[2]


def document(path: str) -> dict[str, Any]:
    """A template of this repository: "template.yaml", "infra/edge.yaml"."""
    return read(ROOT / path)


def template() -> dict[str, Any]:
    return document("template.yaml")


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """The properties of all resources of this type, by logical id."""
    return {name: r.get("Properties", {}) for name, r in template()["Resources"].items() if r["Type"] == kind}


@dataclass(frozen=True)
class Function:
    """A Lambda function of the template."""

    name: str
    properties: dict[str, Any]

    @property
    def handler(self) -> str:
        """The module of its handler: "users.api"."""
        module: str = self.properties["Handler"].removesuffix(".handler")
        return module

    @property
    def service(self) -> str:
        return self.handler.partition(".")[0]

    @property
    def environment(self) -> dict[str, Any]:
        return {**_defaults()["Environment"]["Variables"], **self.properties["Environment"]["Variables"]}

    @property
    def layers(self) -> set[str]:
        """SAM adds a function's list to that of the globals: https://docs.aws.amazon.com/serverless-application-model/
        latest/developerguide/sam-specification-template-anatomy-globals.html#sam-specification-template-anatomy-globals-supported-resources-and-properties
        """
        return {layer["Ref"] for layer in [*_defaults()["Layers"], *self.properties.get("Layers", ())]}

    @property
    def statements(self) -> list[dict[str, Any]]:
        """The IAM statements of its inline policies."""
        policies = self.properties.get("Policies", [])
        return [s for p in policies if isinstance(p, dict) for s in p.get("Statement", [])]

    @property
    def stream_events(self) -> list[dict[str, Any]]:
        events = self.properties.get("Events", {}).values()
        return [event["Properties"] for event in events if event["Type"] == "DynamoDB"]


def _defaults() -> dict[str, Any]:
    defaults: dict[str, Any] = template()["Globals"]["Function"]
    return defaults


def functions() -> list[Function]:
    return [Function(name, properties) for name, properties in resources("AWS::Serverless::Function").items()]


# The function of a service that answers for a module: ("cart", "api") is "CartApi".
BY_SERVICE = {(function.service, function.handler.rpartition(".")[2]): function.name for function in functions()}


def mappings() -> dict[str, dict[str, Any]]:
    """The Kafka event source mappings."""
    return resources("AWS::Lambda::EventSourceMapping")


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every IAM statement of the template with the resource it stands in."""
    for function in functions():
        yield from ((function.name, statement) for statement in function.statements)
    for name, policy in resources("AWS::IAM::ManagedPolicy").items():
        yield from ((name, statement) for statement in policy["PolicyDocument"]["Statement"])


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def mentioned(value: Any) -> set[str]:
    """The logical ids that a value refers to."""
    if isinstance(value, list):
        return set().union(*map(mentioned, value))
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, inner in value.items():
        if key == "Ref":
            found.add(inner)
        elif key == "Fn::GetAtt":
            found.add(inner[0])
        elif key == "Fn::Sub" and isinstance(inner, str):
            found |= {name.partition(".")[0] for name in re.findall(r"\$\{([A-Za-z0-9.]+)\}", inner)}
        else:
            found |= mentioned(inner)
    return found

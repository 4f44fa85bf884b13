"""The Lambda functions of the deployment: which service, which handler, which environment and which topics.

Read from template.yaml, so that what is proved here is what is deployed.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from souk_local import services
from souk_local.deployment import BANK_ACCOUNT
from tests.contract.template import as_list, mentioned, template

# Those that a purchase goes through; the others keep files of their own on S3, follow the staff, or only look on.
SERVICES = tuple(service for service in services.SERVICES if service not in ("audit", "backoffice", "logs", "search"))
# What only looks on is played where it is proved.
ONLOOKERS = ("audit", "backoffice", "logs")
_ELSEWHERE = {
    "SOUK_STAGE": "test",
    "PUBLIC_URL": "https://shop.example",
    "SHOP_NAME": "Souk",
    "CURRENCY": "EUR",
    "LOG_LEVEL": "CRITICAL",
    "POWERTOOLS_METRICS_DISABLED": "true",
    "RESERVATION_SECONDS": "900",
    "SENDER_EMAIL": "shop@example.com",
    "BANK_ACCOUNT": BANK_ACCOUNT,
    "CARRIER_API_BASE": "https://carrier.example",
    "KAFKA_BOOTSTRAP_SERVERS": "broker:9092",
    "LOCATIONS": "on",
    "PICKUP_POINTS": "on",
    "MEDIA_BUCKET": "media",
    "FILES_BUCKET": "backoffice",
    "DOCUMENTS_BUCKET": "documents",
    "PRESS_FUNCTION": "DocumentsPress",
    "IMPORTER_FUNCTION": "ProductsImporter",
    "EXPORTER_FUNCTION": "ProductsExporter",
    "USER_POOL_ID": "eu-central-1_world",
    "USER_POOL_CLIENT_ID": "client",
    "SOUK_RELEASE": "",
}


@dataclass(frozen=True, slots=True)
class Function:
    """`topics` are what it consumes; `jobs` what the scheduler calls it with; `buckets` those it is told of, `tables`
    those whose streams it reads. `rights` are what its role may do with each table, as "dynamodb:GetItem".
    """

    name: str
    service: str
    handler: str
    environment: dict[str, str]
    topics: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    batch_size: int = 1
    rights: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def wanting(self, operation: str, params: Mapping[str, Any]) -> set[str]:
        """What its role lacks for a request to DynamoDB, each right with its table."""
        return {
            f"dynamodb:{action} {table}"
            for action, table in _asked(operation, params)
            if f"dynamodb:{action}" not in self.rights.get(table, ())
        }

    def load(self) -> Callable[[dict[str, Any], Any], Any]:
        module, _, attribute = self.handler.rpartition(".")
        found: Callable[[dict[str, Any], Any], Any] = getattr(importlib.import_module(module), attribute)
        return found


@cache
def deployed() -> dict[str, Function]:
    """The functions of the services that take part in a purchase, by logical id."""
    resources = template()["Resources"]
    found = {}
    for name, resource in resources.items():
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        properties = resource["Properties"]
        service = properties.get("Environment", {}).get("Variables", {}).get("SOUK_SERVICE", "")
        if service in (*SERVICES, *ONLOOKERS) or name == "OutboxRelay":
            found[name] = _function(name, service, properties, resources)
    return found


def _function(name: str, service: str, properties: dict[str, Any], resources: dict[str, Any]) -> Function:
    mappings = [
        mapping["Properties"]
        for mapping in resources.values()
        if mapping["Type"] == "AWS::Lambda::EventSourceMapping"
        and mapping["Properties"]["FunctionName"] == {"Ref": name}
    ]
    events = [*(properties.get("Events") or {}).values()]
    rules = [event["Properties"]["Pattern"]["detail"] for event in events if event["Type"] == "EventBridgeRule"]
    inputs = [event["Properties"].get("Input", "{}") for event in events if event["Type"] in ("Schedule", "ScheduleV2")]
    streams = [event["Properties"]["Stream"]["Fn::GetAtt"][0] for event in events if event["Type"] == "DynamoDB"]
    declared = {key: _value(key, value) for key, value in properties["Environment"]["Variables"].items()}
    return Function(
        name,
        service,
        properties["Handler"],
        {**_ELSEWHERE, **declared},
        tuple(topic for mapping in mappings for topic in mapping["Topics"]),
        tuple(yaml.safe_load(text)["job"] for text in inputs),
        tuple(bucket["Ref"] for rule in rules if "bucket" in rule for bucket in rule["bucket"]["name"]),
        tuple(streams),
        max((mapping.get("BatchSize", 1) for mapping in mappings), default=1),
        _rights(properties.get("Policies", []), resources),
    )


def _rights(policies: list[Any], resources: dict[str, Any]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for statement in _statements(policies, resources):
        for table in mentioned(statement["Resource"]):
            found[table] = found.get(table, frozenset()) | {*as_list(statement["Action"])}
    return found


def _statements(policy: Any, resources: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Of inline policies and managed ones, conditional or not."""
    if isinstance(policy, list):
        for each in policy:
            yield from _statements(each, resources)
    elif isinstance(policy, dict) and "Action" in policy:
        yield policy
    elif isinstance(policy, dict) and "Ref" in policy:
        managed = resources.get(policy["Ref"], {})
        yield from _statements(managed.get("Properties", {}).get("PolicyDocument", []), resources)
    elif isinstance(policy, dict):
        yield from _statements([*policy.values()], resources)


def _asked(operation: str, params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The actions that IAM asks for, each on its table: those of its parts for a transaction."""
    if operation == "TransactWriteItems":
        for entry in params["TransactItems"]:
            ((kind, part),) = entry.items()
            yield f"{kind}Item", part["TableName"]
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        yield from ((operation, table) for table in params["RequestItems"])
    else:
        yield operation, params["TableName"]


def _value(name: str, value: Any) -> str:
    if isinstance(value, dict) and value.get("Fn::If", [""])[0] == "SnapStarts":
        value = value["Fn::If"][2]  # as it is deployed by default
    if isinstance(value, str | int):
        return str(value)
    if isinstance(value, dict) and "Ref" in value and value["Ref"] not in ("Stage",):
        # A table or a function goes by its logical id; a parameter by the value it has here, else by its default.
        parameter = template()["Parameters"].get(value["Ref"], {})
        return _ELSEWHERE.get(name, str(parameter.get("Default", value["Ref"])))
    return _ELSEWHERE.get(name, "")

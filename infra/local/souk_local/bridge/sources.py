"""Where mappings come from: the Lambda API, completed from the stack that declared them.

MiniStack keeps only part of a Kafka mapping (no topics, no consumer group, no disabled state), so what
is missing is read from the processed template of the deployed stacks. A Lambda API that answers with
topics is taken at its word.
"""

import logging
import time
from typing import TYPE_CHECKING, Any, Protocol, cast

from souk_local.bridge.mapping import PROVISIONED_ONLY, Mapping, from_description
from souk_local.bridge.template import Resolver, UnresolvableError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient

log = logging.getLogger("bridge.sources")

DECLARED = (
    "Topics",
    "AmazonManagedKafkaEventSourceConfig",
    "SelfManagedKafkaEventSourceConfig",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    *PROVISIONED_ONLY,
)


class MappingSource(Protocol):
    """Something that lists the Kafka mappings; raises when it cannot."""

    def list(self) -> list[Mapping]: ...


class LambdaMappings:
    """The Kafka mappings of the Lambda API."""

    def __init__(self, client: "LambdaClient", stacks: "StackMappings | None" = None) -> None:
        self._client = client
        self._stacks = stacks

    def list(self) -> list[Mapping]:
        found = []
        for page in self._client.get_paginator("list_event_source_mappings").paginate():
            for item in page["EventSourceMappings"]:
                mapping = self._read(cast("dict[str, Any]", item))
                if mapping is not None:
                    found.append(mapping)
        return found

    def _read(self, description: dict[str, Any]) -> Mapping | None:
        is_kafka = ":kafka:" in description.get("EventSourceArn", "") or "SelfManagedEventSource" in description
        if not is_kafka:
            return None
        if not description.get("Topics") and self._stacks is not None:
            description = self._stacks.complete(description)
        return from_description(description) if description.get("Topics") else None


class StackMappings:
    """What the deployed stacks declare about their mappings, read again when a mapping changes."""

    def __init__(self, client: "CloudFormationClient") -> None:
        self._client = client
        self._known: dict[str, tuple[Any, dict[str, Any]]] = {}
        self._index: dict[str, dict[str, Any]] = {}
        self._read_at = -10.0

    def complete(self, description: dict[str, Any]) -> dict[str, Any]:
        """The description with everything that its resource in the template declares."""
        uuid, changed = description["UUID"], description.get("LastModified")
        known = self._known.get(uuid)
        if known is None or known[0] != changed:
            declared = self._read_stacks().get(uuid)
            if declared is None:
                return description
            known = (changed, declared)
            self._known[uuid] = known
        declared = known[1]
        completed = {name: value for name, value in description.items() if name not in DECLARED}
        completed |= {name: declared[name] for name in DECLARED if name in declared}
        if str(declared.get("Enabled", True)).lower() == "false":
            completed["State"] = "Disabled"
        return completed

    def _read_stacks(self) -> dict[str, dict[str, Any]]:
        """What every mapping of every stack declares, by the mapping's id. Read at most once a second."""
        if time.monotonic() - self._read_at > 1.0:
            self._index = {}
            for page in self._client.get_paginator("describe_stacks").paginate():
                for stack in page["Stacks"]:
                    self._read_stack(cast("dict[str, Any]", stack))
            self._read_at = time.monotonic()
        return self._index

    def _read_stack(self, stack: dict[str, Any]) -> None:
        name = stack["StackName"]
        body = self._client.get_template(StackName=name, TemplateStage="Processed")["TemplateBody"]
        resolver = Resolver(body, stack)
        for resource in self._client.describe_stack_resources(StackName=name)["StackResources"]:
            if resource["ResourceType"] == "AWS::Lambda::EventSourceMapping":
                declared = self._properties(body, resolver, resource["LogicalResourceId"])
                if declared is not None:
                    self._index[resource.get("PhysicalResourceId", "")] = declared

    @staticmethod
    def _properties(body: dict[str, Any], resolver: Resolver, logical_id: str) -> dict[str, Any] | None:
        properties = body["Resources"][logical_id].get("Properties", {})
        wanted = {name: value for name, value in properties.items() if name in (*DECLARED, "Enabled")}
        try:
            return cast("dict[str, Any]", resolver.resolve(wanted))
        except UnresolvableError as problem:
            log.error("mapping %s cannot be read from the template: %s", logical_id, problem)
            return None

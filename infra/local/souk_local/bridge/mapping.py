"""An event source mapping on demand, as ListEventSourceMappings describes it.

Retry counts, ages, halving, partial answers and destinations are provisioned mode's (Lambda developer guide,
"Configuring error handling controls for Kafka event sources"): here as there they have no effect on demand.

https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
"""

import logging
from collections.abc import Mapping as Description
from dataclasses import dataclass
from typing import Any

log = logging.getLogger("bridge.mapping")

PROVISIONED_ONLY = (
    "FunctionResponseTypes",
    "BisectBatchOnFunctionError",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "ProvisionedPollerConfig",
)
DEFAULT_BATCH_SIZE = 100
DEFAULT_WINDOW_SECONDS = 0.5


@dataclass(frozen=True)
class Mapping:
    """One function fed from one or more topics under one consumer group.

    `window_seconds` is how long a batch may fill.
    """

    uuid: str
    function_arn: str
    event_source_arn: str
    topics: tuple[str, ...]
    group: str
    enabled: bool = True
    batch_size: int = DEFAULT_BATCH_SIZE
    window_seconds: float = DEFAULT_WINDOW_SECONDS
    starting_position: str = "TRIM_HORIZON"

    @property
    def label(self) -> str:
        return f"{self.function_arn.rsplit(':', 1)[-1]} ← {', '.join(self.topics)}"


def from_description(description: Description[str, Any]) -> Mapping:
    """Reads one item of ListEventSourceMappings; absent settings get AWS's defaults for Kafka."""
    for name in PROVISIONED_ONLY:
        if description.get(name) not in (None, [], False, -1):
            log.warning("%s has %s, which has no effect on demand", description["UUID"], name)
    window = description.get("MaximumBatchingWindowInSeconds")
    return Mapping(
        uuid=description["UUID"],
        function_arn=description["FunctionArn"],
        event_source_arn=description.get("EventSourceArn", ""),
        topics=tuple(description.get("Topics") or ()),
        group=_group(description),
        enabled=description.get("State", "Enabled") in {"Enabled", "Enabling", "Creating", "Updating"},
        batch_size=int(description.get("BatchSize") or DEFAULT_BATCH_SIZE),
        window_seconds=DEFAULT_WINDOW_SECONDS if window is None else float(window),
        starting_position=description.get("StartingPosition") or "TRIM_HORIZON",
    )


def _group(description: Description[str, Any]) -> str:
    for kind in ("AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig"):
        group = (description.get(kind) or {}).get("ConsumerGroupId")
        if group:
            return str(group)
    return str(description["UUID"])

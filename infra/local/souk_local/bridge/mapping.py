"""An event source mapping, as ListEventSourceMappings describes it.

https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
"""

from collections.abc import Mapping as Description
from dataclasses import dataclass
from typing import Any

FOR_EVER = -1
RETRIES_BEFORE_DEAD_LETTER = 10
"""AWS stops at 10 retries when retries are infinite and there is an on-failure destination."""
DEFAULT_BATCH_SIZE = 100
DEFAULT_WINDOW_SECONDS = 0.5


@dataclass(frozen=True)
class Mapping:
    """One function fed from one or more topics under one consumer group.

    `retries` and `max_age_seconds` are -1 for no bound; `window_seconds` is how long a batch may fill.
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
    reports_item_failures: bool = False
    bisects: bool = False
    retries: int = FOR_EVER
    max_age_seconds: int = FOR_EVER
    on_failure: str | None = None

    @property
    def splits_batches(self) -> bool:
        """A batch that fails as a whole is halved until the record that spoils it stands alone."""
        return self.bisects or self.reports_item_failures

    @property
    def label(self) -> str:
        return f"{self.function_arn.rsplit(':', 1)[-1]} ← {', '.join(self.topics)}"


def from_description(description: Description[str, Any]) -> Mapping:
    """Reads one item of ListEventSourceMappings; absent settings get AWS's defaults for Kafka."""
    on_failure = ((description.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    retries = _bound(description.get("MaximumRetryAttempts"))
    if retries == FOR_EVER and on_failure:
        retries = RETRIES_BEFORE_DEAD_LETTER
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
        reports_item_failures="ReportBatchItemFailures" in (description.get("FunctionResponseTypes") or ()),
        bisects=bool(description.get("BisectBatchOnFunctionError")),
        retries=retries,
        max_age_seconds=_bound(description.get("MaximumRecordAgeInSeconds")),
        on_failure=on_failure,
    )


def _group(description: Description[str, Any]) -> str:
    for kind in ("AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig"):
        group = (description.get(kind) or {}).get("ConsumerGroupId")
        if group:
            return str(group)
    return str(description["UUID"])


def _bound(value: Any) -> int:
    return FOR_EVER if value is None else int(value)

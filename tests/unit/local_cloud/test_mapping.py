"""Reading mappings and answers as the Lambda API and the functions give them."""

from typing import Any

import pytest

from souk_local.bridge.mapping import Mapping, from_description
from souk_local.bridge.records import InvalidFailuresError, Record, failed_offsets

LEAST: dict[str, Any] = {"UUID": "u", "FunctionArn": "arn:f", "Topics": ["t"]}
BATCH = [Record("t", 0, 5, 0, None, b""), Record("t", 0, 6, 0, None, b"")]


def read(**more: Any) -> Mapping:
    return from_description({**LEAST, **more})


def test_absent_settings_are_those_of_aws() -> None:
    mapping = read()
    assert (mapping.batch_size, mapping.window_seconds, mapping.retries) == (100, 0.5, -1)
    assert mapping.max_age_seconds == -1
    assert mapping.group == "u"
    assert mapping.enabled
    assert not mapping.splits_batches


def test_with_a_destination_infinite_retries_become_ten() -> None:
    destination = {"OnFailure": {"Destination": "kafka://dead"}}
    assert read(DestinationConfig=destination).retries == 10
    assert read(DestinationConfig=destination, MaximumRetryAttempts=-1).retries == 10
    assert read(DestinationConfig=destination, MaximumRetryAttempts=0).retries == 0


@pytest.mark.parametrize("state", ["Disabled", "Disabling", "Deleting"])
def test_a_mapping_that_is_going_or_gone_is_not_enabled(state: str) -> None:
    assert not read(State=state).enabled


def test_a_window_of_zero_is_kept() -> None:
    assert read(MaximumBatchingWindowInSeconds=0).window_seconds == 0


@pytest.mark.parametrize("answer", [None, {}, "", {"batchItemFailures": []}, {"batchItemFailures": None}])
def test_nothing_reported_is_a_success(answer: Any) -> None:
    assert failed_offsets(answer, BATCH) == {}


def test_reported_offsets_are_grouped_by_partition() -> None:
    answer = {"batchItemFailures": [{"itemIdentifier": {"partition": "t-0", "offset": 6}}]}
    assert failed_offsets(answer, BATCH) == {"t-0": {6}}


@pytest.mark.parametrize(
    "failure",
    [
        {"itemIdentifier": {"partition": "t-1", "offset": 6}},
        {"itemIdentifier": {"partition": "t-0", "offset": 7}},
        {"itemIdentifier": {"topic-partition": "t-0", "offset": 6}},
        {"itemIdentifier": ""},
        {},
    ],
)
def test_an_unknown_identifier_is_not_trusted(failure: Any) -> None:
    with pytest.raises(InvalidFailuresError):
        failed_offsets({"batchItemFailures": [failure]}, BATCH)

"""Reading mappings as the Lambda API gives them."""

from typing import Any

import pytest

from souk_local.bridge.mapping import Mapping, from_description

LEAST: dict[str, Any] = {"UUID": "u", "FunctionArn": "arn:f", "Topics": ["t"]}


def read(**more: Any) -> Mapping:
    return from_description({**LEAST, **more})


def test_absent_settings_are_those_of_aws() -> None:
    mapping = read()
    assert (mapping.batch_size, mapping.window_seconds) == (100, 0.5)
    assert mapping.group == "u"
    assert mapping.enabled


@pytest.mark.parametrize(
    "setting",
    [
        {"FunctionResponseTypes": ["ReportBatchItemFailures"]},
        {"BisectBatchOnFunctionError": True},
        {"MaximumRetryAttempts": 5},
        {"MaximumRecordAgeInSeconds": 60},
        {"ProvisionedPollerConfig": {"MinimumPollers": 1}},
    ],
)
def test_what_only_provisioned_mode_does_is_said_to_have_no_effect(
    setting: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert read(**setting) == read()
    assert next(iter(setting)) in caplog.text


def test_what_the_api_says_of_an_on_demand_mapping_is_no_cause_for_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    read(
        FunctionResponseTypes=[],
        BisectBatchOnFunctionError=False,
        MaximumRetryAttempts=-1,
        MaximumRecordAgeInSeconds=-1,
    )
    assert caplog.text == ""


@pytest.mark.parametrize("state", ["Disabled", "Disabling", "Deleting"])
def test_a_mapping_that_is_going_or_gone_is_not_enabled(state: str) -> None:
    assert not read(State=state).enabled


def test_a_window_of_zero_is_kept() -> None:
    assert read(MaximumBatchingWindowInSeconds=0).window_seconds == 0

"""Reading a mapping's properties out of a processed template."""

from typing import Any

import pytest

from souk_local.bridge.template import Resolver, UnresolvableError

TEMPLATE: dict[str, Any] = {
    "Parameters": {"Stage": {"Type": "String", "Default": "dev"}, "Arn": {"Type": "String", "Default": ""}},
    "Conditions": {
        "Created": {"Fn::Equals": [{"Ref": "Arn"}, ""]},
        "Local": {"Fn::Equals": [{"Ref": "Stage"}, "local"]},
        "Both": {"Fn::And": [{"Condition": "Local"}, {"Fn::Not": [{"Condition": "Created"}]}]},
        "Any": {"Fn::Or": [{"Condition": "Created"}, {"Condition": "Local"}]},
    },
}
STACK = {
    "StackName": "souk-local",
    "StackId": "arn:aws:cloudformation:eu-central-1:123456789012:stack/souk-local/1",
    "Parameters": [
        {"ParameterKey": "Stage", "ParameterValue": "local"},
        {"ParameterKey": "Arn", "ParameterValue": "arn:x"},
    ],
}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("plain", "plain"),
        ({"Ref": "Stage"}, "local"),
        ({"Fn::Sub": "souk.${Stage}.${AWS::Region}"}, "souk.local.eu-central-1"),
        ({"Fn::Sub": ["${A}-${Stage}", {"A": {"Ref": "Arn"}}]}, "arn:x-local"),
        ({"Fn::Join": ["-", ["a", {"Ref": "AWS::AccountId"}]]}, "a-123456789012"),
        ({"Fn::If": ["Created", 1, 2]}, 2),
        ({"Fn::If": ["Both", [{"Ref": "Stage"}], 2]}, ["local"]),
        ({"Fn::If": ["Any", "yes", "no"]}, "yes"),
        ({"A": {"Fn::If": ["Created", 1, {"Ref": "AWS::NoValue"}]}, "B": 1}, {"B": 1}),
        ([1, {"Fn::If": ["Created", 1, {"Ref": "AWS::NoValue"}]}], [1]),
    ],
)
def test_what_depends_on_parameters_and_conditions_is_resolved(value: Any, expected: Any) -> None:
    assert Resolver(TEMPLATE, STACK).resolve(value) == expected


@pytest.mark.parametrize("value", [{"Ref": "Table"}, {"Fn::GetAtt": ["Table", "Arn"]}, {"Fn::Sub": "${Table.Arn}"}])
def test_what_is_known_only_after_deployment_is_not_guessed(value: Any) -> None:
    with pytest.raises(UnresolvableError):
        Resolver(TEMPLATE, STACK).resolve(value)


def test_a_parameter_that_was_not_given_has_its_default() -> None:
    assert Resolver(TEMPLATE, {"StackName": "s"}).resolve({"Ref": "Stage"}) == "dev"

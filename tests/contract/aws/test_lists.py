"""No list names one thing twice. SAM adds a function's lists to those of the globals, and Lambda refuses the result."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from scripts.check_templates import expanded_template
from tests.contract.aws.stack import TEMPLATES
from tests.contract.template import document

# Their lists are arguments: `!Join ["", [a, a]]` is nothing twice.
ARGUMENTS = "Fn::"


@cache
def expanded() -> dict[str, Any]:
    return expanded_template()


def repeated(value: Any, place: str = "", *, argument: bool = False) -> list[str]:
    """The places of lists that hold an element twice."""
    found: list[str] = []
    if isinstance(value, list):
        items = [json.dumps(item, sort_keys=True, default=str) for item in value]
        if not argument and len(set(items)) < len(items):
            found.append(place)
        for number, item in enumerate(value):
            found += repeated(item, f"{place}.{number}", argument=argument and isinstance(item, list))
    if isinstance(value, dict):
        for key, item in value.items():
            found += repeated(item, f"{place}.{key}", argument=key.startswith(ARGUMENTS))
    return found


@pytest.mark.parametrize("path", TEMPLATES)
def test_no_list_as_written_holds_an_element_twice(path: str) -> None:
    assert repeated(document(path)["Resources"]) == []


def test_no_list_as_cloudformation_gets_it_holds_an_element_twice() -> None:
    assert repeated(expanded()["Resources"]) == []


def test_every_function_gets_the_core_layer_once_and_its_own() -> None:
    layers = {
        name: [layer["Ref"].rstrip("0123456789abcdef") for layer in resource["Properties"]["Layers"]]
        for name, resource in expanded()["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Function"
    }
    assert layers["UsersApi"] == ["CoreLayer"]
    assert layers["PaymentsRpc"] == ["CoreLayer", "RpcLayer", "PaymentsLayer"]
    assert all(names.count("CoreLayer") == 1 for names in layers.values())


@pytest.mark.parametrize(
    ("function", "layers"),
    [
        ("OrdersApi", [{"Ref": "CoreLayer"}, {"Ref": "RpcLayer"}]),
        ("OrdersApi", [{"Ref": "RpcLayer"}, {"Ref": "RpcLayer"}]),
        ("UsersApi", [{"Ref": "CoreLayer"}]),
    ],
)
def test_a_layer_named_twice_is_seen(function: str, layers: list[Any]) -> None:
    def change(template: dict[str, Any]) -> None:
        template["Resources"][function]["Properties"]["Layers"] = layers

    assert repeated(expanded_template(change)["Resources"]) == [f".{function}.Properties.Layers"]


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"SubnetIds": ["a", "b", "a"]}, [".SubnetIds"]),
        ({"Action": ["s3:GetObject", "s3:GetObject"]}, [".Action"]),
        ({"Statement": [{"Action": ["x"]}, {"Action": ["x"]}]}, [".Statement"]),
        ({"Fn::If": ["Condition", ["a", "a"], ["b"]]}, []),
        ({"Fn::Join": ["", ["a", "a"]]}, []),
        ({"Fn::If": ["Condition", {"Layers": ["a", "a"]}, "b"]}, [".Fn::If.1.Layers"]),
        ({"Tags": [{"Key": "a"}, {"Key": "b"}]}, []),
    ],
)
def test_what_counts_as_twice(value: Any, places: list[str]) -> None:
    assert repeated(value) == places

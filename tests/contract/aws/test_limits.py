"""What AWS counts in a stack stays within AWS's quotas. CloudFormation would tell in the middle of a deployment."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
import yaml

import souk_openapi
from souk_gateways import RESOURCES, TARGETS
from tests.contract.aws.stack import TEMPLATES, altered
from tests.contract.aws.test_lists import expanded
from tests.contract.template import as_list, document

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
OF_A_STACK = {"Resources": 500, "Outputs": 200, "Parameters": 200, "Mappings": 200}
TEMPLATE_BYTES = 1_000_000
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
INLINE_POLICY_CHARACTERS, MANAGED_POLICY_CHARACTERS, MANAGED_POLICIES = 10_240, 6_144, 10
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
FUNCTION_NAME, ENVIRONMENT_BYTES, LAYERS, SECONDS = 64, 4_096, 5, 900
# https://docs.aws.amazon.com/lambda/latest/dg/with-msk-configure.html
MAPPED_SECONDS = 840
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
API_RESOURCES, API_SECONDS, API_MODEL_BYTES, API_AUTHORIZERS = 300, 29, 400_000, 10
# Kept free in each, for the routes of a service to come: time enough to ask AWS for more.
API_ROOM = 50
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
BEHAVIOURS, EDGE_FUNCTION_BYTES, LISTED_NAMES = 75, 10_240, 10
LONGEST = {"Stage": "staging"}


def over(template: Mapping[str, Any]) -> set[str]:
    """What is too much in a template as CloudFormation gets it, in a few words each."""
    found = {part for part, most in OF_A_STACK.items() if len(template.get(part, {})) > most}
    if len(json.dumps(template, default=str)) > TEMPLATE_BYTES:
        found.add("template")
    for name, resource in template["Resources"].items():
        count = _OF_KIND.get(resource["Type"])
        found |= {f"{name}: {what}" for what in (count(resource.get("Properties", {})) if count else ())}
    return found


def _function(function: Mapping[str, Any]) -> set[str]:
    found = set()
    if len(_longest(function.get("FunctionName", ""))) > FUNCTION_NAME:
        found.add("name")
    if len(json.dumps(function.get("Environment", {}).get("Variables", {}))) > ENVIRONMENT_BYTES:
        found.add("environment")
    if len(as_list(function.get("Layers", []))) > LAYERS:
        found.add("layers")
    if function["Timeout"] > SECONDS:
        found.add("time")
    return found


def _role(role: Mapping[str, Any]) -> set[str]:
    found = set()
    # All inline policies of a role count together, white space aside.
    inline = sum(len(_compact(policy["PolicyDocument"])) for policy in role.get("Policies", []))
    if inline > INLINE_POLICY_CHARACTERS:
        found.add("inline policies")
    if len(role.get("ManagedPolicyArns", [])) > MANAGED_POLICIES:
        found.add("managed policies")
    return found


def _policy(policy: Mapping[str, Any]) -> set[str]:
    return {"document"} if len(_compact(policy["PolicyDocument"])) > MANAGED_POLICY_CHARACTERS else set()


def _distribution(distribution: Mapping[str, Any]) -> set[str]:
    return {"behaviours"} if len(distribution["DistributionConfig"]["CacheBehaviors"]) > BEHAVIOURS else set()


def _edge_function(function: Mapping[str, Any]) -> set[str]:
    return {"code"} if len(function["FunctionCode"].encode()) > EDGE_FUNCTION_BYTES else set()


def _forwarding(policy: Mapping[str, Any]) -> set[str]:
    [config] = policy.values()
    part = config.get("ParametersInCacheKeyAndForwardedToOrigin", config)
    names = [name for key in ("HeadersConfig", "CookiesConfig", "QueryStringsConfig") for name in _listed(part[key])]
    return {"names"} if len(names) > LISTED_NAMES else set()


def _listed(part: Mapping[str, Any]) -> list[str]:
    return [name for value in part.values() if isinstance(value, list) for name in value]


_OF_KIND = {
    "AWS::Lambda::Function": _function,
    "AWS::IAM::Role": _role,
    "AWS::IAM::ManagedPolicy": _policy,
    "AWS::CloudFront::Distribution": _distribution,
    "AWS::CloudFront::Function": _edge_function,
    "AWS::CloudFront::CachePolicy": _forwarding,
    "AWS::CloudFront::OriginRequestPolicy": _forwarding,
}


def _longest(name: Any) -> str:
    text = name["Fn::Sub"] if isinstance(name, dict) else name
    return re.sub(r"\$\{(\w+)\}", lambda found: LONGEST.get(found[1], found[0]), text)


def _compact(policy: Any) -> str:
    """With room for what references become: an ARN has some hundred characters."""
    return re.sub(
        r'\{"(Ref|Fn::GetAtt)": (?:"[^"]*"|\[[^\]]*\])\}', "x" * 100, json.dumps(policy, separators=(",", ":"))
    )


@cache
def included() -> dict[str, dict[str, Any]]:
    """What the gateways are made of, by the names of their resources."""
    loaded = {name: yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for name, path in TARGETS.items()}
    return {RESOURCES[name]: found for name, found in loaded.items()}


def processed() -> dict[str, Any]:
    """The stack with what it includes, which counts towards the size of a template:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-troubleshoot-processed-template.html
    """
    bodies = {f"Resources__{name}__Properties__Body": body for name, body in included().items()}
    return altered(expanded(), **bodies)


def test_the_stack_as_cloudformation_gets_it_is_within_the_quotas() -> None:
    assert over(processed()) == set()


def test_what_the_gateways_include_counts_as_the_templates() -> None:
    described = yaml.load(souk_openapi.TARGET.read_text(encoding="utf-8"), yaml.CSafeLoader)
    both = {f"Resources__{name}__Properties__Body": described for name in RESOURCES.values()}
    assert over(altered(expanded(), **both)) == {"template"}


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path != "template.yaml"])
def test_so_are_the_nested_ones(path: str) -> None:
    assert over(document(path)) == set()


BIG = "Resources__UsersApi__Properties"


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({f"{BIG}__FunctionName": {"Fn::Sub": "souk-${Stage}-" + "x" * 60}}, "UsersApi: name"),
        ({f"{BIG}__Environment": {"Variables": {"A": "x" * 4_100}}}, "UsersApi: environment"),
        ({f"{BIG}__Layers": list("abcdef")}, "UsersApi: layers"),
        ({f"{BIG}__Timeout": 901}, "UsersApi: time"),
        (
            {"Resources__UsersApiRole__Properties__Policies": [{"PolicyDocument": {"Statement": ["x" * 10_240]}}]},
            "UsersApiRole: inline policies",
        ),
        (
            {"Resources__UsersApiRole__Properties__ManagedPolicyArns": list("abcdefghijk")},
            "UsersApiRole: managed policies",
        ),
        (
            {"Resources__ReadOrdersTopic__Properties__PolicyDocument": {"Statement": ["x" * 6_144]}},
            "ReadOrdersTopic: document",
        ),
        ({"Outputs": {str(n): {} for n in range(201)}}, "Outputs"),
        ({"Resources": {str(n): {"Type": "AWS::SNS::Topic"} for n in range(501)}}, "Resources"),
        ({"Description": "x" * 1_000_000}, "template"),
    ],
)
def test_too_much_of_something_is_seen(changes: dict[str, Any], seen: str) -> None:
    assert seen in over(altered(expanded(), **changes))


def test_too_much_at_the_edge_is_seen() -> None:
    edge = document("infra/edge.yaml")
    behaviours = edge["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["CacheBehaviors"]
    headers = "Resources__WhoAsks__Properties__OriginRequestPolicyConfig__HeadersConfig__Headers"
    crowded = altered(
        edge,
        **{
            "Resources__Distribution__Properties__DistributionConfig__CacheBehaviors": behaviours * 9,
            "Resources__Viewer__Properties__FunctionCode": "x" * 10_241,
            headers: list("abcdefghijk"),
        },
    )
    assert over(crowded) == {"Distribution: behaviours", "Viewer: code", "WhoAsks: names"}


def api_resources(paths: Mapping[str, Any]) -> int:
    """Every step of a path is a resource of a REST API: /admin/orders is three, with the root."""
    steps = {path[: match.start()] for path in paths for match in re.finditer(r"/|$", path)}
    return len(steps)


def test_each_gateway_has_room_for_its_paths_and_for_those_to_come() -> None:
    assert api_resources({"/admin/orders": {}, "/admin": {}}) == 3
    for gateway in included().values():
        paths = gateway["paths"]
        assert len(paths) < api_resources(paths) <= API_RESOURCES - API_ROOM


def test_a_gateway_has_no_models_and_one_authorizer() -> None:
    for gateway in included().values():
        components = gateway["components"]
        assert len(json.dumps(components.get("schemas", {}))) <= API_MODEL_BYTES
        assert 1 <= len(components["securitySchemes"]) <= API_AUTHORIZERS


def test_nothing_behind_the_gateway_or_a_mapping_may_take_longer_than_they_wait() -> None:
    resources = expanded()["Resources"]
    functions = {name: r["Properties"] for name, r in resources.items() if r["Type"] == "AWS::Lambda::Function"}
    assert all(f["Timeout"] <= API_SECONDS for f in functions.values() if f["Handler"].endswith(".api.handler"))
    mapped = {
        r["Properties"]["FunctionName"]["Ref"]
        for r in resources.values()
        if r["Type"] == "AWS::Lambda::EventSourceMapping" and "Topics" in r["Properties"]
    }
    assert len(mapped) >= 8
    assert all(functions[name]["Timeout"] <= MAPPED_SECONDS for name in mapped)

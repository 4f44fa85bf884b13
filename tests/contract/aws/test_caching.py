"""What CloudFront keeps: the answers that are the same for everybody, each under all that was asked, and no error.

The cache of a shop is where one shopper gets another's page, so the rule is read off the API itself: a route that
declares its answers shared (souk.http) is kept, every other one is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.contract.aws.stack import Stack, altered
from tests.contract.template import ROOT, document

EDGE = document("infra/edge.yaml")
OPENAPI = yaml.load((ROOT / "infra/openapi.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)["paths"]
# Which of the two has a path: tests/contract/test_gateways.py.
APIS = ("shop", "staff")
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ORIGIN_CACHE_CONTROL = "83da9c7e-98b4-4e11-a168-04f0df8e2c65"
CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
ALL_WITH_HOST = "216adef6-5c7f-47e4-b989-5492eafa07d3"
# Those whose time a distribution can set:
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html#HTTPStatusCodes-cached-errors
ERRORS = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
METHODS = {"get", "post", "put", "patch", "delete", "head", "options"}
ROUTES = [(method, f"/api{path}") for path, item in OPENAPI.items() for method in item if method in METHODS]


def shared(method: str, path: str) -> bool:
    """Whether the route says that its answer is the same for everybody."""
    operation = OPENAPI[path.removeprefix("/api")][method]
    headers: Mapping[str, Any] = operation["responses"].get("200", {}).get("headers", {})
    said = headers.get("Cache-Control", {}).get("schema", {}).get("pattern", "")
    return method == "get" and "security" not in operation and said.startswith("^public")


def behaviour(config: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The first whose pattern fits: * is any characters, ? one, and case counts."""
    for candidate in config["CacheBehaviors"]:
        pattern = re.escape(candidate["PathPattern"]).replace(r"\*", ".*").replace(r"\?", ".")
        if re.fullmatch(pattern, path):
            found: Mapping[str, Any] = candidate
            return found
    default: Mapping[str, Any] = config["DefaultCacheBehavior"]
    return default


def faults(template: Mapping[str, Any]) -> set[str]:
    """What is wrong with the distribution's caching, in a few words each."""
    edge = Stack(template, DomainName="", CertificateArn="", HostedZoneId="")
    config = edge["Distribution"]["DistributionConfig"]
    found = set()
    for method, route in ROUTES:
        chosen = behaviour(config, re.sub(r"{\w+}", "x", route))
        kept = chosen["CachePolicyId"] != CACHING_DISABLED
        if chosen["TargetOriginId"] not in APIS:
            found.add(f"{route} does not reach the API")
        elif kept and not shared(method, route):
            found.add(f"{method} {route} would be kept")
        elif shared(method, route) and not kept:
            found.add(f"{route} is asked for every time")
        elif method.upper() not in chosen.get("AllowedMethods", ["GET", "HEAD"]):
            found.add(f"{method} {route} is refused")
    for chosen in [config["DefaultCacheBehavior"], *config["CacheBehaviors"]]:
        if chosen["TargetOriginId"] in APIS:
            found |= _key_faults(edge, chosen) | _forwarding_faults(edge, chosen)
    times = {error["ErrorCode"]: error.get("ErrorCachingMinTTL") for error in config.get("CustomErrorResponses", [])}
    return found | {f"a {code} would be kept" for code in ERRORS if times.get(code) != 0}


def _key_faults(edge: Stack, chosen: Mapping[str, Any]) -> set[str]:
    if chosen["CachePolicyId"] == CACHING_DISABLED:
        return set()
    own = edge.of_kind("AWS::CloudFront::CachePolicy").get(_name(chosen["CachePolicyId"]))
    if own is None:
        return {"the key of another's policy"}
    policy = own["CachePolicyConfig"]
    key = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    found = set()
    if key["QueryStringsConfig"]["QueryStringBehavior"] != "all":
        found.add("a key without the query")
    if key["HeadersConfig"]["HeaderBehavior"] != "none":
        found.add("a key with headers")
    if key["CookiesConfig"]["CookieBehavior"] != "none":
        found.add("a key with cookies")
    if (policy["MinTTL"], policy["DefaultTTL"]) != (0, 0):
        found.add("kept although the API did not say so")
    return found


def _forwarding_faults(edge: Stack, chosen: Mapping[str, Any]) -> set[str]:
    """execute-api answers 403 for a Host that is not its own, and what may be shared may not see who asks."""
    asked = chosen.get("OriginRequestPolicyId")
    kept = chosen["CachePolicyId"] != CACHING_DISABLED
    if asked == ALL_BUT_HOST and not kept:
        return set()
    own = edge.of_kind("AWS::CloudFront::OriginRequestPolicy").get(_name(asked))
    if own is None:
        return {"Host or the visitor's headers are passed on" if asked else "nothing is passed on"}
    policy = own["OriginRequestPolicyConfig"]
    headers = {header.lower() for header in policy["HeadersConfig"].get("Headers", [])}
    plain = policy["HeadersConfig"]["HeaderBehavior"] == "whitelist" and headers <= {"x-souk-viewer"}
    return set() if plain and policy["CookiesConfig"]["CookieBehavior"] == "none" else {"a shared answer sees who asks"}


def _name(reference: Any) -> str:
    return reference["Ref"] if isinstance(reference, dict) else ""


def test_only_what_is_the_same_for_everybody_is_kept_and_no_error_is() -> None:
    assert faults(EDGE) == set()


def test_the_shared_routes_are_those_of_the_catalogue_and_of_the_content() -> None:
    assert sorted(route for method, route in ROUTES if shared(method, route)) == [
        "/api/categories",
        "/api/pages/{slug}",
        "/api/products",
        "/api/products/{handle}",
        "/api/search",
        "/api/search/suggest",
        "/api/shop",
    ]


CONFIG = "Resources__Distribution__Properties__DistributionConfig"
KEY = "Resources__Shared__Properties__CachePolicyConfig__ParametersInCacheKeyAndForwardedToOrigin"
PATTERNS = [
    b["PathPattern"] for b in EDGE["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["CacheBehaviors"]
]


def at(pattern: str, member: str) -> str:
    return f"{CONFIG}__CacheBehaviors__{PATTERNS.index(pattern)}__{member}"


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({at("/api/*", "CachePolicyId"): ORIGIN_CACHE_CONTROL}, "get /api/me would be kept"),
        ({at("/api/*", "CachePolicyId"): {"Ref": "Shared"}}, "get /api/orders/{order_id} would be kept"),
        ({at("/api/search", "CachePolicyId"): ORIGIN_CACHE_CONTROL}, "the key of another's policy"),
        ({at("/api/search", "CachePolicyId"): CACHING_OPTIMIZED}, "the key of another's policy"),
        ({at("/api/search", "CachePolicyId"): CACHING_DISABLED}, "/api/search is asked for every time"),
        ({at("/api/search", "PathPattern"): "/api/search/never"}, "/api/search is asked for every time"),
        ({at("/api/categories", "PathPattern"): "/api/c*"}, "get /api/cart would be kept"),
        ({at("/api/products/*", "PathPattern"): "/api/*"}, "get /api/me/orders would be kept"),
        ({at("/api/admin/*", "CachePolicyId"): {"Ref": "Shared"}}, "get /api/admin/orders would be kept"),
        ({at("/api/admin/*", "AllowedMethods"): ["GET", "HEAD"]}, "post /api/admin/products is refused"),
        ({at("/api/products/stock", "PathPattern"): "/api/nothing"}, "get /api/products/stock would be kept"),
        ({at("/api/*", "PathPattern"): "/API/*"}, "/api/me does not reach the API"),
        ({at("/api/*", "AllowedMethods"): ["GET", "HEAD"]}, "post /api/checkout is refused"),
        ({f"{KEY}__QueryStringsConfig": {"QueryStringBehavior": "none"}}, "a key without the query"),
        ({f"{KEY}__QueryStringsConfig": {"QueryStringBehavior": "whitelist"}}, "a key without the query"),
        ({f"{KEY}__HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["Host"]}}, "a key with headers"),
        (
            {f"{KEY}__HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": ["Authorization"]}},
            "a key with headers",
        ),
        ({f"{KEY}__CookiesConfig": {"CookieBehavior": "all"}}, "a key with cookies"),
        ({"Resources__Shared__Properties__CachePolicyConfig__DefaultTTL": 5}, "kept although the API did not say so"),
        ({"Resources__Shared__Properties__CachePolicyConfig__MinTTL": 1}, "kept although the API did not say so"),
        ({at("/api/*", "OriginRequestPolicyId"): ALL_WITH_HOST}, "Host or the visitor's headers are passed on"),
        ({at("/api/*", "OriginRequestPolicyId"): None}, "nothing is passed on"),
        ({at("/api/search", "OriginRequestPolicyId"): ALL_BUT_HOST}, "Host or the visitor's headers are passed on"),
        (
            {"Resources__WhoAsks__Properties__OriginRequestPolicyConfig__HeadersConfig__Headers": ["Cookie"]},
            "a shared answer sees who asks",
        ),
        ({f"{CONFIG}__CustomErrorResponses": None}, "a 503 would be kept"),
        ({f"{CONFIG}__CustomErrorResponses__9__ErrorCachingMinTTL": 10}, "a 503 would be kept"),
        ({f"{CONFIG}__CustomErrorResponses__2": {"ErrorCode": 404}}, "a 404 would be kept"),
    ],
)
def test_a_cache_that_would_hand_out_the_wrong_page_is_seen(changes: dict[str, Any], seen: str) -> None:
    assert seen in faults(altered(EDGE, **changes))

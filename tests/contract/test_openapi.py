"""infra/openapi.yaml: what the gateway is made of is what the code answers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

import souk_openapi
from souk.http import Auth, Route
from tests.contract.template import BY_SERVICE, functions, mentioned

METHODS = {"get", "post", "put", "patch", "delete"}
APIS = souk_openapi.apis()
DOCUMENT: Any = souk_openapi.document(APIS)
ROUTES = {(route.path, route.method.lower()): (service, route) for service, api in APIS.items() for route in api.routes}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if not method.startswith("x-"):
                yield path, method, operation


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from nodes(item)


def test_the_document_is_valid_openapi() -> None:
    assert list(OpenAPIV30SpecValidator(DOCUMENT).iter_errors()) == []


def test_the_committed_document_is_what_the_code_says() -> None:
    committed = souk_openapi.TARGET.read_text(encoding="utf-8")
    assert committed == souk_openapi.rendered(APIS), "run 'make openapi'"
    assert yaml.safe_load(committed) == DOCUMENT


def test_every_route_is_in_the_document_and_the_other_way_round() -> None:
    described = {(path, method) for path, method, _ in operations()}
    assert described == set(ROUTES)
    assert len(ROUTES) == sum(len(api.routes) for api in APIS.values()), "two services answer one route"


def test_the_document_holds_no_methods_but_those_of_http() -> None:
    assert {method for _, method, _ in operations()} <= METHODS


def test_no_two_operations_share_an_id() -> None:
    repeated = {name: n for name, n in Counter(o["operationId"] for _, _, o in operations()).items() if n > 1}
    assert not repeated


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_the_gateway_asks_for_a_token_exactly_where_the_code_does(path: str, method: str) -> None:
    _, route = ROUTES[path, method]
    security = DOCUMENT["paths"][path][method].get("security", [])
    assert security == ([] if route.auth is Auth.NONE else [{"cognito": []}])


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_the_gateway_hands_an_operation_to_the_service_that_answers_it(path: str, method: str) -> None:
    service, _ = ROUTES[path, method]
    integration = DOCUMENT["paths"][path][method]["x-amazon-apigateway-integration"]
    assert mentioned(integration["uri"]) & {function.name for function in functions()} == {BY_SERVICE[service, "api"]}
    assert (integration["type"], integration["httpMethod"]) == ("aws_proxy", "POST")


def test_schema_names_are_letters_and_digits_as_the_gateway_wants_them() -> None:
    assert [name for name in DOCUMENT["components"]["schemas"] if not re.fullmatch(r"[A-Za-z0-9]+", name)] == []


def test_every_reference_leads_somewhere() -> None:
    names = {node["$ref"].rpartition("/")[2] for node in nodes(DOCUMENT) if isinstance(node.get("$ref"), str)}
    assert names <= set(DOCUMENT["components"]["schemas"])


def test_nothing_is_left_of_what_openapi_3_0_does_not_know() -> None:
    for node in nodes(DOCUMENT):
        assert {"type": "null"} not in (node.get("anyOf") or [])
        assert node.get("type") != "null"
        assert not {"const", "$defs", "prefixItems", "propertyNames"} & set(node)


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_path_parameters_are_declared(path: str, method: str) -> None:
    parameters = DOCUMENT["paths"][path][method].get("parameters", [])
    declared = [parameter["name"] for parameter in parameters if parameter["in"] == "path"]
    assert declared == re.findall(r"\{(\w+)\}", path)


def _posts() -> list[tuple[str, Route]]:
    return [(path, route) for (path, _), (_, route) in ROUTES.items() if route.method == "POST"]


@pytest.mark.parametrize(
    ("path", "route"),
    [(path, route) for path, route in _posts() if re.search(r"/(checkout|cancel|refunds|movements)$", path)],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_moves_money_or_stock_requires_an_idempotency_key(path: str, route: Route) -> None:
    assert route.idempotent
    parameters = DOCUMENT["paths"][path]["post"]["parameters"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in parameters]


@pytest.mark.parametrize(("path", "method"), ROUTES)
def test_exactly_what_is_under_admin_and_ops_says_which_permission_it_needs(path: str, method: str) -> None:
    operation = DOCUMENT["paths"][path][method]
    permission = operation.get("x-permission")
    assert (permission is not None) is path.startswith(("/admin/", "/ops/"))
    assert permission is None or f"`{permission}`" in operation["description"]


def test_every_service_with_routes_for_staff_has_one_path_for_keys_which_asks_for_no_token() -> None:
    keyed = {path: item for path, item in DOCUMENT["paths"].items() if path.startswith("/keyed/")}
    services = {service for service, route in ROUTES.values() if route.needs}
    assert set(keyed) == {f"/keyed/{service}/{{proxy+}}" for service in services}
    for path, item in keyed.items():
        assert [*item] == ["x-amazon-apigateway-any-method"]
        way = item["x-amazon-apigateway-any-method"]
        assert "security" not in way
        health = DOCUMENT["paths"][f"/{path.split('/')[2]}/health"]["get"]
        assert way["x-amazon-apigateway-integration"] == health["x-amazon-apigateway-integration"]


def test_the_document_says_how_a_key_is_sent() -> None:
    scheme = DOCUMENT["components"]["securitySchemes"]["key"]
    assert (scheme["type"], scheme["name"], scheme["in"]) == ("apiKey", "Authorization", "header")
    assert "/keyed/orders/admin/orders" in scheme["description"]


def test_everything_under_me_is_for_who_is_signed_in() -> None:
    open_routes = [
        path for (path, _), (_, route) in ROUTES.items() if re.match(r"/me(/|$)", path) and route.auth is Auth.NONE
    ]
    assert not open_routes


@pytest.mark.parametrize("service", APIS)
def test_every_service_has_a_health_check(service: str) -> None:
    assert (f"/{service}/health", "get") in ROUTES


def test_every_answer_of_the_gateway_itself_is_a_problem_in_words_for_a_shopper() -> None:
    """The types are those of API Gateway's guide, "Gateway response types"; a missing one would answer in its words."""
    kinds = (
        "ACCESS_DENIED API_CONFIGURATION_ERROR AUTHORIZER_CONFIGURATION_ERROR AUTHORIZER_FAILURE BAD_REQUEST_BODY "
        "BAD_REQUEST_PARAMETERS DEFAULT_4XX DEFAULT_5XX EXPIRED_TOKEN INTEGRATION_FAILURE INTEGRATION_TIMEOUT "
        "INVALID_API_KEY INVALID_SIGNATURE MISSING_AUTHENTICATION_TOKEN QUOTA_EXCEEDED REQUEST_TOO_LARGE "
        "RESOURCE_NOT_FOUND THROTTLED UNAUTHORIZED UNSUPPORTED_MEDIA_TYPE WAF_FILTERED"
    )
    responses = DOCUMENT["x-amazon-apigateway-gateway-responses"]
    assert set(responses) == set(kinds.split())
    for kind, response in responses.items():
        headers, template = response["responseParameters"], response["responseTemplates"]["application/json"]
        body = json.loads(template.replace("$context.error.messageString", '"the parameter"'))
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"
        assert (body["status"], bool(body["detail"])) == (response["statusCode"], True)
        assert ("$context.error" in template) is kind.startswith("BAD_REQUEST")
        assert ("gatewayresponse.header.Retry-After" in headers) is (body["status"] in {429, 503, 504})

"""infra/gateway-shop.yaml and -staff.yaml: each route is in one of the two, and the staff's are in theirs alone."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator

import souk_gateways
import souk_openapi
from souk.http import Api, Auth
from souk_gateways import RESOURCES, SHOP, STAFF
from tests.contract.aws.stack import altered, stack
from tests.contract.aws.test_caching import behaviour
from tests.contract.template import BY_SERVICE, document, functions, mentioned, resources, template

APIS = souk_openapi.apis()
CONTRACT: Any = souk_openapi.document(APIS)["paths"]
DOCUMENTS: dict[str, Any] = {gateway: souk_gateways.document(gateway, APIS) for gateway in RESOURCES}
ROUTES = {(route.path, route.method.lower()): (service, route) for service, api in APIS.items() for route in api.routes}
ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
FUNCTIONS = {function.name for function in functions()}
each_gateway = pytest.mark.parametrize("gateway", RESOURCES)
each_service = pytest.mark.parametrize("service", APIS)


def at(path: str) -> str:
    """The gateway that has the path; there is one alone."""
    [found] = [gateway for gateway, document in DOCUMENTS.items() if path in document["paths"]]
    return found


def operation(path: str, method: str) -> dict[str, Any]:
    found: dict[str, Any] = DOCUMENTS[at(path)]["paths"][path][method]
    return found


def functions_of(gateway: str, documents: Mapping[str, Any] = DOCUMENTS) -> set[str]:
    """Those that a gateway asks."""
    return mentioned(documents[gateway]["paths"]) & FUNCTIONS


def permitted(gateway: str, root: Mapping[str, Any] | None = None) -> set[str]:
    """The functions that a gateway may invoke, each by one permission for its one stage."""
    all_of = (root or template())["Resources"].values()
    found = [
        resource["Properties"]
        for resource in all_of
        if resource["Type"] == "AWS::Lambda::Permission"
        and RESOURCES[gateway] in mentioned(resource["Properties"].get("SourceArn", ""))
    ]
    assert all(p["Principal"] == "apigateway.amazonaws.com" for p in found)
    assert all(p["SourceArn"]["Fn::Sub"].endswith(f":${{{RESOURCES[gateway]}}}/api/*") for p in found)
    return set().union(*(mentioned(p["FunctionName"]) & FUNCTIONS for p in found))


@each_gateway
def test_a_gateways_document_is_valid_openapi(gateway: str) -> None:
    assert DOCUMENTS[gateway]["info"]["title"] == {"Fn::Sub": f"souk-${{Stage}}-{gateway}"}
    named: Any = altered(DOCUMENTS[gateway], info__title="souk")
    assert list(OpenAPIV30SpecValidator(named).iter_errors()) == []


def test_every_route_is_with_exactly_one_gateway_and_they_answer_nothing_else() -> None:
    described = [
        (path, method)
        for document in DOCUMENTS.values()
        for path, item in document["paths"].items()
        for method in item
        if method != ANY
    ]
    assert len(described) == len(set(described))
    assert set(described) == set(ROUTES)


def test_what_needs_a_permission_is_with_the_staffs_gateway_and_what_shoppers_ask_is_not() -> None:
    health = {f"/{service}/health" for service in APIS}
    of_staff = {path for (path, _), (_, route) in ROUTES.items() if route.needs}
    assert {path for path, _ in ROUTES if at(path) == STAFF} - health == of_staff


def test_no_path_of_the_shoppers_gateway_leads_to_what_staff_do() -> None:
    """Nor by a parameter that takes whatever there is: the paths for API keys are the staff's."""
    ways = [re.sub(r"{(\w+)\+}", ".*", re.sub(r"{\w+}", "[^/]*", path)) for path in DOCUMENTS[SHOP]["paths"]]
    of_staff = [path for path, _ in ROUTES if at(path) == STAFF]
    of_staff += [f"/keyed/{service}{path}" for (path, _), (service, route) in ROUTES.items() if route.needs]
    assert len(of_staff) > 200
    assert [path for path in of_staff if any(re.fullmatch(way, path) for way in ways)] == []


@each_service
def test_a_service_with_nothing_for_shoppers_is_wholly_with_the_staffs_gateway(service: str) -> None:
    others = [path for (path, _), (of, route) in ROUTES.items() if of == service and not route.needs]
    assert at(f"/{service}/health") == (STAFF if others == [f"/{service}/health"] else SHOP)


@each_gateway
def test_a_gateway_may_invoke_the_functions_that_answer_its_routes_and_no_others(gateway: str) -> None:
    assert permitted(gateway) == functions_of(gateway)


def test_what_only_staff_ask_cannot_be_invoked_by_the_shoppers_gateway_and_the_other_way_round() -> None:
    assert permitted(STAFF) - permitted(SHOP) == {
        "AuditApi",
        "BackofficeApi",
        "LogsApi",
        "WebhooksApi",
    }
    assert permitted(SHOP) - permitted(STAFF) == {"CartApi", "SearchApi"}


def test_a_permission_too_many_is_seen() -> None:
    name = next(name for name, p in resources("AWS::Lambda::Permission").items() if "AuditApi" in mentioned(p))
    opened = altered(
        template(),
        **{f"Resources__{name}__Properties__SourceArn": {"Fn::Sub": "arn:aws:execute-api:${ShopGateway}/api/*"}},
    )
    with pytest.raises(AssertionError):
        assert permitted(SHOP, opened) == functions_of(SHOP)


@each_gateway
def test_the_template_includes_a_gateways_document_and_gives_it_its_stage_and_its_limits(gateway: str) -> None:
    api = stack("template.yaml")[RESOURCES[gateway]]
    included = api["DefinitionBody"]["Fn::Transform"]
    assert included == {"Name": "AWS::Include", "Parameters": {"Location": f"infra/gateway-{gateway}.yaml"}}
    assert api["Name"] == DOCUMENTS[gateway]["info"]["title"]
    assert (api["StageName"], api["EndpointConfiguration"]) == ("api", {"Type": "REGIONAL"})
    assert (api["AlwaysDeploy"], api["TracingEnabled"]) == (True, True)
    whole = next(limit for limit in api["MethodSettings"] if limit["ResourcePath"] == "/*")
    assert whole["MetricsEnabled"]
    assert whole["ThrottlingRateLimit"] == {SHOP: 500, STAFF: 100}[gateway]
    limited = {limit["ResourcePath"].replace("~1", "/").lstrip("/") for limit in api["MethodSettings"]} - {"*"}
    assert limited <= {path.lstrip("/") for path in DOCUMENTS[gateway]["paths"]}


def test_cloudfront_asks_the_gateway_that_has_the_path() -> None:
    config = document("infra/edge.yaml")["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    ways = {path: at(path) for path, _ in ROUTES}
    ways |= {f"/keyed/{service}{path}": STAFF for (path, _), (service, route) in ROUTES.items() if route.needs}
    asked = {way: behaviour(config, "/api" + re.sub(r"{\w+}", "x", way))["TargetOriginId"] for way in ways}
    assert asked == ways


def test_a_gateway_asks_for_a_token_exactly_where_the_code_does() -> None:
    asking = {way for way in ROUTES if operation(*way).get("security")}
    assert asking == {way for way, (_, route) in ROUTES.items() if route.auth is not Auth.NONE}
    assert all(operation(*way)["security"] == [{"cognito": []}] for way in asking)


@each_gateway
def test_both_know_people_by_the_user_pool(gateway: str) -> None:
    [scheme] = DOCUMENTS[gateway]["components"]["securitySchemes"].values()
    authorizer = scheme["x-amazon-apigateway-authorizer"]
    assert authorizer == {"type": "cognito_user_pools", "providerARNs": [{"Fn::GetAtt": ["UserPool", "Arn"]}]}


@each_service
def test_an_operation_is_handed_to_the_service_that_answers_it(service: str) -> None:
    ways = [way for way, (of, _) in ROUTES.items() if of == service]
    for integration in (operation(path, way)[INTEGRATION] for path, method in ways for way in (method, ANY)):
        assert mentioned(integration["uri"]) & FUNCTIONS == {BY_SERVICE[service, "api"]}
        assert (integration["type"], integration["httpMethod"]) == ("aws_proxy", "POST")


@each_service
def test_a_gateway_wants_the_parameters_that_callers_are_told_are_required(service: str) -> None:
    for (path, method), (of, route) in ROUTES.items():
        if of != service:
            continue
        told = {(p["name"], p["in"]) for p in CONTRACT[path][method].get("parameters", []) if p["required"]}
        wanted = {(p["name"], p["in"]) for p in operation(path, method).get("parameters", [])}
        # Of a missing key the service says what it is for.
        assert wanted == told - {("Idempotency-Key", "header")}
        validator = operation(path, method).get("x-amazon-apigateway-request-validator")
        assert validator == (None if route.idempotent else "parameters")


def test_every_service_with_routes_for_staff_has_one_path_for_keys_which_asks_for_no_token() -> None:
    keyed = {path: item for path, item in DOCUMENTS[STAFF]["paths"].items() if path.startswith("/keyed/")}
    services = {service for service, route in ROUTES.values() if route.needs}
    assert set(keyed) == {f"/keyed/{service}/{{proxy+}}" for service in services}
    for path, item in keyed.items():
        assert [*item] == [ANY]
        assert "security" not in item[ANY]
        health = operation(f"/{path.split('/')[2]}/health", "get")
        assert item[ANY][INTEGRATION] == health[INTEGRATION]


def test_a_new_service_is_with_shoppers_as_soon_as_it_has_something_for_them() -> None:
    api = Api("new")
    assert souk_gateways.gateway_of(api, "/new/health") == STAFF

    @api.get("/new/things", auth=Auth.NONE)
    def things() -> None:
        """What there is."""

    assert souk_gateways.gateway_of(api, "/new/health") == SHOP
    assert souk_gateways.gateway_of(api, "/admin/new/things") == STAFF


@each_gateway
def test_every_answer_of_a_gateway_itself_is_a_problem_in_words_for_people(gateway: str) -> None:
    """The types are those of API Gateway's guide, "Gateway response types"; a missing one would answer in its words."""
    kinds = (
        "ACCESS_DENIED API_CONFIGURATION_ERROR AUTHORIZER_CONFIGURATION_ERROR AUTHORIZER_FAILURE BAD_REQUEST_BODY "
        "BAD_REQUEST_PARAMETERS DEFAULT_4XX DEFAULT_5XX EXPIRED_TOKEN INTEGRATION_FAILURE INTEGRATION_TIMEOUT "
        "INVALID_API_KEY INVALID_SIGNATURE MISSING_AUTHENTICATION_TOKEN QUOTA_EXCEEDED REQUEST_TOO_LARGE "
        "RESOURCE_NOT_FOUND THROTTLED UNAUTHORIZED UNSUPPORTED_MEDIA_TYPE WAF_FILTERED"
    )
    responses = DOCUMENTS[gateway]["x-amazon-apigateway-gateway-responses"]
    assert set(responses) == set(kinds.split())
    for kind, response in responses.items():
        headers, template = response["responseParameters"], response["responseTemplates"]["application/json"]
        body = json.loads(template.replace("$context.error.messageString", '"the parameter"'))
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.Cache-Control"] == "'no-store'"
        assert (body["status"], bool(body["detail"])) == (response["statusCode"], True)
        assert ("$context.error" in template) is kind.startswith("BAD_REQUEST")
        assert ("gatewayresponse.header.Retry-After" in headers) is (body["status"] in {429, 503, 504})

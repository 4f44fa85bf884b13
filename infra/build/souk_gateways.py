"""What the two REST APIs of API Gateway are made of: the shoppers' routes in one, the staff's in the other.

`souk_openapi` describes every route to whoever calls it. A gateway needs less: the paths, where a token is asked for,
which parameters there must be, and which function answers. Schemas and texts stay out, as all of it becomes part of the
stack's template, which may have a megabyte (docs/decisions/0053-the-staff-have-a-gateway-of-their-own.md).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from souk.errors import MethodNotAllowed
from souk.http import Api, Auth, Route
from souk.http.api import KEYED
from souk.http.problem import CONTENT_TYPE
from souk_answers import success
from souk_local.stack_template import read

ROOT = Path(__file__).resolve().parents[2]
SHOP, STAFF = "shop", "staff"
TARGETS = {name: ROOT / f"infra/gateway-{name}.yaml" for name in (SHOP, STAFF)}
# What each is in template.yaml.
RESOURCES = {SHOP: "ShopGateway", STAFF: "StaffGateway"}
_FOR_STAFF = ("/admin/", "/ops/", KEYED)
_ANY = "x-amazon-apigateway-any-method"
_INTEGRATION = "x-amazon-apigateway-integration"


def gateway_of(api: Api, path: str) -> str:
    """Which of the two answers this path of the service. One that has nothing for shoppers is wholly with the staff."""
    others = {route.path for route in api.routes if not route.path.startswith(_FOR_STAFF)}
    nothing_for_shoppers = others <= {f"/{api.service}/health"}
    return STAFF if path.startswith(_FOR_STAFF) or nothing_for_shoppers else SHOP


def document(gateway: str, services: dict[str, Api]) -> dict[str, Any]:
    """The OpenAPI 3.0 document of one gateway, with API Gateway's extensions and CloudFormation's functions."""
    paths: dict[str, Any] = {}
    for service, api in services.items():
        for route in api.routes:
            if gateway_of(api, route.path) == gateway:
                item = paths.setdefault(route.path, {_ANY: _any_method(service)})
                item[route.method.lower()] = _operation(service, route)
        if gateway == STAFF and any(route.needs for route in api.routes):
            paths[f"{KEYED}{service}/{{proxy+}}"] = {_ANY: _keyed(service)}
    return {
        "openapi": "3.0.1",
        # The name of the API in CloudWatch, whichever of the two counts: this or the template's.
        "info": {"title": {"Fn::Sub": f"souk-${{Stage}}-{gateway}"}, "version": "1"},
        "paths": dict(sorted(paths.items())),
        "components": {"securitySchemes": {"cognito": _COGNITO}},
        "x-amazon-apigateway-request-validators": {
            "parameters": {"validateRequestParameters": True, "validateRequestBody": False}
        },
        "x-amazon-apigateway-gateway-responses": _gateway_responses(),
        "x-amazon-apigateway-minimum-compression-size": 1024,
    }


def _operation(service: str, route: Route) -> dict[str, Any]:
    # The gateway names a missing parameter, the service also says what an Idempotency-Key is for.
    validated: dict[str, Any] = {} if route.idempotent else {"x-amazon-apigateway-request-validator": "parameters"}
    # Without a scope the gateway takes ID tokens, which are the only ones that leave the users service:
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
    secured: dict[str, Any] = {} if route.auth is Auth.NONE else {"security": [{"cognito": []}]}
    parameters = [_required("path", name) for name in re.findall(r"{(\w+)}", route.path)]
    if route.query is not None:
        fields = route.query.model_fields.items()
        parameters += [_required("query", field.alias or name) for name, field in fields if field.is_required()]
    return {
        **({"parameters": parameters} if parameters else {}),
        "responses": _answered(str(success(route))),
        **secured,
        **validated,
        _INTEGRATION: _integration(service),
    }


def _required(place: str, name: str) -> dict[str, Any]:
    return {"name": name, "in": place, "required": True, "schema": {"type": "string"}}


def _answered(status: str) -> dict[str, Any]:
    """A document must name an answer; the function gives it, with a status of its own."""
    return {status: {"description": "As infra/openapi.yaml says"}}


def _integration(service: str) -> dict[str, Any]:
    return {
        "type": "aws_proxy",
        "httpMethod": "POST",
        "passthroughBehavior": "when_no_match",
        "uri": _invocation(f"{service.capitalize()}Api"),
    }


def _any_method(service: str) -> dict[str, Any]:
    """All methods that the path does not have: the service answers 405 with those it does.

    Without it the gateway says "Missing Authentication Token", as for a path that is not there:
    https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    """
    return {"responses": _answered(str(MethodNotAllowed.status)), _INTEGRATION: _integration(service)}


def _keyed(service: str) -> dict[str, Any]:
    """The paths of the service's staff routes for API keys, which no authorizer looks at (`souk.http.keys.keyed`)."""
    return {
        "parameters": [_required("path", "proxy")],
        "responses": _answered("200"),
        _INTEGRATION: _integration(service),
    }


def _invocation(function: str) -> dict[str, Any]:
    """The address by which the gateway invokes a function: its alias where SnapStart gives it one."""
    address = "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${%s}/invocations"
    alias = f"{function}Live"
    if alias not in read(ROOT / "template.yaml")["Resources"]:
        return {"Fn::Sub": address % f"{function}.Arn"}
    arn = {"Fn::If": ["SnapStarts", {"Ref": alias}, {"Fn::GetAtt": [function, "Arn"]}]}
    return {"Fn::Sub": [address % "Function", {"Function": arn}]}


_COGNITO = {
    "type": "apiKey",
    "name": "Authorization",
    "in": "header",
    "x-amazon-apigateway-authtype": "cognito_user_pools",
    "x-amazon-apigateway-authorizer": {
        "type": "cognito_user_pools",
        "providerARNs": [{"Fn::GetAtt": ["UserPool", "Arn"]}],
    },
}


# Every type API Gateway has (its guide: "Gateway response types"): status, code, title, detail. What the gateway would
# say ("Missing Authentication Token") is replaced by a sentence for shoppers; only what names a wrong parameter
# stays. DEFAULT_4XX and DEFAULT_5XX are for what has no type of its own, as a function that fails.
_BUSY = "Please try again in a moment."
_WRONG = "Something went wrong on our side. Please try again in a moment."
_GATEWAY_ERRORS = {
    "UNAUTHORIZED": (401, "unauthenticated", "Sign in first", "Please sign in, then try again."),
    "EXPIRED_TOKEN": (401, "unauthenticated", "Sign in again", "Your sign-in has run out. Please sign in again."),
    "ACCESS_DENIED": (403, "forbidden", "Not allowed", "This is not open to you."),
    "INVALID_API_KEY": (403, "forbidden", "Not allowed", "This is not open to you."),
    "INVALID_SIGNATURE": (403, "forbidden", "Not allowed", "This is not open to you."),
    "WAF_FILTERED": (403, "forbidden", "Not allowed", "This request was stopped by our firewall."),
    "MISSING_AUTHENTICATION_TOKEN": (404, "not_found", "There is nothing here", "There is nothing at this address."),
    "RESOURCE_NOT_FOUND": (404, "not_found", "There is nothing here", "There is nothing at this address."),
    "REQUEST_TOO_LARGE": (413, "too_large", "The request is too large", "What was sent is too large."),
    "UNSUPPORTED_MEDIA_TYPE": (415, "unsupported_media_type", "Send JSON", "The request must be JSON."),
    "THROTTLED": (429, "rate_limited", "Too many requests", f"Too many requests at once. {_BUSY}"),
    "QUOTA_EXCEEDED": (429, "rate_limited", "Too many requests", f"Too many requests at once. {_BUSY}"),
    "BAD_REQUEST_PARAMETERS": (400, "invalid_input", "The request is not valid", None),
    "BAD_REQUEST_BODY": (400, "invalid_input", "The request is not valid", None),
    "INTEGRATION_TIMEOUT": (504, "unavailable", "It took too long", f"The shop took too long to answer. {_BUSY}"),
    "INTEGRATION_FAILURE": (503, "unavailable", "Not available right now", f"The shop could not answer. {_BUSY}"),
    "API_CONFIGURATION_ERROR": (500, "internal", "Something went wrong", _WRONG),
    "AUTHORIZER_CONFIGURATION_ERROR": (500, "internal", "Something went wrong", _WRONG),
    "AUTHORIZER_FAILURE": (500, "internal", "Something went wrong", _WRONG),
    "DEFAULT_4XX": (400, "invalid_input", "The request is not valid", "The request was refused."),
    "DEFAULT_5XX": (500, "internal", "Something went wrong", _WRONG),
}
_RETRY_SECONDS = {429: 2, 503: 2, 504: 2}


def _gateway_responses() -> dict[str, Any]:
    """What the gateway itself answers, in the same shape as the services."""
    return {kind: _gateway_response(*error) for kind, error in _GATEWAY_ERRORS.items()}


def _gateway_response(status: int, code: str, title: str, detail: str | None) -> dict[str, Any]:
    headers = {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
    if status in _RETRY_SECONDS:
        headers["Retry-After"] = str(_RETRY_SECONDS[status])
    said = "$context.error.messageString" if detail is None else f'"{detail}"'
    return {
        "statusCode": status,
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in headers.items()},
        "responseTemplates": {
            "application/json": (
                f'{{"type":"urn:souk:problem:{code}","title":"{title}","status":{status},"code":"{code}",'
                f'"detail":{said},"correlation_id":"$context.requestId"}}'
            )
        },
    }

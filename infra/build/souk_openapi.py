"""Generates infra/openapi.yaml from the routes of every service: the one description of Souk's HTTP API.

The gateway is made from it, the TypeScript client is generated from it, and the documentation shows it.
`python infra/build/souk_openapi.py` writes it, `--check` fails when the committed file is not what the code says.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "infra/openapi.yaml"
REFS = "#/components/schemas/"
# Where a model is defined is no part of its name.
_ROOMS = {"domain", "usecases", "doors", "schemas", "views", "souk", "http"}
_TEXT = {"type": "string", "minLength": 1, "maxLength": 255}
_ANY = "x-amazon-apigateway-any-method"
_INTEGRATION = "x-amazon-apigateway-integration"

if str(ROOT / "layers/core") not in sys.path:
    sys.path[:0] = [
        str(ROOT / "infra/build"),
        str(ROOT / "layers/core"),
        str(ROOT / "infra/local"),
        *map(str, ROOT.glob("functions/*")),
    ]

from souk.challenge.people import MAX_RESPONSE  # noqa: E402 -- importable only now
from souk.errors import MethodNotAllowed  # noqa: E402
from souk.http import Api, Auth, Route  # noqa: E402
from souk.http.api import KEYED, shared_for  # noqa: E402
from souk.http.problem import CONTENT_TYPE  # noqa: E402
from souk.http.request import CHALLENGE  # noqa: E402
from souk.staff.permissions import PERMISSIONS, STAFF_ROLES  # noqa: E402
from souk_answers import refusals, success  # noqa: E402
from souk_local.services import packages  # noqa: E402
from souk_local.stack_template import read  # noqa: E402


def apis() -> dict[str, Api]:
    """The API of every service, by its name."""
    return {service: importlib.import_module(f"{service}.doors.api").api for service in packages("doors/api.py")}


def document(services: dict[str, Api]) -> dict[str, Any]:
    """The OpenAPI 3.0 document of these services, with API Gateway's extensions."""
    schemas = _Schemas([route for api in services.values() for route in api.routes])
    paths: dict[str, Any] = {}
    for service, api in services.items():
        for route in api.routes:
            item = paths.setdefault(route.path, {_ANY: _any_method(service)})
            item[route.method.lower()] = _operation(service, route, schemas)
        if any(route.needs for route in api.routes):
            paths[f"{KEYED}{service}/{{proxy+}}"] = {_ANY: _keyed(service)}
    return {
        "openapi": "3.0.1",
        "info": {
            "title": "Souk",
            "version": "1",
            "description": "Prices are integer minor units with a currency. Errors are problem+json (RFC 9457).",
        },
        "servers": [{"url": "/api"}],
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": {**schemas.components, "Problem": _PROBLEM}, "securitySchemes": _SECURITY},
        "x-amazon-apigateway-request-validators": {
            "parameters": {"validateRequestParameters": True, "validateRequestBody": False}
        },
        "x-amazon-apigateway-gateway-responses": _gateway_responses(),
        "x-amazon-apigateway-minimum-compression-size": 1024,
    }


class _Schemas:
    """The JSON schemas of all models, under names API Gateway accepts (letters and digits)."""

    def __init__(self, routes: list[Route]) -> None:
        wanted: dict[tuple[type[BaseModel], str], None] = {}
        for route in routes:
            for model, mode in (
                (route.body, "validation"),
                (route.query, "validation"),
                (route.response, "serialization"),
            ):
                if model is not None:
                    wanted[(model, mode)] = None
        keys, definitions = models_json_schema(list(wanted), ref_template=REFS + "{model}")  # type: ignore[arg-type]
        self._names = {key: self._name(value["$ref"].removeprefix(REFS)) for key, value in keys.items()}
        self.components = {
            self._name(name): _to_openapi(schema, self._name)
            for name, schema in sorted(definitions.get("$defs", {}).items())
        }

    def ref(self, model: type[BaseModel], mode: str) -> dict[str, str]:
        return {"$ref": REFS + self._names[(model, mode)]}  # type: ignore[index]

    def properties(self, model: type[BaseModel]) -> tuple[dict[str, Any], list[str]]:
        schema = self.components[self._names[(model, "validation")]]
        return schema.get("properties", {}), schema.get("required", [])

    @staticmethod
    def _name(name: str) -> str:
        """`Page_OrderView_` → PageOrderView; `orders__doors__schemas__Line-Input` → OrdersLineInput."""
        parts = [part for part in re.split(r"[^A-Za-z0-9]+", name) if part and part not in _ROOMS]
        return "".join(part[0].upper() + part[1:] for part in parts)


def _to_openapi(schema: Any, rename: Callable[[str], str]) -> Any:
    """JSON Schema 2020-12 as pydantic writes it → the dialect of OpenAPI 3.0."""
    if isinstance(schema, list):
        return [_to_openapi(item, rename) for item in schema]
    if not isinstance(schema, dict):
        return schema
    converted: dict[str, Any] = {}
    for key, value in schema.items():
        converted |= _member(key, value, rename)
    return _without_null(converted)


def _member(key: str, value: Any, rename: Callable[[str], str]) -> dict[str, Any]:
    """What one member of a schema becomes."""
    match key:
        case "title":
            return {}  # pydantic repeats the name
        case "$ref":
            return {key: REFS + rename(value.removeprefix(REFS))}
        case "const":
            return {"enum": [value]}
        case "exclusiveMinimum" | "exclusiveMaximum":
            return {key.replace("exclusiveM", "m"): value, key: True}
        case "properties":
            return {key: {name: _to_openapi(item, rename) for name, item in value.items()}}
        case _:
            return {key: _to_openapi(value, rename)}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """`anyOf: [X, null]` → X with `nullable`."""
    options = schema.get("anyOf", [])
    rest = [option for option in options if option != {"type": "null"}]
    if len(rest) == len(options):
        return schema
    others = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    if len(rest) != 1:
        return {**others, "anyOf": rest, "nullable": True}
    (option,) = rest
    if "enum" in option:
        # A list of values holds for null as for all others, whatever `nullable` says.
        option = {**option, "enum": [*option["enum"], None]}
    return {**others, **({"allOf": rest} if "$ref" in option else option), "nullable": True}


def _operation(service: str, route: Route, schemas: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{service}_{re.sub(r'[^a-z0-9_]', '', route.name)}",
        "tags": [service],
        "summary": route.summary,
    }
    description = _described(route)
    if description:
        operation["description"] = description
    parameters = _parameters(route, schemas)
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = _json_body(schemas.ref(route.body, "validation"))
    elif route.raw_body:
        operation["requestBody"] = _json_body({"type": "object"})
    operation["responses"] = _responses(route, schemas)
    if route.auth is not Auth.NONE:
        # Without a scope the gateway takes ID tokens, which are the only ones that leave the users service:
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-enable-cognito-user-pool.html
        operation["security"] = [{"cognito": []}]
    if route.needs is not None:
        operation["x-permission"] = route.needs.value
    if not route.idempotent:
        # The gateway names a missing parameter, the service also says what an Idempotency-Key is for.
        operation["x-amazon-apigateway-request-validator"] = "parameters"
    operation[_INTEGRATION] = _integration(service)
    return operation


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
    answer = _problem([MethodNotAllowed.code])
    answer["headers"] = {"Allow": {"description": "The methods that there are", "schema": {"type": "string"}}}
    return {"responses": {"405": answer}, _INTEGRATION: _integration(service)}


def _keyed(service: str) -> dict[str, Any]:
    """The paths of the service's staff routes for API keys, which no authorizer looks at (`souk.http.keys.keyed`)."""
    return {
        "parameters": [{"name": "proxy", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"default": {"description": "As the route answers people"}},
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


def _described(route: Route) -> str:
    text = re.sub(r"\s*\n\s*", " ", route.description)
    if route.needs is None:
        return text
    permitted = ", ".join(role.value for role in STAFF_ROLES if route.needs in PERMISSIONS[role])
    return f"{text} Needs the permission `{route.needs.value}` ({permitted}).".lstrip()


def _parameters(route: Route, schemas: _Schemas) -> list[dict[str, Any]]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in re.findall(r"{(\w+)}", route.path)
    ]
    if route.query is not None:
        properties, required = schemas.properties(route.query)
        parameters += [
            {"name": name, "in": "query", "required": name in required, "schema": schema}
            for name, schema in properties.items()
        ]
    parameters += [
        {"name": name, "in": "header", "required": False, "description": said, "schema": _header(name)}
        for name, said in route.headers.items()
    ]
    if route.idempotent:
        parameters.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "The same key and body give the stored answer for 24 hours.",
                "schema": _TEXT,
            }
        )
    return parameters


def _header(name: str) -> dict[str, Any]:
    return {**_TEXT, "maxLength": MAX_RESPONSE} if name in CHALLENGE else _TEXT


def _responses(route: Route, schemas: _Schemas) -> dict[str, Any]:
    done: dict[str, Any] = {"description": "Done"}
    if route.response is not None:
        done["content"] = {"application/json": {"schema": schemas.ref(route.response, "serialization")}}
    if route.shared_seconds:
        done["headers"] = {
            "Cache-Control": {
                "description": "The same for everybody",
                "schema": {"type": "string", "enum": [shared_for(route.shared_seconds)]},
            }
        }
    return {
        str(success(route)): done,
        **{str(status): _problem(codes) for status, codes in refusals(route).items()},
    }


def _problem(codes: list[str]) -> dict[str, Any]:
    # Not by reference: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
    return {
        "description": ", ".join(f"`{code}`" for code in codes),
        "content": {CONTENT_TYPE: {"schema": {"$ref": f"{REFS}Problem"}}},
    }


def _json_body(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "correlation_id": {"type": "string"},
        "provider": {"type": "string", "description": "Of `challenge_required`: who sets the challenge"},
        "origin": {"type": "string", "description": "Of `challenge_required`: where a page loads the challenge from"},
        "site_key": {"type": "string", "description": "Of `challenge_required`: what a page shows the challenge with"},
        "errors": {
            "type": "array",
            "description": "Field by field; the code `value_error` is a rule that goes beyond the schema",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}

_SECURITY = {
    "cognito": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {
            "type": "cognito_user_pools",
            "providerARNs": [{"Fn::GetAtt": ["UserPool", "Arn"]}],
        },
    },
    # Named by no operation, as an operation has one authorizer: docs/guides/use-an-api-key.md. Not `type: http`, which
    # the gateway does not import.
    "key": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "description": (
            "An API key as a bearer token, for every operation with an `x-permission` but those of `staff.manage` and "
            f"`integrations.manage`: at `{KEYED}<tag><path>`, so `GET /admin/orders` of the tag `orders` is "
            f"`GET {KEYED}orders/admin/orders`."
        ),
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


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def rendered(services: dict[str, Api] | None = None) -> str:
    """The document as YAML."""
    header = "# Generated by `make openapi` from the routes in functions/*/*/api.py. Do not edit.\n"
    return header + yaml.dump(
        document(services or apis()), Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True
    )


def main() -> int:
    text = rendered()
    if "--check" not in sys.argv:
        TARGET.write_text(text)
        return 0
    if not TARGET.exists() or TARGET.read_text() != text:
        print("infra/openapi.yaml is not what the code says: run 'make openapi' and 'npm run generate' in frontend/")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

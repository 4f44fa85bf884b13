"""Generates infra/openapi.yaml from the routes of every service: the one description of Souk's HTTP API.

The TypeScript client is generated from it, and the documentation shows it. The two gateways are made of documents of
their own (`souk_gateways`). `python infra/build/souk_openapi.py` writes all three, `--check` fails when a committed
file is not what the code says.
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

if str(ROOT / "layers/core") not in sys.path:
    sys.path[:0] = [
        str(ROOT / "infra/build"),
        str(ROOT / "layers/core"),
        str(ROOT / "infra/local"),
        *map(str, ROOT.glob("functions/*")),
    ]

import souk_gateways  # noqa: E402
from souk.challenge.people import MAX_RESPONSE  # noqa: E402 -- importable only now
from souk.http import Api, Auth, Route  # noqa: E402
from souk.http.api import KEYED, shared_for  # noqa: E402
from souk.http.problem import CONTENT_TYPE  # noqa: E402
from souk.http.request import CHALLENGE  # noqa: E402
from souk.staff.permissions import PERMISSIONS, STAFF_ROLES  # noqa: E402
from souk_answers import refusals, success  # noqa: E402
from souk_local.services import packages  # noqa: E402


def apis() -> dict[str, Api]:
    """The API of every service, by its name."""
    return {service: importlib.import_module(f"{service}.doors.api").api for service in packages("doors/api.py")}


def document(services: dict[str, Api]) -> dict[str, Any]:
    """The OpenAPI 3.0 document of these services."""
    schemas = _Schemas([route for api in services.values() for route in api.routes])
    paths: dict[str, Any] = {}
    for service, api in services.items():
        for route in api.routes:
            paths.setdefault(route.path, {})[route.method.lower()] = _operation(service, route, schemas)
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
        case "mapping" if isinstance(value, dict):
            return {key: {name: REFS + rename(str(target).removeprefix(REFS)) for name, target in value.items()}}
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
        operation["security"] = [{"cognito": []}]
    if route.needs is not None:
        operation["x-permission"] = route.needs.value
    return operation


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
                "description": f"The same for everybody: `{shared_for(route.shared_seconds)}`, or less where it is "
                "known to be another sooner",
                "schema": {"type": "string", "pattern": r"^public, max-age=\d+, stale-while-revalidate=\d+$"},
            }
        }
    return {
        str(success(route)): done,
        **{str(status): _problem(codes) for status, codes in refusals(route).items()},
    }


def _problem(codes: list[str]) -> dict[str, Any]:
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
        "description": "An ID token, as a bearer token",
    },
    # Named by no operation: at the paths that people use it opens nothing (docs/guides/use-an-api-key.md).
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


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, _data: Any) -> bool:
        return True


def rendered(services: dict[str, Api] | None = None) -> dict[Path, str]:
    """The three documents as YAML, by the files that they belong into."""
    found = services or apis()
    documents = {TARGET: document(found)}
    documents |= {path: souk_gateways.document(name, found) for name, path in souk_gateways.TARGETS.items()}
    return {path: _yaml(content) for path, content in documents.items()}


def _yaml(content: dict[str, Any]) -> str:
    header = "# Generated by `make openapi` from the routes in functions/*/*/doors. Do not edit.\n"
    return header + yaml.dump(content, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)


def main() -> int:
    texts = rendered()
    stale = [path for path, text in texts.items() if not path.exists() or path.read_text() != text]
    if "--check" not in sys.argv:
        for path in stale:
            path.write_text(texts[path])
        return 0
    for path in stale:
        print(f"{path.relative_to(ROOT)} is not what the code says: run 'make openapi'")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

"""infra/openapi.yaml: what callers are told is what the code answers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

import souk_openapi
from content.domain.kinds import RULES, SINGLE
from souk.http import Auth, Route

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


def test_the_document_read_back_is_the_same() -> None:
    assert yaml.load(souk_openapi.TARGET.read_text(encoding="utf-8"), yaml.CSafeLoader) == DOCUMENT


def test_the_committed_documents_are_what_the_code_says() -> None:
    stale = [path for path, text in souk_openapi.rendered(APIS).items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run 'make openapi'"


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
def test_a_token_is_asked_for_exactly_where_the_code_does(path: str, method: str) -> None:
    _, route = ROUTES[path, method]
    security = DOCUMENT["paths"][path][method].get("security", [])
    assert security == ([] if route.auth is Auth.NONE else [{"cognito": []}])


def test_schema_names_are_letters_and_digits() -> None:
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


def test_no_path_stands_in_the_way_of_a_kind_of_document() -> None:
    """API Gateway takes a path's literal part before a variable one, and answers 403 to what only the other has."""
    taken = {tuple(path.split("/")[1:4]) for path in DOCUMENT["paths"]}
    assert ("admin", "rates", "{kind}") in taken
    assert ("admin", "content", "{kind}") in taken
    kinds = [("admin", "rates", kind) for kind in RULES] + [("admin", "content", kind) for kind in SINGLE]
    assert not taken & {*kinds}

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import Field

from souk import clock, context, errors
from souk.http import Api, Auth, Cookie, ListQuery, Page, Reply, Request, Schema, View
from souk.http.api import shared_for
from souk.ids import is_id
from tests.support import http, logs
from tests.support.dynamo import environment
from tests.support.http import Response, call

pytestmark = pytest.mark.usefixtures("table")


class Line(Schema):
    sku: str = Field(min_length=1, max_length=64)
    quantity: int = Field(ge=1)


class LineView(View):
    sku: str
    quantity: int
    correlation_id: str


class Shop:
    """A service with a route for every behaviour."""

    def __init__(self) -> None:  # noqa: C901 - the routes it makes count
        self.runs = 0
        self.error: Exception | None = None
        self.cookies: list[Cookie] = []
        self.api = Api("shop", guest_cookie="souk_cart")
        api, me = self.api, self

        @api.post("/lines", body=Line, response=LineView, status=201)
        def add(request: Request[Line, None]) -> LineView:
            me.runs += 1
            return LineView(
                sku=request.body.sku, quantity=request.body.quantity, correlation_id=context.correlation_id()
            )

        @api.post("/orders/{order_id}/cancel", body=Line, query=ListQuery, response=LineView, idempotent=True)
        def cancel(request: Request[Line, ListQuery], order_id: str) -> Reply:
            me.runs += 1
            if me.error is not None:
                raise me.error
            return Reply({"order": order_id, "run": me.runs}, status=201, cookies=[Cookie("a", "b")])

        @api.post("/checkout", body=Line, idempotent="by_workflow")
        def checkout(request: Request[Line, None]) -> Reply:
            me.runs += 1
            return Reply({"key": request.idempotency_key})

        @api.get("/lines", query=ListQuery, response=Page[LineView])
        def lines(request: Request[None, ListQuery]) -> dict[str, Any]:
            return {"limit": request.query.limit, "cursor": request.query.cursor}

        @api.get("/failing", errors=(errors.NotFound, errors.OutOfStock, errors.Conflict, errors.PreconditionFailed))
        def failing(_request: Request[None, None]) -> None:
            assert me.error is not None
            raise me.error

        @api.get("/product")
        def product(_request: Request[None, None]) -> Reply:
            return Reply({"title": "Mug"}, etag="7", headers={"Cache-Control": "max-age=60"})

        @api.get("/menu", shared_seconds=5, errors=(errors.NotFound,))
        def menu(_request: Request[None, None]) -> Reply:
            if me.error is not None:
                raise me.error
            return Reply({"title": "Mug"}, etag="7", cookies=me.cookies)

        @api.delete("/lines/{sku}")
        def remove(_request: Request[None, None], sku: str) -> Reply:
            return Reply(cookies=[Cookie("souk_cart", sku, max_age=60), Cookie("gone", "", max_age=0, http_only=False)])

        @api.post("/webhooks", raw_body=True, max_body=100)
        def webhook(request: Request[None, None]) -> dict[str, Any]:
            return {"bytes": request.raw_body.decode()}

        for auth in Auth:
            api.get(f"/for/{auth.value}", auth=auth)(lambda request: {"user": request.user and request.user.id})

    def __call__(self, method: str, path: str, **options: Any) -> Response:
        return call(self.api, method, path, **options)

    def fail(self, error: Exception) -> Response:
        self.error = error
        return self("GET", "/failing")


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def lines() -> Iterator[logs.Lines]:
    with logs.captured() as captured:
        yield captured


def problem(response: Response, status: int, code: str) -> Any:
    assert response.status == status
    assert response.headers["Content-Type"] == "application/problem+json"
    body = response.json
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:souk:problem:{code}")
    assert body["correlation_id"] == response.headers["X-Correlation-Id"]
    return body


MUG = {"sku": " mug ", "quantity": 2}


@pytest.mark.parametrize("sku", ["AB/12.5", "100%", "a b", "50%25", "ÄRTIKEL", "a+b"])
def test_a_parameter_of_the_path_is_what_was_meant_and_may_have_a_slash(shop: Shop, sku: str) -> None:
    answer = shop("DELETE", f"/lines/{quote(sku, safe='')}")
    assert answer.cookies["souk_cart"].partition(";")[0] == sku


def test_a_request_is_validated_answered_and_followed(shop: Shop) -> None:
    answer = shop("POST", "/lines", body=MUG, headers={"X-Correlation-Id": "request-1"})
    assert answer.status == 201
    assert answer.json == {"sku": "mug", "quantity": 2, "correlation_id": "request-1"}
    assert answer.headers["X-Correlation-Id"] == "request-1"
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("sent", ["", 'a"}, {"b', "x" * 200])
def test_an_unacceptable_correlation_id_is_replaced(shop: Shop, sent: str) -> None:
    answer = shop("POST", "/lines", body=MUG, headers={"X-Correlation-Id": sent})
    assert is_id(answer.headers["X-Correlation-Id"])


@pytest.mark.parametrize(
    "raw", ["", "{", "null", "[]", "[1]", '"text"', "\x00", '{"sku": "mug"}', '{"sku": "mug", "quantity": 0}',
            '{"sku": "mug", "quantity": -1}', '{"sku": "", "quantity": 1}', '{"sku": "mug", "quantity": 1, "price": 1}',
            '{"sku": "mug", "quantity": 1.5}', '{"sku": "mug", "quantity": NaN}', "[" * 5000],
)  # fmt: skip
def test_a_body_that_is_not_what_the_route_takes_is_400(shop: Shop, raw: str) -> None:
    problem(shop("POST", "/lines", raw=raw), 400, "invalid_input")
    assert shop.runs == 0


def test_a_body_that_is_missing_is_400(shop: Shop) -> None:
    answer = shop("POST", "/lines")
    assert "missing" in problem(answer, 400, "invalid_input")["detail"]


@pytest.mark.parametrize("quantity", ['"1"', "true", "1.5"])
def test_a_number_is_a_number(shop: Shop, quantity: str) -> None:
    answer = shop("POST", "/lines", raw=f'{{"sku": "S1", "quantity": {quantity}}}')
    [error] = problem(answer, 400, "invalid_input")["errors"]
    assert error["field"] == "quantity"


@pytest.mark.parametrize("method", ["PUT", "HEAD", "OPTIONS"])
def test_a_method_that_the_path_does_not_have_is_405_and_the_others_are_named(shop: Shop, method: str) -> None:
    answer = http.wrong_method(shop.api, method, "/lines")
    problem(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, POST"
    assert answer.headers["X-Correlation-Id"]


def test_a_field_nobody_knows_is_named(shop: Shop) -> None:
    body = problem(shop("POST", "/lines", body={**MUG, "price": 1}), 400, "invalid_input")
    assert [error["field"] for error in body["errors"]] == ["price"]


def test_a_query_is_validated_and_unknown_parameters_refused(shop: Shop) -> None:
    assert shop("GET", "/lines", query={"limit": "5"}).json == {"limit": 5, "cursor": None}
    for query in ({"limit": "0"}, {"limit": "many"}, {"page": "2"}):
        problem(shop("GET", "/lines", query=query), 400, "invalid_input")
    assert "page" in problem(shop("GET", "/product", query={"page": "2"}), 400, "invalid_input")["detail"]


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "", "json"])
def test_a_body_of_another_media_type_is_415(shop: Shop, media_type: str) -> None:
    answer = shop("POST", "/lines", raw=json.dumps(MUG), headers={"Content-Type": media_type})
    problem(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_json_however_it_is_written(shop: Shop, media_type: str) -> None:
    assert shop("POST", "/lines", raw=json.dumps(MUG), headers={"Content-Type": media_type}).status == 201


def test_a_body_over_the_limit_is_413_before_it_is_read(shop: Shop) -> None:
    big = json.dumps({"sku": "x" * 2_000_000, "quantity": 1})
    problem(shop("POST", "/lines", raw=big), 413, "too_large")
    problem(shop("POST", "/webhooks", raw="x" * 101), 413, "too_large")


def test_a_webhook_gets_its_bytes_as_they_were_sent(shop: Shop) -> None:
    assert shop("POST", "/webhooks", raw="not json", headers={"Content-Type": "text/plain"}).json == {
        "bytes": "not json"
    }


@pytest.mark.parametrize(
    ("audience", "groups", "status"),
    [("none", None, 200), ("user", None, 401), ("none", [], 200), ("user", [], 200), ("user", ["admin"], 200)],
)
def test_a_route_is_for_its_audience_only(shop: Shop, audience: str, groups: list[str] | None, status: int) -> None:
    answer = shop("GET", f"/for/{audience}", user=None if groups is None else "u1", groups=groups or ())
    assert answer.status == status
    if status == 200:
        assert answer.json == {"user": None if groups is None else "u1"}
    else:
        problem(answer, status, "unauthenticated")


@pytest.mark.parametrize(
    "error",
    [errors.NotFound("no such order"), errors.Conflict("not now"), errors.OutOfStock("few", shortages=[{"sku": "mug"}]),
     errors.PreconditionFailed("changed"), errors.RateLimited("slow down"), errors.Unavailable("try again")],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_an_error_of_a_use_case_is_its_problem(shop: Shop, error: errors.SoukError) -> None:
    body = problem(shop.fail(error), error.status, error.code)
    assert body["detail"] == error.message
    assert {name: body[name] for name in error.detail} == error.detail


@pytest.mark.parametrize("error", [RuntimeError("password=hunter2"), errors.SoukError("arn:aws:lambda:hunter2")])
def test_an_unforeseen_error_leaks_nothing_and_is_logged_in_full(
    shop: Shop, error: Exception, lines: logs.Lines
) -> None:
    answer = shop.fail(error)
    problem(answer, 500, "internal")
    assert "hunter2" not in answer.body
    assert "Traceback" not in answer.body
    assert "Error" not in answer.body
    [logged] = [line for line in lines.parsed() if line["level"] == "ERROR"]
    assert logged["correlation_id"] == answer.headers["X-Correlation-Id"]
    assert "in failing" in logged["error"]["stack"]


def test_a_request_is_logged_by_route_without_what_it_carries(shop: Shop, lines: logs.Lines) -> None:
    shop("DELETE", "/lines/secret-sku", headers={"Authorization": "Bearer secret"}, cookies={"souk_cart": "secret"})
    shop("GET", "/lines", query={"cursor": "secret"})
    assert [line["route"] for line in lines.parsed()] == ["/lines/{sku}", "/lines"]
    assert [line["status"] for line in lines.parsed()] == [204, 200]
    assert "secret" not in lines.getvalue()


@pytest.mark.parametrize("tag", ['"7"', 'W/"7"', '"6", "7"', "*"])
def test_what_the_caller_has_already_is_304(shop: Shop, tag: str) -> None:
    answer = shop("GET", "/product", headers={"If-None-Match": tag})
    assert (answer.status, answer.body, answer.headers["ETag"]) == (304, "", '"7"')


@pytest.mark.parametrize("tag", ["7", '"8"', '"77"', ""])
def test_anything_newer_is_sent(shop: Shop, tag: str) -> None:
    answer = shop("GET", "/product", headers={"If-None-Match": tag})
    assert (answer.status, answer.json, answer.headers["ETag"]) == (200, {"title": "Mug"}, '"7"')
    assert answer.headers["Cache-Control"] == "max-age=60"


SHARED = "public, max-age=5, stale-while-revalidate=5"


@pytest.mark.parametrize(("headers", "status"), [({}, 200), ({"If-None-Match": '"7"'}, 304)])
def test_what_is_the_same_for_everybody_may_be_kept_for_everybody(
    shop: Shop, headers: dict[str, str], status: int
) -> None:
    answer = shop("GET", "/menu", headers=headers)
    assert (answer.status, answer.headers["Cache-Control"]) == (status, SHARED)


@pytest.mark.parametrize(
    ("left", "seconds", "stale"), [(61, 30, 30), (60, 30, 30), (45.5, 30, 15), (30, 30, 0), (0.9, 0, 0), (-5, 0, 0)]
)
def test_nothing_is_kept_past_its_end(left: float, seconds: int, stale: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with clock.freeze(now):
        told = shared_for(30, now + timedelta(seconds=left))
    assert told == f"public, max-age={seconds}, stale-while-revalidate={stale}"


@pytest.mark.parametrize(
    "error", [errors.NotFound("no"), errors.InvalidInput("no"), errors.Unavailable("no"), KeyError("no")]
)
def test_an_error_is_never_kept(shop: Shop, error: Exception) -> None:
    shop.error = error
    answer = shop("GET", "/menu")
    assert answer.status >= 400
    assert answer.headers["Cache-Control"] == "no-store"


def test_no_cookie_is_given_to_everybody(shop: Shop) -> None:
    shop.cookies = [Cookie("souk_cart", "mine")]
    answer = shop("GET", "/menu")
    assert (answer.status, answer.headers["Cache-Control"]) == (500, "no-store")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("options", [{"auth": Auth.USER}])
def test_what_depends_on_who_asks_is_not_declared_the_same_for_everybody(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not the same for everybody"):
        Api("shop").get("/me", shared_seconds=5, **options)(lambda request: None)
    with pytest.raises(ValueError, match="not the same for everybody"):
        Api("shop").post("/menu", shared_seconds=5)(lambda request: None)


@pytest.mark.parametrize(("url", "secure"), [("https://shop.example", True), ("http://localhost:8080", False)])
def test_cookies_are_closed_to_scripts_and_other_sites(shop: Shop, url: str, secure: bool) -> None:
    with environment(PUBLIC_URL=url):
        answer = shop("DELETE", "/lines/mug")
    assert answer.status == 204
    assert answer.cookies["souk_cart"].startswith("mug; Path=/; SameSite=Strict; Max-Age=60; HttpOnly")
    assert "Max-Age=0" in answer.cookies["gone"]
    assert "HttpOnly" not in answer.cookies["gone"]
    assert all(("Secure" in cookie) is secure for cookie in answer.cookies.values())


def _cancel(shop: Shop, key: str | None = "key-1", **options: Any) -> Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return shop("POST", options.pop("path", "/orders/o1/cancel"), **{"body": MUG, "headers": headers, **options})


def test_a_repeated_request_gets_the_first_answer(shop: Shop) -> None:
    first, second = _cancel(shop), _cancel(shop)
    assert (first.status, first.json) == (second.status, second.json) == (201, {"order": "o1", "run": 1})
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert first.cookies == second.cookies


@pytest.mark.parametrize(
    "other",
    [{"key": "key-2"}, {"path": "/orders/o2/cancel"}, {"user": "u1"}, {"cookies": {"souk_cart": "x"}}],
    ids=["key", "resource", "user", "guest"],
)
def test_keys_of_others_do_not_meet(shop: Shop, other: dict[str, Any]) -> None:
    _cancel(shop)
    assert "Idempotency-Replayed" not in _cancel(shop, **other).headers
    assert shop.runs == 2


@pytest.mark.parametrize(
    "other", [{"body": {"sku": "cup", "quantity": 2}}, {"query": {"limit": "5"}}], ids=["body", "query"]
)
def test_the_key_of_another_request_is_422(shop: Shop, other: dict[str, Any]) -> None:
    _cancel(shop)
    problem(_cancel(shop, **other), 422, "idempotency_key_reused")
    assert shop.runs == 1


def test_a_key_is_required_where_money_or_stock_moves(shop: Shop) -> None:
    for path in ("/orders/o1/cancel", "/checkout"):
        for key in (None, "x" * 256):
            problem(_cancel(shop, key, path=path), 400, "invalid_input")
    assert shop.runs == 0
    assert _cancel(shop, path="/checkout").json == {"key": "key-1"}


def test_a_failed_request_may_be_sent_again_under_its_key(shop: Shop) -> None:
    shop.error = errors.Unavailable("the provider is down")
    problem(_cancel(shop), 503, "unavailable")
    shop.error = None
    assert _cancel(shop).status == 201


def test_every_service_says_that_it_is_healthy(shop: Shop) -> None:
    assert shop("GET", "/shop/health").json == {"status": "ok", "service": "test"}
    assert shop.api.handler({"health": True}, None) == {"status": "ok", "service": "test"}


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(errors.Unavailable("later"), "2"), (errors.RateLimited("slowly"), "5"), (errors.Conflict("no"), None)],
)
def test_what_was_refused_for_want_of_room_says_when_to_come_again(error: Exception, seconds: str | None) -> None:
    shop = Shop()
    shop.error = error
    answer = _cancel(shop)
    assert answer.headers.get("Retry-After") == seconds

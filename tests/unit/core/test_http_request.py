from __future__ import annotations

import base64
from typing import Any

import pytest

from souk.errors import InvalidInput
from souk.http.reply import Cookie
from souk.http.request import User, cookies_of, headers_of, query_of, raw_body_of, user_of
from tests.support.dynamo import environment


def test_header_names_are_lower_case_and_repeated_ones_joined() -> None:
    event = {"multiValueHeaders": {"X-A": ["1", "2"], "Content-Type": ["text/plain"]}, "headers": {"X-A": "2"}}
    assert headers_of(event) == {"x-a": "1, 2", "content-type": "text/plain"}
    assert headers_of({"headers": {"X-A": "1"}, "multiValueHeaders": None}) == {"x-a": "1"}
    assert headers_of({"headers": None}) == {}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", {}),
        ("a=1; b=2", {"a": "1", "b": "2"}),
        ("a=1;b=2, c=3", {"a": "1", "b": "2", "c": "3"}),
        ('a="quoted"; b=', {"a": "quoted", "b": ""}),
        ("token=abc==; path=x", {"token": "abc==", "path": "x"}),
        ("first=1; first=2", {"first": "1"}),
        ("junk; =; a=1", {"": "", "a": "1"}),
    ],
)
def test_cookies_are_read_by_name(header: str, expected: dict[str, str]) -> None:
    assert cookies_of({"cookie": header}) == expected


@pytest.mark.parametrize("strange", ['prefs={"a":1}', "a b=c", "ünï=x", 'x="unfinished', "[]=1", "@"])
def test_a_strange_cookie_does_not_cost_the_others(strange: str) -> None:
    assert cookies_of({"cookie": f"{strange}; souk_cart=abc"})["souk_cart"] == "abc"
    assert cookies_of({"cookie": f"souk_cart=abc; {strange}"})["souk_cart"] == "abc"


def test_a_query_parameter_given_twice_is_a_list() -> None:
    assert query_of({"multiValueQueryStringParameters": {"a": ["1"], "b": ["1", "2"]}}) == {"a": "1", "b": ["1", "2"]}
    assert query_of({"multiValueQueryStringParameters": None, "queryStringParameters": {"a": "1"}}) == {"a": "1"}
    assert query_of({"queryStringParameters": None}) == {}


def test_a_body_is_its_bytes() -> None:
    assert raw_body_of({"body": "é"}) == "é".encode()
    assert raw_body_of({"body": None}) == b""
    assert raw_body_of({"body": base64.b64encode(b"\xff\x00").decode(), "isBase64Encoded": True}) == b"\xff\x00"
    with pytest.raises(InvalidInput, match="base64"):
        raw_body_of({"body": "not base64!", "isBase64Encoded": True})


def _event(**claims: Any) -> dict[str, Any]:
    return {"requestContext": {"authorizer": {"claims": claims}}}


@pytest.mark.parametrize(
    "event", [{}, {"requestContext": {"authorizer": None}}, _event(), _event(sub="u", token_use="access")]
)
def test_without_a_verified_id_token_nobody_is_signed_in(event: dict[str, Any]) -> None:
    assert user_of(event) is None


@pytest.mark.parametrize("groups", ["[support admin]", "support,admin", "support, admin", ["support", "admin"]])
def test_groups_are_read_in_every_form_a_gateway_gives_them(groups: Any) -> None:
    assert user_of(_event(sub="u", token_use="id", origin_jti="s", **{"cognito:groups": groups})) == User(
        "u", frozenset({"support", "admin"}), "s"
    )


def test_a_cookie_is_secure_exactly_where_the_site_is() -> None:
    cookie = Cookie("souk_cart", "abc", max_age=60, path="/api")
    with environment(PUBLIC_URL="https://shop.example"):
        assert cookie.header() == "souk_cart=abc; Path=/api; SameSite=Strict; Max-Age=60; HttpOnly; Secure"
    with environment(PUBLIC_URL="http://localhost:8080"):
        assert "Secure" not in cookie.header()
        assert Cookie("a", "b", http_only=False).header() == "a=b; Path=/; SameSite=Strict"

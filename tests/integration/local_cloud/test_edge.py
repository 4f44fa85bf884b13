"""The edge between a browser and the origins, each of them a small server of the test."""

import asyncio
import gzip
import io
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from souk_local.edge.headers import security, stand_ins
from souk_local.edge.server import LARGEST_BODY, Origins, application
from souk_local.edge.storage import StorageUnavailableError, Stored

Client = TestClient[web.Request, web.Application]
PAGE = b"<!doctype html>" + b"x" * 2000


class Files:
    """Storage in a dict: bucket/key to content."""

    def __init__(self, **files: bytes) -> None:
        self.files: dict[str, bytes] = {
            "site/index.html": PAGE,
            "site/assets/app-B1c2D3e4.js": b"run()",
            "site/config.json": b"{}",
            "media/media/pot.svg": b"<svg/>",
            **files,
        }
        self.down = False

    async def get(self, bucket: str, key: str, if_none_match: str = "") -> Stored | None:
        if self.down:
            raise StorageUnavailableError("down")
        body = self.files.get(f"{bucket}/{key}")
        if body is None:
            return None
        kinds = {"html": "text/html", "js": "application/javascript", "json": "application/json"}
        etag = f'"{len(body)}"'
        status = 304 if if_none_match.removeprefix("W/") == etag else 200
        content = b"" if status == 304 else body
        return Stored(status, content, kinds.get(key.rsplit(".", 1)[1], "image/svg+xml"), etag)


class Gateway:
    """Remembers the requests and echoes."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    async def handle(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.requests.append(
            {
                "method": request.method,
                "path": request.raw_path,
                "headers": dict(request.headers),
                "size": len(body),
            }
        )
        answer = web.json_response({"ok": True}, status=201)
        answer.headers.add("Set-Cookie", "a=1; HttpOnly")
        answer.headers.add("Set-Cookie", "b=2; HttpOnly")
        answer.headers["x-amz-request-id"] = "internal"
        answer.headers["X-Correlation-Id"] = "c-1"
        return answer


class Failing(Gateway):
    """Answers every request with this error."""

    def __init__(self, status: int, body: str, content_type: str) -> None:
        super().__init__()
        self._answer = (status, body, content_type)

    async def handle(self, request: web.Request) -> web.Response:
        status, body, content_type = self._answer
        return web.Response(status=status, text=body, content_type=content_type)


@asynccontextmanager
async def edge(files: Files, gateway: Gateway | None) -> AsyncIterator[Client]:
    site = web.Application(client_max_size=LARGEST_BODY * 2)
    if gateway is not None:
        site.router.add_route("*", "/{path:.*}", gateway.handle)
    async with TestServer(site) as server:
        address = str(server.make_url("")).rstrip("/") if gateway else "http://127.0.0.1:9"
        shield = security(stand_ins("http://localhost:8420/js.stripe.com/v3/", "http://127.0.0.1:4566"))
        origins = Origins(address, {"shop": "abc123", "staff": "def456"}, "site", "media", shield)
        async with TestClient(
            TestServer(application(origins, files)), auto_decompress=False, headers={"Accept-Encoding": "identity"}
        ) as client:
            yield client


def with_edge(
    story: Callable[[Client], Awaitable[None]], files: Files | None = None, gateway: Gateway | None = None
) -> None:
    async def run() -> None:
        async with edge(files or Files(), gateway) as client:
            await story(client)

    asyncio.run(run())


def test_an_api_request_reaches_the_gateway_as_it_was_sent() -> None:
    gateway = Gateway()

    async def story(client: Client) -> None:
        answer = await client.post(
            "/api/cart/lines?a=%C3%A9&a=2",
            json={"sku": "X"},
            headers={"Authorization": "Bearer t", "Cookie": "souk_cart=1", "Idempotency-Key": "k"},
        )
        assert answer.status == 201
        assert answer.headers.getall("Set-Cookie") == ["a=1; HttpOnly", "b=2; HttpOnly"]
        assert answer.headers["X-Correlation-Id"] == "c-1"
        assert "x-amz-request-id" not in answer.headers

    with_edge(story, gateway=gateway)
    [request] = gateway.requests
    assert request["method"] == "POST"
    assert request["path"] == "/api/cart/lines?a=%C3%A9&a=2"
    assert request["headers"]["Host"].startswith("abc123.execute-api.localhost")
    assert request["headers"]["Authorization"] == "Bearer t"
    assert request["headers"]["Cookie"] == "souk_cart=1"
    assert request["headers"]["X-Forwarded-For"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "gateway"),
    [
        ("/api/orders/o1", "abc123"),
        ("/api/admin", "abc123"),
        ("/api/admin%2Forders", "abc123"),
        ("/api/admin/orders?limit=10", "def456"),
        ("/api/ops/logs", "def456"),
        ("/api/keyed/orders/admin/orders", "def456"),
        ("/api/audit/health", "def456"),
        ("/api/orders/health", "abc123"),
        ("/api/webhooks/payments/stripe", "abc123"),
    ],
)
def test_a_request_goes_to_the_gateway_that_cloudfront_would_ask(path: str, gateway: str) -> None:
    asked = Gateway()

    async def story(client: Client) -> None:
        assert (await client.get(path)).status == 201

    with_edge(story, gateway=asked)
    [request] = asked.requests
    assert request["path"] == path
    assert request["headers"]["Host"].startswith(f"{gateway}.execute-api.localhost")


def test_a_body_of_more_than_10_mb_is_refused_and_never_forwarded() -> None:
    gateway = Gateway()

    async def story(client: Client) -> None:
        assert (await client.post("/api/x", data=io.BytesIO(b"x" * (2 * 1024 * 1024)))).status == 201
        answer = await client.post("/api/x", data=io.BytesIO(b"x" * (LARGEST_BODY + 1)))
        assert answer.status == 413
        assert answer.content_type == "application/problem+json"
        assert json.loads(await answer.read())["status"] == 413

    with_edge(story, gateway=gateway)
    assert [request["size"] for request in gateway.requests] == [2 * 1024 * 1024]


RAW = '{"message": "{\\"errorMessage\\": \\"Worker process died\\"}"}'


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "invalid_input"),
        (401, "unauthenticated"),
        (403, "forbidden"),
        (404, "not_found"),
        (405, "invalid_input"),
        (413, "too_large"),
        (429, "rate_limited"),
        (500, "internal"),
        (502, "internal"),
        (503, "unavailable"),
        (504, "unavailable"),
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/html", "application/xml"])
def test_no_error_of_the_engine_reaches_a_shopper_in_its_own_words(status: int, code: str, kind: str) -> None:
    async def story(client: Client) -> None:
        answer = await client.get("/api/products")
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        body = await answer.json(content_type=None)
        assert (body["status"], body["code"]) == (status, code)
        assert body["detail"].endswith(".")
        assert "Worker" not in json.dumps(body)
        assert "errorMessage" not in json.dumps(body)
        assert answer.headers["Cache-Control"] == "no-store"
        assert ("Retry-After" in answer.headers) is (status in {429, 503, 504})

    with_edge(story, gateway=Failing(status, RAW, kind))


def test_what_a_function_worded_itself_passes_as_it_is() -> None:
    async def story(client: Client) -> None:
        answer = await client.get("/api/products")
        assert (answer.status, await answer.text()) == (409, '{"code":"out_of_stock"}')

    with_edge(story, gateway=Failing(409, '{"code":"out_of_stock"}', "application/problem+json"))


def test_without_a_gateway_the_api_says_so() -> None:
    async def story(client: Client) -> None:
        answer = await client.get("/api/products")
        assert answer.status == 503
        assert answer.content_type == "application/problem+json"
        assert "make status" in json.loads(await answer.read())["detail"]

    with_edge(story)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/products/pot",
        "/orders/018f?key=1",
        "/categories/home.ceramics",
        "/products/a.b_c",
        "/products/x.js",
        "/v1.2",
    ],
)
def test_a_path_that_names_no_file_is_a_page_of_the_site(path: str) -> None:
    async def story(client: Client) -> None:
        answer = await client.get(path)
        assert answer.status == 200
        assert await answer.read() == PAGE
        assert answer.headers["Cache-Control"] == "no-cache"

    with_edge(story)


@pytest.mark.parametrize("path", ["/nothing.js", "/media/nothing.svg", "/assets/../secret.txt"])
def test_a_file_that_is_not_there_is_not_found(path: str) -> None:
    async def story(client: Client) -> None:
        answer = await client.get(path)
        assert answer.status == 404
        assert answer.content_type == "application/problem+json"

    with_edge(story)


def test_files_are_cached_by_how_they_are_named() -> None:
    async def story(client: Client) -> None:
        asset = await client.get("/assets/app-B1c2D3e4.js")
        assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (await client.get("/media/pot.svg")).headers["Cache-Control"] == "public, max-age=86400"
        assert (await client.get("/config.json")).headers["Cache-Control"] == "no-cache"

    with_edge(story)


def test_every_answer_carries_the_security_headers() -> None:
    async def story(client: Client) -> None:
        for path in ("/", "/nothing.js", "/api/x"):
            answer = await client.get(path)
            policy = answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy
            assert "https://js.stripe.com" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"

    with_edge(story, gateway=Gateway())


def test_text_is_compressed_and_can_be_asked_for_again_by_its_etag() -> None:
    async def story(client: Client) -> None:
        packed = await client.get("/", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(await packed.read()) == PAGE
        brotli = await client.get("/", headers={"Accept-Encoding": "gzip, br"})
        assert brotli.headers["Content-Encoding"] == "br"
        again = await client.get("/", headers={"If-None-Match": packed.headers["ETag"]})
        assert again.status == 304

    with_edge(story)


def test_the_site_takes_no_posts_and_says_when_storage_is_down() -> None:
    files = Files()

    async def story(client: Client) -> None:
        assert (await client.post("/")).status == 405
        files.down = True
        assert (await client.get("/")).status == 503

    with_edge(story, files)


def test_every_letter_can_be_looked_at_in_every_language_with_what_the_shop_shows_of_itself() -> None:
    facts = {
        **{"name": "Kiosk", "logo": "/media/content/a.png", "contact": {"email": "hello@kiosk.example"}},
        "legal": {"street": "Lane 1", "city": "Berlin"},
    }
    shown = {"settings": facts, "theme": {"light": {"primary": "#7a1f3d"}, "dark": {}}}
    gateway = Failing(200, json.dumps(shown), "application/json")

    async def story(client: Client) -> None:
        index = await client.get("/_edge/letters?language=ar&width=390&mode=dark")
        addresses = re.findall(r"src='([^']+)'", await index.text())
        assert len(addresses) > 15
        for address in addresses:
            answer = await client.get(address)
            text = await answer.text()
            assert answer.status == 200
            assert 'lang="ar" dir="rtl"' in text
            assert "@media all{" in text
            assert all(words in text for words in ("Kiosk", "/media/content/a.png", "#7a1f3d", "hello@kiosk.example"))
            assert "unsafe-inline" in answer.headers["Content-Security-Policy"]
        plain = await client.get("/_edge/letters/shipped/de.txt")
        assert "Ihr Paket ist unterwegs" in await plain.text()
        assert "Send to: Lane 1, Berlin" in await (await client.get("/_edge/letters/return_approved/en.txt")).text()
        assert (await client.get("/_edge/letters/shipped/xx.html")).status == 404

    with_edge(story, gateway=gateway)

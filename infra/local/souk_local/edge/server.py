"""The reverse proxy: /api to the gateways, /media to the media bucket, the rest to the site's bucket."""

import io
import logging
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from souk_local.edge import behaviours, compression, headers, letters, problems
from souk_local.edge.storage import Storage, StorageUnavailableError

log = logging.getLogger("edge")

FILES = re.compile(
    r"^/((admin/)?assets/.+|\.well-known/security\.txt|[^/]+\.(css|html|ico|js|json|map|png|svg|txt|webmanifest|xml))$"
)
"""Which paths of the site are files, as the function in infra/edge.yaml tells them; all others are pages."""
BACK_OFFICE = re.compile(r"^/admin(/|$)")
"""Which pages are the back office's; the others are the storefront's."""
LARGEST_BODY = 10 * 1024 * 1024
"""API Gateway's limit."""
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "content-length",
    "content-encoding",
    "server",
    "date",
}
ORIGIN_SECONDS = 35.0
"""A little more than the gateway's own limit of 29 s."""


@dataclass(frozen=True)
class Origins:
    """Where the answers come from. `apis` has the gateways' ids, by the names of their origins in infra/edge.yaml."""

    gateway: str
    apis: Mapping[str, str]
    site_bucket: str
    media_bucket: str
    security: dict[str, str]


ORIGINS = web.AppKey("origins", Origins)
STORAGE = web.AppKey[Storage]("storage")
CLIENT = web.AppKey("client", aiohttp.ClientSession)


def application(origins: Origins, storage: Storage) -> web.Application:
    """The proxy before these origins."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app[ORIGINS] = origins
    app[STORAGE] = storage
    app.cleanup_ctx.append(_client)
    app.add_routes(
        [
            web.get("/_edge/health", _health),
            web.get(letters.PATH, _letters),
            web.get(letters.PATH + r"/{kind}/{language}.{form}", _letter),
            web.route("*", r"/api/{path:[\s\S]*}", _api),
            web.route("*", r"/{path:[\s\S]*}", _file),
        ]
    )
    return app


async def _client(app: web.Application) -> AsyncIterator[None]:
    timeout = aiohttp.ClientTimeout(total=ORIGIN_SECONDS, sock_connect=3)
    connector = aiohttp.TCPConnector(limit=256)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector, auto_decompress=False) as client:
        app[CLIENT] = client
        yield


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _letters(request: web.Request) -> web.Response:
    return letters.index(request)


async def _letter(request: web.Request) -> web.Response:
    origins = request.app[ORIGINS]
    shown = await letters.shown_by(request.app[CLIENT], f"{origins.gateway}/api/shop", _host(origins, "/api/shop"))
    return await letters.letter(request, shown)


async def _api(request: web.Request) -> web.Response:
    """Hands the request on as it is; the stage is named `api`, so even the path stays."""
    origins = request.app[ORIGINS]
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        return _problem(request, 413, "Content Too Large", "A request may have at most 10 MB.")
    passed = CIMultiDict((name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP)
    passed["Host"] = _host(origins, request.rel_url.raw_path)
    passed["X-Forwarded-For"] = _forwarded_for(request)
    passed["X-Souk-Viewer"] = request.remote or ""  # as the function in infra/edge.yaml does
    passed["X-Forwarded-Proto"] = request.scheme
    passed.popall("Accept-Encoding", None)
    address = URL(origins.gateway + request.raw_path, encoded=True)
    try:
        async with request.app[CLIENT].request(
            request.method, address, headers=passed, data=io.BytesIO(body) if body else None, allow_redirects=False
        ) as answer:
            content = await answer.read()
            if answer.status >= 400 and answer.content_type != problems.CONTENT_TYPE:
                log.warning("%s %s: %s %s", request.method, request.path, answer.status, content[:1000])
                return _gateways_own(request, answer.status)
            return _answer(request, answer.status, _from_gateway(answer), content)
    except aiohttp.ClientConnectionError:
        detail = "The API cannot be reached. The local cloud may be starting: see make status."
        return _problem(request, 503, "Service Unavailable", detail)
    except TimeoutError:
        return _gateways_own(request, 504)


async def _file(request: web.Request) -> web.Response:
    """A file of the site or of the media bucket; any other path is a page of the site."""
    if request.method not in {"GET", "HEAD"}:
        return _problem(request, 405, "Method Not Allowed", "Only GET and HEAD are allowed here.")
    origins = request.app[ORIGINS]
    path = request.path
    if path.startswith("/media/"):
        bucket, key = origins.media_bucket, path.lstrip("/")
    else:
        bucket, key = origins.site_bucket, _site_key(path)
    try:
        stored = await request.app[STORAGE].get(bucket, key, request.headers.get("If-None-Match", ""))
    except StorageUnavailableError as problem:
        log.warning("%s/%s: %s", bucket, key, problem)
        return _problem(request, 503, "Service Unavailable", "The storage cannot be reached: see make status.")
    if stored is None:
        return _problem(request, 404, "Not Found", "There is nothing at this address.")
    kept = {"Content-Type": stored.content_type, "ETag": stored.etag, "Cache-Control": headers.caching(path)}
    return _answer(request, stored.status, CIMultiDict(kept), stored.body)


def _site_key(path: str) -> str:
    if FILES.match(path):
        return path.lstrip("/")
    return "admin/index.html" if BACK_OFFICE.match(path) else "index.html"


def _answer(request: web.Request, status: int, passed: CIMultiDict[str], body: bytes) -> web.Response:
    passed.update(request.app[ORIGINS].security)
    encoding = compression.choose(request.headers.get("Accept-Encoding", ""), passed.get("Content-Type", ""), len(body))
    if encoding is not None:
        body = compression.compress(body, encoding)
        passed["Content-Encoding"] = encoding
        if "ETag" in passed:
            passed["ETag"] = "W/" + passed["ETag"].removeprefix("W/")
    passed.add("Vary", "Accept-Encoding")
    return web.Response(status=status, headers=passed, body=body)


def _from_gateway(answer: aiohttp.ClientResponse) -> CIMultiDict[str]:
    return CIMultiDict(
        (name, value)
        for name, value in answer.headers.items()
        if name.lower() not in HOP_BY_HOP and not name.lower().startswith(("x-amz-", "x-amzn-"))
    )


def _host(origins: Origins, path: str) -> str:
    """By which the engine tells whose gateway is meant."""
    return f"{origins.apis[behaviours.origin(path)]}.execute-api.localhost:{URL(origins.gateway).port}"


def _gateways_own(request: web.Request, status: int) -> web.Response:
    """An error that no function worded."""
    said = problems.problem_of(status)
    return _problem(request, status, said.title, said.detail, said.code)


def _problem(request: web.Request, status: int, title: str, detail: str, code: str = "") -> web.Response:
    """An error of the edge itself, in the shape of the API's own."""
    kind = {"type": f"urn:souk:problem:{code}", "code": code} if code else {"type": "about:blank"}
    answer = web.json_response(
        {**kind, "title": title, "status": status, "detail": detail},
        status=status,
        content_type=problems.CONTENT_TYPE,
    )
    if status in problems.BUSY:
        answer.headers["Retry-After"] = str(problems.RETRY_SECONDS)
    answer.headers.update(request.app[ORIGINS].security)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _forwarded_for(request: web.Request) -> str:
    before = request.headers.get("X-Forwarded-For")
    here = request.remote or "127.0.0.1"
    return f"{before}, {here}" if before else here

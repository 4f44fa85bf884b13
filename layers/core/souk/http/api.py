"""Routes: declared once, routed by Chalice, validated by pydantic, described for OpenAPI."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import unquote

from chalice.app import Chalice, Response
from pydantic import BaseModel, ValidationError

from souk import clock, context
from souk.errors import InvalidInput, MethodNotAllowed, NotFound, SoukError, TooLarge, UnsupportedMediaType
from souk.http.authorisation import Sessions, authorised
from souk.http.problem import CONTENT_TYPE, from_validation, internal_problem, problem
from souk.http.reply import Reply
from souk.http.request import Request, User, cookies_of, headers_of, query_of, raw_body_of, source_ip_of, user_of
from souk.http.route import Handler, Options, Route
from souk.http.schemas import View
from souk.settings import Settings
from souk.telemetry import count, entrypoint, logger

if TYPE_CHECKING:
    from datetime import datetime

    from souk.http.keys.keyed import KeptKeys

    Keys = Callable[[], KeptKeys]

# Seconds after which what was refused for want of room may be asked again, where the error does not say.
_RETRY_AFTER = {429: "5", 503: "2"}
# In bytes. A handle has up to 255 characters, of up to four bytes each.
MAX_PATH_PARAMETER = 1020
# Before the paths of the keyed family (`souk.http.keys.keyed`): then the service, then the path that people use.
KEYED = "/keyed/"
_SAFE_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Health(View):
    status: str
    service: str


class Api:
    """The HTTP side of one service. `handler` is its Lambda handler.

    `guest_cookie` names the cookie that tells guests apart, so that an idempotency key is its sender's alone; without
    one they are told apart by their network address. `sessions` gives the check of a session that every route for
    staff demands, `keys` the one of an API key that may stand in its place.
    """

    def __init__(
        self, service: str, *, guest_cookie: str = "", sessions: Sessions | None = None, keys: Keys | None = None
    ) -> None:
        self.service = service
        self._sessions = sessions
        self._keys = keys
        self._guest_cookie = guest_cookie
        self.routes: list[Route] = []
        self._app = Chalice(service, configure_logs=False)
        self._register_health()

    def get(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        return self.route("GET", path, **options)

    def post(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        return self.route("POST", path, **options)

    def put(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        return self.route("PUT", path, **options)

    def patch(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        return self.route("PATCH", path, **options)

    def delete(self, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        return self.route("DELETE", path, **options)

    @property
    def handler(self) -> Callable[[dict[str, Any], Any], Any]:
        @entrypoint("http")
        def handle(event: dict[str, Any], lambda_context: Any) -> dict[str, Any]:
            started = time.perf_counter()
            correlation = context.acceptable(headers_of(event).get("x-correlation-id"))
            with context.bound(correlation):
                event, refused = self._opened(event)
                answer: dict[str, Any] = refused or self._wrong_method(event) or self._app(event, lambda_context)
                answer["headers"] = {**_SAFE_HEADERS, **answer["headers"], "X-Correlation-Id": correlation}
                self._log(event, answer, started)
            return answer

        return handle

    def _opened(self, event: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
        """The event as a route takes it, or the answer where there is none for a key."""
        if self._keys is None or not event["requestContext"]["resourcePath"].startswith(KEYED):
            return event, None
        from souk.http.keys.keyed import within  # no person pays for it

        try:
            return within(event, self.routes), None
        except NotFound as error:
            return event, _problem_response(error.status, problem(error)).to_dict()

    def _user(self, route: Route, event: dict[str, Any]) -> User | None:
        authorizer = event["requestContext"].get("authorizer") or {}
        if self._keys is None or "keyed" not in authorizer:
            return authorised(route, user_of(event), self._sessions)
        from souk.http.keys.keyed import holder

        return holder(route, event, self._keys())

    def _log(self, event: dict[str, Any], answer: dict[str, Any], started: float) -> None:
        request = event.get("requestContext", {})
        logger.info(
            f"{request.get('httpMethod')} {request.get('resourcePath')} {answer['statusCode']}",
            extra={
                "method": request.get("httpMethod"),
                "route": request.get("resourcePath"),
                "status": answer["statusCode"],
                "duration_ms": round((time.perf_counter() - started) * 1000, 2),
            },
        )

    def _wrong_method(self, event: dict[str, Any]) -> dict[str, Any] | None:
        """The answer to a method that the path does not take: the gateway hands over all there are."""
        request = event["requestContext"]
        allowed = [route.method for route in self.routes if route.path == request["resourcePath"]]
        if not allowed or request["httpMethod"] in allowed:
            return None
        methods = ", ".join(sorted(allowed))
        response = _problem_response(405, problem(MethodNotAllowed(f"this address takes {methods}")))
        response.headers["Allow"] = methods
        return response.to_dict()

    def route(self, method: str, path: str, **options: Unpack[Options]) -> Callable[[Handler], Handler]:
        """Declares an operation; `Route` says what the options mean."""

        def register(view: Handler) -> Handler:
            route = Route(method, path, view, **options)
            if route.needs is not None and self._sessions is None:
                raise ValueError(f"{method} {path} is for staff, whose sessions the API of {self.service} cannot check")
            self.routes.append(route)

            def answer(**path_parameters: str) -> Response:
                # A REST API hands them over as they stand in the path, still percent-encoded: "a%2Fb" is one parameter.
                return self._answer(route, {name: unquote(value) for name, value in path_parameters.items()})

            answer.__name__ = route.name
            self._app.route(path, methods=[method], content_types=["*/*"], name=f"{method} {path}")(answer)
            return view

        return register

    def _register_health(self) -> None:
        @self.get(f"/{self.service}/health", response=Health, summary="Whether the service answers")
        def health(_request: Request[None, None]) -> Health:
            return Health(status="ok", service=Settings().service)

    def _answer(self, route: Route, path_parameters: dict[str, str]) -> Response:
        return _guarded(route, lambda: self._admitted(route, path_parameters))

    def _admitted(self, route: Route, path_parameters: dict[str, str]) -> Response:
        """Looks at who asks for what, and answers."""
        current = self._app.current_request
        if current is None:
            raise RuntimeError("a route is only answered within a request")
        event = current.to_original_event()
        request = _request(route, event, self._user(route, event))
        _check_path(path_parameters)
        if route.idempotent == "by_workflow":
            from souk.http import idempotency  # it brings the table along, which not every service has

            idempotency.checked(request.idempotency_key)
        if route.needs is None:
            return self._worked(route, request, path_parameters)
        from souk.http.recording import recorded  # it brings the audit trail along, which only staff need

        def work() -> Response:
            return _guarded(route, lambda: self._worked(route, request, path_parameters))

        return recorded(self.service, route, route.needs, request, path_parameters, work)

    def _worked(self, route: Route, request: Request[Any, Any], path_parameters: dict[str, str]) -> Response:
        if route.idempotent is not True:
            return _response(route, request, _reply(route.view(request, **path_parameters)))
        return _idempotent(route, request, path_parameters, self._owner(request))

    def _owner(self, request: Request[Any, Any]) -> str:
        """Whose an idempotency key is."""
        if request.user:
            return request.user.id
        return request.cookies.get(self._guest_cookie) or request.source_ip


def _guarded(route: Route, work: Callable[[], Response]) -> Response:
    """What `work` answers; the one place where errors become answers."""
    try:
        return work()
    except SoukError as error:
        log = logger.exception if error.status >= 500 else logger.info
        log("problem", extra={"code": error.code, "status": error.status, "detail": error.message})
        # An error without a code of its own was meant for the log, not for the caller.
        body = internal_problem() if error.status == 500 else problem(error)
        return _problem_response(error.status, body)
    except Exception:
        logger.exception("unexpected error", extra={"route": route.path})
        count("Errors")
        return _problem_response(500, internal_problem())


def _request(route: Route, event: dict[str, Any], user: User | None) -> Request[Any, Any]:
    headers = headers_of(event)
    raw = raw_body_of(event)
    if len(raw) > route.max_body:
        raise TooLarge(f"send at most {route.max_body} bytes")
    return Request(
        method=route.method,
        body=_validated_body(route, headers, raw),
        query=_validated_query(route, query_of(event)),
        user=user,
        headers=headers,
        cookies=cookies_of(headers),
        raw_body=raw,
        source_ip=source_ip_of(event, headers),
    )


def _check_path(parameters: dict[str, str]) -> None:
    """Raises NotFound for what cannot name anything: no id is empty or longer than the shortest of DynamoDB's keys."""
    if not all(0 < len(text.encode(errors="surrogatepass")) <= MAX_PATH_PARAMETER for text in parameters.values()):
        raise NotFound("there is nothing at this address")


def _validated_body(route: Route, headers: dict[str, str], raw: bytes) -> Any:
    if route.body is None or route.raw_body:
        return None
    if not raw:
        raise InvalidInput("the body is missing: send it as application/json")
    media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise UnsupportedMediaType("send the body as application/json")
    try:
        # Strictly: "1" is no number and false is no 0, as the document says.
        return route.body.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise from_validation(error, "body") from None


def _validated_query(route: Route, query: dict[str, Any]) -> Any:
    if route.query is None:
        if query:
            raise InvalidInput(f"unknown query parameter {sorted(query)[0]!r}")
        return None
    try:
        return route.query.model_validate(query)
    except ValidationError as error:
        raise from_validation(error, "query") from None


def _reply(result: Any) -> Reply:
    return result if isinstance(result, Reply) else Reply(result)


def _json(body: Any) -> str:
    if body is None:
        return ""
    return body.model_dump_json() if isinstance(body, BaseModel) else json.dumps(body, separators=(",", ":"))


def _response(route: Route, request: Request[Any, Any], reply: Reply) -> Response:
    headers: dict[str, Any] = dict(reply.headers)
    status = reply.status or (route.status if reply.body is not None or route.status != 200 else 204)
    body = _json(reply.body)
    if reply.etag is not None:
        headers["ETag"] = f'"{reply.etag}"'
        if route.method == "GET" and status == 200 and _matches(request.if_none_match, reply.etag):
            status, body = 304, ""
    if body:
        headers.setdefault("Content-Type", "application/json")
    if route.shared_seconds:
        if reply.cookies:
            raise RuntimeError("a cookie in an answer that is shared would be given to everybody")
        headers["Cache-Control"] = shared_for(route.shared_seconds, reply.until)
    if reply.cookies:
        headers["Set-Cookie"] = [cookie.header() for cookie in reply.cookies]
    return Response(body=body, status_code=status, headers=headers)


def shared_for(seconds: int, until: datetime | None = None) -> str:
    """The Cache-Control of an answer for everybody; while a newer one is fetched the old one will do, but not past
    `until`.
    """
    stale = seconds
    if until is not None:
        left = max(0, int((until - clock.now()).total_seconds()))
        seconds = min(seconds, left)
        stale = min(stale, left - seconds)
    return f"public, max-age={seconds}, stale-while-revalidate={stale}"


def _matches(header: str | None, etag: str) -> bool:
    """Weak comparison (RFC 9110, section 8.8.3.2)."""
    return header is not None and any(tag.strip().removeprefix("W/") in (f'"{etag}"', "*") for tag in header.split(","))


def _problem_response(status: int, body: dict[str, Any]) -> Response:
    headers: dict[str, Any] = {"Content-Type": CONTENT_TYPE}
    if status in _RETRY_AFTER:
        headers["Retry-After"] = str(body.get("retry_after") or _RETRY_AFTER[status])
    return Response(body=json.dumps(body), status_code=status, headers=headers)


def _idempotent(route: Route, request: Request[Any, Any], path_parameters: dict[str, str], owner: str) -> Response:
    from souk.http import idempotency

    key = idempotency.checked(request.idempotency_key)
    scope = f"{route.method} {route.path} {json.dumps(path_parameters, sort_keys=True)} {owner}"

    def work() -> str:
        reply = _reply(route.view(request, **path_parameters))
        response = _response(route, request, reply)
        return json.dumps([response.status_code, response.headers, response.body])

    # The query is part of what was asked: a guest's key to an order is in it.
    query = request.query.model_dump_json() if request.query is not None else ""
    stored, repeated = idempotency.once(scope, key, idempotency.hash_of(request.raw_body, query.encode()), work)
    status, headers, body = json.loads(stored)
    if repeated:
        headers["Idempotency-Replayed"] = "true"
    return Response(body=body, status_code=status, headers=headers)

"""The carrier's HTTP API."""

import asyncio
import contextlib
import hmac
import time
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from souk_local.carrier.ledger import IdempotencyConflictError, Ledger, Shipment
from souk_local.carrier.webhooks import Courier

LEDGER = web.AppKey("ledger", Ledger)
API_KEY = web.AppKey("api_key", str)
STEP_SECONDS = web.AppKey("step_seconds", float)
REQUIRED = ("reference", "address", "parcels", "callback_url")


def application(ledger: Ledger, api_key: str, webhook_secret: str, step_seconds: float) -> web.Application:
    """The API with its courier in the background."""
    app = web.Application()
    app[LEDGER] = ledger
    app[API_KEY] = api_key
    app[STEP_SECONDS] = step_seconds
    app.add_routes(
        [
            web.get("/health", health),
            web.post("/v1/shipments", book),
            web.get("/v1/shipments/{reference}", show),
            web.post("/v1/shipments/{reference}/cancel", cancel),
        ]
    )

    async def courier(_app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(Courier(ledger, webhook_secret, step_seconds).run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        ledger.close()

    app.cleanup_ctx.append(courier)
    return app


async def health(_request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def book(request: web.Request) -> web.Response:
    _require_key(request)
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        raise _problem(400, "Idempotency-Key is required")
    body = await _json(request)
    missing = [name for name in REQUIRED if not body.get(name)]
    if missing:
        raise _problem(422, f"missing: {', '.join(missing)}")
    if not str(body["callback_url"]).startswith(("http://", "https://")):
        raise _problem(422, "callback_url must be an http address")
    first_scan_at = time.time() + request.app[STEP_SECONDS]
    try:
        shipment = request.app[LEDGER].book(key, body, first_scan_at)
    except IdempotencyConflictError:
        raise _problem(409, "the Idempotency-Key was used for another shipment") from None
    return web.json_response(_view(request, shipment), status=201)


async def show(request: web.Request) -> web.Response:
    _require_key(request)
    shipment = _found(request)
    events = request.app[LEDGER].events(shipment.carrier_reference)
    return web.json_response({**_view(request, shipment), "events": events})


async def cancel(request: web.Request) -> web.Response:
    _require_key(request)
    shipment = _found(request)
    if not request.app[LEDGER].cancel(shipment.carrier_reference):
        raise _problem(409, f"the parcel is {shipment.status} and cannot be cancelled")
    return web.json_response(_view(request, _found(request)))


def _found(request: web.Request) -> Shipment:
    shipment = request.app[LEDGER].find(request.match_info["reference"])
    if shipment is None:
        raise _problem(404, "no such shipment")
    return shipment


def _require_key(request: web.Request) -> None:
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {request.app[API_KEY]}".encode()):
        raise _problem(401, "the API key is not valid")


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise _problem(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise _problem(400, "the body is not an object")
    return body


def _view(request: web.Request, shipment: Shipment) -> dict[str, str]:
    base = f"{request.scheme}://{request.host}"
    return {
        "carrier_reference": shipment.carrier_reference,
        "reference": shipment.request["reference"],
        "tracking_code": shipment.tracking_code,
        "tracking_url": f"{base}/track/{shipment.tracking_code}",
        "label_url": "",
        "status": shipment.status,
    }


def _problem(status: int, detail: str) -> web.HTTPException:
    kinds: dict[int, type[web.HTTPException]] = {
        400: web.HTTPBadRequest,
        401: web.HTTPUnauthorized,
        404: web.HTTPNotFound,
        409: web.HTTPConflict,
        422: web.HTTPUnprocessableEntity,
    }
    text = web.json_response({"status": status, "detail": detail}).text
    return kinds[status](text=text, content_type="application/problem+json")

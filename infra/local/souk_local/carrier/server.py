"""The carrier's HTTP API."""

import asyncio
import contextlib
import hmac
import time
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

from souk_local.carrier import labels, points, quoting, vies
from souk_local.carrier.ledger import IdempotencyConflictError, Ledger, Shipment
from souk_local.carrier.webhooks import Courier

LEDGER = web.AppKey("ledger", Ledger)
API_KEY = web.AppKey("api_key", str)
STEP_SECONDS = web.AppKey("step_seconds", float)
STANDARD = "Sandbox Standard"
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
            web.post("/v1/rates", rates),
            web.get("/v1/pickup-points", pickup_points),
            web.post("/v1/manifests", manifest),
            web.post(vies.PATH, vies.check),
            web.get("/manifests/{references}.pdf", manifest_page),
            web.get("/labels/{reference}.pdf", label),
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
    if body.get("pickup_point") and points.found(body["pickup_point"]) is None:
        raise _problem(422, f"no such pick-up point: {body['pickup_point']}")
    if _rate_of(body) is None:
        raise _problem(422, f"no such rate: {body['rate']}")
    first_scan_at = None if body.get("return") else time.time() + request.app[STEP_SECONDS]
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


async def rates(request: web.Request) -> web.Response:
    _require_key(request)
    body = await _json(request)
    if not body.get("parcels"):
        raise _problem(422, "missing: parcels")
    to = body.get("address") or {}
    await quoting.disturbed(str(to.get("postal_code", "")))
    return web.json_response({"rates": quoting.offered(_rates(body), to)})


async def pickup_points(request: web.Request) -> web.Response:
    _require_key(request)
    country, postal_code = request.query.get("country", ""), request.query.get("postal_code", "")
    return web.json_response({"points": points.near(country, postal_code)})


async def label(request: web.Request) -> web.Response:
    """Whoever knows the reference may print it."""
    return web.Response(body=labels.pdf(_found(request)), content_type="application/pdf")


async def manifest(request: web.Request) -> web.Response:
    _require_key(request)
    references = (await _json(request)).get("shipments") or []
    _all_found(request, references)
    return web.json_response({"url": f"{request.scheme}://{request.host}/manifests/{'.'.join(references)}.pdf"})


async def manifest_page(request: web.Request) -> web.Response:
    """Whoever knows the references may print it."""
    shipments = _all_found(request, request.match_info["references"].split("."))
    return web.Response(body=labels.manifest(shipments), content_type="application/pdf")


def _all_found(request: web.Request, references: list[str]) -> list[Shipment]:
    found = [shipment for reference in references if (shipment := request.app[LEDGER].find(str(reference)))]
    if not found or len(found) != len(references):
        raise _problem(422, "name shipments that are booked")
    return found


def _rates(order: dict[str, Any]) -> list[dict[str, Any]]:
    """What it costs by weight, in the order of speed."""
    grams = sum(int(parcel.get("weight_grams", 0)) for parcel in order["parcels"])
    kilograms = -(-grams // 1000)
    return [
        {"name": "Sandbox Express", "amount": 890 + 90 * kilograms, "currency": "EUR", "days": 1},
        {"name": STANDARD, "amount": 390 + 40 * kilograms, "currency": "EUR", "days": 3},
    ]


def _rate_of(order: dict[str, Any]) -> dict[str, Any] | None:
    wanted = order.get("rate", STANDARD)
    return next((rate for rate in _rates(order) if rate["name"] == wanted), None)


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


def _view(request: web.Request, shipment: Shipment) -> dict[str, Any]:
    base = f"{request.scheme}://{request.host}"
    return {
        "carrier_reference": shipment.carrier_reference,
        "reference": shipment.request["reference"],
        "tracking_code": shipment.tracking_code,
        "tracking_url": f"{base}/track/{shipment.tracking_code}",
        "label_url": f"{base}/labels/{shipment.carrier_reference}.pdf",
        "rate": _rate_of(shipment.request),
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

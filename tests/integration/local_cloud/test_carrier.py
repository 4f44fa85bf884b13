"""The sandbox carrier over HTTP: booking, cancelling, the journey and its signed webhooks."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from souk_local.carrier import quoting
from souk_local.carrier.ledger import Ledger
from souk_local.carrier.server import application

KEY = {"Authorization": "Bearer key"}
ADDRESS = {"name": "Ada", "line1": "1 Street", "city": "Berlin", "postal_code": "10115", "country": "DE"}


class Shop:
    """The shop's webhook endpoint; `answers` are given in turn, then 200."""

    def __init__(self, answers: list[int] | None = None) -> None:
        self.answers = answers or []
        self.events: list[dict[str, Any]] = []
        self.signatures: list[tuple[str, bytes]] = []

    async def hook(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.signatures.append((request.headers["X-Carrier-Signature"], body))
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.events.append(json.loads(body))
        return web.Response(status=status)


@asynccontextmanager
async def carrier_and(shop: Shop, folder: Path) -> AsyncIterator[tuple[TestClient[web.Request, web.Application], str]]:
    site = web.Application()
    site.router.add_post("/hook", shop.hook)
    async with TestServer(site) as shop_server:
        app = application(Ledger(folder / "ledger.sqlite"), "key", "whsec", step_seconds=0.05)
        async with TestClient(TestServer(app)) as client:
            yield client, str(shop_server.make_url("/hook"))


def booking(callback_url: str, **changes: Any) -> dict[str, Any]:
    return {
        "reference": "shipment-1",
        "address": ADDRESS,
        "parcels": [{"weight_grams": 500}],
        "callback_url": callback_url,
        **changes,
    }


async def until(condition: Callable[[], bool], limit_seconds: float = 10) -> None:
    async with asyncio.timeout(limit_seconds):
        while not condition():
            await asyncio.sleep(0.01)


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def test_a_parcel_travels_and_the_shop_hears_of_every_step_in_order(tmp_path: Path) -> None:
    shop = Shop()

    async def story() -> None:
        async with carrier_and(shop, tmp_path) as (client, hook):
            answer = await client.post("/v1/shipments", json=booking(hook), headers={**KEY, "Idempotency-Key": "k1"})
            assert answer.status == 201
            booked = await answer.json()
            assert booked["tracking_code"]
            await until(lambda: len(shop.events) == 4)
            statuses = [event["status"] for event in shop.events]
            assert statuses == ["picked_up", "in_transit", "out_for_delivery", "delivered"]
            assert {event["reference"] for event in shop.events} == {"shipment-1"}
            assert len({event["event_id"] for event in shop.events}) == 4
            shown = await client.get(f"/v1/shipments/{booked['carrier_reference']}", headers=KEY)
            assert (await shown.json())["status"] == "delivered"

    run(story)
    for header, body in shop.signatures:
        timestamp, signature = header.removeprefix("t=").split(",v1=")
        expected = hmac.new(b"whsec", timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        assert signature == expected


def test_a_webhook_is_repeated_until_it_is_taken_and_later_ones_wait_for_it(tmp_path: Path) -> None:
    shop = Shop(answers=[500, 503])

    async def story() -> None:
        async with carrier_and(shop, tmp_path) as (client, hook):
            await client.post("/v1/shipments", json=booking(hook), headers={**KEY, "Idempotency-Key": "k1"})
            await until(lambda: len(shop.events) == 4)

    run(story)
    assert [event["status"] for event in shop.events] == [
        "picked_up",
        "in_transit",
        "out_for_delivery",
        "delivered",
    ]
    assert len(shop.signatures) == 6


def test_a_lost_parcel_is_said_to_be_lost(tmp_path: Path) -> None:
    shop = Shop()

    async def story() -> None:
        async with carrier_and(shop, tmp_path) as (client, hook):
            lost = booking(hook, address={**ADDRESS, "line2": "LOST"})
            await client.post("/v1/shipments", json=lost, headers={**KEY, "Idempotency-Key": "k1"})
            await until(lambda: len(shop.events) == 3)

    run(story)
    assert shop.events[-1]["status"] == "lost"


@pytest.mark.parametrize(
    ("line2", "ends"), [("", ["ready", "delivered"]), ("NOBODY", ["ready", "uncollected", "returned"])]
)
def test_a_parcel_to_a_pick_up_point_lies_there(tmp_path: Path, line2: str, ends: list[str]) -> None:
    shop = Shop()

    async def story() -> None:
        async with carrier_and(shop, tmp_path) as (client, hook):
            near = {"country": "DE", "postal_code": "10 119"}
            told = (await (await client.get("/v1/pickup-points", params=near, headers=KEY)).json())["points"]
            assert told == (await (await client.get("/v1/pickup-points", params=near, headers=KEY)).json())["points"]
            assert [point["distance"] for point in told] == sorted(point["distance"] for point in told)
            assert {point["kind"] for point in told} == {"shop", "locker"}
            body = booking(hook, pickup_point=told[0]["id"], address={**ADDRESS, "line2": line2})
            answer = await client.post("/v1/shipments", json=body, headers={**KEY, "Idempotency-Key": "k1"})
            label = await client.get(f"/labels/{(await answer.json())['carrier_reference']}.pdf")
            assert told[0]["line1"].encode() in await label.read()
            unknown = booking(hook, pickup_point="elsewhere")
            refused = await client.post("/v1/shipments", json=unknown, headers={**KEY, "Idempotency-Key": "k2"})
            assert refused.status == 422
            await until(lambda: len(shop.events) == 2 + len(ends))

    run(story)
    assert [event["status"] for event in shop.events][2:] == ends


def test_the_journey_goes_on_after_a_restart(tmp_path: Path) -> None:
    shop = Shop()

    async def before() -> None:
        async with carrier_and(shop, tmp_path) as (client, _hook):
            unreachable = booking("http://127.0.0.1:9/hook")
            await client.post("/v1/shipments", json=unreachable, headers={**KEY, "Idempotency-Key": "k1"})

    run(before)
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.advance(9e9, 0.0, "2026-01-01T00:00:00+00:00")
    [delivery] = ledger.due(9e9)
    ledger.close()
    assert json.loads(delivery.body)["status"] == "picked_up"


def test_a_repeated_booking_is_the_same_shipment_and_a_different_one_is_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with carrier_and(Shop(), tmp_path) as (client, hook):
            headers = {**KEY, "Idempotency-Key": "k1"}
            first = await (await client.post("/v1/shipments", json=booking(hook), headers=headers)).json()
            again = await (await client.post("/v1/shipments", json=booking(hook), headers=headers)).json()
            assert again["carrier_reference"] == first["carrier_reference"]
            other = await client.post("/v1/shipments", json=booking(hook, reference="x"), headers=headers)
            assert other.status == 409

    run(story)


def test_cancelling_works_before_the_parcel_is_picked_up_only(tmp_path: Path) -> None:
    shop = Shop()

    async def story() -> None:
        async with carrier_and(shop, tmp_path) as (client, hook):
            answer = await client.post("/v1/shipments", json=booking(hook), headers={**KEY, "Idempotency-Key": "k1"})
            first = (await answer.json())["carrier_reference"]
            cancelled = await client.post(f"/v1/shipments/{first}/cancel", headers=KEY)
            assert (await cancelled.json())["status"] == "cancelled"
            answer = await client.post(
                "/v1/shipments", json=booking(hook, reference="two"), headers={**KEY, "Idempotency-Key": "k2"}
            )
            second = (await answer.json())["carrier_reference"]
            await until(lambda: bool(shop.events))
            assert (await client.post(f"/v1/shipments/{second}/cancel", headers=KEY)).status == 409
            assert {event["reference"] for event in shop.events} == {"two"}

    run(story)


def test_requests_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    async def story() -> None:
        async with carrier_and(Shop(), tmp_path) as (client, hook):
            headers = {**KEY, "Idempotency-Key": "k1"}

            async def status(session: TestClient[Any, Any], **arguments: Any) -> int:
                return (await session.post("/v1/shipments", **arguments)).status

            assert await status(client, json=booking(hook), headers={"Authorization": "Bearer wrong"}) == 401
            assert await status(client, json=booking(hook), headers=KEY) == 400
            assert await status(client, data=b"{", headers=headers) == 400
            assert await status(client, json=booking(hook, address=None), headers=headers) == 422
            assert await status(client, json=booking("file:///etc"), headers=headers) == 422
            assert (await client.get("/v1/shipments/none", headers=KEY)).status == 404

    run(story)


def test_a_parcels_price_goes_by_where_it_goes_and_some_places_get_no_good_answer(tmp_path: Path) -> None:
    async def story() -> None:
        async with carrier_and(Shop(), tmp_path) as (client, _):

            async def asked(country: str, postal_code: str = "10115") -> Any:
                address = {"country": country, "postal_code": postal_code}
                body = {"parcels": [{"weight_grams": 1000}], "address": address}
                return await client.post("/v1/rates", json=body, headers=KEY)

            async def standard(country: str) -> tuple[int, int]:
                rate = (await (await asked(country)).json())["rates"][-1]
                return rate["amount"], rate["days"]

            assert [await standard(country) for country in ("DE", "FR", "US")] == [(430, 3), (774, 4), (1806, 7)]
            assert (await (await asked(quoting.NOWHERE)).json())["rates"] == []
            assert (await asked("DE", f"101{quoting.BROKEN}")).status == 500
            assert (await asked("DE", f"101{quoting.BUSY}")).status == 429
            torn = await asked("DE", f"101{quoting.TORN}")
            assert torn.status == 200
            with pytest.raises(json.JSONDecodeError):
                json.loads(await torn.text())
            started = time.monotonic()
            await quoting.disturbed(f"101{quoting.SILENT}", seconds=0.05)
            assert time.monotonic() - started >= 0.05

    run(story)

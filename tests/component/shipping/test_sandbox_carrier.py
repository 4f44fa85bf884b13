"""Our adapter and the sandbox carrier of the local cloud understand each other."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from shipping.adapters.carriers.http import HttpGet, HttpPost
from shipping.adapters.carriers.sandbox import SIGNATURE_HEADER, SandboxCarrier, Secrets
from shipping.domain.consignment import Consignment
from shipping.usecases.orders import consignment_of
from shipping.usecases.ports import CarrierRefused
from souk import clock
from souk.errors import Unavailable
from souk_local.carrier.ledger import Ledger
from souk_local.carrier.server import application
from souk_local.carrier.webhooks import signature
from tests.unit.shipping.fakes import NOW, SHIPMENT, paid

KEY, SECRET = "key", "whsec"
A_DAY = 86_400.0


@pytest.fixture
def base(tmp_path: Path) -> Iterator[str]:
    """The carrier on a loopback port of its own, in a thread; its parcels do not move within a test."""
    loop = asyncio.new_event_loop()
    started = threading.Event()
    address: list[str] = []

    async def serve() -> web.AppRunner:
        runner = web.AppRunner(application(Ledger(tmp_path / "ledger.sqlite"), KEY, SECRET, A_DAY))
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(serve())
        started.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert started.wait(60)
    yield address[0]
    loop.call_soon_threadsafe(loop.stop)
    thread.join(60)


def carrier(base: str, key: str = KEY) -> SandboxCarrier:
    secrets = Secrets(key, (SECRET,))
    return SandboxCarrier(
        base,
        "http://shop.test/api/webhooks/carriers/sandbox",
        lambda: secrets,
        lambda: False,
        HttpPost(retries=0),
        HttpGet(retries=0),
    )


def consignment() -> Consignment:
    made = consignment_of(paid(), NOW)
    assert made is not None
    return made


def test_booking_twice_gives_the_same_booking(base: str) -> None:
    first = carrier(base).book(consignment())
    assert first is not None
    assert first.tracking_code
    assert first.tracking_url.startswith(base)
    assert carrier(base).book(consignment()) == first
    assert carrier(base).track(first.carrier_reference) == [], "it has not moved"


def test_it_offers_rates_and_what_is_chosen_is_booked_with_a_label(base: str) -> None:
    express, standard = carrier(base).rates(consignment())
    assert standard.cost.amount < express.cost.amount
    booking = carrier(base).book(consignment())
    chosen = carrier(base).book(replace(consignment(), rate=express.name, revision=1))
    assert booking is not None
    assert chosen is not None
    assert (booking.service, booking.cost) == (standard.name, standard.cost)
    assert (chosen.service, chosen.cost) == (express.name, express.cost)
    label = HttpGet()(chosen.label_url, {})
    assert label.body.startswith(b"%PDF-1.4")
    assert chosen.tracking_code.encode() in label.body
    [manifest] = carrier(base).manifests([booking, chosen])
    assert HttpGet()(manifest.url, {}).body.count(b"(SB") == manifest.parcels == 2
    with pytest.raises(CarrierRefused, match="no such rate"):
        carrier(base).book(replace(consignment(), rate="Pigeon", revision=2))


def test_a_booking_is_called_off_and_once_more(base: str) -> None:
    booking = carrier(base).book(consignment())
    assert booking is not None
    for _ in range(2):
        carrier(base).cancel(booking.carrier_reference)


def test_what_the_carrier_does_not_know_is_refused(base: str) -> None:
    with pytest.raises(CarrierRefused, match="no such shipment"):
        carrier(base).cancel("SBX-UNKNOWN")


def test_a_wrong_key_is_our_fault_and_tried_again(base: str) -> None:
    with pytest.raises(Unavailable):
        carrier(base, key="wrong").book(consignment())


def test_nobody_listening_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        carrier("http://127.0.0.1:9").book(consignment())


def test_its_signature_is_one_we_accept() -> None:
    body = json.dumps(
        {
            "event_id": "evt_1",
            "carrier_reference": "SBX-1",
            "reference": SHIPMENT,
            "tracking_code": "SB1",
            "status": "delivered",
            "occurred_at": "2026-05-04T09:00:00+00:00",
            "location": "At the door",
            "description": "The parcel was delivered.",
        }
    ).encode()
    headers = {SIGNATURE_HEADER: signature(body, SECRET, clock.epoch())}
    [report] = carrier("http://carrier.test").read(headers, body)
    assert (report.booking.carrier_reference, report.scan.status) == ("SBX-1", "delivered")

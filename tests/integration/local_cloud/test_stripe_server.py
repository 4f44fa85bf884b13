"""localstripe under our launcher, driven by Stripe's own library."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import stripe

from souk_local import process, secrets
from souk_local.engines import stripe_part
from souk_local.settings import Settings
from tests.integration.local_cloud.broker import free_port
from tests.integration.local_cloud.conftest import eventually

GOOD = "4242424242424242"
CARD = {"exp_month": 12, "exp_year": 2034, "cvc": "123"}


class Hooks:
    """The shop's endpoint: refuses the first delivery, then remembers."""

    def __init__(self, port: int) -> None:
        self.deliveries: list[tuple[bytes, str]] = []
        hooks = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hooks.deliveries.append((body, self.headers["Stripe-Signature"]))
                self.send_response(500 if len(hooks.deliveries) == 1 else 200)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_environment(
        {
            "SOUK_STRIPE_PORT": str(free_port()),
            "SOUK_EDGE_PORT": str(free_port()),
            "SOUK_STATE_DIR": str(tmp_path),
        }
    )


@pytest.fixture
def server(settings: Settings) -> Iterator[process.Part]:
    part = stripe_part(settings)
    process.start(part)
    yield part
    process.stop(part)


@pytest.fixture
def hooks(settings: Settings) -> Iterator[Hooks]:
    hooks = Hooks(settings.edge_port)
    yield hooks
    hooks.close()


def client_of(settings: Settings) -> stripe.StripeClient:
    own = secrets.load(settings)
    return stripe.StripeClient(own.stripe_secret_key, base_addresses={"api": settings.stripe_url})


def confirm(settings: Settings, intent: stripe.PaymentIntent, number: str) -> httpx.Response:
    own = secrets.load(settings)
    return httpx.post(
        f"{settings.stripe_url}/js.stripe.com/v3/payment_intents/{intent.id}/confirm_card",
        json={
            "key": own.stripe_publishable_key,
            "client_secret": intent.client_secret,
            "card": {**CARD, "number": number},
        },
    )


def test_a_card_confirmed_in_the_browser_pays_and_the_webhook_is_repeated_until_taken(
    settings: Settings, server: process.Part, hooks: Hooks
) -> None:
    stripe_client = client_of(settings)
    intent = stripe_client.v1.payment_intents.create({"amount": 1999, "currency": "eur"})
    answer = confirm(settings, intent, GOOD)
    assert answer.json()["status"] in {"succeeded", "processing"}
    assert stripe_client.v1.payment_intents.retrieve(intent.id).status == "succeeded"
    eventually(lambda: len(hooks.deliveries) == 2, "refused once, then taken")
    body, signature = hooks.deliveries[1]
    secret = secrets.load(settings).stripe_webhook_secret
    event = stripe.Webhook.construct_event(body, signature, secret)
    assert event.type == "payment_intent.succeeded"
    process.stop(server)
    process.start(server)
    assert stripe_client.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_money_that_is_held_is_told_of(settings: Settings, server: process.Part, hooks: Hooks) -> None:
    wish: stripe.params.PaymentIntentCreateParams = {"amount": 1999, "currency": "eur", "capture_method": "manual"}
    intent = client_of(settings).v1.payment_intents.create(wish)
    assert confirm(settings, intent, GOOD).json()["status"] == "requires_capture"
    eventually(lambda: len(hooks.deliveries) == 2, "refused once, then taken")
    assert json.loads(hooks.deliveries[1][0])["type"] == "payment_intent.amount_capturable_updated"


def test_a_declined_card_is_an_error_and_may_be_tried_again(settings: Settings, server: process.Part) -> None:
    assert process.pid_of(server)
    intent = client_of(settings).v1.payment_intents.create({"amount": 500, "currency": "eur"})
    declined = confirm(settings, intent, "4000000000000341")
    assert declined.status_code == 402
    assert declined.json()["error"]["code"] == "card_declined"
    assert confirm(settings, intent, GOOD).status_code == 200


def test_only_the_client_secret_confirms(settings: Settings, server: process.Part) -> None:
    assert process.pid_of(server)
    intent = client_of(settings).v1.payment_intents.create({"amount": 500, "currency": "eur"})
    intent.client_secret = "guessed"
    assert confirm(settings, intent, GOOD).status_code == 401


def test_the_script_is_localstripes_with_the_confirmation_added(settings: Settings, server: process.Part) -> None:
    assert process.pid_of(server)
    script = httpx.get(settings.stripe_js_url).text
    assert "LOCALSTRIPE_BASE_API" in script
    assert "/confirm_card" in script

"""localstripe as Souk needs it: on the loopback, with its data in the state folder, with webhooks that
are repeated as Stripe's are, and with a stripe.js that can confirm a card.

localstripe is a program of its own (GPL-3.0), run here as a development tool and not distributed.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import pickle
import time
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from localstripe import resources, server, webhooks
from localstripe.errors import UserError

from souk_local import secrets, stripe_disputes, stripe_lists
from souk_local.settings import Settings

log = logging.getLogger("stripe")

FIRST_DELIVERY_SECONDS = 0.5
DELIVERIES = 12
CONFIRM_CARD = "/js.stripe.com/v3/payment_intents/{id}/confirm_card"
SCRIPT = Path(__file__).with_name("stripe_confirm.js")


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = Settings.from_environment()
    _keep_data_in(settings.state / "stripe" / "store.pickle")
    webhooks._send_webhook = deliver
    stripe_lists.install()
    stripe_disputes.install()
    _tell_of_holds()
    server.register_webhook(
        "souk",
        f"{settings.public_url}/api/webhooks/payments/stripe",
        secrets.load(settings).stripe_webhook_secret,
        None,
    )
    server.app.router.add_post(CONFIRM_CARD, confirm_card)
    server.app.on_response_prepare.append(_no_script_caching)
    _serve_own_script()
    web.run_app(server.app, host="127.0.0.1", port=settings.stripe_port, access_log=log)


def _tell_of_holds() -> None:
    """Money that is held, to be captured later, is told of, as Stripe does (docs.stripe.com/api/events/types)."""
    charge = resources.PaymentIntent._create_charge

    def create_charge(intent: Any, on_failure_now: Any) -> None:
        charge(intent, on_failure_now)
        if intent.status == "requires_capture":
            webhooks.schedule_webhook(resources.Event("payment_intent.amount_capturable_updated", intent))

    resources.PaymentIntent._create_charge = create_charge


def _keep_data_in(path: Path) -> None:
    """localstripe keeps its data in one fixed file under /tmp; two clouds must not share it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    store = resources.store

    def dump() -> None:
        new = path.with_suffix(".new")
        new.write_bytes(pickle.dumps(store, protocol=pickle.HIGHEST_PROTOCOL))
        new.replace(path)

    type(store).dump_to_disk = lambda _self: dump()
    if path.exists():
        store.clear()
        dict.update(store, pickle.loads(path.read_bytes()))  # noqa: S301 - written by this program


async def deliver(event: Any) -> None:
    """Sends an event to every registered endpoint, again and again until it is taken."""
    body = json.dumps(event._export(), indent=2, sort_keys=True).encode()
    await asyncio.sleep(FIRST_DELIVERY_SECONDS)
    for webhook in webhooks._webhooks.values():
        if webhook.events is None or event.type in webhook.events:
            await _deliver_to(webhook.url, webhook.secret, event.type, body)


async def _deliver_to(url: str, secret: str, kind: str, body: bytes) -> None:
    for attempt in range(DELIVERIES):
        now = int(time.time())  # Stripe signs every attempt anew
        signature = hmac.new(secret.encode(), b"%d.%s" % (now, body), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": f"t={now},v1={signature}",
        }
        try:
            timeout = aiohttp.ClientTimeout(total=30)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(url, data=body, headers=headers) as answer,
            ):
                if answer.status < 300:
                    log.info("webhook %s delivered", kind)
                    return
                log.info("webhook %s answered with %d", kind, answer.status)
        except (aiohttp.ClientError, TimeoutError) as problem:
            log.info("webhook %s failed: %s", kind, problem)
        await asyncio.sleep(min(30, 0.5 * 2**attempt))
    log.error("webhook %s was given up after %d attempts", kind, DELIVERIES)


async def confirm_card(request: web.Request) -> web.Response:
    """What stripe.js does with confirmCardPayment(secret, {payment_method: {card}}).

    localstripe's own script ignores the card; this attaches it and confirms with the client secret.
    """
    data = await request.json()
    intent = resources.PaymentIntent._api_retrieve(request.match_info["id"])
    is_public = str(data.get("key", "")).startswith("pk_")
    if not is_public or data.get("client_secret") != intent.client_secret:
        raise UserError(401, "Unauthorized")
    if intent.status not in {"requires_payment_method", "requires_confirmation", "requires_action"}:
        raise UserError(400, f"This PaymentIntent's status is {intent.status}.")
    details = data.get("billing_details") or {}
    method = resources.PaymentMethod(type="card", card=data.get("card"), billing_details=details)
    intent.payment_method = method.id
    intent.latest_charge = None
    intent.next_action = None  # what the bank asked about another card, and was not answered, counts no more
    intent._confirm(on_failure_now=intent._report_failure)
    return web.json_response(intent._export())


async def _no_script_caching(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.setdefault("Cache-Control", "no-store")


def _serve_own_script() -> None:
    """Appends to localstripe's stripe.js without touching its files."""
    original = Path(server.__file__).with_name("localstripe-v3.js").read_text()
    combined = original + "\n" + SCRIPT.read_text()

    @web.middleware
    async def script(request: web.Request, handler: Any) -> web.StreamResponse:
        if request.method == "GET" and request.path == "/js.stripe.com/v3/":
            return web.Response(text=combined, content_type="application/javascript")
        answer: web.StreamResponse = await handler(request)
        return answer

    server.app.middlewares.append(script)


if __name__ == "__main__":
    main()

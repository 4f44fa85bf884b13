"""Cards never come near the shop, and what is secret stays out of its logs, also when everything goes wrong."""

from __future__ import annotations

import json
import logging

import pytest

from souk.errors import SoukError
from souk.ids import new_id
from souk_local.stripe_proxy import Fault, StripeProxy
from tests.component.payments import stripe_side
from tests.component.payments.service import (
    PREVIOUS_SECRET,
    WEBHOOK_SECRET,
    PaymentsService,
    event_of,
    order_event,
    put_secret,
    signed,
)
from tests.component.payments.stripe_side import DECLINED, NEEDS_ACTION, VISA, StripeSide
from tests.support import outbox
from tests.support.logs import captured
from tests.support.sensitive import leaks

EMAIL = "ada@example.org"


def every_flow(payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy) -> list[str]:
    """Buys, fails, refunds, cancels and breaks; the client secrets that were handed out."""
    secrets = []
    for card in (VISA, DECLINED, NEEDS_ACTION):
        payment = payments.start()
        secrets.append(payment.client_secret)
        reference = payments.stored(payment.payment_id).reference
        stripe.pay(reference, card)
        payments.get(payment.payment_id)
        body = event_of("payment_intent.succeeded", reference, f"evt_{card}")
        payments.webhook(body, signed(body))
        payments.webhook(body, signed(body, "whsec_forged"))
        payments.refund(payment.payment_id, 500, f"key-{card}")
    order_id = new_id()
    secrets.append(payments.start(order_id).client_secret)
    for fault in (Fault.ERROR, Fault.DOWN, Fault.WRONG_AMOUNT):
        proxy.misbehave(fault)
        payments.consume(order_event("order.cancelled", order_id, "changed my mind"))
        refused(payments)
        payments.reconcile()
        proxy.behave()
        with payments.configured(CIRCUIT_SECONDS="0"):
            payments.reconcile()
    put_secret(secret_key="revoked_key", webhook_secret=WEBHOOK_SECRET)
    refused(payments)
    return secrets


def refused(payments: PaymentsService) -> None:
    with pytest.raises(SoukError):
        payments.start()


def test_no_payment_flow_logs_anything_sensitive(
    payments: PaymentsService,
    stripe: StripeSide,
    proxy: StripeProxy,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    with captured() as lines:
        secrets = every_flow(payments, stripe, proxy)
    written = [
        *lines.getvalue().splitlines(),
        *caplog.text.splitlines(),  # also what libraries log
        *capfd.readouterr().out.splitlines(),
    ]
    assert len(lines.parsed()) > 50
    known = [*secrets, stripe_side.SECRET_KEY, WEBHOOK_SECRET, PREVIOUS_SECRET, VISA, EMAIL, "revoked_key"]
    assert leaks(written, known) == []


def test_neither_cards_nor_client_secrets_are_in_what_is_published(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    secrets = every_flow(payments, stripe, proxy)
    published = [event.model_dump_json() for event in outbox.events(payments.table)]
    assert len(published) > 8
    assert leaks(published, secrets) == []


def test_stripe_is_told_nothing_about_the_shopper(
    payments: PaymentsService, stripe: StripeSide, proxy: StripeProxy
) -> None:
    every_flow(payments, stripe, proxy)
    sent = [json.dumps(seen.body) for seen in proxy.requests]
    assert [leak.kind for leak in leaks(sent, [EMAIL])] == []

"""Any provider's webhooks come in by one route."""

from __future__ import annotations

from payments.doors import api
from tests.support import http


def test_a_provider_the_shop_does_not_have_is_not_found() -> None:
    assert http.call(api.api, "POST", "/webhooks/payments/pigeon", raw="{}").status == 404


def test_a_provider_without_webhooks_refuses_them() -> None:
    assert http.call(api.api, "POST", "/webhooks/payments/manual", raw="{}").status == 400

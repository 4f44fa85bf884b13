"""Puts the use cases together with the real table and providers, once per process. Tests swap them here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from payments.circuit import Circuit, GuardedProvider
from payments.circuit_store import DynamoCircuits
from payments.comparison import Comparison
from payments.completion import Completion
from payments.manual_provider import ManualProvider
from payments.ports import PaymentStore
from payments.reconciler import Reconciler
from payments.refunds import Refunds
from payments.registry import Providers
from payments.settings import PaymentsSettings
from payments.store import DynamoPayments
from payments.stripe_client import StripeConnection
from payments.stripe_provider import Capture, StripeProvider
from payments.webhooks import Webhooks
from payments.workflow import Payments
from souk import bank_account, secrets


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases of this service."""

    providers: Providers
    payments: Payments
    refunds: Refunds
    webhooks: Webhooks
    reconciler: Reconciler
    comparison: Comparison


def build(store: PaymentStore, providers: Providers) -> Services:
    completion = Completion(store, providers, PaymentsSettings().first_check)
    payments = Payments(completion)
    return Services(
        providers,
        payments,
        Refunds(completion),
        Webhooks(completion, payments),
        Reconciler(completion),
        Comparison(completion, payments),
    )


def providers() -> Providers:
    """Every provider the shop offers. To add one, write its adapter and name it here."""
    settings = PaymentsSettings()
    connection = StripeConnection(
        lambda: secrets.secret(settings.stripe_secret),
        secrets.reset,
        settings.stripe_api_base,
        settings.stripe_read_seconds,
    )
    capture: Capture = "manual" if settings.stripe_capture == "manual" else "automatic"
    circuit = Circuit(StripeProvider.id, DynamoCircuits(), settings.circuit_failures, settings.circuit_seconds)
    stripe = GuardedProvider(StripeProvider(connection, capture), circuit)
    return Providers([stripe, ManualProvider(bank_account.configured)])


def reset() -> None:
    """Lets go of connections and builds everything anew when next needed. For tests."""
    if services.cache_info().currsize:
        services().providers.close()
    services.cache_clear()


@cache
def services() -> Services:
    return build(DynamoPayments(), providers())

"""Puts the use cases together with the real table and providers, once per process. Tests swap them here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from payments.adapters.circuit_store import DynamoCircuits
from payments.adapters.manual_provider import ManualProvider
from payments.adapters.store import DynamoPayments
from payments.adapters.stripe.client import StripeConnection
from payments.adapters.stripe.provider import Capture, StripeProvider
from payments.settings import PaymentsSettings
from payments.usecases.circuit import Circuit, GuardedProvider
from payments.usecases.comparison import Comparison
from payments.usecases.completion import Completion
from payments.usecases.payments import Payments
from payments.usecases.ports import PaymentStore
from payments.usecases.reconciler import Reconciler
from payments.usecases.refunds import Refunds
from payments.usecases.registry import Providers
from payments.usecases.webhooks import Webhooks
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

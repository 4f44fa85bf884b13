"""The composition root: the use cases with their real store and catalogue, built once per process."""

from __future__ import annotations

from functools import cache

from cart.adapters.store import DynamoCarts
from cart.usecases.carts import Shopping
from cart.usecases.checkouts import Checkouts
from souk.settings import Settings


@cache
def shopping() -> Shopping:
    # Imported here: the consumer and the servicer need neither a catalogue nor, the one, gRPC.
    from cart.adapters.clients import GrpcCatalogue
    from souk.rpc import LambdaChannel

    settings = Settings()
    return Shopping(DynamoCarts(), GrpcCatalogue(LambdaChannel(settings.catalogue_function)), settings.currency)


@cache
def checkouts() -> Checkouts:
    return Checkouts(DynamoCarts())


def reset() -> None:
    """Forgets what was built. For tests, which swap the environment."""
    shopping.cache_clear()
    checkouts.cache_clear()

"""Lists as Stripe gives them: newest first, and only those created since a time.

localstripe lists the oldest first and does not know `created`.
"""

from typing import Any

from localstripe.errors import UserError
from localstripe.resources import List, PaymentIntent, store


def install() -> None:
    """Makes localstripe's lists of PaymentIntents like Stripe's (docs.stripe.com/api/payment_intents/list)."""
    PaymentIntent._api_list_all = classmethod(newest_first)


def newest_first(cls: Any, url: str, created: Any = None, limit: Any = None, starting_after: str | None = None) -> Any:
    bounds = created or {}
    if not isinstance(bounds, dict) or set(bounds) - {"gte"}:
        raise UserError(400, "Bad request")
    since = int(bounds.get("gte", 0))
    listed = List(url, limit=limit, starting_after=starting_after)
    kept = [thing for key, thing in store.items() if key.startswith(f"{cls.object}:") and thing.created >= since]
    # The store keeps them in the order they came in, which tells those of one second apart.
    listed._list = kept[::-1]
    return listed

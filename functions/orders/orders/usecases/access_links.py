"""A new link to an order whose letters have got too old, or are lost."""

from __future__ import annotations

import hmac

from orders.domain.order import Order
from orders.usecases.ports import OrderStore
from souk.events.factory import new_event
from souk.events.orders import OrderLinkAsked
from souk.ids import is_id
from souk.limits import rules
from souk.limits.limits import Limits, for_email, from_address
from souk.shopper import access_key
from souk.telemetry import count


class AccessLinks:
    def __init__(self, store: OrderStore, limits: Limits) -> None:
        self._store = store
        self._limits = limits

    def ask(self, order_id: str, email: str, address: str, response: str) -> None:
        """Has a letter sent to the order's own address, if `email` is that. `address` is the visitor's,
        `response` their answer to a challenge, or empty.

        It reads, writes and answers the same whatever there is: a stranger learns neither that an order exists nor
        whose it is. Raises RateLimited and ChallengeRequired, which do not tell either.
        """
        self._limits.take_of_person(
            response,
            address,
            *from_address(rules.LINKS_ASKED_FROM, address),
            for_email(rules.LINKS_ASKED, email),
        )
        if not is_id(order_id):
            return
        order = self._store.find(order_id)
        data = _to_owner(order) if order and _is_of(order, email) else OrderLinkAsked(order_id=order_id, number="")
        self._store.publish(new_event("order.link_asked", aggregate_id=order_id, aggregate_version=1, data=data))
        count("OrderLinksAsked")


def _is_of(order: Order, email: str) -> bool:
    """Whether the order's letters go there: to nobody once its person is forgotten."""
    return hmac.compare_digest(order.email.lower().encode(), email.lower().encode())


def _to_owner(order: Order) -> OrderLinkAsked:
    details = order.details
    key = access_key.for_link(details.access_key) if details.access_key else ""
    return OrderLinkAsked(
        order_id=order.id, number=details.number, email=order.email, access_key=key, locale=details.locale
    )

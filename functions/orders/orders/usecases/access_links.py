"""A new link to an order whose letters have got too old, or are lost, and what its code is exchanged for."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from orders.domain.order import Order
from orders.usecases.ports import OrderStore
from souk.errors import NotFound, OrderKeyExpired
from souk.events.factory import new_event
from souk.events.orders import OrderLinkAsked
from souk.ids import is_id, new_id
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
        self._take(email, address, response)
        if not is_id(order_id):
            return
        self._tell(order_id, self._store.find(order_id), email)

    def look_up(self, number: str, email: str, address: str, response: str) -> None:
        """The same for who knows the number that people call the order by; a number nobody has costs as much."""
        self._take(email, address, response)
        order = self._store.of_number(number.strip().upper())
        order_id = order.id if order else new_id()
        self._tell(order_id, order or self._store.find(order_id), email)

    def use(self, order_id: str, code: str, by: str) -> tuple[str, datetime]:
        """A key to the order for the code of a link, and until when it opens it. `by` says who: they alone may use the
        code once more, for the answer may not have reached them.

        Raises NotFound, OrderKeyExpired for a code that was used or is too old.
        """
        order = self._store.find(order_id) if is_id(order_id) else None
        key = order.details.access_key if order else ""
        until = access_key.until_when(code, key)
        if until is None:
            raise NotFound("there is no such order")
        if not self._store.use_code(hashlib.sha256(code.encode()).hexdigest(), by, until):
            raise OrderKeyExpired("this link was used already; ask for a new one by e-mail")
        count("OrderLinksUsed")
        return access_key.for_visit(key)

    def _take(self, email: str, address: str, response: str) -> None:
        self._limits.take_of_person(
            response,
            address,
            *from_address(rules.LINKS_ASKED_FROM, address),
            for_email(rules.LINKS_ASKED, email),
        )

    def _tell(self, order_id: str, order: Order | None, email: str) -> None:
        data = _to_owner(order) if order and _is_of(order, email) else OrderLinkAsked(order_id=order_id, number="")
        self._store.publish(new_event("order.link_asked", aggregate_id=order_id, aggregate_version=1, data=data))
        count("OrderLinksAsked")


def _is_of(order: Order, email: str) -> bool:
    """Whether the order's letters go there: to nobody once its person is forgotten."""
    return hmac.compare_digest(order.email.lower().encode(), email.lower().encode())


def _to_owner(order: Order) -> OrderLinkAsked:
    details = order.details
    code = access_key.for_link(details.access_key) if details.access_key else ""
    return OrderLinkAsked(order_id=order.id, number=details.number, email=order.email, code=code, locale=details.locale)

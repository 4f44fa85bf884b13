"""Forgetting a person: their orders stay as far as tax law needs them, without whom they belonged to.

The users service asks (user.erased) again every day until it has the answer, so nothing is kept here of how far this
has come: what is anonymous has left the person's list. An order that is under way is left as it is, and the answer
waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orders.domain.erasure import anonymised, is_anonymous, is_over
from orders.domain.order import Order
from orders.usecases.ports import OrderStore, SetAside
from orders.usecases.privacy.owned import owned_by
from souk import clock
from souk.events import Event
from souk.events.factory import new_event
from souk.events.orders import OrderAnonymised, OwnerErased
from souk.shopper.owner import user_owner
from souk.storage.versioned import until_fresh
from souk.telemetry import count, logger


class Erasure:
    """`aside` is what consumers here have set aside: it is gone through before an order leaves the person's list."""

    def __init__(self, store: OrderStore, aside: SetAside) -> None:
        self._store = store
        self._aside = aside

    def erase(self, user_id: str) -> int:
        """Anonymises the person's orders and says so once none is left; answers how many are still under way."""
        under_way = sum(not self._anonymise(order.id) for order in owned_by(user_owner(user_id), self._store))
        if under_way:
            logger.info("a person's erasure waits for orders", extra={"orders": under_way})
        else:
            data = OwnerErased(user_id=user_id)
            self._store.publish(new_event("order.owner_erased", aggregate_id=user_id, aggregate_version=1, data=data))
        return under_way

    def erase_orders(self, order_ids: Sequence[str]) -> int:
        """Anonymises a guest's orders, which are in nobody's list; answers how many are still under way.

        Each is answered by order.anonymised, also one that is anonymous already: whoever asks has not heard of it.
        """
        return sum(not self._anonymise(order_id, answer=True) for order_id in order_ids)

    def _anonymise(self, order_id: str, *, answer: bool = False) -> bool:
        """Whether it is anonymous now. A list may be behind, so the order is read again."""

        def once() -> bool:
            order = self._store.find(order_id)
            if order is None or is_anonymous(order):
                if answer:
                    self._store.publish(_anonymous(order_id, order.version if order else 1))
                return True
            if not is_over(order, clock.now()):
                return False
            self._aside.forget_order(order.id)
            self._store.rewrite(_told(anonymised(order)), order.version)
            count("OrdersAnonymised")
            return True

        return until_fresh(once)


def _told(order: Order) -> Order:
    version = order.version + 1
    return replace(order, version=version, published=(_anonymous(order.id, version).text(),))


def _anonymous(order_id: str, version: int) -> Event:
    data = OrderAnonymised(order_id=order_id)
    return new_event("order.anonymised", aggregate_id=order_id, aggregate_version=version, data=data)

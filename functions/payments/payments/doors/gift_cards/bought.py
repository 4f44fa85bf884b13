"""Gift cards of an order that is paid."""

from __future__ import annotations

from collections.abc import Iterable

from payments.compose import services
from payments.domain.gift_cards.account import GiftLetter
from payments.usecases.gift_cards.sold import BoughtLine
from souk import clock
from souk.events.common import OrderLine
from souk.events.orders import OrderPaid


def issue(order: OrderPaid, lines: Iterable[OrderLine]) -> None:
    """Each of which it is not known here whom it is for goes to the buyer."""
    bought = [BoughtLine(line.sku, line.quantity, line.unit_price.amount) for line in lines]
    buyer = GiftLetter(order.email, clock.now().date(), order.shipping_address.name, locale=order.locale)
    services().sold.issue(order.order_id, bought, buyer)

"""Tells a member what they left in their cart, as the cart service says that they did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from notifications.domain.letter import LetterKind
from notifications.domain.mail_token import MailToken
from notifications.domain.reader import LetterTopic
from notifications.usecases.notifications import Notifications
from notifications.usecases.ports import Named
from notifications.usecases.reader_letters import abandoned_cart
from notifications.usecases.reader_ports import MailTokens, Readers
from notifications.usecases.reminding.ports import MemberCarts
from notifications.usecases.watching.ports import PriceList
from souk import clock
from souk.events import Event
from souk.events.cart import CartAbandoned

# A letter that could not be sent for so long is of no use any more.
_LATE = timedelta(days=1)


class LeftCarts:
    def __init__(
        self,
        carts: Callable[[], MemberCarts],
        readers: Readers,
        tokens: MailTokens,
        prices: Callable[[], PriceList],
        notifications: Notifications,
    ) -> None:
        self._carts = carts
        self._readers = readers
        self._tokens = tokens
        self._prices = prices
        self._notifications = notifications

    def left(self, told: CartAbandoned, event: Event) -> None:
        """Of what can be had, at the prices of now. Nothing when the cart is not as it was left: then somebody has
        been there, or it was ordered. Raises Unavailable, InProgress."""
        reader = self._readers.find(self._tokens.member(told.user_id))
        agrees = reader is not None and reader.agrees(LetterTopic.ABANDONED_CART)
        if reader is None or not agrees or clock.now() - event.occurred_at > _LATE:
            return
        cart = self._carts().of_member(told.user_id)
        if cart is None or (cart.id, cart.version) != (told.cart_id, event.aggregate_version):
            return
        offers = self._prices().offers([*cart.units])
        lines = [
            (offers[sku], units) for sku, units in cart.units.items() if sku in offers and not offers[sku].sold_out
        ]
        if not lines:
            return
        token = self._tokens.write(MailToken(reader.id, LetterTopic.ABANDONED_CART))
        named = Named(event.id, LetterKind.ABANDONED_CART, reader=reader.id)
        self._notifications.send(named, lambda shop: abandoned_cart(lines, reader.email, shop, token), reader.locale)

"""The use cases of notifications: which letter follows which event, and that it is sent once.

A letter is claimed before it is handed to the mail service and marked afterwards. One failure can send it twice: the
worker dies after the mail service took the letter and before the mark is written; when the lease is over, the event is
delivered again and so is the letter. Everything else sends it once or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from notifications.domain.letter import Letter, Shop
from notifications.usecases import order_letters, parcel_letters
from notifications.usecases.ports import Claim, Claims, Contact, Contacts, Post, Rejected
from souk import clock
from souk.errors import InProgress, NotFound
from souk.events import Event, data_of
from souk.events.orders import OrderCancellationWish, OrderCancelled, OrderExpired, OrderPaid, OrderPlaced
from souk.events.payments import RefundChanged
from souk.events.shipping import ShipmentChanged
from souk.events.users import UserChanged, UserErased
from souk.owner import user_owner
from souk.telemetry import count, logger

# Longer than the consumer may run, so that no living worker loses its claim.
LEASE_SECONDS = 90
# A replay of old events must not send old news. Shorter than the claims are kept.
STALE = timedelta(days=7)


class Notifications:
    def __init__(self, post: Post, claims: Claims, contacts: Contacts, shop: Shop) -> None:
        self._post = post
        self._claims = claims
        self._contacts = contacts
        self._shop = shop

    def user_registered(self, event: Event) -> None:
        self._send(event, lambda: parcel_letters.welcome(data_of(event, UserChanged), self._shop))

    def user_erased(self, event: Event) -> None:
        """Forgets whom to write to."""
        forgotten = self._contacts.forget(user_owner(data_of(event, UserErased).user_id))
        logger.info("contacts forgotten", extra={"contacts": forgotten})

    def order_placed(self, event: Event) -> None:
        order = data_of(event, OrderPlaced)
        if not _is_stale(event):
            self._contacts.keep(Contact(order.order_id, order.number, order.owner, order.email, order.access_key))
        self._send(event, lambda: order_letters.received(order, self._shop))

    def order_paid(self, event: Event) -> None:
        self._send(event, lambda: order_letters.confirmed(data_of(event, OrderPaid), self._shop))

    def order_cancelled(self, event: Event) -> None:
        self._send(event, lambda: order_letters.cancelled(data_of(event, OrderCancelled), self._shop))

    def cancellation_refused(self, event: Event) -> None:
        """To a shopper who asked; what staff wanted and did not get is no shopper's business.

        That it was asked for is not written about: the page says so, and the answer follows within moments.
        """
        wish = data_of(event, OrderCancellationWish)
        if wish.requested_by == "shopper":
            self._send(event, lambda: order_letters.not_cancelled(wish, self._shop))

    def order_expired(self, event: Event) -> None:
        self._send(event, lambda: order_letters.expired(data_of(event, OrderExpired), self._shop))

    def shipment_shipped(self, event: Event) -> None:
        self._send(event, lambda: parcel_letters.shipped(data_of(event, ShipmentChanged), self._shop))

    def shipment_delivered(self, event: Event) -> None:
        self._send(event, lambda: parcel_letters.delivered(data_of(event, ShipmentChanged), self._shop))

    def refund_succeeded(self, event: Event) -> None:
        """Raises NotFound while the order's placement is not known: the event comes again later."""
        self._send(event, lambda: self._refund_letter(data_of(event, RefundChanged)))

    def _refund_letter(self, refund: RefundChanged) -> Letter:
        contact = self._contacts.of_order(refund.order_id)
        if contact is None:
            raise NotFound("nobody is known to write to about this order")
        return order_letters.refunded(refund, contact.email, contact.number, contact.access_key, self._shop)

    def _send(self, event: Event, write: Callable[[], Letter]) -> None:
        if _is_stale(event):
            logger.info("event too old for a letter", extra={"event_id": event.id})
            return
        letter = write()
        claim = self._claims.claim(event.id, letter.kind, LEASE_SECONDS)
        if claim is Claim.HELD:
            raise InProgress("this letter is being sent right now")
        if claim is Claim.WON:
            self._hand_over(event.id, letter)

    def _hand_over(self, event_id: str, letter: Letter) -> None:
        told = {"event_id": event_id, "kind": letter.kind}
        try:
            message_id = self._post.send(letter)
        except Rejected as error:
            self._claims.rejected(event_id, letter.kind, error.reason)
            logger.warning("letter rejected", extra={**told, "reason": error.reason})
            count("LettersRejected")
        except Exception:
            self._claims.release(event_id, letter.kind)
            raise
        else:
            self._claims.sent(event_id, letter.kind, message_id)
            logger.info("letter sent", extra={**told, "message_id": message_id})
            count("LettersSent")


def _is_stale(event: Event) -> bool:
    return clock.now() - event.occurred_at > STALE

"""Asks members how an order was (`domain.review`)."""

from __future__ import annotations

from collections.abc import Callable

from notifications.domain.letter import LetterKind, masked
from notifications.domain.mail_token import MailToken
from notifications.domain.reader import LetterTopic, Reader
from notifications.domain.review import ReviewPlace, ReviewRequest
from notifications.usecases.notifications import Notifications
from notifications.usecases.ports import Named
from notifications.usecases.reader_letters import review_request
from notifications.usecases.reader_ports import MailTokens, Readers
from notifications.usecases.reminding.ports import ReviewRequests
from notifications.usecases.watching.ports import PriceList
from souk import clock
from souk.errors import InProgress, Unavailable
from souk.events import Event
from souk.events.orders import OrderDelivered
from souk.shopper.owner import user_id_of
from souk.telemetry import logger


class Reviews:
    def __init__(
        self,
        requests: ReviewRequests,
        readers: Readers,
        tokens: MailTokens,
        prices: Callable[[], PriceList],
        notifications: Notifications,
        place: ReviewPlace,
    ) -> None:
        self._requests = requests
        self._readers = readers
        self._tokens = tokens
        self._prices = prices
        self._notifications = notifications
        self._place = place

    @property
    def are_asked_for(self) -> bool:
        return self._place.is_open

    def delivered(self, order: OrderDelivered, event: Event) -> None:
        """All of it is there: its member is asked later, if they agree by now and then."""
        user_id = user_id_of(order.owner)
        if not user_id or not order.skus:
            return
        reader_id = self._tokens.member(user_id)
        due_at = event.occurred_at + self._place.after
        request = ReviewRequest(event.id, order.order_id, order.number, reader_id, tuple(order.skus), due_at)
        if request.is_too_late_at > clock.now() and self._agreeing(reader_id):
            self._requests.put(request)

    def spoiled(self, order_id: str) -> None:
        """Something went otherwise with it, be that before it has arrived or after."""
        if self.are_asked_for:
            self._requests.close(order_id)

    def forget(self, order_id: str) -> None:
        if self._requests.find(order_id):
            self._requests.close(order_id)

    def run(self, has_time: Callable[[], bool]) -> int:
        """Asks about what is due, as far as the time goes; how many orders there were."""
        asked = 0
        for order_id in self._requests.due(clock.now()) if self.are_asked_for else ():
            if not has_time() or not self._asked(order_id):
                break
            asked += 1
        return asked

    def _asked(self, order_id: str) -> bool:
        """Whether the next one may be asked about, too."""
        try:
            request = self._requests.find(order_id)
            if request:
                self._ask(request)
        except InProgress:
            logger.info("somebody else asks about this order")
        except Unavailable:
            logger.warning("orders are asked about when the mail service and the catalogue answer")
            return False
        except Exception:  # others need not wait for it
            logger.exception("an order waits for the next turn to be asked about")
        return True

    def _ask(self, request: ReviewRequest) -> None:
        reader = self._agreeing(request.reader)
        if reader and request.is_too_late_at > clock.now():
            offers = self._prices().offers(request.skus)
            bought = [offers[sku].variant for sku in request.skus if sku in offers]
            linked = [(variant, self._place.of(variant)) for variant in bought]
            token = self._tokens.write(MailToken(reader.id, LetterTopic.REVIEW_REQUEST))
            named = Named(request.id, LetterKind.REVIEW_REQUEST, request.order_id, masked(reader.email), reader.id)
            if linked:
                self._notifications.send(
                    named,
                    lambda shop: review_request(request.number, linked, reader.email, shop, token),
                    reader.locale,
                )
        self._requests.close(request.order_id)

    def _agreeing(self, reader_id: str) -> Reader | None:
        reader = self._readers.find(reader_id)
        return reader if reader and reader.agrees(LetterTopic.REVIEW_REQUEST) else None

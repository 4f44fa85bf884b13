"""Tells shoppers what happened: a letter for each event that has one, sent once.

A letter is claimed before it is handed to the mail service and marked afterwards. One failure can send it twice: the
worker dies after the mail service took the letter and before the mark is written; when the lease is over, the event is
delivered again and so is the letter. Everything else sends it once or not at all.
"""

from __future__ import annotations

from datetime import timedelta

from notifications.domain.letter import Letter, Shop, WrittenLetter, masked
from notifications.domain.tongue import Tongue, tongue_for
from notifications.domain.wording import reworded
from notifications.usecases.letters import LETTERS, Desk
from notifications.usecases.ports import (
    Claim,
    Claims,
    Contact,
    Contacts,
    DeadAddresses,
    House,
    LetterPress,
    Mailer,
    Named,
    Rejected,
    Sent,
)
from souk import clock
from souk.errors import InProgress, RateLimited
from souk.events import Event, data_of
from souk.events.orders import OrderCorrected, OrderPlaced
from souk.limits import rules
from souk.limits.limits import Limits, for_email
from souk.telemetry import count, logger

# Longer than the consumer may run, so that no living worker loses its claim.
LEASE_SECONDS = 90
# An event of just now cannot have been claimed before this version, which keeps its claims elsewhere.
LATE = timedelta(hours=1)
# A replay of old events must not send old news. Shorter than the claims are kept.
STALE = timedelta(days=7)


class Notifications:
    def __init__(
        self,
        mailer: Mailer,
        press: LetterPress,
        claims: Claims,
        contacts: Contacts,
        dead: DeadAddresses,
        limits: Limits,
        house: House,
    ) -> None:
        self._limits = limits
        self._mailer = mailer
        self._press = press
        self._dead = dead
        self._claims = claims
        self._contacts = contacts
        self._house = house

    def tell(self, event: Event) -> None:
        """Sends the event's letter, if it has one.

        Raises InProgress while another worker is sending it, NotFound when it is not known yet whom to write to,
        Unavailable when the mail service does not take it now.
        """
        if clock.now() - event.occurred_at > STALE:
            logger.info("event too old for a letter", extra={"event_id": event.id})
            return
        if event.type == "order.placed":
            self.keep_contact(data_of(event, OrderPlaced), event.aggregate_version)
        shop = self._house.shop()
        letter = LETTERS[event.type](event, Desk(shop, self._contacts))
        if letter and letter.to:  # nobody, once the order's person is forgotten
            self._send_once(event, letter, shop)

    def forget(self, order_id: str) -> None:
        """The order's person is forgotten: a late refund or parcel of it is told to nobody."""
        contact = self._contacts.of_order(order_id)
        if contact and contact.email:
            self._dead.lift(contact.email)
        self._contacts.forget(order_id)
        self._claims.forget(order_id)

    def keep_contact(self, order: OrderPlaced | OrderCorrected, version: int) -> None:
        """Later events of the order say less: a refund only the order's id."""
        self._contacts.keep(Contact(order.order_id, order.number, order.email, order.access_key, order.locale), version)

    def about(self, order_id: str, limit: int, after: str | None) -> tuple[list[Sent], str | None]:
        """The letters about an order, and the cursor of the next page."""
        return self._claims.of_order(order_id, limit, after)

    def _send_once(self, event: Event, letter: Letter, shop: Shop) -> None:
        order_id = event.data.get("order_id", "")
        named = Named(event.id, letter.kind, order_id, masked(letter.to) if order_id else "")
        late = bool(order_id) and clock.now() - event.occurred_at > LATE
        claim = self._claims.claim(named, LEASE_SECONDS, late=late)
        if claim is Claim.HELD:
            raise InProgress("this letter is being sent right now")
        if claim is Claim.WON:
            self._hand_over(named, letter, shop, event)

    def _locale(self, event: Event) -> str:
        """The shopper's (BCP 47), empty where nobody has said. Of parcels, returns and refunds the contact knows it."""
        said = event.data.get("locale")
        if said is None and (order_id := event.data.get("order_id")):
            contact = self._contacts.of_order(order_id)
            return contact.locale if contact else ""
        return str(said or "")

    def _written(self, letter: Letter, shop: Shop, tongue: Tongue) -> WrittenLetter:
        """With the merchant's own words; should they be in the way, without them."""
        words = self._house.words(letter.kind, tongue.words)
        try:
            return self._press.write(reworded(letter, words, shop), shop, tongue)
        except Exception:
            logger.exception("the merchant's words of a letter cannot be used", extra={"kind": letter.kind})
            count("LetterWordsUnusable")
            return self._press.write(letter, shop, tongue)

    def _hand_over(self, named: Named, letter: Letter, shop: Shop, event: Event) -> None:
        told = {"event_id": named.event_id, "kind": letter.kind}
        try:
            if dead := self._dead.find(letter.to):
                raise Rejected(dead.why)
            if letter.to_stranger:
                self._limits.take(for_email(rules.LETTERS_TO_STRANGERS, letter.to))
            tongue = tongue_for(self._locale(event), shop.language)
            message_id = self._mailer.send(self._written(letter, shop, tongue), named)
        except RateLimited:
            # Somebody else's address, perhaps, that the shop is made to write to. The order's page says the same.
            self._claims.rejected(named, rules.LETTERS_TO_STRANGERS.name)
            logger.warning("letter kept back: too many to one address", extra=told)
            count("LettersKeptBack")
        except Rejected as error:
            self._claims.rejected(named, error.reason)
            logger.warning("letter rejected", extra={**told, "reason": error.reason})
            count("LettersRejected")
        except Exception:
            self._claims.release(named)
            raise
        else:
            self._claims.sent(named, message_id)
            logger.info("letter sent", extra={**told, "message_id": message_id})
            count("LettersSent")

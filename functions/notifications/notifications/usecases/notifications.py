"""Tells shoppers what happened: a letter for each event that has one, sent once.

A letter is claimed before it is handed to the mail service and marked afterwards. One failure can send it twice: the
worker dies after the mail service took the letter and before the mark is written; when the lease is over, the event is
delivered again and so is the letter. Everything else sends it once or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from notifications.domain.letter import Enclosure, Letter, LetterKind, Paper, Shop, WrittenLetter, masked
from notifications.domain.tongue import Tongue, tongue_for
from notifications.domain.wording import Words, reworded
from notifications.usecases.letters import LETTERS, Desk
from notifications.usecases.ports import (
    Claim,
    Claims,
    Contact,
    Contacts,
    DeadAddresses,
    GiftCardCodes,
    House,
    IssuedPdfs,
    LetterPress,
    Mailer,
    Named,
    Rejected,
    Sent,
)
from souk import clock
from souk.errors import InProgress, NotFound, RateLimited, SoukError
from souk.events import Event, data_of
from souk.events.orders import OrderCorrected, OrderPlaced
from souk.limits import rules
from souk.limits.limits import Limits, for_email
from souk.shopper.owner import user_owner
from souk.telemetry import count, logger

# Longer than the consumer may run, so that no living worker loses its claim.
LEASE_SECONDS = 90
# An event of just now cannot have been claimed before this version, which keeps its claims elsewhere.
LATE = timedelta(hours=1)
# A replay of old events must not send old news. Shorter than the claims are kept.
STALE = timedelta(days=7)
# An ordinary order has half a dozen.
MOST_SEEN = 50
# So long a letter waits for the document that comes with it. Then one that says where it is is better than none.
PAPER_AWAITED = timedelta(hours=6)


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
        papers: Callable[[], IssuedPdfs],
        codes: Callable[[], GiftCardCodes],
    ) -> None:
        self._codes = codes
        self._make_papers = papers
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
        letter = LETTERS[event.type](event, Desk(shop, self._contacts, self._codes))
        if letter and letter.to:  # nobody, once the order's person is forgotten
            order_id = event.data.get("order_id", "")
            named = Named(event.id, letter.kind, order_id, masked(letter.to) if order_id else "")
            age = clock.now() - event.occurred_at
            self._send_once(named, letter, shop, lambda: self._locale(event), age)

    def send(self, named: Named, write: Callable[[Shop], Letter], locale: str) -> None:
        """Sends a letter that follows no event. Raises what `tell` does."""
        shop = self._house.shop()
        letter = write(shop)
        if letter.to:
            self._send_once(named, letter, shop, lambda: locale)

    def preview(self, kind: LetterKind, language: str, words: Words) -> WrittenLetter:
        """A letter of this kind about something that might have happened, with these words of the merchant's."""
        from notifications.usecases.examples import EXAMPLES  # no letter that is sent needs them

        shop = self._house.shop()
        letter = EXAMPLES[kind](shop)
        return self._press.write(reworded(letter, words, shop), shop, tongue_for(language, language))

    def forget(self, order_id: str) -> None:
        """The order's person is forgotten: a late refund or parcel of it is told to nobody."""
        contact = self._contacts.of_order(order_id)
        if contact and contact.email:
            self._dead.lift(contact.email)
        self._contacts.forget(order_id)
        self._claims.forget(order_id)

    def keep_contact(self, order: OrderPlaced | OrderCorrected, version: int) -> None:
        """Later events of the order say less: a refund only the order's id."""
        contact = Contact(order.order_id, order.number, order.email, order.access_key, order.locale, order.owner)
        self._contacts.keep(contact, version)

    def about(self, order_id: str, limit: int, after: str | None) -> tuple[list[Sent], str | None]:
        """The letters about an order, and the cursor of the next page."""
        return self._claims.of_order(order_id, limit, after)

    def seen_by(self, order_id: str, user_id: str, key: str) -> list[Sent]:
        """What became of the letters about an order, the newest first, for its user or whoever has its key.

        An order's key opens it for longer than its letters are known after the last thing that happened to it, so
        nobody needs to know here when that was; letters that bring a new link, which may come later, are left out.
        Raises NotFound for anybody else, OrderKeyExpired.
        """
        from souk.shopper.access_key import opens  # letters are sent without it

        contact = self._contacts.of_order(order_id)
        mine = contact and (contact.owner == user_owner(user_id) if user_id else opens(key, contact.access_key, None))
        if not mine:
            raise NotFound("there is no such order")
        letters, _ = self._claims.of_order(order_id, MOST_SEEN, None)
        return [sent for sent in letters if sent.state != "sending" and sent.letter.kind != LetterKind.LINK]

    def _send_once(
        self, named: Named, letter: Letter, shop: Shop, locale: Callable[[], str], age: timedelta = timedelta()
    ) -> None:
        """`age` is that of the event it follows."""
        claim = self._claims.claim(named, LEASE_SECONDS, late=bool(named.order_id) and age > LATE)
        if claim is Claim.HELD:
            raise InProgress("this letter is being sent right now")
        if claim is Claim.WON:
            self._hand_over(named, letter, shop, locale, age)

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

    @cached_property
    def _papers(self) -> IssuedPdfs:
        """Most processes send no letter that a document comes with."""
        return self._make_papers()

    def _complete(self, letter: Letter, shop: Shop, tongue: Tongue, age: timedelta) -> WrittenLetter:
        """With the document that comes with it, or with words that say where it is."""
        paper = letter.paper
        if paper is None:
            return self._written(letter, shop, tongue)
        pdf = self._pdf(paper, age)
        if not pdf:
            return self._written(letter.without_paper(), shop, tongue)
        written = self._written(letter, shop, tongue)
        enclosed = Enclosure(f"{paper.number}.pdf", "application/pdf", pdf)
        return replace(written, enclosed=(*written.enclosed, enclosed))

    def _pdf(self, paper: Paper, age: timedelta) -> bytes:
        """Empty for one that is too large, or that does not come for so long. Raises SoukError before that."""
        try:
            return self._papers.pdf(paper.order_id, paper.number)
        except SoukError:
            if age < PAPER_AWAITED:
                raise
            logger.exception("a letter goes without its document", extra={"number": paper.number})
            return b""

    def _hand_over(self, named: Named, letter: Letter, shop: Shop, locale: Callable[[], str], age: timedelta) -> None:
        told = {"event_id": named.event_id, "kind": letter.kind}
        try:
            if dead := self._dead.find(letter.to):
                raise Rejected(dead.why)
            if letter.to_stranger:
                self._limits.take(for_email(rules.LETTERS_TO_STRANGERS, letter.to))
            tongue = tongue_for(locale(), shop.language)
            message_id = self._mailer.send(self._complete(letter, shop, tongue, age), named)
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

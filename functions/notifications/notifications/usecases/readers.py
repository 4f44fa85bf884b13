"""What readers have agreed to, as it is known here, and how they end it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from notifications.domain.letter import masked
from notifications.domain.mail_token import MailToken
from notifications.domain.reader import EVERY_KIND, LetterTopic, Reader
from notifications.domain.wish import StockWish
from notifications.usecases.reader_ports import MailTokens, Readers, Wishes
from souk import clock
from souk.errors import NotFound
from souk.events import Event
from souk.events.factory import new_event
from souk.events.notifications import ReaderUnsubscribed
from souk.events.users import ConsentDecided, UserChanged
from souk.storage.versioned import until_fresh
from souk.telemetry import count, logger

LETTER, COMPLAINT = "letter", "complaint"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page behind a letter's link shows."""

    to: str
    topics: dict[LetterTopic, bool]
    wishes: list[StockWish]


class Readership:
    def __init__(self, readers: Readers, wishes: Wishes, tokens: MailTokens) -> None:
        self._readers = readers
        self._wishes = wishes
        self._tokens = tokens

    def decided(self, told: ConsentDecided, event: Event) -> None:
        """A member's decision, as the users service tells it. Consents that no letter rests on are passed over."""
        if told.kind not in list(LetterTopic):
            return
        topic, at = LetterTopic(told.kind), event.occurred_at
        reader_id = self._tokens.member(told.user_id)

        def keep() -> None:
            held = self._readers.find(reader_id) or Reader(reader_id, told.user_id, told.email, told.locale)
            if told.given:
                reader = held.given(topic, at, told.version, told.number)
            else:
                reader = held.withdrawn(topic, at, told.number)
            if reader != held or not held.version:
                self._readers.save(reader)

        until_fresh(keep)
        if not told.given and topic is LetterTopic.BACK_IN_STOCK:
            self._end_wishes(reader_id)

    def moved(self, user: UserChanged) -> None:
        """Writes to a member's new address, and in their language."""
        reader_id = self._tokens.member(user.user_id)

        def keep() -> None:
            held = self._readers.find(reader_id)
            if held and (held.email, held.locale) != (user.email, user.locale):
                self._readers.save(replace(held, email=user.email, locale=user.locale))

        until_fresh(keep)

    def unsubscribe(
        self, text: str, sku: str = "", topic: LetterTopic | None = None, *, everything: bool = False
    ) -> None:
        """By the link of a letter: its topic or another, one wish, or everything. Done before, it is the same.

        Raises NotFound for a link this shop did not write.
        """
        token = self._read(text)
        if sku:
            for wish in self._wishes.of_reader(token.reader):
                if wish.wanted.sku == sku:
                    self._wishes.end(wish)
            return
        self.end(token.reader, None if everything else topic or token.topic, LETTER)

    def complained(self, reader_id: str, email: str) -> None:
        """Somebody called a letter spam: nothing goes to them by consent any more. `reader_id` is empty where the
        letter was not by consent.
        """
        for reader in {reader_id, self._tokens.guest(email)} - {""}:
            self.end(reader, None, COMPLAINT)

    def end(self, reader_id: str, topic: LetterTopic | None, source: str) -> None:
        """Letters of this topic, or everything."""
        topics = (topic,) if topic else tuple(LetterTopic)
        kinds = [*topics] if topic else [*EVERY_KIND]
        if LetterTopic.BACK_IN_STOCK in topics:
            self._end_wishes(reader_id)

        def once() -> None:
            held = self._readers.find(reader_id)
            if held is None:
                return
            reader = held.ended(topics, clock.now())
            if held.user_id and (topic is None or reader != held):
                self._readers.save(reader, _unsubscribed(reader, kinds, source))
            elif reader != held:
                self._readers.save(reader)

        until_fresh(once)
        count("ReadersUnsubscribed")
        logger.info("letters are ended", extra={"topics": [*topics], "source": source})

    def choices(self, text: str) -> Choices:
        """Raises NotFound for a link this shop did not write."""
        token = self._read(text)
        reader = self._readers.find(token.reader) or Reader(token.reader)
        wishes = self._wishes.of_reader(token.reader)
        address = reader.email or next((wish.email for wish in wishes if wish.email), "")
        return Choices(
            masked(address) if address else "", {topic: reader.agrees(topic) for topic in LetterTopic}, wishes
        )

    def forget(self, user_id: str) -> None:
        """The account is gone. What was decided stays under the hash of its address, for who asks to be shown it."""
        reader_id = self._tokens.member(user_id)
        self._end_wishes(reader_id)
        reader = self._readers.find(reader_id)
        if reader is None:
            return
        nobody = self._tokens.guest(reader.email)

        def remember() -> None:
            held = self._readers.find(nobody) or Reader(nobody)
            over = reader.ended(tuple(LetterTopic), clock.now()).decisions
            self._readers.save(replace(held, decisions={**over, **held.decisions}))

        if reader.email:
            until_fresh(remember)
        self._readers.forget(reader_id)

    def forget_guest(self, email: str) -> None:
        self._end_wishes(self._tokens.guest(email))

    def _end_wishes(self, reader_id: str) -> None:
        for wish in self._wishes.of_reader(reader_id):
            self._wishes.end(wish)

    def _read(self, text: str) -> MailToken:
        token = self._tokens.read(text)
        if token is None:
            raise NotFound("this link is not one of ours; copy all of it from the letter")
        return token


def _unsubscribed(reader: Reader, kinds: list[str], source: str) -> Event:
    data = ReaderUnsubscribed(user_id=reader.user_id, kinds=kinds, source=source)
    return new_event("reader.unsubscribed", aggregate_id=reader.id, aggregate_version=reader.version + 1, data=data)

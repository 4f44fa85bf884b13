"""What the use cases need from outside: the mailer, the claims on letters, and whom an order's letters go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from notifications.domain.letter import Letter, Shop, WrittenLetter
from notifications.domain.returned import Trouble, Unreachable
from notifications.domain.tongue import Tongue
from notifications.domain.wording import Words
from souk.events.content import ContentPublished
from souk.exports.readable import Json


class Rejected(Exception):
    """The letter will never be sent, however often one tries. `reason` is the mail service's error code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Mailer(Protocol):
    def send(self, letter: WrittenLetter, named: Named) -> str:
        """Hands the letter over and returns the mail service's message id. By its name it is known should it come back.

        Raises Rejected when it will never be taken, Unavailable when it may be later.
        """


class IssuedPdfs(Protocol):
    """Invoices and credit notes."""

    def pdf(self, order_id: str, number: str) -> bytes:
        """A document of an order; empty for one that is too large to be sent. Raises a SoukError where none comes."""


class GiftCardCodes(Protocol):
    def of(self, gift_card_id: str) -> str:
        """The code of a gift card, as it is printed. Raises NotFound, Unavailable."""


class LetterPress(Protocol):
    def write(self, letter: Letter, shop: Shop, tongue: Tongue) -> WrittenLetter:
        """The letter in words, as HTML and as text."""


class Claim(StrEnum):
    WON = "won"  # send it
    DONE = "done"  # it was sent, or will never be
    HELD = "held"  # somebody is sending it right now


@dataclass(frozen=True, slots=True)
class Named:
    """What a letter is known by: the event it follows, its kind, and the order it is about, empty for none. `to` is its
    address with most of it hidden. `reader` is who gets it by consent.
    """

    event_id: str
    kind: str
    order_id: str = ""
    to: str = ""
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a letter, and when: it is "sending", "sent", "rejected" for a `reason`, or came back, "bounced" or
    "complained".
    """

    letter: Named
    state: str
    at: datetime
    reason: str = ""


class Claims(Protocol):
    def claim(self, letter: Named, lease_seconds: int, *, late: bool) -> Claim:
        """Claims a letter. A claim whose worker died is free again when its lease is over.

        `late`: its event is not of just now, so an older version may have claimed it, where it kept its claims.
        """

    def sent(self, letter: Named, message_id: str) -> None:
        """It was handed over."""

    def rejected(self, letter: Named, reason: str) -> None:
        """It never will be."""

    def came_back(self, letter: Named, why: Trouble) -> None:
        """It was sent, and came back. Nothing when it is not known any more."""

    def release(self, letter: Named) -> None:
        """It was not handed over and may be tried again at once."""

    def of_order(self, order_id: str, limit: int, after: str | None) -> tuple[list[Sent], str | None]:
        """The letters about an order of the last 30 days, the newest first, and the cursor of the next page."""

    def forget(self, order_id: str) -> None:
        """Leaves nothing of the addresses in the claims of the order's letters."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom the letters of an order go to, and in which language (BCP 47); empty where that was not said. `owner` as
    `souk.shopper.owner` makes it, empty of orders from before it was kept.
    """

    order_id: str
    number: str
    email: str
    access_key: str
    locale: str = ""
    owner: str = ""


class Contacts(Protocol):
    def keep(self, contact: Contact, version: int) -> None:
        """Keeps it as of this version of the order; nothing when a later one is known, or its person is forgotten."""

    def forget(self, order_id: str) -> None:
        """Leaves a contact without an address: nobody is written to about this order any more."""

    def of_order(self, order_id: str) -> Contact | None:
        """Whom to write to about this order."""

    def exported(self, order_ids: Sequence[str]) -> list[Json]:
        """The contacts of these orders, to be read by them: see `notifications.adapters.exported`."""


class DeadAddresses(Protocol):
    """Addresses that are not written to. Raises Unavailable when the shop's secret cannot be read."""

    def put(self, address: str, why: Unreachable) -> None: ...

    def find(self, address: str) -> Unreachable | None: ...

    def lift(self, address: str) -> None:
        """Nothing when it was not there."""


class House(Protocol):
    """The shop as the merchant has it, from a copy of one's own; as deployed where nothing was published."""

    def shop(self) -> Shop: ...

    def words(self, kind: str, language: str) -> Words:
        """The merchant's words of one kind of letter."""

    def keep(self, published: ContentPublished, version: int) -> None:
        """Keeps what letters need of it, unless what is there is as new."""

"""A letter to a shopper: what it says, not yet in which language and how it looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote

from notifications.domain.phrases import Phrase, Said, common
from souk.shopper.links import links_in

MAX_NAME = 60


class LetterKind(StrEnum):
    """With the event's id it names a letter: each is sent once."""

    WELCOME = "welcome"
    RECEIVED = "order_received"
    CONFIRMED = "order_confirmed"
    CANCELLED = "order_cancelled"
    NOT_CANCELLED = "order_not_cancelled"
    LINES_CANCELLED = "lines_cancelled"
    LINES_KEPT = "lines_not_cancelled"
    EXPIRED = "order_expired"
    PAYMENT_DUE = "payment_due"
    PARTLY_PAID = "partly_paid"
    TRANSFER_BACK = "transfer_back"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUNDED = "refunded"
    LINK = "order_link"
    RETURN_ASKED = "return_asked"
    RETURN_APPROVED = "return_approved"
    RETURN_REJECTED = "return_rejected"
    RETURN_RECEIVED = "return_received"
    RETURN_EXPIRED = "return_expired"
    WITHDRAWAL = "withdrawal"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- a letter's kind
    EMAIL_CHANGED = "email_changed"
    SESSION_REUSED = "session_reused"
    CLOSING = "account_closing"
    GUEST_ASKED = "guest_asked"
    GUEST_FORGOTTEN = "guest_forgotten"
    EXPORT_READY = "export_ready"


@dataclass(frozen=True, slots=True)
class Shop:
    """`url` without a trailing slash; `accent` is the colour of links and buttons, `accent_dark` that of links in the
    dark; `language` that of letters to whom no other is known of. `logo` is a picture's address on the site, `imprint`
    who the shop is, line by line, `address` where parcels find it, in one line, if it is known.
    """

    name: str
    url: str
    accent: str = "#2b3aa0"
    accent_dark: str = "#b3bcff"
    language: str = "en"
    logo: str = ""
    imprint: tuple[str, ...] = ()
    address: str = ""

    def order_link(self, order_id: str, access_key: str = "") -> str:
        """The order's page; the key opens it without signing in. What follows a # is sent to nobody."""
        link = f"{self.url}/orders/{order_id}"
        return f"{link}#key={quote(access_key, safe='')}" if access_key else link

    def once_link(self, order_id: str, code: str) -> str:
        """The order's page, which exchanges the code for a key, once."""
        return f"{self.order_link(order_id)}#code={quote(code, safe='')}"

    def privacy_link(self, token: str) -> str:
        """The page where a guest says that they want to be forgotten."""
        return f"{self.url}/privacy#token={quote(token, safe='')}"

    def absolute(self, address: str) -> str:
        """An address on the site as one that works in an e-mail; "" for anything that is neither."""
        if address.startswith(("https://", "http://")):
            return address
        return f"{self.url}{address}" if address.startswith("/") and not address.startswith("//") else ""

    def with_logo(self, address: str) -> Shop:
        return replace(self, logo=self.absolute(address))


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    detail: str
    quantity: int
    amount: Said = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: Said
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`preview` is what mail programs show beside the subject. `facts` and `totals` are label and value. `number` is
    that of the order it is about, `farewell` the merchant's last words. `to_stranger`: nobody has proved yet, by a
    payment or a code, that the shop may write to this address.
    """

    kind: LetterKind
    to: str
    subject: Said
    preview: Said
    heading: Said
    paragraphs: tuple[Said, ...]
    items: tuple[Item, ...] = ()
    totals: tuple[tuple[Said, Said], ...] = ()
    facts: tuple[tuple[Said, Said], ...] = ()
    address: tuple[str, ...] = ()
    action: Link | None = None
    second_action: Link | None = None
    closing: Said = ""
    farewell: Said = ""
    number: str = ""
    to_stranger: bool = False


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter as it is handed over: in one language, as HTML and with the same content as plain text."""

    kind: LetterKind
    to: str
    subject: str
    html: str
    text: str
    language: str


def masked(address: str) -> str:
    """Enough of an e-mail address to tell it from another: "a…@example.com"."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def greeting(name: str = "") -> Phrase:
    """A name is what somebody wrote into a form, perhaps for somebody else's eyes: a long one, or one with a link, is
    left out.
    """
    if name and len(name) <= MAX_NAME and not links_in(name):
        return common("hello_name", name=name)
    return common("hello")

"""A letter to a shopper: what it says, not yet in which language and how it looks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from urllib.parse import quote

from notifications.domain.phrases import Phrase, Said, common
from souk.money import Money
from souk.shopper.links import links_in

MAX_NAME = 60


class LetterKind(StrEnum):
    """With the event's id it names a letter: each is sent once."""

    WELCOME = "welcome"
    RECEIVED = "order_received"
    PAYMENT_LINK = "payment_link"
    EXCHANGE_PLACED = "exchange_placed"
    ADDITION_PLACED = "addition_placed"
    CONFIRMED = "order_confirmed"
    CANCELLED = "order_cancelled"
    NOT_CANCELLED = "order_not_cancelled"
    LINES_CANCELLED = "lines_cancelled"
    LINES_KEPT = "lines_not_cancelled"
    EDITED = "order_edited"
    EXPIRED = "order_expired"
    PAYMENT_DUE = "payment_due"
    DAY_MOVED = "day_moved"
    PARTLY_PAID = "partly_paid"
    TRANSFER_BACK = "transfer_back"
    SHIPPED = "shipped"
    READY_FOR_PICKUP = "ready_for_pickup"
    READY_AT_POINT = "ready_at_point"
    PICKUP_REMINDER = "pickup_reminder"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REFUNDED = "refunded"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    LINK = "order_link"
    RETURN_ASKED = "return_asked"
    RETURN_APPROVED = "return_approved"
    RETURN_REJECTED = "return_rejected"
    RETURN_RECEIVED = "return_received"
    RETURN_EXPIRED = "return_expired"
    EXCHANGE_REFUSED = "exchange_refused"
    CLAIM_ASKED = "claim_asked"
    CLAIM_GRANTED = "claim_granted"
    CLAIM_REJECTED = "claim_rejected"
    WITHDRAWAL = "withdrawal"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- a letter's kind
    EMAIL_CHANGED = "email_changed"
    SESSION_REUSED = "session_reused"
    CLOSING = "account_closing"
    GUEST_ASKED = "guest_asked"
    GUEST_FORGOTTEN = "guest_forgotten"
    GIFT_CARD = "gift_card"
    GIFT_CARD_GIVEN = "gift_card_given"
    EXPORT_READY = "export_ready"
    WISH_ASKED = "wish_asked"
    BACK_IN_STOCK = "back_in_stock"
    PRICE_DROP = "price_drop"
    ABANDONED_CART = "abandoned_cart"
    REVIEW_REQUEST = "review_request"


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

    def wish_link(self, token: str) -> str:
        """The page where a guest says that it was they who asked."""
        return f"{self.url}/letters#wish={quote(token, safe='')}"

    def letters_link(self, token: str) -> str:
        """The page where a reader ends letters."""
        return f"{self.url}/letters#token={quote(token, safe='')}"

    def unsubscribe_link(self, token: str) -> str:
        """What a mail program posts to (RFC 8058); who opens it is led to the page."""
        return f"{self.url}/api/letters/{quote(token, safe='')}"

    def product_link(self, handle: str, sku: str) -> str:
        return f"{self.url}/products/{quote(handle, safe='')}?sku={quote(sku, safe='')}"

    def wishlist_link(self) -> str:
        return f"{self.url}/wishlist"

    def cart_link(self) -> str:
        return f"{self.url}/cart"

    def absolute(self, address: str) -> str:
        """An address on the site as one that works in an e-mail; "" for anything that is neither."""
        if address.startswith(("https://", "http://")):
            return address
        return f"{self.url}{address}" if address.startswith("/") and not address.startswith("//") else ""

    def with_logo(self, address: str) -> Shop:
        return replace(self, logo=self.absolute(address))


@dataclass(frozen=True, slots=True)
class Link:
    label: Said
    url: str


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    detail: str
    quantity: int
    amount: Said = ""
    image: str = ""
    note: Said = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """How letters of this topic are ended: `one_click` by the mail program, `page` by the reader."""

    one_click: str
    page: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """What a bank transfer says, as it is written into the code that banks' apps read: the account by its labels."""

    account: tuple[tuple[str, str], ...]
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What comes with a letter. `shown_as` is the name by which its HTML shows it; empty for a file beside it."""

    name: str
    type: str  # RFC 6838
    data: bytes = field(repr=False)
    shown_as: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that comes with a letter. `without` are the letter's paragraphs when it does not."""

    order_id: str
    number: str
    without: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """`preview` is what mail programs show beside the subject. `facts` and `totals` are label and value. `number` is
    that of the order it is about, `farewell` the merchant's last words. `to_stranger`: nobody has proved yet, by a
    payment or a code, that the shop may write to this address. `unsubscribe` is of letters by consent, `paper` comes
    with it.
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
    unsubscribe: Unsubscribe | None = None
    transfer: Transfer | None = None
    paper: Paper | None = None

    def without_paper(self) -> Letter:
        """The same, which says where to fetch what does not come with it."""
        return replace(self, paragraphs=self.paper.without, paper=None) if self.paper else self


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter as it is handed over: in one language, as HTML and with the same content as plain text. A mail program
    posts to `one_click` when its reader wants no more of them; empty where there is nothing to end.
    """

    kind: LetterKind
    to: str
    subject: str
    html: str
    text: str
    language: str
    one_click: str = ""
    enclosed: tuple[Enclosure, ...] = ()


def in_address(address: str, **values: str) -> str:
    """The address with what its braces name; braces that name nothing else are left."""
    for name, value in values.items():
        address = address.replace(f"{{{name}}}", quote(value, safe=""))
    return address


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

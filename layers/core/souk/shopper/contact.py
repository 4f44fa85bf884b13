"""Names, e-mail addresses, telephone numbers and languages: what people may write, and its usual form.

The rules are the same wherever these are asked for. What the storefront says of them before it asks is in
`frontend/src/lib/address`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from souk.shopper.links import links_in

MAX_EMAIL = 254  # RFC 5321, section 4.5.3.1.3, less the brackets
MAX_LOCAL_PART = 64  # section 4.5.3.1.1
PHONE_FORM = "Phone: digits, spaces and + ( ) - . / only; an extension as in “ext. 9”."
EMAIL_FORM = "E-mail: an address looks like name@example.com."
# Amazon SES has no SMTPUTF8 (RFC 6531): before the "@" it takes ASCII only ("Destination", SES API v2). Letters to
# another address would be refused after the order is placed, and the buyer would never hear of it.
EMAIL_NOT_ASCII = "E-mail: our mail cannot reach addresses with accents or other scripts before the @."

# A line or paragraph of its own, and marks that turn the direction of the text that follows: they make a name look
# like another, or a letter's head go on. Marks that join letters stay: Persian and emoji need them.
_BREAKS = frozenset("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff")
_SPACES = re.compile(r"[^\S\x00-\x1f\x7f-\x9f\u2028\u2029]+")

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL_PART = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
# "=?utf-8?q?x?=" is a word in another character set (RFC 2047), which a mail server would undo.
_ENCODED_WORD = re.compile(r"=\?.*\?=")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")

_PHONE = re.compile(
    r"(?P<number>\+?[0-9 ()/.-]+?)(?:[ ,;]*(?:extension|ext|x|#)[.:=]?[ ]*[0-9]{1,7})?", re.IGNORECASE | re.ASCII
)
_DIGITS_OF_A_PHONE = range(5, 18)  # at most 15 (E.164), and a "00" before the country's


def one_line(text: str) -> str:
    """Without spaces around, and with single ones within. Breaks stay, so that they can be refused."""
    return _SPACES.sub(" ", text.strip())


def has_unprintable(text: str) -> bool:
    """Whether there is a control character, a break of the line or a mark that turns the direction of text."""
    return any(char in _BREAKS or unicodedata.category(char) in ("Cc", "Cs") for char in text)


def mail_address(text: str) -> str:
    """The address without spaces around.

    Raises ValueError with a sentence for the person when no mail server takes it. Nothing is asked of the network.
    """
    address = unicodedata.normalize("NFC", text.strip())
    local, at, domain = address.lower().rpartition("@")
    if not at or len(address) > MAX_EMAIL:
        raise ValueError(EMAIL_FORM)
    if not local.isascii() and all(char.isalnum() or char in "._+-" for char in local):
        raise ValueError(EMAIL_NOT_ASCII)
    if len(local) > MAX_LOCAL_PART or not _LOCAL_PART.fullmatch(local) or _ENCODED_WORD.search(local):
        raise ValueError(EMAIL_FORM)
    if len(ascii_domain(domain)) > 253 or not _DOMAIN.fullmatch(ascii_domain(domain)):
        raise ValueError(EMAIL_FORM)
    return address


def ascii_domain(domain: str) -> str:
    """As the domain name system has it (IDNA 2008): "bücher.de" is "xn--bcher-kva.de". Empty when it cannot be."""
    if domain.isascii():
        return domain
    import idna  # seldom needed, and its tables are large

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return ""


def mailable(address: str) -> str:
    """An address as it is handed to the mail service: its domain in ASCII."""
    local, at, domain = address.rpartition("@")
    return f"{local}{at}{ascii_domain(domain) or domain}"


def mailbox(address: str) -> str:
    """What tells mailboxes apart: case makes no other one, and a domain is the same in its own script and in ASCII."""
    return mailable(address.strip().lower())


def tidy_phone(text: str) -> str:
    """With ASCII digits and signs, where a keyboard wrote wide ones."""
    return one_line(unicodedata.normalize("NFKC", text))


def is_phone(text: str) -> bool:
    """Whether this may be a telephone number. Loose on purpose: only the carrier reads it, and it may call."""
    match = _PHONE.fullmatch(text)
    return match is not None and sum(char.isdigit() for char in match["number"]) in _DIGITS_OF_A_PHONE


def _printable(text: str) -> str:
    if has_unprintable(text):
        raise ValueError("use letters, digits and signs of one line only")
    return text


def unlinked(text: str) -> str:
    """Raises ValueError for a text with a link in it."""
    if links_in(text):
        raise ValueError("write it without a web address")
    return text


Email = Annotated[str, Field(max_length=MAX_EMAIL), AfterValidator(mail_address)]
# BCP 47 (RFC 5646, section 2.1) as far as browsers send it: a language, perhaps a script and a country, and what else
# is said of it. 35 characters are the most that has to be kept (section 4.4.1).
Locale = Annotated[
    str,
    Field(
        max_length=35,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{1,8})*$",
    ),
]
# A line of text that people read in letters and lists: trimmed, of single spaces.
OneLine = Annotated[str, AfterValidator(one_line), AfterValidator(_printable)]
# The same for names and companies, which stand in letters that go to whomever somebody says.
Unlinked = Annotated[OneLine, AfterValidator(unlinked)]

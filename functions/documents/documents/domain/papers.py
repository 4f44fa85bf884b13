"""What PDFs are called, where they are kept, and how delivery notes differ from documents with a number."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from documents.domain.file import OrderFile
from documents.domain.seller import Seller
from documents.domain.slip import ReturnSlip

LANGUAGES = ("en", "de", "ar")
DELIVERY_NOTE = "delivery-note"
RETURN_SLIP = "return-"
_DOCUMENTS, _NOTES, _SLIPS = "documents", "delivery-notes", "return-slips"


# Peppol's schemes of VAT numbers (its code list of participant identifier schemes), by the country they begin with.
_VAT_SCHEMES = {
    "AT": "9914",
    "BE": "9925",
    "BG": "9926",
    "CY": "9928",
    "CZ": "9929",
    "DE": "9930",
    "EE": "9931",
    "EL": "9933",
    "ES": "9920",
    "FI": "0213",
    "FR": "9957",
    "HR": "9934",
    "HU": "9910",
    "IE": "9935",
    "IT": "0211",
    "LT": "9937",
    "LU": "9938",
    "LV": "9939",
    "MT": "9943",
    "NL": "9944",
    "PL": "9945",
    "PT": "9946",
    "RO": "9947",
    "SI": "9949",
    "SK": "9950",
}


@dataclass(frozen=True, slots=True)
class NetworkAddress:
    """Where somebody is on the Peppol network: a scheme of its Electronic Address Scheme, "0088", and a value in it."""

    scheme: str
    value: str

    @classmethod
    def of(cls, text: str) -> NetworkAddress:
        """ "0088:7300010000001"."""
        scheme, _, value = text.partition(":")
        return cls(scheme, value)

    @classmethod
    def of_vat_id(cls, vat_id: str) -> NetworkAddress | None:
        """None where the network has no scheme for a country's VAT numbers."""
        scheme = _VAT_SCHEMES.get(vat_id[:2])
        return cls(scheme, vat_id) if scheme else None


@dataclass(frozen=True, slots=True)
class PeppolWish:
    """Who a document goes to over the network, from whom, and what the buyer wants to know it by. No checkout asks for
    it: whoever wants it has told the shop.
    """

    buyer: NetworkAddress
    seller: NetworkAddress
    reference: str = ""


def language_of(wanted: str) -> str:
    """A language that documents are written in: that, or English."""
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def name_of(file: OrderFile, number: str) -> str:
    """Where the PDF of a document of this order is kept. A delivery note says what holds now, and each has a name of
    its own: of what it says.
    """
    if number.startswith(RETURN_SLIP):
        return f"{_SLIPS}/{file.order_id}/{number}.pdf"
    if number != DELIVERY_NOTE:
        return f"{_DOCUMENTS}/{file.order_id}/{number}.pdf"
    told = json.dumps([str(file.sent_to), [str(line) for line in file.sale.lines] if file.sale else []])
    return f"{_NOTES}/{file.order_id}/{hashlib.sha256(told.encode()).hexdigest()[:32]}.pdf"


def number_in(name: str) -> str:
    """The document that a name is of."""
    folder, _, rest = name.partition("/")
    return DELIVERY_NOTE if folder == _NOTES else rest.rpartition("/")[2].removesuffix(".pdf")


def slip_of(file: OrderFile, number: str) -> ReturnSlip | None:
    """ "return-R1" is that of the order's first return."""
    return file.slip(number.removeprefix(RETURN_SLIP)) if number.startswith(RETURN_SLIP) else None


def can_be_sent_to(seller: Seller | None) -> bool:
    """Whether a parcel would find the shop."""
    return bool(seller and seller.street and seller.city)


def can_be_delivered(file: OrderFile) -> bool:
    """Whether there is anything to send, and anybody to send it to."""
    return bool(file.sale and file.sent_to and any(line.to_ship for line in file.sale.lines))

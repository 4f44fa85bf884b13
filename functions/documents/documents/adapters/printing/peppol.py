"""A document as Peppol BIS Billing 3.0 has it: UBL 2.1, the other syntax of EN 16931, for customers who take invoices
over that network: https://docs.peppol.eu/poacc/billing/3.0/. Sending it is an access point's business.

The numbers in comments are those of EN 16931-1. tests/component/documents validates against the official schemas.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import ROUND_HALF_UP, Decimal

from documents.adapters.printing.einvoice import (
    notes_of,
    percent,
    plain,
    title_of,
    unit_of,
    without_controls,
)
from documents.adapters.printing.exemptions import Exemption, breakdown, category, is_intra_community
from documents.adapters.printing.words import LANGUAGES
from documents.domain.document import DocumentType, InvoiceLine, IssuedDocument, RateSum
from documents.domain.papers import NetworkAddress, PeppolWish, language_of
from documents.domain.sale import SHIPPING, Party
from documents.domain.seller import Seller
from souk.money import Money, exponent

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_ROOT = "urn:oasis:names:specification:ubl:schema:xsd:{}-2"
_CAC = _ROOT.format("CommonAggregateComponents")
_CBC = _ROOT.format("CommonBasicComponents")
# UNTDID 4461: it was paid before, and there is nothing to say of how to pay.
_PAID = "1"


class PeppolWriter:
    """`ports.NetworkInvoices`."""

    def written(self, document: IssuedDocument, wish: PeppolWish) -> str:
        words = LANGUAGES[language_of(document.seller.language)].words
        return peppol(document, wish, dict(words)).decode()


def peppol(document: IssuedDocument, wish: PeppolWish, words: dict[str, str]) -> bytes:
    """`words` are those of the page: what a line of no name is called."""
    note = document.type is DocumentType.CREDIT_NOTE
    namespace = _ROOT.format("CreditNote" if note else "Invoice")
    root = ET.Element(f"{{{namespace}}}{'CreditNote' if note else 'Invoice'}")
    _head(root, document, wish, note=note)
    _seller(_add(root, "AccountingSupplierParty", "Party"), document.seller, wish.seller)
    _buyer(_add(root, "AccountingCustomerParty", "Party"), document.buyer, wish.buyer)
    delivery = _add(root, "Delivery")
    _address(_add(delivery, "DeliveryLocation", "Address"), document.buyer)  # BG-15
    _text(_add(delivery, "DeliveryParty", "PartyName"), "Name", document.buyer.name)  # BT-70
    _text(_add(root, "PaymentMeans"), "PaymentMeansCode", _PAID)  # BT-81
    _sums(root, document)
    for count, position in enumerate(document.positions, 1):
        _line(root, count, position, document, words, note=note)
    for prefix, uri in (("", namespace), ("cac", _CAC), ("cbc", _CBC)):
        ET.register_namespace(prefix, uri)
    xml: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml


def _head(root: ET.Element, document: IssuedDocument, wish: PeppolWish, *, note: bool) -> None:
    _text(root, "CustomizationID", CUSTOMIZATION)  # BT-24
    _text(root, "ProfileID", _PROFILE)  # BT-23
    _text(root, "ID", document.number)  # BT-1
    _text(root, "IssueDate", document.issued_on.isoformat())  # BT-2
    if note:
        _text(root, "TaxPointDate", document.paid_on.isoformat())  # BT-7
    _text(root, "CreditNoteTypeCode" if note else "InvoiceTypeCode", "381" if note else "380")  # BT-3, UNTDID 1001
    if told := ", ".join(notes_of(document)):
        _text(root, "Note", told)  # BT-22, which there may be one of
    if not note:
        _text(root, "TaxPointDate", document.paid_on.isoformat())
    _text(root, "DocumentCurrencyCode", document.currency)  # BT-5
    _text(root, "BuyerReference", wish.reference or document.order_number)  # BT-10
    if is_intra_community(document):  # BR-IC-11: when it is delivered is not known yet
        _text(_add(root, "InvoicePeriod"), "StartDate", document.paid_on.isoformat())  # BT-73
    _text(_add(root, "OrderReference"), "ID", document.order_number)  # BT-13
    if document.refers_to:
        number, on = document.refers_to
        before = _add(root, "BillingReference", "InvoiceDocumentReference")
        _text(before, "ID", number)  # BT-25
        _text(before, "IssueDate", on.isoformat())  # BT-26


def _seller(party: ET.Element, seller: Seller, at: NetworkAddress) -> None:
    """BG-4."""
    _endpoint(party, at)
    if seller.name:
        _text(_add(party, "PartyName"), "Name", seller.name)  # BT-28
    place = Party(seller.company, seller.street, seller.city, seller.postal_code, seller.country)
    _address(_add(party, "PostalAddress"), place)
    for scheme, number in (("VAT", seller.vat_id), ("TAX", seller.tax_number)):  # BT-31, BT-32
        if number:
            tax = _add(party, "PartyTaxScheme")
            _text(tax, "CompanyID", number)
            _text(_add(tax, "TaxScheme"), "ID", scheme)
    _text(_add(party, "PartyLegalEntity"), "RegistrationName", seller.company)  # BT-27
    if seller.phone or seller.email:
        contact = _add(party, "Contact")  # BG-6
        _text(contact, "Name", seller.name or seller.company)
        for name, value in (("Telephone", seller.phone), ("ElectronicMail", seller.email)):
            if value:
                _text(contact, name, value)


def _buyer(party: ET.Element, who: Party, at: NetworkAddress) -> None:
    """BG-7."""
    _endpoint(party, at)
    _address(_add(party, "PostalAddress"), who)
    if who.vat_id:
        tax = _add(party, "PartyTaxScheme")
        _text(tax, "CompanyID", who.vat_id)  # BT-48
        _text(_add(tax, "TaxScheme"), "ID", "VAT")
    _text(_add(party, "PartyLegalEntity"), "RegistrationName", who.name)  # BT-44


def _endpoint(party: ET.Element, at: NetworkAddress) -> None:
    _text(party, "EndpointID", at.value).set("schemeID", at.scheme)


def _address(address: ET.Element, who: Party) -> None:
    parts = (
        ("StreetName", who.line1),
        ("AdditionalStreetName", who.line2),
        ("CityName", who.city),
        ("PostalZone", who.postal_code),
        ("CountrySubentity", who.region),
    )
    for name, value in parts:
        if value:
            _text(address, name, value)
    _text(_add(address, "Country"), "IdentificationCode", who.country)


def _sums(root: ET.Element, document: IssuedDocument) -> None:
    """BG-22, BG-23. What it is about was paid, or given back, before the document was issued: nothing is due."""
    taxes = _add(root, "TaxTotal")
    _amount(taxes, "TaxAmount", document.tax)  # BT-110
    for part, why in breakdown(document):
        _rate(_add(taxes, "TaxSubtotal"), part, why, document)
    sums = _add(root, "LegalMonetaryTotal")
    _amount(sums, "LineExtensionAmount", document.net)  # BT-106
    _amount(sums, "TaxExclusiveAmount", document.net)  # BT-109
    _amount(sums, "TaxInclusiveAmount", document.total)  # BT-112
    _amount(sums, "PrepaidAmount", document.total)  # BT-113
    _amount(sums, "PayableAmount", Money.zero(document.currency))  # BT-115


def _rate(part: ET.Element, told: RateSum, why: Exemption | None, document: IssuedDocument) -> None:
    _amount(part, "TaxableAmount", told.net)  # BT-116
    _amount(part, "TaxAmount", told.tax)  # BT-117
    _category(_add(part, "TaxCategory"), told, document, why)


def _category(
    element: ET.Element, told: InvoiceLine | RateSum, document: IssuedDocument, why: Exemption | None = None
) -> None:
    _text(element, "ID", category(told, document))  # BT-118, BT-151
    _text(element, "Percent", percent(told.rate))  # BT-119, BT-152
    if why and why.code:
        _text(element, "TaxExemptionReasonCode", why.code)  # BT-121
    if why:
        _text(element, "TaxExemptionReason", why.reason)  # BT-120
    _text(_add(element, "TaxScheme"), "ID", "VAT")


def _line(
    root: ET.Element, count: int, position: InvoiceLine, document: IssuedDocument, words: dict[str, str], *, note: bool
) -> None:
    """BG-25."""
    line = _add(root, "CreditNoteLine" if note else "InvoiceLine")
    _text(line, "ID", str(count))  # BT-126
    quantity = _text(line, "CreditedQuantity" if note else "InvoicedQuantity", str(position.quantity))  # BT-129
    quantity.set("unitCode", unit_of(position))
    _amount(line, "LineExtensionAmount", position.net)  # BT-131
    item = _add(line, "Item")
    if position.detail and position.key != SHIPPING:
        _text(item, "Description", position.detail)  # BT-154
    _text(item, "Name", title_of(position, words))  # BT-153
    if position.sku:
        _text(_add(item, "SellersItemIdentification"), "ID", position.sku)  # BT-155
    _category(_add(item, "ClassifiedTaxCategory"), position, document)
    _text(_add(line, "Price"), "PriceAmount", _price(position)).set("currencyID", position.net.currency)  # BT-146


def _price(position: InvoiceLine) -> str:
    """The net price of a unit, with as many digits as make the line's net of it again, of any number of units."""
    exact = Decimal(position.net.amount).scaleb(-exponent(position.net.currency)) / position.quantity
    return f"{exact.quantize(Decimal('0.00000001'), ROUND_HALF_UP).normalize():f}"


def _add(parent: ET.Element, *names: str) -> ET.Element:
    for name in names:
        parent = ET.SubElement(parent, f"{{{_CAC}}}{name}")
    return parent


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_CBC}}}{name}")
    element.text = without_controls(text)
    return element


def _amount(parent: ET.Element, name: str, amount: Money) -> None:
    _text(parent, name, plain(amount)).set("currencyID", amount.currency)

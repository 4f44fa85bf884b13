"""The e-invoice: a document as XML, in the Cross Industry Invoice syntax and the EN 16931 profile of Factur-X 1.0
(ZUGFeRD 2), which is one standard of two names: https://fnfe-mpe.org/factur-x/factur-x_en/.

The numbers in comments are those of EN 16931-1. tests/component/documents validates against the official schemas.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from documents.adapters.printing.exemptions import Exemption, breakdown, category, is_intra_community
from documents.domain.document import DocumentType, InvoiceLine, IssuedDocument, RateSum
from documents.domain.sale import SHIPPING, Party
from documents.domain.seller import Seller
from souk.money import Money, exponent

PROFILE = "urn:cen.eu:en16931:2017"
FILE_NAME = "factur-x.xml"
_RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
_UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
_QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
_TYPES = {DocumentType.INVOICE: "380", DocumentType.CREDIT_NOTE: "381", DocumentType.REVERSAL: "380"}  # UNTDID 1001
# What XML 1.0 has no place for (production 2).
_NO_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def einvoice(document: IssuedDocument, words: dict[str, str]) -> bytes:
    """`words` are those of the page: what a line of no name is called."""
    root = ET.Element(f"{{{_RSM}}}CrossIndustryInvoice")
    context = ET.SubElement(root, f"{{{_RSM}}}ExchangedDocumentContext")
    _text(_add(context, "GuidelineSpecifiedDocumentContextParameter"), "ID", PROFILE)  # BT-24
    header = ET.SubElement(root, f"{{{_RSM}}}ExchangedDocument")
    _text(header, "ID", document.number)  # BT-1
    _text(header, "TypeCode", _TYPES[document.type])  # BT-3
    _date(_add(header, "IssueDateTime"), document.issued_on)  # BT-2
    for note in notes_of(document):
        _text(_add(header, "IncludedNote"), "Content", note)  # BT-22
    trade = ET.SubElement(root, f"{{{_RSM}}}SupplyChainTradeTransaction")
    for count, position in enumerate(document.positions, 1):
        _line(trade, count, position, document, words)
    _agreement(trade, document)
    delivery = _add(trade, "ApplicableHeaderTradeDelivery")
    _party(_add(delivery, "ShipToTradeParty"), document.buyer)  # BG-13
    _settlement(trade, document)
    for prefix, namespace in (("rsm", _RSM), ("ram", _RAM), ("udt", _UDT), ("qdt", _QDT)):
        ET.register_namespace(prefix, namespace)
    xml: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml


def notes_of(document: IssuedDocument) -> list[str]:
    seller = document.seller
    return [note for note in (seller.register_entry, seller.represented_by) if note]


def _line(
    trade: ET.Element, count: int, position: InvoiceLine, document: IssuedDocument, words: dict[str, str]
) -> None:
    """BG-25."""
    line = _add(trade, "IncludedSupplyChainTradeLineItem")
    _text(_add(line, "AssociatedDocumentLineDocument"), "LineID", str(count))  # BT-126
    product = _add(line, "SpecifiedTradeProduct")
    if position.sku:
        _text(product, "SellerAssignedID", position.sku)  # BT-155
    _text(product, "Name", title_of(position, words))  # BT-153
    if position.detail and position.key != SHIPPING:
        _text(product, "Description", position.detail)  # BT-154
    price = _add(_add(line, "SpecifiedLineTradeAgreement"), "NetPriceProductTradePrice")
    _text(price, "ChargeAmount", _price(position))  # BT-146
    quantity = _text(_add(line, "SpecifiedLineTradeDelivery"), "BilledQuantity", str(position.quantity))  # BT-129
    quantity.set("unitCode", unit_of(position))
    settlement = _add(line, "SpecifiedLineTradeSettlement")
    tax = _add(settlement, "ApplicableTradeTax")
    _text(tax, "TypeCode", "VAT")
    _text(tax, "CategoryCode", category(position, document))  # BT-151
    _text(tax, "RateApplicablePercent", percent(position.rate))  # BT-152
    _text(_add(settlement, "SpecifiedTradeSettlementLineMonetarySummation"), "LineTotalAmount", plain(position.net))


def title_of(position: InvoiceLine, words: dict[str, str]) -> str:
    if position.key == SHIPPING:
        return words["shipping"]
    return position.title or words["reduction"]


def unit_of(position: InvoiceLine) -> str:
    """UN/ECE recommendation 20: H87 a piece, C62 one."""
    return "H87" if position.sku else "C62"


def _price(position: InvoiceLine) -> str:
    """The net price of a unit, with as many digits as make the line's net of it again."""
    exact = Decimal(position.net.amount).scaleb(-exponent(position.net.currency)) / position.quantity
    return f"{exact.quantize(Decimal('0.0001'), ROUND_HALF_UP):f}"


def _agreement(trade: ET.Element, document: IssuedDocument) -> None:
    agreement = _add(trade, "ApplicableHeaderTradeAgreement")
    _seller(_add(agreement, "SellerTradeParty"), document.seller)
    buyer = _add(agreement, "BuyerTradeParty")
    _party(buyer, document.buyer)  # BG-7
    if document.buyer.vat_id:
        _text(_add(buyer, "SpecifiedTaxRegistration"), "ID", document.buyer.vat_id).set("schemeID", "VA")  # BT-48
    _text(_add(agreement, "SellerOrderReferencedDocument"), "IssuerAssignedID", document.order_number)  # BT-14


def _seller(party: ET.Element, seller: Seller) -> None:
    """BG-4."""
    _text(party, "Name", seller.company)  # BT-27
    if seller.name and seller.name != seller.company:
        _text(_add(party, "SpecifiedLegalOrganization"), "TradingBusinessName", seller.name)  # BT-28
    if seller.phone or seller.email:
        contact = _add(party, "DefinedTradeContact")  # BG-6
        _text(contact, "DepartmentName", seller.name or seller.company)
        if seller.phone:
            _text(_add(contact, "TelephoneUniversalCommunication"), "CompleteNumber", seller.phone)
        if seller.email:
            _text(_add(contact, "EmailURIUniversalCommunication"), "URIID", seller.email)
    address = _add(party, "PostalTradeAddress")
    _text(address, "PostcodeCode", seller.postal_code)
    _text(address, "LineOne", seller.street)
    _text(address, "CityName", seller.city)
    _text(address, "CountryID", seller.country)
    for scheme, number in (("FC", seller.tax_number), ("VA", seller.vat_id)):  # BT-32, BT-31
        if number:
            _text(_add(party, "SpecifiedTaxRegistration"), "ID", number).set("schemeID", scheme)


def _party(party: ET.Element, who: Party) -> None:
    _text(party, "Name", who.name)
    address = _add(party, "PostalTradeAddress")
    if who.postal_code:
        _text(address, "PostcodeCode", who.postal_code)
    _text(address, "LineOne", who.line1)
    if who.line2:
        _text(address, "LineTwo", who.line2)
    if who.city:
        _text(address, "CityName", who.city)
    _text(address, "CountryID", who.country)
    if who.region:
        _text(address, "CountrySubDivisionName", who.region)


def _settlement(trade: ET.Element, document: IssuedDocument) -> None:
    """BG-22, BG-23, BG-3. What it is about was paid, or given back, before the document was issued: nothing is due, and
    there is nothing to say of how to pay.
    """
    settlement = _add(trade, "ApplicableHeaderTradeSettlement")
    _text(settlement, "InvoiceCurrencyCode", document.currency)  # BT-5
    for part, why in breakdown(document):
        _rate(settlement, part, why, document)
    if is_intra_community(document):  # BR-IC-11: when it is delivered is not known yet
        period = _add(settlement, "BillingSpecifiedPeriod")  # BG-14
        _date(_add(period, "StartDateTime"), document.paid_on)  # BT-73
    sums = _add(settlement, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _text(sums, "LineTotalAmount", plain(document.net))  # BT-106
    _text(sums, "TaxBasisTotalAmount", plain(document.net))  # BT-109
    _text(sums, "TaxTotalAmount", plain(document.tax)).set("currencyID", document.currency)  # BT-110
    _text(sums, "GrandTotalAmount", plain(document.total))  # BT-112
    _text(sums, "TotalPrepaidAmount", plain(document.total))  # BT-113
    _text(sums, "DuePayableAmount", plain(Money.zero(document.currency)))  # BT-115
    if document.refers_to:
        number, on = document.refers_to
        before = _add(settlement, "InvoiceReferencedDocument")
        _text(before, "IssuerAssignedID", number)  # BT-25
        formatted = _add(before, "FormattedIssueDateTime")  # BT-26
        moment = ET.SubElement(formatted, f"{{{_QDT}}}DateTimeString")
        moment.text = f"{on:%Y%m%d}"
        moment.set("format", "102")


def _rate(settlement: ET.Element, part: RateSum, why: Exemption | None, document: IssuedDocument) -> None:
    """BG-23."""
    tax, code = _add(settlement, "ApplicableTradeTax"), category(part, document)
    _text(tax, "CalculatedAmount", plain(part.tax))  # BT-117
    _text(tax, "TypeCode", "VAT")
    if why:
        _text(tax, "ExemptionReason", why.reason)  # BT-120
    _text(tax, "BasisAmount", plain(part.net))  # BT-116
    _text(tax, "CategoryCode", code)  # BT-118
    if why and why.code:
        _text(tax, "ExemptionReasonCode", why.code)  # BT-121
    point = ET.SubElement(_add(tax, "TaxPointDate"), f"{{{_UDT}}}DateString")  # BT-7
    point.text = f"{document.paid_on:%Y%m%d}"
    point.set("format", "102")
    _text(tax, "RateApplicablePercent", percent(part.rate))  # BT-119


def percent(rate: int) -> str:
    return f"{Decimal(rate).scaleb(-2):.2f}"


def plain(amount: Money) -> str:
    return str(amount).partition(" ")[0]


def _add(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{_RAM}}}{name}")


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = _add(parent, name)
    element.text = without_controls(text)
    return element


def without_controls(text: str) -> str:
    return _NO_TEXT.sub(" ", text)


def _date(parent: ET.Element, on: date) -> None:
    moment = ET.SubElement(parent, f"{{{_UDT}}}DateTimeString")
    moment.text = f"{on:%Y%m%d}"
    moment.set("format", "102")

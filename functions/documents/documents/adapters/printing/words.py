"""What documents say, in the languages they are written in, and how these write numbers and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from souk.money import Money, exponent

_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Language:
    """`thousands` and `point` are what stands in numbers."""

    code: str
    direction: str
    thousands: str
    point: str
    words: Mapping[str, str]

    def amount(self, amount: Money) -> str:
        """Without its currency, which stands in the table's head."""
        digits = exponent(amount.currency)
        plain = f"{Decimal(amount.amount).scaleb(-digits):,.{digits}f}"
        return plain.translate(str.maketrans(",.", self.thousands + self.point))

    def percent(self, rate: int) -> str:
        plain = f"{Decimal(rate).scaleb(-2).normalize():f}".replace(".", self.point)
        return f"{plain}\N{NO-BREAK SPACE}%" if self.code == "de" else f"{plain}%"

    def day(self, on: date) -> str:
        if self.code == "en":
            return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
        return f"{on:%d.%m.%Y}" if self.code == "de" else f"{on:%d/%m/%Y}"


_EN = {
    "invoice": "Invoice",
    "credit_note": "Credit note",
    "reversal": "Reversal of a credit note",
    "delivery_note": "Delivery note",
    "number": "Number",
    "issued_on": "Date",
    "order_number": "Order",
    "ordered_on": "Ordered on",
    "paid_on": "Paid on",
    "supply": "Supply",
    "supply_after": "after payment, on dispatch",
    "supply_paid": "on the day of payment",
    "refers_to": "Corrects",
    "of": "of",
    "customer": "Bill to",
    "sent_to": "Deliver to",
    "position": "No.",
    "item": "Item",
    "quantity": "Quantity",
    "unit_price": "Unit price",
    "with_tax": "incl. VAT",
    "without_tax": "excl. VAT",
    "paid_with_card": "Paid with gift card … {code}: {amount}",
    "paid_with_credit": "Paid with store credit: {amount}",
    "rate": "VAT",
    "net": "Net",
    "tax": "VAT",
    "gross": "Total",
    "sum_net": "Net amount",
    "sum_tax": "VAT {rate} on {net}",
    "sum_total": "Total",
    "paid": "Paid in full on {date}. Nothing is due.",
    "given_back": "The amount of this credit note has been given back.",
    "reversed": "The amount could not be given back: credit note {number} does not hold any more.",
    "export": "Export outside the European Union, exempt from VAT (article 146 of Directive 2006/112/EC).",
    "intra_community": "VAT-exempt intra-Community supply (article 138 of Directive 2006/112/EC).",
    "reverse_charge": "Reverse charge: the customer owes the VAT (article 196 of Directive 2006/112/EC).",
    "small_business": "No VAT is charged: special scheme for small enterprises (article 284 of Directive 2006/112/EC).",
    "outside": "Supplied outside the European Union and not subject to its VAT (article 58 of Directive 2006/112/EC).",
    "voucher": "Voucher: no VAT on its sale, which is due as it is spent (article 30b of Directive 2006/112/EC).",
    "buyer_vat_id": "Your VAT number",
    "shipping": "Shipping",
    "reduction": "Reduction of the price",
    "einvoice": "The e-invoice in this file (Factur-X, EN 16931) says the same to machines.",
    "not_shown": "〓 stands for a character that this page cannot show; the e-invoice in this file has it.",
    "not_shown_note": "〓 stands for a character that this page cannot show.",
    "vat_id": "VAT ID",
    "tax_number": "Tax number",
    "sku": "SKU",
    "packed": "Packed",
    "return_slip": "Return slip",
    "send_to": "Send to",
    "return_number": "Return",
    "send_by": "Send by",
    "comes_back": "In the parcel",
    "slip_put": "Please put this slip into the parcel: by the number we know whose it is.",
    "slip_code": "QR code of the number {number}",
    "page": "Page {page} of {pages}",
}
_DE = {
    "invoice": "Rechnung",
    "credit_note": "Rechnungskorrektur",
    "reversal": "Storno einer Rechnungskorrektur",
    "delivery_note": "Lieferschein",
    "number": "Nummer",
    "issued_on": "Datum",
    "order_number": "Bestellung",
    "ordered_on": "Bestellt am",
    "paid_on": "Bezahlt am",
    "supply": "Lieferung",
    "supply_after": "nach Zahlung, mit dem Versand",
    "supply_paid": "am Tag der Zahlung",
    "refers_to": "Korrigiert",
    "of": "vom",
    "customer": "Rechnung an",
    "sent_to": "Lieferung an",
    "position": "Pos.",
    "item": "Artikel",
    "quantity": "Menge",
    "unit_price": "Einzelpreis",
    "with_tax": "inkl. USt.",
    "without_tax": "ohne USt.",
    "paid_with_card": "Bezahlt mit Gutschein … {code}: {amount}",
    "paid_with_credit": "Bezahlt mit Guthaben: {amount}",
    "rate": "USt.",
    "net": "Netto",
    "tax": "USt.",
    "gross": "Gesamt",
    "sum_net": "Nettobetrag",
    "sum_tax": "USt. {rate} auf {net}",
    "sum_total": "Gesamtbetrag",
    "paid": "Vollständig bezahlt am {date}. Es ist nichts mehr zu zahlen.",
    "given_back": "Der Betrag dieser Rechnungskorrektur wurde erstattet.",
    "reversed": "Der Betrag konnte nicht erstattet werden: Die Rechnungskorrektur {number} gilt nicht mehr.",
    "export": "Steuerfreie Ausfuhrlieferung (Artikel 146 der Richtlinie 2006/112/EG).",
    "intra_community": "Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG).",
    "reverse_charge": "Steuerschuldnerschaft des Leistungsempfängers (Artikel 196 der Richtlinie 2006/112/EG).",
    "small_business": "Steuerfrei: Sonderregelung für Kleinunternehmen (Artikel 284 der Richtlinie 2006/112/EG).",
    "outside": "Leistungsort außerhalb der EU, nicht steuerbar (Artikel 58 der Richtlinie 2006/112/EG).",
    "voucher": "Mehrzweck-Gutschein: Steuer erst bei der Einlösung (Artikel 30b der Richtlinie 2006/112/EG).",
    "buyer_vat_id": "Ihre USt-IdNr.",
    "shipping": "Versand",
    "reduction": "Minderung des Preises",
    "einvoice": "Die E-Rechnung in dieser Datei (ZUGFeRD, EN 16931) sagt Maschinen dasselbe.",
    "not_shown": "〓 steht für ein Zeichen, das diese Seite nicht zeigen kann; in der E-Rechnung steht es.",
    "not_shown_note": "〓 steht für ein Zeichen, das diese Seite nicht zeigen kann.",
    "vat_id": "USt-IdNr.",
    "tax_number": "Steuernummer",
    "sku": "Art.-Nr.",
    "packed": "Gepackt",
    "return_slip": "Rücksendeschein",
    "send_to": "Zu senden an",
    "return_number": "Rücksendung",
    "send_by": "Absenden bis",
    "comes_back": "Im Paket",
    "slip_put": "Bitte legen Sie diesen Schein ins Paket: An der Nummer erkennen wir, von wem es ist.",
    "slip_code": "QR-Code der Nummer {number}",
    "page": "Seite {page} von {pages}",
}
_AR = {
    "invoice": "فاتورة",
    "credit_note": "إشعار دائن",
    "reversal": "إلغاء إشعار دائن",
    "delivery_note": "إشعار تسليم",
    "number": "الرقم",
    "issued_on": "التاريخ",
    "order_number": "الطلب",
    "ordered_on": "تاريخ الطلب",
    "paid_on": "تاريخ الدفع",
    "supply": "التوريد",
    "supply_after": "بعد الدفع، عند الشحن",
    "supply_paid": "في يوم الدفع",
    "refers_to": "يصحّح",
    "of": "بتاريخ",
    "customer": "الفاتورة إلى",
    "sent_to": "التسليم إلى",
    "position": "م",
    "item": "الصنف",
    "quantity": "الكمية",
    "unit_price": "سعر الوحدة",
    "with_tax": "شامل الضريبة",
    "without_tax": "دون الضريبة",
    "paid_with_card": "دُفع ببطاقة هدية … {code}: {amount}",
    "paid_with_credit": "دُفع برصيد المتجر: {amount}",
    "rate": "الضريبة",
    "net": "الصافي",
    "tax": "الضريبة",
    "gross": "الإجمالي",
    "sum_net": "المبلغ الصافي",
    "sum_tax": "ضريبة القيمة المضافة {rate} على {net}",
    "sum_total": "المبلغ الإجمالي",
    "paid": "دُفعت بالكامل في {date}. لا يوجد مبلغ مستحق.",
    "given_back": "أُعيد مبلغ هذا الإشعار الدائن.",
    "reversed": "تعذّرت إعادة المبلغ: لم يعد الإشعار الدائن {number} ساريًا.",
    "export": "تصدير خارج الاتحاد الأوروبي، معفى من ضريبة القيمة المضافة (المادة 146 من التوجيه 2006/112/EC).",
    "intra_community": "توريد داخل الاتحاد الأوروبي معفى من ضريبة القيمة المضافة (المادة 138 من التوجيه 2006/112/EC).",
    "reverse_charge": "احتساب عكسي: العميل مدين بضريبة القيمة المضافة (المادة 196 من التوجيه 2006/112/EC).",
    "small_business": "لا تُحتسب ضريبة: نظام خاص للمنشآت الصغيرة (المادة 284 من التوجيه 2006/112/EC).",
    "outside": "توريد خارج الاتحاد الأوروبي لا يخضع لضريبته (المادة 58 من التوجيه 2006/112/EC).",
    "voucher": "قسيمة متعددة الأغراض: لا ضريبة عند بيعها، وتُستحق عند استخدامها (المادة 30b من التوجيه 2006/112/EC).",
    "buyer_vat_id": "رقمكم الضريبي",
    "shipping": "الشحن",
    "reduction": "تخفيض السعر",
    "einvoice": "الفاتورة الإلكترونية في هذا الملف (Factur-X، EN 16931) تقول الشيء نفسه للآلات.",
    "not_shown": "تدل العلامة 〓 على حرف لا يمكن عرضه في هذه الصفحة، وهو موجود في الفاتورة الإلكترونية داخل هذا الملف.",
    "not_shown_note": "تدل العلامة 〓 على حرف لا يمكن عرضه في هذه الصفحة.",
    "vat_id": "الرقم الضريبي",
    "tax_number": "رقم الضريبة المحلي",
    "sku": "رمز الصنف",
    "packed": "عُبّئ",
    "return_slip": "قسيمة إرجاع",
    "send_to": "عنوان الإرسال",
    "return_number": "المرتجع",
    "send_by": "آخر موعد للإرسال",
    "comes_back": "في الطرد",
    "slip_put": "يرجى وضع هذه القسيمة داخل الطرد: من الرقم نعرف صاحبه.",
    "slip_code": "رمز QR للرقم {number}",
    "page": "صفحة {page} من {pages}",
}
LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "en": Language("en", "ltr", ",", ".", _EN),
        "de": Language("de", "ltr", ".", ",", _DE),
        "ar": Language("ar", "rtl", ",", ".", _AR),
    }
)

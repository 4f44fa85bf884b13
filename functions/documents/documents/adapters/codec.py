"""The JSON form of an order's documents. Amounts are minor units of the sale's currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from documents.domain.crediting import CreditedRefund, LineRefund
from documents.domain.document import DocumentType, InvoiceLine, IssuedDocument, RateSum
from documents.domain.file import DocumentOwner, OrderFile
from documents.domain.sale import PaidSale, Party, SoldLine
from documents.domain.seller import Seller
from documents.domain.slip import ReturnSlip, SlipLine
from souk import clock
from souk.money import Money

Json = dict[str, Any]


def file_to_json(file: OrderFile) -> Json:
    members: Json = {
        "owner": file.who.owner,
        "access_key": file.who.access_key,
        "ended_at": clock.isoformat(file.who.ended_at) if file.who.ended_at else "",
        "sale": _sale_to_json(file.sale) if file.sale else None,
        "sent_to": _texts(file.sent_to) if file.sent_to else None,
        "refunds": [_refund_to_json(refund) for refund in file.refunds],
        "documents": [_document_to_json(document) for document in file.documents],
        "slips": [_slip_to_json(slip) for slip in file.slips],
        "held": file.held,
        "counted": file.counted,
        "one_stop": file.one_stop,
    }
    return {name: value for name, value in members.items() if value}


def file_of(order_id: str, version: int, members: Json) -> OrderFile:
    sale = _sale_of(order_id, members["sale"]) if "sale" in members else None
    ended = members.get("ended_at")
    return OrderFile(
        order_id,
        version,
        DocumentOwner(
            members.get("owner", ""), members.get("access_key", ""), datetime.fromisoformat(ended) if ended else None
        ),
        sale,
        _party(members["sent_to"]) if "sent_to" in members else None,
        tuple(_refund_of(refund) for refund in members.get("refunds", ())),
        tuple(_document_of(document) for document in members.get("documents", ())),
        tuple(_slip_of(slip) for slip in members.get("slips", ())),
        members.get("held", False),
        members.get("counted", 0),
        members.get("one_stop", False),
    )


def _slip_to_json(slip: ReturnSlip) -> list[Any]:
    lines = [[line.sku, line.title, line.quantity] for line in slip.lines]
    send_by = clock.isoformat(slip.send_by) if slip.send_by else ""
    return [slip.name, slip.order_number, lines, clock.isoformat(slip.approved_at), send_by]


def _slip_of(members: list[Any]) -> ReturnSlip:
    name, number, lines, approved, send_by = members
    until = datetime.fromisoformat(send_by) if send_by else None
    return ReturnSlip(name, number, tuple(SlipLine(*line) for line in lines), datetime.fromisoformat(approved), until)


def _texts(value: Party | Seller) -> dict[str, str]:
    return {name: text for name in value.__slots__ if (text := getattr(value, name))}


def _party(members: dict[str, str]) -> Party:
    return Party(**{"name": "", "line1": "", "city": "", "postal_code": "", "country": "", **members})


def _amounts(amounts: Mapping[Any, Money]) -> list[list[Any]]:
    return [[key, amount.amount] for key, amount in amounts.items()]


def _sale_to_json(sale: PaidSale) -> Json:
    return {
        "number": sale.order_number,
        "buyer": _texts(sale.buyer),
        "lines": [
            [
                line.key,
                line.sku,
                line.title,
                line.detail,
                line.quantity,
                line.unit_price.amount,
                line.rate,
                int(line.to_ship),
                *_more(line),
            ]
            for line in sale.lines
        ],
        "taxes": _amounts(sale.taxes),
        "included": sale.tax_included,
        "currency": sale.currency,
        "total": sale.total.amount,
        "shipping_method": sale.shipping_method,
        "payment_method": sale.payment_method,
        "placed_at": clock.isoformat(sale.placed_at) if sale.placed_at else "",
        "paid_at": clock.isoformat(sale.paid_at),
        "payments": _amounts(sale.payments),
        **({"taxed_in": sale.taxed_in} if sale.taxed_in else {}),
        **({"credits": [[code, amount.amount] for code, amount in sale.credits]} if sale.credits else {}),
    }


def _more(line: SoldLine | InvoiceLine) -> list[Any]:
    """The category, the place and the reductions of a line, where there is something to say."""
    reductions = [[name, amount.amount] for name, amount in line.reductions]
    return [line.category, line.taxed_in, reductions] if line.category or line.taxed_in or reductions else []


def _told(
    currency: str, category: str = "", taxed_in: str = "", reductions: Iterable[list[Any]] = ()
) -> tuple[str, str, tuple[tuple[str, Money], ...]]:
    return category, taxed_in, tuple((name, Money(amount, currency)) for name, amount in reductions)


def _sale_of(order_id: str, members: Json) -> PaidSale:
    currency = members["currency"]
    return PaidSale(
        order_id=order_id,
        order_number=members["number"],
        buyer=_party(members["buyer"]),
        lines=tuple(
            SoldLine(
                key, sku, title, detail, quantity, Money(price, currency), rate, bool(to_ship), *_told(currency, *more)
            )
            for key, sku, title, detail, quantity, price, rate, to_ship, *more in members["lines"]
        ),
        taxes={rate: Money(amount, currency) for rate, amount in members["taxes"]},
        tax_included=members["included"],
        total=Money(members["total"], currency),
        shipping_method=members["shipping_method"],
        payment_method=members["payment_method"],
        placed_at=datetime.fromisoformat(members["placed_at"]) if members["placed_at"] else None,
        paid_at=datetime.fromisoformat(members["paid_at"]),
        payments={payment: Money(amount, currency) for payment, amount in members["payments"]},
        taxed_in=members.get("taxed_in", ""),
        credits=_credits(members, currency),
    )


def _refund_to_json(refund: CreditedRefund) -> Json:
    members: Json = {
        "id": refund.id,
        "payment": refund.payment_id,
        "version": refund.version,
        "amount": refund.amount.amount,
        "currency": refund.amount.currency,
        "lines": [[line.sku, line.quantity, line.amount.amount if line.amount else None] for line in refund.lines],
        "shipping": refund.shipping.amount if refund.shipping else 0,
        "failed": refund.failed,
    }
    return {name: value for name, value in members.items() if value}


def _refund_of(members: Json) -> CreditedRefund:
    currency = members["currency"]
    shipping = members.get("shipping")
    return CreditedRefund(
        members["id"],
        members["payment"],
        members["version"],
        Money(members.get("amount", 0), currency),
        tuple(
            LineRefund(sku, quantity, None if amount is None else Money(amount, currency))
            for sku, quantity, amount in members.get("lines", ())
        ),
        Money(shipping, currency) if shipping else None,
        members.get("failed", False),
    )


def _document_to_json(document: IssuedDocument) -> Json:
    members: Json = {
        "number": document.number,
        "type": document.type.value,
        "issued_at": clock.isoformat(document.issued_at),
        "issued_on": document.issued_on.isoformat(),
        "seller": _texts(document.seller),
        "buyer": _texts(document.buyer),
        "order": document.order_number,
        "currency": document.currency,
        "positions": [_position_to_json(position) for position in document.positions],
        "sums": [
            [part.rate, part.net.amount, part.tax.amount, *([part.category] if part.category else [])]
            for part in document.sums
        ],
        "included": document.tax_included,
        "paid_on": document.paid_on.isoformat(),
        "supplied_later": document.supplied_later,
        "cause": document.cause,
        "refers_to": [document.refers_to[0], document.refers_to[1].isoformat()] if document.refers_to else None,
        "shares": _amounts(document.shares),
        "fetched": document.fetched or None,
        "taxed_in": document.taxed_in,
        "credits": [[code, amount.amount] for code, amount in document.credits],
    }
    return {name: value for name, value in members.items() if value not in ("", None, [])}


def _position_to_json(position: InvoiceLine) -> list[Any]:
    return [
        position.key,
        position.sku,
        position.title,
        position.detail,
        position.quantity,
        position.unit_price.amount if position.unit_price else None,
        position.rate,
        position.net.amount,
        position.gross.amount,
        *_more(position),
    ]


def _document_of(members: Json) -> IssuedDocument:
    currency = members["currency"]
    refers = members.get("refers_to")
    return IssuedDocument(
        number=members["number"],
        type=DocumentType(members["type"]),
        issued_at=datetime.fromisoformat(members["issued_at"]),
        issued_on=date.fromisoformat(members["issued_on"]),
        seller=Seller(**members["seller"]),
        buyer=_party(members["buyer"]),
        order_number=members["order"],
        positions=tuple(_position_of(position, currency) for position in members["positions"]),
        sums=tuple(
            RateSum(rate, Money(net, currency), Money(tax, currency), *why) for rate, net, tax, *why in members["sums"]
        ),
        tax_included=members["included"],
        paid_on=date.fromisoformat(members["paid_on"]),
        supplied_later=members["supplied_later"],
        cause=members.get("cause", ""),
        refers_to=(refers[0], date.fromisoformat(refers[1])) if refers else None,
        shares={key: Money(amount, currency) for key, amount in members.get("shares", ())},
        fetched=members.get("fetched", False),
        taxed_in=members.get("taxed_in", ""),
        credits=_credits(members, currency),
    )


def _credits(members: Json, currency: str) -> tuple[tuple[str, Money], ...]:
    return tuple((code, Money(amount, currency)) for code, amount in members.get("credits", ()))


def _position_of(members: list[Any], currency: str) -> InvoiceLine:
    key, sku, title, detail, quantity, price, rate, net, gross, *more = members
    unit_price = None if price is None else Money(price, currency)
    amounts = Money(net, currency), Money(gross, currency)
    category, taxed_in, reductions = _told(currency, *more)
    return InvoiceLine(key, sku, title, detail, quantity, unit_price, rate, *amounts, category, taxed_in, reductions)

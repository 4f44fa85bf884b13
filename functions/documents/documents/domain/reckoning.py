"""How prices fall apart into net and tax, to the cent.

The tax of a rate is what the order was charged, rounded once; of a part of the sale it is what that makes of the tax
together with all parts before, less what they had. So the shares of all credit notes of an order come to its invoice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from documents.domain.document import DocumentType, InvoiceLine, IssuedDocument, RateSum
from documents.domain.sale import PaidSale, SoldLine
from souk.money import Money


def parted(amount: Money, weights: list[Money]) -> list[Money]:
    """`amount` in proportion to weights, to the last cent; nothing of nothing."""
    if not any(weights):
        return [amount for _ in weights]
    return amount.split([weight.amount for weight in weights])


def grosses(sale: PaidSale) -> dict[str, Money]:
    """What each line of the sale cost with its tax."""
    if sale.tax_included:
        return {line.key: line.total for line in sale.lines}
    found: dict[str, Money] = {}
    for rate, lines in by_rate(sale.lines).items():
        tax = parted(sale.taxes.get(rate, Money.zero(sale.currency)), [line.total for line in lines])
        found |= {line.key: line.total + part for line, part in zip(lines, tax, strict=True)}
    return found


def by_rate(lines: Iterable[SoldLine]) -> dict[int, list[SoldLine]]:
    found: dict[int, list[SoldLine]] = {}
    for line in lines:
        found.setdefault(line.rate, []).append(line)
    return found


def invoiced(sale: PaidSale) -> tuple[tuple[InvoiceLine, ...], tuple[RateSum, ...]]:
    """The positions of a sale's invoice, in the order of its lines, and their sums by rate."""
    gross = grosses(sale)
    entries = [
        InvoiceLine(
            line.key,
            line.sku,
            line.title,
            line.detail,
            line.quantity,
            line.unit_price,
            line.rate,
            gross[line.key],
            gross[line.key],
            line.reductions,
        )
        for line in sale.lines
    ]
    return settled(entries, sale.taxes)


def settled(
    entries: list[InvoiceLine], taxes: Mapping[int, Money]
) -> tuple[tuple[InvoiceLine, ...], tuple[RateSum, ...]]:
    """The entries, of which the gross holds, with their nets, and the sums by rate. `taxes`: the tax of each rate."""
    nets: dict[int, list[Money]] = {}
    sums: list[RateSum] = []
    for rate in sorted({entry.rate for entry in entries}, reverse=True):
        own = [entry.gross for entry in entries if entry.rate == rate]
        zero = Money.zero(own[0].currency)
        tax = taxes.get(rate, zero)
        net = Money.total(own, zero.currency) - tax
        nets[rate] = parted(net, own)
        sums.append(RateSum(rate, net, tax))
    positions = tuple(_with_net(entry, nets[entry.rate].pop(0)) for entry in entries)
    return positions, tuple(sums)


def _with_net(entry: InvoiceLine, net: Money) -> InvoiceLine:
    return replace(entry, net=net)


def credited(documents: Iterable[IssuedDocument], currency: str) -> tuple[dict[str, Money], dict[int, Money]]:
    """What credit notes that hold have taken off each line and off the tax of each rate."""
    shares: dict[str, Money] = {}
    taxes: dict[int, Money] = {}
    for document in documents:
        if document.type is DocumentType.INVOICE:
            continue
        back = document.type is DocumentType.REVERSAL
        for key, share in document.shares.items():
            shares[key] = shares.get(key, Money.zero(currency)) + (-share if back else share)
        for part in document.sums:
            taxes[part.rate] = taxes.get(part.rate, Money.zero(currency)) + (-part.tax if back else part.tax)
    return shares, taxes

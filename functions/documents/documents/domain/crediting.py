"""Which part of a sale a refund is for, and what it takes off the price, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from documents.domain.document import InvoiceLine, IssuedDocument, RateSum
from documents.domain.reckoning import by_kind, by_rate, credited, grosses, settled
from documents.domain.sale import SHIPPING, PaidSale, SoldLine
from souk.money import Money


@dataclass(frozen=True, slots=True)
class LineRefund:
    """`amount` is None when only the refund as a whole has one."""

    sku: str
    quantity: int
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class CreditedRefund:
    """What was heard last of a refund: `version` is its payment's then. `failed`: its money came back to the shop."""

    id: str
    payment_id: str
    version: int
    amount: Money
    lines: tuple[LineRefund, ...] = ()
    shipping: Money | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """What a credit note says."""

    positions: tuple[InvoiceLine, ...]
    sums: tuple[RateSum, ...]
    shares: Mapping[str, Money]


def credit(sale: PaidSale, documents: tuple[IssuedDocument, ...], refund: CreditedRefund, amount: Money) -> Credit:
    """What `amount`, at most what is left of the price, takes off it for this refund."""
    whole, (taken, taxed) = grosses(sale), credited(documents, sale.currency)
    left = {key: gross - taken.get(key, Money.zero(sale.currency)) for key, gross in whole.items()}
    named = _named(refund, sale, whole, left, amount)
    rest = amount - Money.total(named.values(), sale.currency)
    open_now = {key: left[key] - named.get(key, Money.zero(sale.currency)) for key in left}
    spread = _spread(rest, open_now)
    shares = {
        key: share
        for key in left
        if (share := named.get(key, Money.zero(sale.currency)) + spread.get(key, Money.zero(sale.currency)))
    }
    # What takes the last of every line is of the lines; less, and of none in particular, is a part of the price.
    by_line = shares if not rest or rest == Money.total(open_now.values(), sale.currency) else named
    entries = _by_line(sale, by_line, refund, whole, taken)
    entries += _of_no_line(sale, {key: share for key, share in spread.items() if share} if by_line is named else {})
    taxes = {
        rate: _tax(sale, rate, lines, whole, taken, shares, taxed.get(rate, Money.zero(sale.currency)))
        for rate, lines in by_rate(sale.lines).items()
        if any(line.key in shares for line in lines)
    }
    positions, sums = settled(entries, taxes)
    return Credit(positions, sums, shares)


def _named(
    refund: CreditedRefund, sale: PaidSale, whole: Mapping[str, Money], left: Mapping[str, Money], amount: Money
) -> dict[str, Money]:
    """What the refund says is for which line, as far as that is left of it and of the amount."""
    units = {line.key: line.quantity for line in sale.lines}
    wanted: dict[str, Money] = {}
    vague: dict[str, Money] = {}
    for line in refund.lines:
        if line.sku not in left:
            continue
        price = whole[line.sku].share(min(line.quantity, units[line.sku]), units[line.sku])
        (vague if line.amount is None else wanted)[line.sku] = min(left[line.sku], line.amount or price)
    if refund.shipping and SHIPPING in left:
        wanted[SHIPPING] = min(left[SHIPPING], refund.shipping)
    zero = Money.zero(sale.currency)
    wanted = _at_most(wanted, amount)
    return wanted | _at_most(vague, max(zero, amount - Money.total(wanted.values(), sale.currency)))


def _at_most(wanted: dict[str, Money], amount: Money) -> dict[str, Money]:
    total = Money.total(wanted.values(), amount.currency)
    if total <= amount:
        return wanted
    return dict(zip(wanted, amount.split([share.amount for share in wanted.values()]), strict=True))


def _spread(rest: Money, open_now: Mapping[str, Money]) -> dict[str, Money]:
    if not rest:
        return {}
    return dict(zip(open_now, rest.split([share.amount for share in open_now.values()]), strict=True))


def _by_line(
    sale: PaidSale,
    shares: Mapping[str, Money],
    refund: CreditedRefund,
    whole: Mapping[str, Money],
    taken: Mapping[str, Money],
) -> list[InvoiceLine]:
    units = {line.sku: line.quantity for line in refund.lines}
    return [
        _position(line, shares[line.key], _units(line, shares[line.key], units.get(line.sku, 0), whole, taken))
        for line in sale.lines
        if shares.get(line.key)
    ]


def _units(line: SoldLine, share: Money, named: int, whole: Mapping[str, Money], taken: Mapping[str, Money]) -> int:
    """How many units a share is of: those that the refund names, or all where it is their whole price."""
    if named:
        return min(named, line.quantity)
    return line.quantity if share == whole[line.key] and not taken.get(line.key) else 1


def _position(line: SoldLine, share: Money, quantity: int) -> InvoiceLine:
    """Where the share is what so many units were paid with, it says how: their price, and their part of what each
    promotion took off. Else something was agreed, and it is an amount.
    """
    off = line.unit_price * quantity - share
    fits = not off or _is_part(off, quantity, line)
    return InvoiceLine(
        line.key,
        line.sku,
        line.title,
        line.detail,
        quantity,
        line.unit_price if fits else None,
        line.rate,
        share,
        share,
        line.category,
        line.taxed_in,
        _parts(off, line) if fits else (),
    )


def _is_part(off: Money, quantity: int, line: SoldLine) -> bool:
    """Whether so many units of the line take so much of its reductions along: their proportion, rounded up or down, as
    orders divide it (the first units take the larger parts).
    """
    return abs(off.amount * line.quantity - line.reduction.amount * quantity) < line.quantity


def _parts(off: Money, line: SoldLine) -> tuple[tuple[str, Money], ...]:
    """What units that take `off` along take of each promotion's."""
    if not off:
        return ()
    parts = off.split([amount.amount for _, amount in line.reductions])
    return tuple((name, part) for (name, _), part in zip(line.reductions, parts, strict=True) if part)


def _of_no_line(sale: PaidSale, spread: Mapping[str, Money]) -> list[InvoiceLine]:
    """What is for no line in particular, for each rate and category; its text is the document's language's."""
    found: list[InvoiceLine] = []
    for lines in by_kind(sale.lines):
        part, first = Money.total((spread[line.key] for line in lines if line.key in spread), sale.currency), lines[0]
        if part:
            found.append(InvoiceLine("", "", "", "", 1, None, first.rate, part, part, first.category, first.taxed_in))
    return found


def _tax(
    sale: PaidSale,
    rate: int,
    lines: list[SoldLine],
    whole: Mapping[str, Money],
    taken: Mapping[str, Money],
    shares: Mapping[str, Money],
    taxed: Money,
) -> Money:
    """The tax in all that is taken off the lines of a rate, this time and before, less what was taken off before."""
    zero = Money.zero(sale.currency)
    gross = Money.total((whole[line.key] for line in lines), sale.currency)
    now = Money.total((shares.get(line.key, zero) for line in lines), sale.currency)
    gone = now + Money.total((taken.get(line.key, zero) for line in lines), sale.currency)
    # A reversal may leave a cent of rounding: no part has less than no tax, or more than its price.
    return min(now, max(zero, sale.taxes.get(rate, zero).share(gone.amount, gross.amount) - taxed))

"""Every price of a SKU that was shown, and what of a former price may be shown beside it.

Directive 98/6/EC, article 6a, as German law has it (PAngV, section 11): a reduction tells of the lowest price of the 30
days before it was applied; one that grows in steps, without a break, of that before its first step. CJEU C-330/23: also
what is only a percentage is reckoned from that price. The Commission's guidance: 2021/C 526/02.

Pure: the moment comes with the question. Amounts are minor units of the shop's currency.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PERIOD = timedelta(days=30)
# Spans kept of one SKU, and of all of a product, which is one item. For older ones beyond that stands their lowest.
MAX_SPANS, MAX_ALL = 24, 1600
# Changes of a product's prices that are worked out ahead; once one of them has come, the next is.
MAX_SWITCHES = 8
# SKUs kept that are no longer for sale: what comes back comes with its past.
MAX_LEFT = 100


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """A price that was shown from `since` to `until`, None while it is; `former` the one shown crossed out with it.
    One that promotions of the catalogue make is less than `listed`, what it would cost without them.

    The spans of a SKU go on into the time to come, as far as promotions are known to begin and end.
    """

    amount: int
    since: datetime
    until: datetime | None = None
    former: int | None = None
    listed: int | None = None


@dataclass(frozen=True, slots=True)
class PriceAsked:
    """What is to be shown of a SKU: its price, and a former one where its merchant tells of a reduction. Of one that
    promotions make less than `listed`, the former price is that for which there is ground, if there is any.
    """

    amount: int
    former: int | None = None
    listed: int | None = None


Spans = tuple[PriceSpan, ...]
History = Mapping[str, Spans]


class Ground(enum.StrEnum):
    """Why a former price is shown (`lowest`, `progressive`), or is not."""

    LOWEST = "lowest"  # it is the lowest of the 30 days before the reduction
    PROGRESSIVE = "progressive"  # it is that before the first step of a reduction which grew since
    TOO_NEW = "too_new"  # it has not been for sale for 30 days before it was reduced
    NOT_REDUCED = "not_reduced"  # it was no dearer in those days
    NOT_LOWEST = "not_lowest"  # the lowest of those days is another
    TOO_LATE = "too_late"  # it has cost this for 30 days, so this is its price

    @property
    def is_given(self) -> bool:
        return self in (Ground.LOWEST, Ground.PROGRESSIVE)


@dataclass(frozen=True, slots=True)
class PriceVerdict:
    """Whether a former price is shown. `prior` is the one that would be, None when none would."""

    ground: Ground
    prior: int | None = None


def at(spans: Spans, moment: datetime) -> Spans:
    """Without what comes after this moment: the last of them is shown then, unless it has an end."""
    if not spans or (spans[-1].since <= moment and (spans[-1].until is None or spans[-1].until <= moment)):
        return spans
    known = tuple(span for span in spans if span.since <= moment)
    if known and known[-1].until is not None and known[-1].until > moment:
        return (*known[:-1], replace(known[-1], until=None))
    return known


def switches(history: History, moment: datetime) -> list[datetime]:
    """When the prices change after this moment, as far as it is known."""
    found = {span.since for spans in history.values() for span in spans if span.since > moment}
    return sorted(found)


def ahead(history: History, moment: datetime) -> dict[str, Spans]:
    """What is shown at this moment and later."""
    found = {
        sku: tuple(span for span in spans if span.until is None or span.until > moment)
        for sku, spans in history.items()
    }
    return {sku: spans for sku, spans in found.items() if spans}


def noted(
    history: History,
    shown: Mapping[str, PriceAsked],
    now: datetime,
    later: Iterable[tuple[datetime, Mapping[str, PriceAsked]]] = (),
) -> dict[str, Spans]:
    """The history once this is what is shown, by SKU: the SKUs that are missing are not. `later` has what will be, in
    the order of time, of which no more than `MAX_SWITCHES` changes are kept.
    """
    past = {sku: at(spans, now) for sku, spans in history.items()}
    after = {sku: _after(spans, shown.get(sku), now) for sku, spans in past.items()}
    after |= {sku: _after((), asked, now) for sku, asked in shown.items() if sku not in past}
    left = sorted((sku for sku in after if sku not in shown and after[sku]), key=lambda sku: _last(after[sku]))
    names = {*shown, *left[-MAX_LEFT:]}
    most = max(2, min(MAX_SPANS, MAX_ALL // max(1, len(names))))
    kept = {sku: _folded(_recent(after[sku], now), most) for sku in after if sku in names}
    changes = 0
    for moment, asked_then in later:
        if changes == MAX_SWITCHES:
            break
        then = {sku: _after(kept[sku], asked, moment) for sku, asked in asked_then.items() if sku in kept}
        changes += any(then[sku] != kept[sku] for sku in then)
        kept |= then
    return {sku: spans for sku, spans in kept.items() if spans}


def verdict(spans: Spans, asked: PriceAsked, now: datetime) -> PriceVerdict:
    """What becomes of the former price that is asked for, with this price since the last span, or from now on."""
    start, before = _applied(spans, asked.amount, now)
    step = _first_step(before, asked.amount, start)
    if _is_granted(spans, asked):
        # However long it lasts: what was the lowest when it began stays so.
        return PriceVerdict(Ground.PROGRESSIVE if asked.former == step else Ground.LOWEST, asked.former)
    if now - start > PERIOD:
        return PriceVerdict(Ground.TOO_LATE)
    lowest = lowest_before(before, start)
    prior = lowest if step is None else step
    if prior is None:
        return PriceVerdict(Ground.TOO_NEW)
    if prior <= asked.amount:
        return PriceVerdict(Ground.NOT_REDUCED)
    if asked.former == lowest:
        return PriceVerdict(Ground.LOWEST, prior)
    return PriceVerdict(Ground.PROGRESSIVE if asked.former == step else Ground.NOT_LOWEST, prior)


def lowest_before(spans: Iterable[PriceSpan], moment: datetime) -> int | None:
    """The lowest price of the 30 days before; None for what was not for sale that long, or not at all in these days."""
    begin = moment - PERIOD
    known = list(spans)
    if not any(span.since <= begin for span in known):
        return None
    return min((span.amount for span in known if (span.until or moment) > begin), default=None)


def _after(spans: Spans, asked: PriceAsked | None, now: datetime) -> Spans:
    current = spans[-1] if spans and spans[-1].until is None else None
    granted = _granted(spans, current, asked, now) if asked else None
    if asked and current and (current.amount, current.former, current.listed) == (asked.amount, granted, asked.listed):
        return spans
    if current:
        ended = () if current.since >= now else (replace(current, until=now),)
        spans = (*spans[:-1], *ended)
    return (*spans, PriceSpan(asked.amount, now, None, granted, asked.listed)) if asked else spans


def _granted(spans: Spans, current: PriceSpan | None, asked: PriceAsked, now: datetime) -> int | None:
    """The former price that is shown with what is asked."""
    if asked.listed is not None:
        if current and current.amount == asked.amount and current.former is not None:
            return current.former
        prior = verdict(spans, asked, now).prior
        return prior if prior is not None and prior > asked.amount else None
    return asked.former if asked.former is not None and verdict(spans, asked, now).ground.is_given else None


def _is_granted(spans: Spans, asked: PriceAsked) -> bool:
    if not spans or asked.former is None:
        return False
    last = spans[-1]
    return last.until is None and (last.amount, last.former) == (asked.amount, asked.former)


def _applied(spans: Spans, amount: int, now: datetime) -> tuple[datetime, Spans]:
    """Since when it has cost this without a break, and what was shown before."""
    start, at = now, len(spans)
    while at and spans[at - 1].amount == amount and (spans[at - 1].until or now) == start:
        at -= 1
        start = spans[at].since
    return start, spans[:at]


def _first_step(before: Spans, amount: int, start: datetime) -> int | None:
    """The former price of a reduction that grows now: shown until this very moment, with a higher price."""
    last = before[-1] if before else None
    if last and (last.until or start) == start and last.amount > amount:
        return last.former
    return None


def _recent(spans: Spans, now: datetime) -> Spans:
    """What a reduction can be asked of: 30 days before the present one began, or before one that is told of a month
    late, and the price before these.
    """
    anchor = now - PERIOD
    end = now
    for span in reversed(spans):
        if (span.until or now) != end or (span.former is None and span.amount != spans[-1].amount):
            break
        end = span.since
        anchor = min(anchor, end)
    begin = anchor - PERIOD
    first = next((at for at, span in enumerate(spans) if (span.until or now) > begin), len(spans))
    return spans[max(0, first - 1) :] if first < len(spans) else ()


def _folded(spans: Sequence[PriceSpan], most: int) -> Spans:
    if len(spans) <= most:
        return tuple(spans)
    old, rest = spans[: len(spans) - most + 1], spans[len(spans) - most + 1 :]
    lowest = min(span.amount for span in old)
    return (PriceSpan(lowest, old[0].since, old[-1].until), *rest)


def _last(spans: Spans) -> datetime:
    return spans[-1].until or spans[-1].since

"""Who may download the files of an order: what is paid and still the shopper's, so often and so long.

What the shopper can still withdraw from is not supplied without their consent: it is asked for with the first download,
and ends the right as the consent at checkout does (article 16 (m) of directive 2011/83/EU). A download is counted
before its link is given, in one write of the order, so none is ever beyond the limit.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orders.domain.cancellation import WishState
from orders.domain.facts.downloads import Download, FileConsent, Granted
from orders.domain.facts.marks import to_the_millisecond
from orders.domain.order import Cause, Order
from orders.domain.states import DEAD, OrderState
from orders.domain.withdrawing.consent import CURRENT, checked
from orders.domain.withdrawing.period import ShopDays
from orders.domain.withdrawing.withdrawal import units_left, withdrawable_until
from souk.errors import Conflict
from souk.withdrawal import is_excluded

MORE = "more downloads given"
# The most that staff may have given in all.
MOST_GRANTED = 1000


class NotDownloadable(Conflict):
    """Its time is over, it was downloaded as often as it may be, or it is not the shopper's (any more)."""

    code, title = "not_downloadable", "This cannot be downloaded"


class ConsentWanted(Conflict):
    """The right to withdraw ends with the download, and the shopper has not consented to that."""

    code, title = "consent_wanted", "The shopper has to consent to this download"


@dataclass(frozen=True, slots=True)
class Allowance:
    """The shop's limits: downloads of a file for each unit, and days from the payment on."""

    per_unit: int
    days: int


def paid_at(order: Order) -> datetime | None:
    return next((to_the_millisecond(entry.at) for entry in order.history if entry.state is OrderState.PAID), None)


def units(order: Order) -> dict[str, int]:
    """The units without a parcel, by SKU, that are paid and not waited for, and that nobody cancelled, withdrew from or
    was paid back.
    """
    if not _is_theirs(order):
        return {}
    back = Counter[str]()
    for refund in order.refunds:
        if not refund.failed:
            back.update(dict(refund.lines))
    ordered, left = order.details.quantities(), units_left(order)
    wanted_out = Counter[str]()
    for wish in order.line_cancellations:
        if wish.state is WishState.REQUESTED:
            wanted_out.update(dict(wish.lines))
    found = {
        line.sku: min(
            line.quantity - line.waiting - wanted_out[line.sku],
            left.get(line.sku, 0),
            ordered[line.sku] - back[line.sku],
        )
        for line in order.lines
        if not line.requires_shipping
    }
    return {sku: count for sku, count in found.items() if count > 0}


def until(order: Order, sku: str, allowance: Allowance) -> datetime:
    """The first moment at which it is too late. What was sold in advance has its time from when it was there."""
    paid, granted = paid_at(order) or order.details.placed_at, _granted(order, sku)
    regular = max(paid, dict(order.came_in).get(sku, paid)) + timedelta(days=allowance.days)
    return max(regular, granted.until) if granted.until else regular


def left(order: Order, sku: str, file_id: str, allowance: Allowance) -> int:
    """How often a file can still be downloaded."""
    most = units(order).get(sku, 0) * allowance.per_unit + _granted(order, sku).times
    return max(0, most - _times(order, sku, file_id))


def wants_consent(order: Order, sku: str, days: ShopDays, now: datetime) -> bool:
    """Whether the shopper could still withdraw from it, and would lose that by the download."""
    line = next(line for line in order.lines if line.sku == sku)
    if is_excluded(line.withdrawal_exclusion):
        return False
    end = withdrawable_until(order, days)
    return end is None or now < end


def downloaded(
    order: Order, sku: str, file_id: str, name: str, consent: str, allowance: Allowance, days: ShopDays, now: datetime
) -> Order:
    """With one download more of the file. `consent` is the version of the words the shopper has consented by.

    Raises NotDownloadable, ConsentWanted, InvalidInput for words that were never shown.
    """
    checked(consent)
    if sku not in units(order):
        raise NotDownloadable(
            "this is not out yet" if sku in order.waiting else "this is not paid, or not yours any more"
        )
    if now >= until(order, sku, allowance):
        raise NotDownloadable("the time to download this is over; write to the shop if you need it again")
    if not left(order, sku, file_id, allowance):
        raise NotDownloadable("this was downloaded as often as it can be; write to the shop if you need it again")
    at = to_the_millisecond(now)
    if wants_consent(order, sku, days, now):
        if not consent:
            raise ConsentWanted("you lose your right to withdraw by this, so consent first", version=CURRENT)
        order = replace(order, file_consents=(*order.file_consents, FileConsent(sku, consent, at)))
    known = next((each for each in order.downloads if (each.sku, each.file_id) == (sku, file_id)), None)
    if known is None:
        return replace(order, downloads=(*order.downloads, Download(sku, file_id, name, 1, at)))
    more = replace(known, times=known.times + 1)
    return replace(order, downloads=tuple(more if each is known else each for each in order.downloads))


def granted(order: Order, sku: str, times: int, days: int, allowance: Allowance, cause: Cause) -> Order:
    """So many more of each file of the SKU, and days more, from now on where its time is over.

    Raises NotDownloadable when nothing of it is the shopper's.
    """
    if sku not in units(order):
        raise NotDownloadable("nothing of this is paid and the shopper's")
    before, at = _granted(order, sku), to_the_millisecond(cause.at)
    if before.times + times > MOST_GRANTED:
        raise NotDownloadable(f"at most {MOST_GRANTED} downloads can be given")
    end = max(until(order, sku, allowance), at) + timedelta(days=days) if days else before.until
    others = tuple(each for each in order.granted if each.sku != sku)
    after = replace(order, granted=(*others, Granted(sku, before.times + times, end)))
    return after.remarked(replace(cause, reason=MORE))


def consent_of(order: Order, sku: str) -> FileConsent | None:
    """That which was given with a download."""
    return next((each for each in order.file_consents if each.sku == sku), None)


def _is_theirs(order: Order) -> bool:
    """Whether anything of it is paid, and nobody is taking all of it back."""
    called_off = order.state in DEAD or (order.cancellation is not None and order.cancellation.is_open)
    if not order.was_paid or called_off:
        return False
    known = order.balance
    return not order.total or known.captured > known.refunded + known.disputed


def _granted(order: Order, sku: str) -> Granted:
    return next((each for each in order.granted if each.sku == sku), Granted(sku, 0))


def _times(order: Order, sku: str, file_id: str) -> int:
    return sum(each.times for each in order.downloads if (each.sku, each.file_id) == (sku, file_id))

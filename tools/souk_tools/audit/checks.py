"""All rules over all rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from souk_tools.audit import (
    adding,
    again,
    cancelling,
    claims,
    disputing,
    documents,
    exchanging,
    files,
    gift_cards,
    money,
    pickups,
    places,
    progress,
    redeeming,
    reported,
    returning,
    stock,
    taxes,
    transfers,
    waiting,
)
from souk_tools.audit.rows import Finding, Row, Shop


def audit(
    tables: Mapping[str, Iterable[Row]], now: datetime, *, settled: bool, per_unit: int = files.MOST_PER_UNIT
) -> list[Finding]:
    """What is not as it must be in the tables products, orders, payments, shipping and documents.

    Some rules hold at every moment. Those between services hold only when nothing is on its way between them any more,
    and are left out unless `settled`. `per_unit`: how often the shop gives a file for each unit. Nobody invoices in a
    shop without the table documents (a race has none).
    """
    held = {service: list(rows) for service, rows in tables.items()}
    shop = Shop.of(held)
    found = [*_all(shop, now, settled), *files.given(shop, per_unit)]
    if settled and "documents" in held:
        found += documents.issued(shop)
    return [*found, *waiting.for_a_consumer(held)] if settled else found


def _all(shop: Shop, now: datetime, settled: bool) -> Iterator[Finding]:
    yield from stock.balanced(shop)
    yield from stock.moved_once(shop)
    yield from stock.counted_once(shop)
    yield from stock.sharded(shop)
    yield from stock.not_oversold(shop)
    yield from stock.waited_for(shop)
    yield from stock.not_owed(shop)
    yield from places.recorded(shop)
    yield from places.shared_out(shop)
    yield from pickups.handed_out(shop)
    yield from pickups.to_points(shop)
    yield from claims.counted(shop, now)
    yield from claims.covering(shop, now)
    yield from claims.ending(shop, now)
    yield from redeeming.counted(shop)
    yield from redeeming.recorded(shop, now)
    yield from redeeming.within(shop)
    yield from money.balanced(shop)
    yield from money.charged_once(shop)
    yield from money.held(shop)
    yield from money.in_one_currency(shop)
    yield from gift_cards.balanced(shop)
    yield from disputing.kept(shop)
    yield from disputing.shown(shop)
    yield from disputing.held_back(shop)
    yield from disputing.refunded_once(shop)
    yield from transfers.booked(shop)
    yield from transfers.once(shop)
    yield from returning.units(shop)
    yield from returning.ended(shop)
    yield from again.replaced(shop)
    yield from exchanging.of_returns(shop)
    yield from adding.to_orders(shop)
    yield from cancelling.units(shop)
    yield from cancelling.priced(shop)
    yield from cancelling.reduced(shop)
    yield from taxes.borne(shop)
    yield from progress.lawful(shop)
    yield from progress.announced(shop)
    yield from progress.ordered_once(shop)
    yield from progress.unread_queued(shop)
    yield from documents.numbered(shop)
    yield from documents.added_up(shop)
    yield from reported.told(shop)
    if settled:
        yield from stock.belongs(shop, now)
        yield from stock.promised(shop)
        yield from stock.settled(shop)
        yield from places.sent(shop)
        yield from money.agreed(shop)
        yield from money.captured_in_time(shop, now)
        yield from gift_cards.spent(shop)
        yield from gift_cards.sold(shop)
        yield from gift_cards.given(shop)
        yield from disputing.sent(shop)
        yield from disputing.let_go(shop)
        yield from returning.settled(shop)
        yield from returning.withdrawn(shop)
        yield from exchanging.answered(shop)
        yield from returning.in_trouble(shop)
        yield from again.settled(shop)
        yield from adding.settled(shop, now)
        yield from cancelling.settled(shop)
        yield from progress.at_rest(shop, now)

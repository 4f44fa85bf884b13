"""What a list of a large shop may take, measured against the same list of a small one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from souk_tools.audit import Finding, Row, audit, documents, gift_cards, opened, reported
from souk_tools.audit.rows import Shop
from tests.big_shop.lists import EXCUSED, LIMIT, Case, Cost, Costs, routes
from tests.big_shop.playing import NOW
from tests.big_shop.shop import BigShop
from tests.support.world.world import table_of

AUDITED = ("products", "orders", "payments", "shipping", "documents")
# Of all lists of a large shop together, by a small one's, in one run.
CPU_RATIO = 1.5
# What is on a page differs in its size.
_SIZES, _ROUNDING = 1.25, 1.0
_OF_ALL = ("document-numbers", "credit-liability", "tax-report")
# What reading an entry takes at most.
_A_READ = 2


@dataclass(frozen=True)
class Bound:
    """Of lists that look on where what they come to does not suit, and of counts: however large the shop is, no page of
    `LIMIT` takes more calls or read units.
    """

    calls: int
    reads: float
    why: str


BOUNDED = {
    "GET /admin/backoffice/figures?from=2025": Bound(4, 25, "the days asked for, and a thousand orders not paid yet"),
    "GET /admin/backoffice/figures": Bound(6, 100, "the same, and what each SKU sold on each of at most 31 days"),
    "GET /admin/backoffice/orders?payment=pending": Bound(12, 36, "three looks, past those whose payment failed"),
    "GET /admin/backoffice/waiting": Bound(
        13, 17, "thirteen counts up to a hundred, as of a hundred orders that all wait"
    ),
    "GET /admin/gift-cards/liability": Bound(1, 8, "a year's counts: of each month and currency sixteen"),
    "GET /admin/orders?suspicious=": Bound(17, 90, "eight looks at the latest orders"),
    "GET /admin/fulfilment": Bound(12, 30, "twelve counts up to a hundred parcels"),
    "GET /admin/products?q=": Bound(4, 60, "a hundred are looked at where those before do not suit"),
    "GET /ops/logs": Bound(2, 5, "the days that are asked for, one by one: today and yesterday"),
}


def bound_of(name: str) -> Bound | None:
    return next((bound for start, bound in BOUNDED.items() if name.startswith(start)), None)


def too_much(small: Mapping[str, Costs], large: Mapping[str, Costs]) -> list[str]:
    """The pages of a large shop that take more than those of a small one."""
    return [
        f"{name}, {which} page: {_told(few)} in the small shop, {_told(many)} in the large one"
        for name in large
        for which in ("first", "deep")
        for few, many in [(getattr(small[name], which), getattr(large[name], which))]
        if not _is_lawful(few, many, bound_of(name))
    ]


def _is_lawful(few: Cost, many: Cost, bound: Bound | None) -> bool:
    if bound is not None:
        return many.calls <= bound.calls and many.reads <= bound.reads
    if few.items == 0 < many.items:  # and so had none to read
        return many.calls <= few.calls + 1 and many.reads <= few.reads + _A_READ * many.items
    # A page that is fuller reads more items.
    fuller = max(1.0, many.items / max(1, few.items))
    return many.calls <= few.calls and many.reads <= few.reads * fuller * _SIZES + _ROUNDING


def _told(cost: Cost) -> str:
    return f"{cost.calls} requests and {cost.reads:g} read units for {cost.items} of {LIMIT}"


def unnamed(asked: Iterable[Case]) -> set[str]:
    """Lists that nobody has asked for, and excuses of what is no list."""
    return set(routes()) ^ ({case.route for case in asked} | set(EXCUSED))


def findings(shop: BigShop) -> Iterator[Finding]:
    """The audit of a whole shop, a part of it after the other: what is in one part is about nothing in another, but for
    the numbers of documents, their taxes and what is owed on gift cards, which are the whole shop's.
    """
    before, whole = dict.fromkeys(shop.tables.items, 0), Shop()
    said, kept = reported.of_documents(()), reported.of_sums(())
    for end in shop.ends:
        rows = {
            service: [
                row
                for item in shop.tables.shelf(table_of(service)).between(
                    before[table_of(service)], end[table_of(service)]
                )
                for row in opened(item)
            ]
            for service in AUDITED
        }
        yield from (found for found in audit(rows, NOW, settled=True) if found.rule not in _OF_ALL)
        _count(whole, rows["documents"])
        _owed(whole, rows["payments"])
        part = Shop.of({"documents": rows["documents"]})
        said.update(reported.of_documents(part.documents.values()))
        kept.update(reported.of_sums(part.tax_sums))
        before = dict(end)
    yield from documents.numbered(whole)
    yield from reported.differing(said, kept)
    yield from gift_cards.balanced(whole)


def _count(whole: Shop, rows: Iterable[Row]) -> None:
    """Adds the numbers that documents have, and those that are taken."""
    for row in rows:
        kind, _, subject = str(row["pk"]).partition("#")
        if kind == "RANGE":
            whole.taken[subject] = row["last"]
        elif row.get("numbers"):
            whole.documents[subject] = {"documents": [{"number": number} for number in row["numbers"].split()]}


def _owed(whole: Shop, rows: Iterable[Row]) -> None:
    """Adds gift cards and store credit with their movements, and what was counted of them."""
    for row in rows:
        kind, _, subject = str(row["pk"]).partition("#")
        if kind == "LIABILITY":
            whole.liability.append(row)
        elif kind == "CREDIT" and row["sk"] == "ACCOUNT":
            whole.credits[subject] = row
        elif kind == "CREDIT" and str(row["sk"]).startswith("MOVE#"):
            whole.credit_moves[subject].append(row)

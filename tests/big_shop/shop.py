"""A whole shop of any size in tables, made of copies of pieces (`playing`, `copying`).

The same seed and sizes make the same shop, of the same moment; only the entries of the staff's trail, and the secret of
a webhook, have other ids. Nothing is kept in memory but counters.
"""

from __future__ import annotations

import json
import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from audit.adapters.store import LinkStore
from audit.usecases.trail import AuditTrail
from backoffice.adapters import keys
from backoffice.adapters.codec import unpack
from backoffice.adapters.records import HourRecord, SoldRecord
from backoffice.domain.figures import Tally
from documents.adapters.books import sum_records
from documents.adapters.codec import file_of
from documents.adapters.records import RangeRecord
from documents.domain.taxing.entries import TaxEntry, TaxRow, entries_of
from payments.adapters.gift_cards.items import ACCOUNT, MOVES, liability_key, move_record, movement_of
from payments.adapters.records import CreditMoveRecord, LiabilityRecord
from souk.events import Event
from souk.http import SessionState
from souk.http.audit import Action, recorded
from souk.money import Money
from souk.staff.permissions import Role
from souk.storage import journal
from souk.storage.outbox import PREFIX
from souk.taxes.settings import TaxSettings
from tests.big_shop.copying import SHARED, Copy, Numbers, Stencil, is_slot
from tests.big_shop.playing import LOOKED_AFTER, NOW, ORDERS, PRODUCTS, Kind, Patterns
from tests.component.access.accounts import begin
from tests.support import sessions
from tests.support.trail import kept
from tests.support.world.expressions import Item
from tests.support.world.functions import ONLOOKERS
from tests.support.world.shelves import Shelves
from tests.support.world.tables import Key
from tests.support.world.world import STAFF, World, entered, table_of

# Of a hundred pieces with orders; at least one of each, and the rest is over.
_UNDER_WAY, _UNPAID = 18, 2
# Over how many days they are spread, until now.
_DAYS = {Kind.PAST: 365, Kind.SHELF: 365, Kind.UNDER_WAY: 7, Kind.UNPAID: 1}
_TOLD_EVERY = 50
_TAXES = TaxSettings()


@dataclass(frozen=True)
class Size:
    """`busy` is how many entries lists of one thing have: the ledger of a SKU, notes of an order, the staff's trail,
    the movements of a gift card.
    """

    orders: int
    products: int
    busy: int

    def __post_init__(self) -> None:
        if self.orders < 3 * ORDERS or self.products * ORDERS < self.orders * PRODUCTS:
            raise ValueError(f"from {3 * ORDERS} orders, and a product for each {ORDERS // PRODUCTS} of them")


@dataclass
class BigShop:
    """`ends` are the tables' sizes after some pieces, and so the borders between orders that share nothing."""

    tables: Shelves
    patterns: Patterns
    orders: int = 0
    products: int = 0
    ends: list[Mapping[str, int]] = field(default_factory=list)
    sku: str = ""
    order_id: str = ""
    endpoint: str = ""
    gift_card: str = ""

    def world(self) -> World:
        """The services on these tables; what is asked from now on is asked of this shop."""
        return entered(World(NOW, tables=self.tables, picks=True, onlookers=ONLOOKERS))


def write(
    tables: Shelves, patterns: Patterns, seed: int, size: Size, told: Callable[[BigShop], None] = lambda _: None
) -> BigShop:
    """Writes the shop; `told` is called from time to time. Within `installed`."""
    shop = BigShop(tables, patterns)
    world = shop.world()
    writer = _Writer(shop, seed, size)
    for number, (stencil, days) in enumerate(writer.plan()):
        writer.copy(stencil, Copy(seed, number, days, writer.numbers))
        if number % _TOLD_EVERY == _TOLD_EVERY - 1:
            shop.ends.append(tables.ends())
            told(shop)
    writer.finish()
    _trail(world, size.busy)
    admin = SessionState(active=True, second_factor=True, groups=frozenset({Role.ADMIN}))
    begin(world, STAFF, sessions.begun(STAFF, admin), (Role.ADMIN.value,), second_factor=True)
    tables.index()
    shop.ends.append(tables.ends())
    return shop


class _Writer:
    def __init__(self, shop: BigShop, seed: int, size: Size) -> None:
        self._shop = shop
        self._draw = random.Random(seed)
        self._size = size
        self._hours: Counter[tuple[str, str]] = Counter()
        self._in_category: Counter[str] = Counter()
        self._owed: dict[tuple[str, str], Counter[str]] = {}
        self._taxes: dict[tuple[TaxRow, str], tuple[Money, Money]] = {}
        self.numbers = Numbers()
        shop.endpoint = str(uuid.UUID(int=self._draw.getrandbits(128), version=4))
        constant = {STAFF: STAFF, shop.patterns.endpoint: shop.endpoint}
        self._stencils: dict[str, list[Stencil]] = {}
        for piece in shop.patterns.pieces:
            self._stencils.setdefault(piece.kind, []).append(Stencil(piece, constant))

    def plan(self) -> Iterator[tuple[Stencil, int]]:
        """What is copied, and by how many days later; one kind amid the others."""
        pieces = self._size.orders // ORDERS
        waiting = {Kind.UNDER_WAY: max(1, pieces * _UNDER_WAY // 100), Kind.UNPAID: max(1, pieces * _UNPAID // 100)}
        past, shelves = pieces - sum(waiting.values()), self._size.products // PRODUCTS - pieces
        numbers = {Kind.PAST: past, Kind.SHELF: shelves, **waiting}
        kinds = [kind for kind, number in numbers.items() for _ in range(number)]
        self._draw.shuffle(kinds)
        for kind in kinds:
            stencil = self._draw.choice(self._stencils[kind])
            yield stencil, (NOW - stencil.piece.ended).days - self._draw.randrange(_DAYS[kind])

    def copy(self, stencil: Stencil, copy: Copy) -> None:
        rows: dict[str, list[Item]] = {}
        tally = Tally()
        for table, item in stencil.rows(copy):
            # What DynamoDB would have deleted by now is not written.
            if "expires_at" not in item or int(item["expires_at"]["N"]) > NOW.timestamp():
                rows.setdefault(table, []).append(item)
                self._count(table, item, tally)
        backoffice = rows.setdefault(table_of("backoffice"), [])
        backoffice += [_sold(day, sku, units) for (day, sku), units in tally.sold.items() if units]
        self._hours.update(tally.hours)
        shop = self._shop
        if stencil.piece.kind == Kind.UNDER_WAY and not shop.sku:
            self._be_busy(copy, rows)
        for row in rows.get(table_of("payments"), ()):
            self._count_owed(row)
        for row in rows.get(table_of("documents"), ()):
            self._count_taxes(row)
        for table, items in rows.items():
            shop.tables.shelf(table).add(item for item in items if not is_slot(item))
            shop.tables.items[table].update({_key(item): item for item in items if is_slot(item)})
        shop.orders += len(stencil.piece.orders)
        shop.products += PRODUCTS

    def finish(self) -> None:
        """What the whole shop has one of, as it was left or as all pieces together make it."""
        shared = dict(_shared(self._shop.patterns.base))
        for piece in self._shop.patterns.pieces:
            shared |= dict(_shared(piece.rows))
        for (table, (pk, sk)), item in shared.items():
            if pk == "ENDPOINTS":
                item = json.loads(json.dumps(item).replace(self._shop.patterns.endpoint, self._shop.endpoint))
            if pk == "CATEGORIES":
                number = self._in_category[sk.replace("CATEGORY#", "LIST#")]
                item = {**item, "product_count": {"N": str(number)}}
            if not pk.startswith("FIGURES#"):
                self._shop.tables.shelf(table).add([item])
        self._shop.tables.shelf(table_of("documents")).add(
            RangeRecord(f"RANGE#{taken.range}", "TAKEN", last=taken.last, on=taken.on.isoformat()).serialize()
            for taken in self.numbers.taken.values()
        )
        self._shop.tables.shelf(table_of("documents")).add(
            record.serialize()
            for record in sum_records(
                TaxEntry(row, net, tax, number) for (row, number), (net, tax) in self._taxes.items()
            )
        )
        self._shop.tables.shelf(table_of("payments")).add(
            LiabilityRecord(pk, sk, **moved).serialize() for (pk, sk), moved in self._owed.items()
        )
        figures = Tally(hours=self._hours).by_hour
        self._shop.tables.shelf(table_of("backoffice")).add(_hour(hour, held) for hour, held in figures.items())

    def _count(self, table: str, item: Item, tally: Tally) -> None:
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        if pk.startswith("LIST#"):
            self._in_category[pk] += 1
        elif table == table_of("backoffice") and sk == keys.ORDER:
            _, counted = unpack(pk.removeprefix("ORDER#"), item["row"]["B"])
            tally.add(counted, 1)

    def _count_owed(self, row: Item) -> None:
        """What a movement of gift cards adds to what the shop owes."""
        if row["pk"]["S"].startswith("CREDIT#") and row["sk"]["S"].startswith(MOVES):
            movement = movement_of(CreditMoveRecord.from_raw_data(row))
            moved = self._owed.setdefault(liability_key(movement), Counter())
            moved[movement.kind.value] += movement.amount

    def _count_taxes(self, row: Item) -> None:
        """What documents add to the reports of taxes."""
        if row["sk"]["S"] != "DOCUMENTS":
            return
        state, _ = journal.unpack(row["packed"]["B"])
        file = file_of(row["pk"]["S"].removeprefix("ORDER#"), 0, state)
        found = [each for document in file.documents if file.sale for each in entries_of(document, file.sale, _TAXES)]
        for entry in found:
            key, nothing = (entry.row, entry.vat_number), Money.zero(entry.net.currency)
            net, tax = self._taxes.get(key, (nothing, nothing))
            self._taxes[key] = net + entry.net, tax + entry.tax

    def _be_busy(self, copy: Copy, rows: dict[str, list[Item]]) -> None:
        """One SKU is counted, one order written about, and one gift card put right, again and again."""
        products, office = rows[table_of("products")], rows[table_of("backoffice")]
        moved = [row for row in products if row.get("reason") == {"S": LOOKED_AFTER}]
        self._shop.sku = moved[0]["pk"]["S"].removeprefix("SKU#")
        level = next(row for row in products if row["pk"] == moved[0]["pk"] and row["sk"]["S"] == "LEVEL")
        noted = [row for row in office if row["pk"]["S"].startswith("NOTES#")]
        self._shop.order_id = noted[0]["pk"]["S"].rpartition(":")[2]
        for number in range(self._size.busy // 2):
            products += [_again(row, copy, number) for row in moved]
            office += [_again(row, copy, number) for row in noted]
        payments = rows[table_of("payments")]
        moves = [
            row for row in payments if row["pk"]["S"].startswith("CREDIT#") and row.get("reason") == moved[0]["reason"]
        ]
        self._shop.gift_card = moves[0]["pk"]["S"].removeprefix("CREDIT#")
        for number in range(self._size.busy // 2):
            payments += [_later(row, number + 1) for row in moves]
        card = next(row for row in payments if row["pk"] == moves[0]["pk"] and row["sk"]["S"] == ACCOUNT)
        card["revision"] = {"N": str(int(card["revision"]["N"]) + len(moves) * (self._size.busy // 2))}
        level["version"] = {"N": str(int(level["version"]["N"]) + self._size.busy)}


def _key(item: Item) -> Key:
    return item["pk"]["S"], item["sk"]["S"]


def _again(row: Item, copy: Copy, number: int) -> Item:
    """The same once more, under an id that follows."""
    head, _, old = row["sk"]["S"].rpartition("#")
    bits = uuid.UUID(old).int + ((number + 1) << 80) & ~((1 << 60) - 1)
    new = str(uuid.UUID(int=bits | int.from_bytes(copy.drawn((old[-4:], number))[:7], "big")))
    return {**row, "sk": {"S": f"{head}#{new}" if head else new}}


def _later(row: Item, seconds: int) -> Item:
    """A movement of money once more, for another request."""
    movement = movement_of(CreditMoveRecord.from_raw_data(row))
    at, reference = movement.at + timedelta(seconds=seconds), f"{movement.reference} {seconds}"
    item: Item = move_record(replace(movement, at=at, reference=reference)).serialize()
    return item


def _shared(rows: Any) -> Iterator[tuple[tuple[str, tuple[str, str]], Item]]:
    for table, held in rows.items():
        for key, item in held.items():
            # What was published before the shop began is nobody's any more.
            if key[0].startswith((*SHARED, "ENDPOINTS")) and not key[1].startswith(PREFIX):
                yield (table, key), item


def _hour(hour: str, figures: Mapping[str, int]) -> Item:
    item: Item = HourRecord(f"FIGURES#{keys.month(hour)}", keys.rest(hour), **figures).serialize()
    return item


def _sold(day: str, sku: str, units: int) -> Item:
    item: Item = SoldRecord(f"SOLD#{keys.month(day)}", f"{keys.rest(day)}#{sku}", units=units).serialize()
    return item


def _trail(world: World, entries: int) -> None:
    """What one person of the staff has looked at lately, in the chains of the days."""
    action = Action("orders", "read_order", "orders.read", STAFF, ("admin",), "s1", ("order:o1",), "", "", True, True)
    trail = AuditTrail(LinkStore())
    start = NOW - timedelta(minutes=entries)
    for number in range(entries):
        world.now = start + timedelta(minutes=number)
        with world.inside("AuditConsumer"):
            trail.record(_acted(action))
    world.now = NOW


def _acted(action: Action) -> Event:
    with kept() as trail:
        recorded(action, lambda: 200, lambda status: status)
    return trail.events[-1]

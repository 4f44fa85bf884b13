"""In-memory stores that keep the promises of the ports: conditions, versions, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from products.domain import shards, stock
from products.domain.bulk import BulkJob, BulkRow
from products.domain.category import Category
from products.domain.exporting import ExportJob
from products.domain.importing import ImportJob, ImportOutcome, TrialRow
from products.domain.places.network import Placed
from products.domain.product import Card, Product, ProductStatus
from products.domain.reservation import Reservation, ReservationState
from products.domain.shards import Deal
from products.domain.shopify.reader import RowError
from products.domain.stock import Movement, Shard, StockLevel
from products.usecases.ports import (
    CSV,
    Awaited,
    BulkCheckpoint,
    Cards,
    Checkpoint,
    Contended,
    LevelChange,
    LostUpload,
    ProductWrite,
    StockWrite,
    Superseded,
    Upload,
)
from souk.errors import InvalidInput
from souk.events import Event
from souk.storage.versioned import Stale


@dataclass
class MemoryStock:
    """`before_write` runs ahead of each write: there a test lets a rival in. `behind` is what a read sees that need
    not be sure.

    `contention` answers which SKUs others were writing during a write; None when there were too many to get through.
    """

    by_sku: dict[str, StockLevel] = field(default_factory=dict)
    rows: list[Movement] = field(default_factory=list)
    reservations: dict[str, Reservation] = field(default_factory=dict)
    became_short: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    done: set[str] = field(default_factory=set)
    swept_until: datetime | None = None
    reads: int = 0
    writes: int = 0
    before_write: Callable[[], None] = lambda: None
    contention: Callable[[], Collection[str] | None] = lambda: ()
    deals: list[Deal] = field(default_factory=list)
    behind: tuple[dict[str, StockLevel], dict[str, Reservation]] | None = None
    books: dict[str, Placed] = field(default_factory=dict)
    waiting: dict[tuple[str, str], Awaited] = field(default_factory=dict)
    looked: str | None = None

    def follow(self, levels: Sequence[StockLevel], handle: str) -> None:
        for level in levels:
            held = self.by_sku[level.sku]
            if held.handle == level.handle:
                self.by_sku[level.sku] = replace(held, handle=handle)

    def add(
        self, sku: str, on_hand: int, *, backorder: bool = False, handle: str = "h", limit: int = 0, promised: str = ""
    ) -> None:
        cause = stock.MovementCause(
            actor="test", at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"), reason="start"
        )
        level = StockLevel(sku=sku, handle=handle, product_id=f"id-{handle}", backorder=backorder)
        level = replace(level, limit=limit, promised=promised, most=limit)
        movement = stock.counted(level, on_hand, cause)
        self.new_level(LevelChange(level, [movement] if movement else []))

    def new_level(self, change: LevelChange) -> None:
        self.by_sku[change.before.sku] = change.after if change.movements else change.before
        self.rows.extend(change.movements)

    def levels(self, skus: Collection[str]) -> dict[str, StockLevel]:
        self.reads += 1
        return {sku: self.by_sku[sku] for sku in skus if sku in self.by_sku}

    def before_reserving(
        self, reservation_id: str, skus: Collection[str], *, sure: bool
    ) -> tuple[dict[str, StockLevel], Reservation | None]:
        self.reads += 1
        levels, reservations = (
            (self.by_sku, self.reservations) if sure else self.behind or (self.by_sku, self.reservations)
        )
        return {sku: levels[sku] for sku in skus if sku in levels}, reservations.get(reservation_id)

    def fall_behind(self) -> None:
        """From now on, reads that need not be sure show what is there now."""
        self.behind = dict(self.by_sku), dict(self.reservations)

    def placed(self, skus: Collection[str]) -> dict[str, Placed]:
        return {sku: self.books.get(sku, Placed(sku)) for sku in skus}

    def _moved(self, write: StockWrite) -> dict[str, Placed]:
        """The books after it. Raises Stale."""
        moves = [(change.placed, move) for change in write.changes if change.placed for move in change.movements]
        moves += [(placement.before, placement.movement) for placement in write.placements]
        if any(self.placed([book.sku])[book.sku] != book for book in [*write.unmoved, *(book for book, _ in moves)]):
            raise Stale
        return {book.sku: book.after(move.moved) for book, move in moves if move.moved}

    def reservation(self, reservation_id: str) -> Reservation | None:
        return self.reservations.get(reservation_id)

    def write(self, write: StockWrite) -> Collection[str]:
        hook, self.before_write = self.before_write, lambda: None
        hook()
        self.writes += 1
        contended = self.contention()
        if contended is None:
            raise Contended([change.before.sku for change in write.changes])
        counted = f"count:{write.counted[0]}:{write.counted[1].sku}" if write.counted else ""
        if {write.once, counted} & self.done or not all(self._holds(change) for change in write.changes):
            raise Stale
        moved = self._moved(write)
        for reservation in (write.reservation, write.hold):
            if reservation is not None:
                self._keep(reservation)
        self.books |= moved
        self.rows.extend(placement.movement for placement in write.placements)
        for change in write.changes:
            sku = change.before.sku
            level = self.by_sku[sku]
            after = level.after(change.movements, change.waiting)
            if change.counter:
                shards_ = [_moved(shard, change) if shard.number == change.counter else shard for shard in level.shards]
                after = replace(after, version=level.version, shards=tuple(shards_))
            self.by_sku[sku] = after
            self.rows.extend(change.movements)
        self.waiting |= {(wait.sku, wait.order_id): wait for wait in write.waits}
        for sku in write.waited:
            self.waiting.pop((sku, write.reservation.id if write.reservation else ""), None)
        self.events.extend(write.events)
        self.done |= {each for each in (write.once, counted) if each}
        return contended

    def _keep(self, reservation: Reservation) -> None:
        """Raises Stale."""
        stored = self.reservations.get(reservation.id)
        if (stored.version if stored else 0) != reservation.version - 1:
            raise Stale
        self.reservations[reservation.id] = reservation
        if reservation.state is ReservationState.SHORT:
            self.became_short.append(reservation.id)

    def deal(self, deal: Deal, now: datetime) -> None:
        level = self.by_sku[deal.level.sku]
        known = {shard.number: shard for shard in level.shards}
        given = sum(deal.given.values())
        if (
            level.deals != deal.level.deals
            or level.threshold != deal.level.threshold
            or (given and shards.spare(level) < given)
            or any(known[shard.number] != shard for shard in deal.collected)
        ):
            raise Stale
        for number, share in deal.given.items():
            old = known.get(number, Shard(number, 0, 0, 0))
            known[number] = Shard(number, old.on_hand + share, old.available + share, old.version + 1)
        for shard in deal.collected:
            del known[shard.number]
        self.by_sku[level.sku] = replace(
            level,
            version=level.version + 1,
            deals=level.deals + 1,
            shards=tuple(known[number] for number in sorted(known)),
            heated_at=(now if given else level.heated_at) if known else None,
        )
        self.deals.append(deal)

    def hot(self) -> list[str]:
        return [sku for sku, level in self.by_sku.items() if level.shards]

    def set_threshold(self, level: StockLevel, threshold: int, events: Sequence[Event]) -> None:
        if self.by_sku[level.sku].version != level.version:
            raise Stale
        self.by_sku[level.sku] = level.with_threshold(threshold)
        self.events.extend(events)

    def was_done(self, once: str) -> bool:
        return once in self.done

    def was_booked(self, count_id: str, sku: str) -> bool:
        return f"count:{count_id}:{sku}" in self.done

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        held = [r for r in self.reservations.values() if r.state is ReservationState.HELD and r.until <= now]
        yield from [r.id for r in sorted(held, key=lambda r: r.until)][:limit]

    def swept(self, now: datetime) -> None:
        self.swept_until = now

    def short(self, limit: int) -> list[Reservation]:
        return [self.reservations[known] for known in self.became_short if self._is_short(known)][:limit]

    def _is_short(self, reservation_id: str) -> bool:
        return self.reservations[reservation_id].state is ReservationState.SHORT

    def waits(self, sku: str, limit: int, cursor: str | None) -> tuple[list[Awaited], str | None]:
        start = int(cursor or 0)
        found = sorted((w for w in self.waiting.values() if w.sku == sku), key=lambda w: w.since)[start : start + limit]
        return found, str(start + limit) if len(found) == limit else None

    def all_waits(self, limit: int, cursor: str | None) -> tuple[list[Awaited], str | None]:
        start = int(cursor or 0)
        found = sorted(self.waiting.values(), key=lambda w: (w.sku, w.since))[start : start + limit]
        return found, str(start + limit) if len(found) == limit else None

    def look_from(self) -> str | None:
        return self.looked

    def looked_to(self, cursor: str | None) -> None:
        self.looked = cursor

    def ledger(self, sku: str, limit: int, cursor: str | None) -> tuple[list[Movement], str | None]:
        return [row for row in reversed(self.rows) if row.sku == sku][:limit], None

    def _holds(self, change: LevelChange) -> bool:
        current = self.by_sku[change.before.sku]
        difference = change.difference
        if change.counter:
            shard = next((shard for shard in current.shards if shard.number == change.counter), None)
            return shard is not None and (difference >= 0 or shard.available + difference >= 0)
        if difference == 0 and not change.exact:
            return not change.taken or current.on_hand - sum(s.on_hand for s in current.shards) >= change.taken
        elsewhere = sum(shard.available for shard in current.shards)
        current = replace(current, available=current.available - elsewhere)
        bounds = stock.window(change.before, difference)
        if bounds is None or change.exact:
            return current.version == change.before.version
        floor, ceiling = bounds
        return (
            (current.backorder, current.limit) == (change.before.backorder, change.before.limit)
            and (floor is None or current.available >= floor)
            and (ceiling is None or current.available <= ceiling)
        )


def _moved(shard: Shard, change: LevelChange) -> Shard:
    on_hand = shard.on_hand + sum(movement.on_hand for movement in change.movements)
    return Shard(shard.number, on_hand, shard.available + change.difference, shard.version + 1)


@dataclass
class MemoryCatalogue:
    stock: MemoryStock
    imports: MemoryImports
    bulk: MemoryBulk = field(default_factory=lambda: MemoryBulk())
    by_handle: dict[str, Product] = field(default_factory=dict)
    shown: dict[str, Card] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    writes: int = 0
    before_save: Callable[[], None] = lambda: None

    def product(self, handle: str) -> Product | None:
        return next((product for product in self.by_handle.values() if handle in product.handles), None)

    def products(self, handles: Collection[str]) -> dict[str, Product]:
        return {handle: product for handle in handles if (product := self.product(handle))}

    def handle_of(self, product_id: str) -> str | None:
        return next((p.handle for p in self.by_handle.values() if p.id == product_id), None)

    def cards(self, category_id: str, sort: str, limit: int, cursor: str | None) -> Cards:
        return Cards(list(self.shown.values())[:limit])

    def staff_cards(self, status: ProductStatus | None, limit: int, cursor: str | None) -> Cards:
        start = int(cursor or 0)
        cards = list(self.shown.values())
        return Cards(cards[start : start + limit], str(start + limit) if start + limit < len(cards) else None)

    def staff_after(self, position: str, limit: int) -> list[tuple[str, str]]:
        newest = sorted((f"CARD#{product.id}", handle) for handle, product in self.by_handle.items())
        return [row for row in reversed(newest) if row[0] < position][:limit]

    def start_of_list(self, now: datetime) -> str:
        return "CARD#~"

    def count_products(self, *, drafts: bool) -> int:
        return sum(drafts or product.is_published for product in self.by_handle.values())

    def categories(self) -> list[Category]:
        return []

    def save(self, write: ProductWrite) -> None:
        hook, self.before_save = self.before_save, lambda: None
        hook()
        self._check(write)
        if isinstance(write.checkpoint, BulkCheckpoint):
            self.bulk.checkpoint(write.checkpoint)
        elif write.checkpoint:
            self.imports.checkpoint(write.checkpoint)
        self.writes += 1
        if write.before:
            del self.by_handle[write.before.handle]
        self.by_handle[write.after.handle] = write.after
        self.shown[write.after.handle] = write.card
        for change in write.new_levels:
            self.stock.new_level(change)
        for level in write.backorder:
            self.stock.by_sku[level.sku] = level
        for move in write.moved:
            level = self.stock.by_sku[move.after.sku]
            after = move.after
            self.stock.by_sku[level.sku] = replace(
                level,
                handle=after.handle,
                product_id=after.product_id,
                backorder=after.backorder,
                version=level.version + 1,
            )
        for giver in write.givers:
            self.by_handle[giver.handle] = replace(giver, version=giver.version + 1)
        self.events.extend(write.events)

    def _check(self, write: ProductWrite) -> None:
        """Raises Stale."""
        stored = self.by_handle.get((write.before or write.after).handle)
        if (stored.version if stored else 0) != write.after.version - 1:
            raise Stale
        if any(change.before.sku in self.stock.by_sku for change in write.new_levels):
            raise Stale
        if any(self.stock.by_sku[move.after.sku].handle != move.before.handle for move in write.moved):
            raise Stale
        if any(self.by_handle[giver.handle].version != giver.version for giver in write.givers):
            raise Stale

    def is_shown_available(self, product: Product) -> bool | None:
        card = self.shown.get(product.handle)
        return card.available if card else None

    def show_available(self, product: Product, available: bool) -> None:
        raise AssertionError("not used with this fake")


@dataclass
class MemoryImports:
    by_id: dict[str, ImportJob] = field(default_factory=dict)
    faults: dict[int, RowError] = field(default_factory=dict)
    told: dict[int, RowError] = field(default_factory=dict)
    trials: dict[tuple[int, int], TrialRow] = field(default_factory=dict)
    writes: int = 0

    def create(self, job: ImportJob) -> None:
        self.by_id[job.id] = job

    def job(self, import_id: str) -> ImportJob | None:
        return self.by_id.get(import_id)

    def jobs(self, limit: int, cursor: str | None) -> tuple[list[ImportJob], str | None]:
        return sorted(self.by_id.values(), key=lambda job: job.id, reverse=True)[:limit], None

    def errors(self, import_id: str, limit: int) -> list[RowError]:
        return [self.faults[number] for number in sorted(self.faults)][:limit]

    def warnings(self, import_id: str, limit: int) -> list[RowError]:
        return [self.told[number] for number in sorted(self.told)][:limit]

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        job = checkpoint.job
        if self.by_id[job.id].version != job.version - 1:
            raise Superseded
        self.writes += 1
        self.by_id[job.id] = job
        self.faults.update(enumerate(checkpoint.errors, checkpoint.first_error))
        self.told.update(enumerate(checkpoint.warnings, checkpoint.first_warning))
        self.trials.update({(job.checks, row.offset): row for row in checkpoint.trial})

    def tried(
        self, job: ImportJob, outcome: ImportOutcome | None, limit: int, cursor: str | None
    ) -> tuple[list[TrialRow], str | None]:
        rows = [row for (check, _), row in sorted(self.trials.items()) if check == job.checks]
        return [row for row in rows if outcome in (None, row.outcome)][:limit], None

    def tried_so_far(self, job: ImportJob) -> Iterator[TrialRow]:
        yield from self.tried(job, None, len(self.trials), None)[0]


@dataclass
class MemoryBulk:
    by_id: dict[str, BulkJob] = field(default_factory=dict)
    kept: dict[str, list[BulkRow]] = field(default_factory=dict)
    before_write: Callable[[], None] = lambda: None

    def create(self, job: BulkJob) -> None:
        self.by_id[job.id] = job

    def job(self, job_id: str) -> BulkJob | None:
        return self.by_id.get(job_id)

    def jobs(self, limit: int, cursor: str | None) -> tuple[list[BulkJob], str | None]:
        return sorted(self.by_id.values(), key=lambda job: job.id, reverse=True)[:limit], None

    def rows(self, job_id: str, limit: int, cursor: str | None) -> tuple[list[BulkRow], str | None]:
        return self.kept.get(job_id, [])[:limit], None

    def rows_from(self, job_id: str, number: int) -> Iterator[tuple[int, BulkRow]]:
        yield from list(enumerate(self.kept.get(job_id, [])))[number:]

    def checkpoint(self, checkpoint: BulkCheckpoint) -> None:
        self.before_write()
        job = checkpoint.job
        if self.by_id[job.id].version != job.version - 1:
            raise Superseded
        self.by_id[job.id] = job
        if checkpoint.row is not None:
            self.kept.setdefault(job.id, []).append(checkpoint.row)


@dataclass
class MemoryExports:
    by_id: dict[str, ExportJob] = field(default_factory=dict)
    writes: int = 0

    def create(self, job: ExportJob) -> None:
        self.by_id[job.id] = job

    def job(self, export_id: str) -> ExportJob | None:
        return self.by_id.get(export_id)

    def jobs(self, limit: int, cursor: str | None) -> tuple[list[ExportJob], str | None]:
        return sorted(self.by_id.values(), key=lambda job: job.id, reverse=True)[:limit], None

    def checkpoint(self, job: ExportJob) -> None:
        if self.by_id[job.id].version != job.version - 1:
            raise Superseded
        self.writes += 1
        self.by_id[job.id] = job


@dataclass
class MemoryFiles:
    contents: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    piece: int = 64

    def upload_to(self, key: str, most: int, content_type: str = CSV) -> Upload:
        return Upload(f"memory:{key}", "POST", {})

    def etag(self, key: str, most: int | None = None) -> str | None:
        content = self.contents.get(key)
        if content is not None and most is not None and len(content) > most:
            raise InvalidInput("too large")
        return None if content is None else str(hash(content))

    def read(self, key: str, etag: str, offset: int) -> Iterable[bytes]:
        content = self.contents[key]
        for start in range(offset, len(content), self.piece):
            yield content[start : start + self.piece]

    def remove(self, key: str) -> None:
        self.contents.pop(key, None)

    def write(self, key: str, chunks: Iterable[bytes]) -> None:
        self.contents[key] = b"".join(chunks)

    def publish(self, key: str, public: str, content_type: str) -> None:
        self.contents[public] = self.contents[key]

    def begin(self, key: str, filename: str) -> str:
        upload_id = f"upload-{len(self.uploads) + 1}"
        self.uploads[upload_id] = {}
        return upload_id

    def send(self, key: str, upload_id: str, number: int, part: bytes) -> str:
        if upload_id not in self.uploads:
            raise LostUpload
        self.uploads[upload_id][number] = part
        return f"{number}-{hash(part)}"

    def complete(self, key: str, upload_id: str, tags: Sequence[str]) -> None:
        if upload_id not in self.uploads:
            if key in self.contents:
                return
            raise LostUpload
        parts = self.uploads[upload_id]
        if any(f"{number}-{hash(parts.get(number))}" != tag for number, tag in enumerate(tags, 1)):
            raise LostUpload
        self.contents[key] = b"".join(parts[number] for number in range(1, len(tags) + 1))
        del self.uploads[upload_id]

    def link(self, key: str) -> str:
        return f"memory:{key}"


@dataclass
class MemoryWorkers:
    started: list[str] = field(default_factory=list)

    def start(self, job_id: str) -> None:
        self.started.append(job_id)

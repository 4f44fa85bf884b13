"""What the use cases need from outside. The store and the AWS clients fit these; so do the fakes of the tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, Self

from products.domain.category import Category
from products.domain.exporting import ExportJob
from products.domain.finding import StockState
from products.domain.importing import ImportJob, ImportOutcome, TrialRow
from products.domain.places.network import Network, Placed
from products.domain.product import Card, Product, ProductStatus
from products.domain.reservation import Reservation
from products.domain.shards import BASE, Deal
from products.domain.shopify.reader import Row, RowError
from products.domain.stock import Movement, StockLevel
from souk.errors import Conflict
from souk.events import Event
from souk.storage.versioned import Stale

if TYPE_CHECKING:  # a shopper's cold start does not pay for what only staff need
    from products.domain.bulk import BulkJob, BulkRow
    from products.domain.counting import CountLine, StockCount
    from products.domain.promoted.prices import CataloguePrices

CSV = "text/csv"


class SkuTaken(Conflict):
    """`detail["skus"]` belong to other products, named by `detail["handles"]`, which list them."""

    code, title = "sku_taken", "The SKU belongs to another product"


class Contended(Stale):
    """Others kept writing the stock of `skus`; nothing was written."""

    def __init__(self, skus: Collection[str]) -> None:
        super().__init__(f"too many writers on {', '.join(sorted(skus))}")
        self.skus = skus


class Superseded(Exception):
    """Another worker has taken this job over, or staff have stopped it; nothing was written. Stop."""


@dataclass(frozen=True, slots=True)
class LevelChange:
    """Movements of one SKU, made together on the level they were planned on.

    `exact` demands that the level is still that very version; otherwise it is enough that the change keeps its band.
    `counter` is the one they are made on. `owed` units are sold though they are not there. `placed` is the SKU's book
    of locations as it was, where the movements change it. `waiting` is by how much more of it is waited for.
    """

    before: StockLevel
    movements: Sequence[Movement]
    exact: bool = False
    counter: int = BASE
    owed: bool = False
    placed: Placed | None = None
    waiting: int = 0

    @property
    def difference(self) -> int:
        """Of the available units."""
        return sum(movement.available for movement in self.movements)

    @property
    def taken(self) -> int:
        """Units that leave the shelf and must be there, where the SKU has one counter and may not be owed; else 0."""
        if self.owed or self.before.backorder or self.before.shards:
            return 0
        return max(0, -sum(movement.on_hand for movement in self.movements))

    @property
    def after(self) -> StockLevel:
        return self.before.after(self.movements, self.waiting)


@dataclass(frozen=True, slots=True)
class Awaited:
    """Units of a SKU that a paid order waits for, `since` then. `promised` is the day it was told of."""

    order_id: str
    sku: str
    units: int
    since: datetime
    promised: str


@dataclass(frozen=True, slots=True)
class Placement:
    """A movement between locations alone, and the SKU's book before it."""

    before: Placed
    movement: Movement


@dataclass(frozen=True, slots=True)
class StockWrite:
    """One transaction on stock. `once` names a request whose effect must not happen twice; `counted` the line of a
    count whose difference is booked by it, which is not booked yet. `placements` move units between locations and
    leave the level alone; the books that are `unmoved` have to be what they were. `waits` are what a paid order waits
    for from now on, or still; `waited` the SKUs it waits for no more. `hold` is what has become of one that is merged
    into the reservation.
    """

    changes: Sequence[LevelChange] = ()
    reservation: Reservation | None = None
    events: Sequence[Event] = ()
    once: str = ""
    counted: tuple[str, CountLine] | None = None
    placements: Sequence[Placement] = ()
    unmoved: Sequence[Placed] = ()
    waits: Sequence[Awaited] = ()
    waited: Sequence[str] = ()
    hold: Reservation | None = None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """An import's progress, and the faults and warnings since the last one with the number of the first of each;
    of a dry run what would become of the products.
    """

    job: ImportJob
    errors: Sequence[RowError] = ()
    first_error: int = 0
    warnings: Sequence[RowError] = ()
    first_warning: int = 0
    trial: Sequence[TrialRow] = ()


@dataclass(frozen=True, slots=True)
class BulkCheckpoint:
    """A bulk edit's progress, and what became of the product that is written with it."""

    job: BulkJob
    row: BulkRow | None = None


# What is written with a product: how far the job is that changes it.
Noted = Checkpoint | BulkCheckpoint


@dataclass(frozen=True, slots=True)
class Move:
    """A SKU that goes from one product to another: `after` is its level with the new owner. Its stock stays with it."""

    before: StockLevel
    after: StockLevel


@dataclass(frozen=True, slots=True)
class ProductWrite:
    """One change of a product with all that follows from it.

    `new_levels` are the SKUs it brings, with what is on hand; `moved` those it takes over, `givers` the products that
    had them, as they were when that was decided; `backorder` the levels whose policy changes; `levels` those of all its
    SKUs afterwards.
    """

    before: Product | None
    after: Product
    card: Card
    new_levels: Sequence[LevelChange] = ()
    moved: Sequence[Move] = ()
    givers: Sequence[Product] = ()
    backorder: Sequence[StockLevel] = ()
    events: Sequence[Event] = ()
    levels: Mapping[str, StockLevel] = field(default_factory=dict)
    checkpoint: Noted | None = None


@dataclass(frozen=True, slots=True)
class Cards:
    items: list[Card] = field(default_factory=list)
    next_cursor: str | None = None


class KnownProducts(Protocol):
    """A product is found by every handle it has had, by an earlier one with two reads more."""

    def product(self, handle: str) -> Product | None: ...

    def products(self, handles: Collection[str]) -> dict[str, Product]:
        """By the handles that were asked for."""
        ...


class PromotedPrices(Protocol):
    def current(self) -> CataloguePrices:
        """What the promotions of the catalogue make of prices, as they are now: read consistently."""


@dataclass(frozen=True, slots=True)
class RepricingWork:
    """From which position on products are still to be priced, and by which version of the promotions; None: all are."""

    position: str | None
    version: int


class RepricingStore(Protocol):
    """What is left to be done once promotions change, or prices do by themselves."""

    def due(self, now: datetime, limit: int) -> list[str]:
        """The handles of products whose prices have changed by themselves by now, those that did first at first."""

    def work(self) -> RepricingWork | None:
        """None while there has never been any."""

    def start(self, position: str, version: int) -> None:
        """All products made before `position` are to be priced, unless that was begun for as new a version already."""

    def go_on(self, position: str | None, version: int) -> None:
        """Raises Stale when it was begun anew."""


class CatalogueStore(KnownProducts, Protocol):
    def handle_of(self, product_id: str) -> str | None: ...

    def cards(self, category_id: str, sort: str, limit: int, cursor: str | None) -> Cards:
        """Published products of a category and its descendants. `sort`: newest, price, -price or title."""

    def staff_cards(self, status: ProductStatus | None, limit: int, cursor: str | None) -> Cards:
        """Products in any status, newest first."""

    def staff_after(self, position: str, limit: int) -> list[tuple[str, str]]:
        """Products in any status, newest first, from after a position on: of each its position and its handle."""

    def start_of_list(self, now: datetime) -> str:
        """The position before every product that is there now, and after those that will be made."""

    def count_products(self, *, drafts: bool) -> int:
        """How many products there are, or how many of them shoppers see."""

    def categories(self) -> list[Category]: ...

    def save(self, write: ProductWrite) -> None:
        """Raises Stale, or Superseded when the checkpoint is not the worker's to write."""

    def is_shown_available(self, product: Product) -> bool | None:
        """What its card says; None when it is not listed."""

    def show_available(self, product: Product, available: bool) -> None: ...


class KnownStock(Protocol):
    def levels(self, skus: Collection[str]) -> dict[str, StockLevel]:
        """The levels of those SKUs that are stocked, read consistently."""


class LocationStore(Protocol):
    def network(self) -> Network:
        """All locations, read consistently."""

    def save(self, network: Network) -> None:
        """Keeps the next version. Raises Stale when it is not the next any more."""


class StockStore(KnownStock, Protocol):
    def placed(self, skus: Collection[str]) -> dict[str, Placed]:
        """The books of these SKUs, read consistently, also where there is none yet."""

    def before_reserving(
        self, reservation_id: str, skus: Collection[str], *, sure: bool
    ) -> tuple[dict[str, StockLevel], Reservation | None]:
        """The same with the reservation, if there is one, in one read. Unless `sure`, at half the price: what was
        written a moment ago may be missing.
        """

    def reservation(self, reservation_id: str) -> Reservation | None: ...

    def follow(self, levels: Sequence[StockLevel], handle: str) -> None:
        """Names their product by this handle, unless they have gone to another product meanwhile."""

    def write(self, write: StockWrite) -> Collection[str]:
        """Answers the SKUs whose counters others were writing too (`shards.CONTENDED`). Raises Stale and Contended."""

    def deal(self, deal: Deal, now: datetime) -> None:
        """Moves units between the counters of a SKU. Raises Stale and Contended."""

    def hot(self) -> list[str]:
        """The SKUs with shards."""

    def set_threshold(self, level: StockLevel, threshold: int, events: Sequence[Event]) -> None:
        """Raises Stale when it is no longer exactly this level."""

    def was_done(self, once: str) -> bool:
        """Whether a write with this `once` was made."""

    def was_booked(self, count_id: str, sku: str) -> bool:
        """Whether this line of a count was booked."""

    def due(self, now: datetime, limit: int) -> Iterator[str]:
        """Ids of reservations whose hold has lapsed, oldest first; at most `limit`."""

    def swept(self, now: datetime) -> None:
        """Remembers that no hold that lapsed before `now` is left."""

    def short(self, limit: int) -> Sequence[Reservation]:
        """Paid orders whose units are not there, the one that has waited longest first; as of a moment ago."""

    def waits(self, sku: str, limit: int, cursor: str | None) -> tuple[list[Awaited], str | None]:
        """What paid orders wait for of a SKU, whoever has waited longest first; as of a moment ago."""

    def all_waits(self, limit: int, cursor: str | None) -> tuple[list[Awaited], str | None]:
        """Of all SKUs, one after the other, from where the page before ended."""

    def look_from(self) -> str | None:
        """Where the timer goes on looking through them."""

    def looked_to(self, cursor: str | None) -> None: ...

    def ledger(self, sku: str, limit: int, cursor: str | None) -> tuple[list[Movement], str | None]:
        """The movements of a SKU, newest first."""


class ImportStore(Protocol):
    def create(self, job: ImportJob) -> None: ...

    def job(self, import_id: str) -> ImportJob | None: ...

    def jobs(self, limit: int, cursor: str | None) -> tuple[list[ImportJob], str | None]:
        """Newest first."""

    def errors(self, import_id: str, limit: int) -> list[RowError]:
        """In the order of the file."""

    def warnings(self, import_id: str, limit: int) -> list[RowError]:
        """In the order of the file."""

    def tried(
        self, job: ImportJob, outcome: ImportOutcome | None, limit: int, cursor: str | None
    ) -> tuple[list[TrialRow], str | None]:
        """What the last dry run found: of one outcome in the order of the file, or outcome by outcome."""

    def tried_so_far(self, job: ImportJob) -> Iterator[TrialRow]:
        """The products that it would create or change, in no order."""

    def checkpoint(self, checkpoint: Checkpoint) -> None:
        """Raises Superseded when another worker wrote since."""


class BulkStore(Protocol):
    def create(self, job: BulkJob) -> None: ...

    def job(self, job_id: str) -> BulkJob | None: ...

    def jobs(self, limit: int, cursor: str | None) -> tuple[list[BulkJob], str | None]:
        """Newest first."""

    def rows(self, job_id: str, limit: int, cursor: str | None) -> tuple[list[BulkRow], str | None]:
        """What became of the products that were changed or could not be, in the order of the work."""

    def rows_from(self, job_id: str, number: int) -> Iterator[tuple[int, BulkRow]]:
        """The same from a number on, with the number of each."""

    def checkpoint(self, checkpoint: BulkCheckpoint) -> None:
        """Raises Superseded when another worker wrote since, or staff stopped it."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A row that leads to a product: the place of its card, and the cursor with which its list goes on after it.

    `term` is what the row is found by, `skus` those of its SKUs of which few are left, or none.
    """

    place: str
    cursor: str
    product_id: str
    term: str = ""
    skus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that was found: its card, and the terms it is found by."""

    card: Card
    terms: tuple[str, ...]


class FindingStore(Protocol):
    """Where products are found by what staff type, or choose. A page is one query, and tells whether there is more."""

    def by_word(self, word: str, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        """The terms that begin with a word, in their order."""

    def by_category(self, category_id: str, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        """The products of a category and all below it, in any status, newest first."""

    def low(self, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        """The SKUs of which few are left or none, as of the last news of them, product by product."""

    def by_stock(self, state: StockState, limit: int, cursor: str | None) -> tuple[list[Pointer], bool]:
        """The products of whose SKUs one is low, or out, as of the last news of them, newest first."""

    def low_of(self, product_id: str) -> dict[str, int]:
        """The SKUs of a product that stand in the list of low stock, with the versions of the levels that told so."""

    def set_low(self, product: Product, added: Mapping[str, int], removed: Mapping[str, int]) -> None:
        """Removes none that was put there anew since it was read."""

    def stock_of(self, product: Product) -> dict[StockState, tuple[str, ...]]:
        """The lists `by_stock` in which it stands, and its SKUs that are named there."""

    def set_stock(self, product: Product, skus: Mapping[StockState, tuple[str, ...]]) -> None:
        """Puts it into these lists, and takes it out of those for which there are no SKUs."""

    def hits(self, places: Collection[str]) -> dict[str, Hit]:
        """At most 100."""

    def by_barcode(self, code: str) -> list[str]:
        """The SKUs that have had this barcode."""

    def position(self) -> str | None:
        """Up to where products of earlier versions have been made to be found; None when all have been."""

    def catch_up(self, products: Sequence[Product], position: str | None) -> None:
        """Makes these be found, and remembers it."""


class CountStore(Protocol):
    def create(self, count: StockCount) -> None: ...

    def count(self, count_id: str) -> StockCount | None: ...

    def counts(self, limit: int, cursor: str | None) -> tuple[list[StockCount], str | None]:
        """Newest first."""

    def lines(self, count_id: str, limit: int, cursor: str | None) -> tuple[list[CountLine], str | None]: ...

    def enter(self, count: StockCount, lines: Sequence[CountLine]) -> None:
        """Raises Stale when the count is no longer this one."""

    def close_line(self, count_id: str, line: CountLine) -> None:
        """Books a line that moves nothing. One that is booked stays as it is."""

    def save(self, count: StockCount) -> None:
        """Raises Stale when it was changed since."""


class ExportStore(Protocol):
    def create(self, job: ExportJob) -> None: ...

    def job(self, export_id: str) -> ExportJob | None: ...

    def jobs(self, limit: int, cursor: str | None) -> tuple[list[ExportJob], str | None]:
        """Newest first."""

    def checkpoint(self, job: ExportJob) -> None:
        """Raises Superseded when another worker wrote since."""


@dataclass(frozen=True, slots=True)
class Upload:
    """How a browser sends the file: as the last part, `file`, of a multipart form with these fields."""

    url: str
    method: str
    fields: dict[str, str]


class Files(Protocol):
    """The bucket of product files."""

    def upload_to(self, key: str, most: int, content_type: str = CSV) -> Upload:
        """A form that takes one file of 1 to `most` bytes, for this key and for a few minutes."""

    def etag(self, key: str, most: int | None = None) -> str | None:
        """None when there is no such file. Raises InvalidInput when it has more bytes than `most`."""

    def read(self, key: str, etag: str, offset: int) -> Iterable[bytes]:
        """The file from a byte on, in pieces. Raises InvalidInput when it is no longer the file with `etag`."""

    def remove(self, key: str) -> None:
        """Nothing happens when there is no such file."""

    def write(self, key: str, chunks: Iterable[bytes]) -> None: ...

    def publish(self, key: str, public: str, content_type: str) -> None:
        """Copies a file to where the site serves it, for good."""

    def begin(self, key: str, filename: str) -> str:
        """Begins a file that is sent in parts; who fetches it is offered `filename`. Answers the upload's id."""

    def send(self, key: str, upload_id: str, number: int, part: bytes) -> str:
        """Sends a part, of 5 MB at least unless it is the last. Answers its tag. Raises LostUpload."""

    def complete(self, key: str, upload_id: str, tags: Sequence[str]) -> None:
        """Makes the file of its parts, once. Raises LostUpload when they are not those with these tags."""

    def link(self, key: str) -> str:
        """A URL from which the file can be fetched for a few minutes."""


class LostUpload(Exception):
    """The parts of a file are no longer those that were sent."""


class Workers(Protocol):
    def start(self, job_id: str) -> None:
        """Has the importer or the exporter work on a job, without waiting."""


class Tried(Protocol):
    """What a dry run would have written by now. A context: what it keeps goes with it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_error: object) -> None: ...

    def add(self, row: TrialRow) -> None: ...

    def levels(self, known: Mapping[str, StockLevel], skus: Collection[str]) -> dict[str, StockLevel]:
        """The levels of these SKUs: those `known`, as they would be."""

    def products(self, handles: Collection[str]) -> dict[str, Product]:
        """Those that it would have written. They have what decides about SKUs, and no more."""


class Sorting(Protocol):
    """Rows to be brought together by product. A context: what it keeps goes with it."""

    rows: int
    products: int

    def __enter__(self) -> Self: ...

    def __exit__(self, *_error: object) -> None: ...

    def add(self, row: Row) -> None: ...

    def packed(self, end: int) -> Iterator[bytes]:
        """The prepared file (`products.domain.shopify.prepared`); `end` is the line after the last row."""
        ...

"""Counting the stock, and receiving goods of several SKUs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from products.domain.counting import MAX_LINES, CountLine, CountStatus, StockCount
from products.domain.places.network import MAIN
from products.domain.stock import MAX_QUANTITY, MovementKind, StockLevel
from products.usecases.inventory import Inventory
from products.usecases.office.finding import Finder
from products.usecases.ports import CountStore
from souk import clock
from souk.errors import Conflict, InvalidInput, NotFound, SoukError
from souk.ids import new_id
from souk.storage.versioned import Stale, until_fresh
from souk.telemetry import logger

# The gateway waits 29 seconds: what is left is booked by the next request.
PATIENCE_SECONDS = 15
# A transaction has 100 items.
MAX_ENTRIES = 50
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class CountBooking:
    """A count that is booked, or of which `left` lines are not yet: then book it again."""

    count: StockCount
    booked: int
    refused: Sequence[CountLine]
    left: int


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a line of a receipt: the level after it, or why it was refused."""

    sku: str
    quantity: int
    level: StockLevel | None
    refused: SoukError | None = None


class Counts:
    def __init__(self, store: CountStore, inventory: Inventory, finder: Finder) -> None:
        self._store = store
        self._inventory = inventory
        self._finder = finder

    def create(self, name: str, actor: str) -> StockCount:
        now = clock.now()
        count = StockCount(id=new_id(), name=name, created_by=actor, created_at=now, updated_at=now)
        self._store.create(count)
        logger.info("staff began a count", extra={"actor": actor, "count_id": count.id})
        return count

    def found(self, count_id: str) -> StockCount:
        """Raises NotFound."""
        count = self._store.count(count_id)
        if count is None:
            raise NotFound("there is no such count")
        return count

    def page(self, limit: int, cursor: str | None) -> tuple[list[StockCount], str | None]:
        """Newest first."""
        return self._store.counts(limit, cursor)

    def lines(self, count_id: str, limit: int, cursor: str | None) -> tuple[list[CountLine], str | None]:
        return self._store.lines(count_id, limit, cursor)

    def enter(self, count_id: str, counted: Mapping[str, int], actor: str) -> list[CountLine]:
        """What was found of SKUs, each by its SKU or its barcode; entered again, it takes the place of what was said.

        Raises NotFound, IllegalTransition when the count is closed, InvalidInput for a code that names no SKU or
        several, nothing being entered then.
        """
        count = self.found(count_id)
        count.entered()
        levels = self._levels(counted)
        now = clock.now()
        lines = [
            CountLine(sku=level.sku, counted=counted[code], expected=level.on_hand, at=now, by=actor)
            for code, level in levels.items()
        ]
        if len({line.sku for line in lines}) < len(lines):
            raise InvalidInput("two of the codes are of the same SKU; enter their sum")
        try:
            self._store.enter(count, lines)
        except Stale as error:
            raise Conflict("the count was closed at this moment; make a new one") from error
        return lines

    def book(self, count_id: str, actor: str) -> CountBooking:
        """Books every difference as an adjustment, once, however often it is asked for.

        Raises NotFound.
        """
        count = self._closed(count_id)
        deadline = clock.Deadline(PATIENCE_SECONDS)
        booked = left = 0
        refused: list[CountLine] = []
        for line in self._all_lines(count_id):
            if line.booked_at is None and deadline.passed:
                left += 1
                continue
            done = line if line.booked_at is not None else self._booked(count_id, line, actor)
            booked += 1
            if done.refused:
                refused.append(done)
        if not left and count.status is CountStatus.BOOKING:
            count = self._moved_on(count_id, CountStatus.BOOKED)
            logger.info("staff booked a count", extra={"actor": actor, "count_id": count_id, "lines": booked})
        return CountBooking(count, booked, refused, left)

    def receive(
        self, lines: Mapping[str, int], reason: str, actor: str, key: str, location: str = MAIN
    ) -> list[Received]:
        """Goods that came in together, each SKU booked once under `key`; one that cannot be keeps no other from it."""

        def move(sku: str, quantity: int) -> StockLevel:
            return self._inventory.move(sku, MovementKind.RECEIPT, quantity, reason, actor, key, location)

        return [self._received(sku, quantity, move) for sku, quantity in lines.items()]

    def _received(self, sku: str, quantity: int, move: Callable[[str, int], StockLevel]) -> Received:
        try:
            level = move(sku, quantity)
        except (NotFound, InvalidInput) as error:
            return Received(sku, quantity, None, error)
        return Received(sku, quantity, level)

    def _levels(self, counted: Mapping[str, int]) -> dict[str, StockLevel]:
        """By code. Raises InvalidInput with all that is wrong."""
        levels = self._inventory.levels(counted)
        wrong = []
        for code, quantity in counted.items():
            found = [levels[code]] if code in levels else self._finder.by_barcode(code)
            if len(found) != 1:
                wrong.append((code, "no SKU has this code" if not found else "several SKUs have this barcode"))
            elif not 0 <= quantity <= MAX_QUANTITY:
                wrong.append((code, f"a count is between 0 and {MAX_QUANTITY}"))
            else:
                levels[code] = found[0]
        if wrong:
            errors = [{"field": code, "code": "code", "message": message} for code, message in wrong]
            raise InvalidInput("; ".join(f"{code}: {message}" for code, message in wrong), errors=errors)
        return {code: levels[code] for code in counted}

    def _booked(self, count_id: str, line: CountLine, actor: str) -> CountLine:
        if line.difference:
            done = self._inventory.book(count_id, line, actor)
            if not done.refused:
                return done
        else:
            done = line.booked(clock.now())
        self._store.close_line(count_id, done)
        return done

    def _all_lines(self, count_id: str) -> list[CountLine]:
        lines, cursor = self._store.lines(count_id, _AT_ONCE, None)
        while cursor and len(lines) < MAX_LINES:
            more, cursor = self._store.lines(count_id, _AT_ONCE, cursor)
            lines += more
        return lines

    def _closed(self, count_id: str) -> StockCount:
        """Nothing can be entered from here on."""
        return self._moved_on(count_id, CountStatus.BOOKING)

    def _moved_on(self, count_id: str, status: CountStatus) -> StockCount:
        def moved() -> StockCount:
            count = self.found(count_id)
            if count.status in (status, CountStatus.BOOKED):
                return count
            now = clock.now()
            count = count.booking(now) if status is CountStatus.BOOKING else count.booked(now)
            self._store.save(count)
            return count

        return until_fresh(moved)

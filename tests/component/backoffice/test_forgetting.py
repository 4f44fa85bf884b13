"""No word of an order is left once its person is forgotten, and none of the old once it is put right, whoever else
is at work on it, and whoever dies where."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any, cast

import pytest
from greenlet import getcurrent, greenlet

from backoffice.adapters import keys
from backoffice.domain import words
from backoffice.domain.facts import Facts
from backoffice.domain.figures import Tally
from backoffice.usecases.ports import CustomerChange, Notes, OrderRow, RowChange, Rows
from backoffice.usecases.projecting import Projection
from backoffice.usecases.rebuilding import Rebuilding
from souk.events import Event
from souk.storage.versioned import Stale
from tests.support.told import Order


class Killed(BaseException):
    """The process is gone."""


@dataclass
class Shelf:
    """`ports.Rows` of orders in memory, each call a step. What it keeps of customers and figures is not looked at."""

    held: dict[str, OrderRow] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)

    def rows(self, order_ids: Sequence[str]) -> dict[str, OrderRow]:
        return {order_id: self.held[order_id] for order_id in order_ids if order_id in self.held}

    def customers(self, _ids: Sequence[str]) -> dict[str, Any]:
        return {}

    def write(self, rows: Sequence[RowChange], _change: Tally, _customers: Sequence[CustomerChange]) -> None:
        if any(self._version(row) != row.before.version for row in rows):
            raise Stale("it has changed")
        for row in rows:
            if row.after is None:
                self.held.pop(row.before.facts.order_id, None)
            else:
                self.held[row.after.facts.order_id] = row.after

    def write_row(self, row: RowChange) -> None:
        self.write([row], Tally(), [])

    def put_words(self, facts: Facts, words: Iterable[str]) -> None:
        self.words.update(self.places(facts, words))

    def put_words_if(self, row: OrderRow, words: Sequence[str]) -> None:
        if self.held[row.facts.order_id].version != row.version:
            raise Stale("it has changed")
        self.put_words(row.facts, words)

    def places(self, facts: Facts, words: Iterable[str]) -> tuple[str, ...]:
        placed_at = facts.placed_at
        return tuple(keys.order_under(word, placed_at, facts.order_id)[1] for word in words) if placed_at else ()

    def remove(self, places: Iterable[str]) -> None:
        self.words.difference_update(places)

    def left(self, row: OrderRow) -> None:
        if self.held[row.facts.order_id].version != row.version:
            raise Stale("it has changed")
        self.held[row.facts.order_id] = replace(row, leaving=())

    def _version(self, row: RowChange) -> int:
        held = self.held.get(row.before.facts.order_id)
        return held.version if held else 0


class NoNotes:
    def forget(self, _about: str) -> None:
        """There are none."""


STEPS = ("rows", "write", "write_row", "put_words", "put_words_if", "remove", "left")
HALVED = ("put_words", "remove")


class Worker:
    """Does its work step by step, each when it is told to. It dies at the step of number `dies`, and so does half of
    what that step does when it can be halved."""

    def __init__(self, shelf: Shelf, work: Callable[[Rows], object], dies: int | None = None) -> None:
        self._shelf, self._work, self._dies = shelf, work, dies
        self._driver, self._running = getcurrent(), greenlet(self._run)
        self.steps = 0
        self.over = self.died = False

    def _run(self) -> None:
        try:
            self._work(cast(Rows, self))
        except Killed:
            self.died = True
        finally:
            self.over = True

    def step(self) -> bool:
        """Lets it go on to its next step; whether there is one."""
        if not self.over:
            self._running.switch()
        return not self.over

    def finish(self) -> None:
        while self.step():
            pass

    def __getattr__(self, name: str) -> Any:
        done = getattr(self._shelf, name)
        if name not in STEPS:
            return done

        def stepped(*arguments: Any) -> Any:
            if name == "remove":
                arguments = ([*arguments[0]],)
            self._driver.switch()
            self.steps += 1
            if self.steps == self._dies:
                if name in HALVED:
                    *others, many = arguments
                    done(*others, [*many][: len(many) // 2])
                raise Killed
            return done(*arguments)

        return stepped


def hearing(*events: Event) -> Callable[[Rows], object]:
    return lambda rows: Projection(rows, cast(Notes, NoNotes()), UTC, "EUR").hear(events)


def rebuilding(*events: Event) -> Callable[[Rows], object]:
    def rebuild(rows: Rows) -> None:
        held = rows.rows(["o1"]).get("o1")
        projection = Projection(rows, cast(Notes, NoNotes()), UTC, "EUR")
        Rebuilding(rows, projection).rebuild("o1", held.version if held else 0, events)

    return rebuild


@dataclass(frozen=True)
class Case:
    """What was heard before, and what two workers are at."""

    before: Sequence[Event]
    late: Callable[[Rows], object]
    forgetting: Callable[[Rows], object]


def cases() -> dict[str, Case]:
    order = Order()
    placed, paid = order.placed(), order.paid()
    other = order.paid()  # staff have put the address right meanwhile
    other.data["email"] = "other@example.com"
    shipped = order.parcel("shipment.shipped")
    again = order.parcel("shipment.shipped", "TRACK2")
    corrected = order.corrected("eda@example.org", "Eda King")
    back = order.corrected("ada@example.com", "Ada Lovelace")
    gone = hearing(order.anonymised())
    return {
        "put right": Case([placed, paid], hearing(corrected), gone),
        "put right, and sent": Case([placed, paid], hearing(corrected, again), gone),
        "put right again": Case([placed, paid, corrected], hearing(corrected), gone),
        "put right there and back": Case([placed, corrected], hearing(back), gone),
        "placed after it was put right": Case([corrected], hearing(placed), gone),
        "paid after it was put right": Case([placed, corrected], hearing(paid, placed), gone),
        "rebuilt after it was put right": Case([placed, paid], rebuilding(placed, paid, corrected), gone),
        "placed again": Case([placed, paid], hearing(placed), gone),
        "placed late": Case([], hearing(placed), gone),
        "paid": Case([placed], hearing(paid), gone),
        "paid with another address": Case([placed], hearing(paid, other), gone),
        "sent": Case([placed, paid], hearing(shipped), gone),
        "sent again": Case([placed, paid, shipped], hearing(shipped, again), gone),
        "placed after it was sent": Case([paid, shipped], hearing(placed), gone),
        "all at once": Case([], hearing(placed), hearing(placed, paid, shipped, order.anonymised())),
        "rebuilt": Case([placed, paid], rebuilding(placed, paid, shipped), gone),
        "rebuilt from nothing": Case([], rebuilding(placed, paid), gone),
    }


def alone(case: Case, work: Callable[[Rows], object]) -> int:
    """How many steps it takes when nobody disturbs."""
    worker = started(shelf_of(case), work)
    worker.finish()
    return worker.steps


def started(shelf: Shelf, work: Callable[[Rows], object], dies: int | None = None) -> Worker:
    worker = Worker(shelf, work, dies)
    worker.step()  # to its first one
    return worker


def shelf_of(case: Case) -> Shelf:
    shelf = Shelf()
    for event in case.before:
        hearing(event)(cast(Rows, shelf))
    return shelf


def copied(shelf: Shelf) -> Shelf:
    return Shelf({**shelf.held}, {*shelf.words})


def turns(late: int, forgetting: int) -> Iterator[tuple[bool, ...]]:
    """One of two workers goes some steps, then the other some, then the first to its end, and the other to its."""
    for first, second in itertools.product(range(late + 1), range(forgetting + 1)):
        yield (True,) * first + (False,) * second + (True,) * (late - first)
        yield (False,) * second + (True,) * first + (False,) * (forgetting - second)


def played(case: Case, before: Shelf, turn: Sequence[bool], dies: tuple[int | None, int | None]) -> Shelf:
    shelf = copied(before)
    late, forgetting = started(shelf, case.late, dies[0]), started(shelf, case.forgetting, dies[1])
    for is_late in turn:
        (late if is_late else forgetting).step()
    late.finish()
    forgetting.finish()
    for worker, work in ((late, case.late), (forgetting, case.forgetting)):
        if worker.died:
            work(cast(Rows, shelf))
    return shelf


@pytest.mark.parametrize("name", cases())
def test_no_word_is_left_whoever_is_faster_and_whoever_dies(name: str) -> None:
    case = cases()[name]
    late, forgetting = alone(case, case.late), alone(case, case.forgetting)
    deaths = [(None, None), *((n, None) for n in range(1, late + 3)), *((None, n) for n in range(1, forgetting + 3))]
    before = shelf_of(case)
    for turn in dict.fromkeys(turns(late, forgetting)):
        for dies in deaths:
            shelf = played(case, before, turn, dies)
            assert not shelf.words, (turn, dies)
            assert shelf.held["o1"].facts.erased, (turn, dies)
            assert not shelf.held["o1"].leaving, (turn, dies)


def corrections() -> dict[str, Case]:
    """Two who hear of an order that is put right; the second has the news."""
    order = Order()
    placed, paid = order.placed(), order.paid()
    corrected = order.corrected("eda@example.org", "Eda King")
    back = order.corrected("ada@example.com", "Ada Lovelace")
    return {
        "placed": Case([], hearing(placed), hearing(corrected)),
        "placed again": Case([placed], hearing(placed), hearing(corrected)),
        "paid": Case([placed], hearing(paid), hearing(corrected)),
        "there and back": Case([placed, paid], hearing(corrected), hearing(back)),
        "back, and what was before": Case([placed, corrected], hearing(corrected, paid), hearing(back)),
        "rebuilt": Case([placed], rebuilding(placed, paid), hearing(corrected)),
    }


@pytest.mark.parametrize("name", corrections())
def test_an_order_stands_under_the_words_it_has_now(name: str) -> None:
    case = corrections()[name]
    first, second = alone(case, case.late), alone(case, case.forgetting)
    deaths = [(None, None), *((n, None) for n in range(1, first + 3)), *((None, n) for n in range(1, second + 3))]
    before = shelf_of(case)
    for turn in dict.fromkeys(turns(first, second)):
        for dies in deaths:
            shelf = played(case, before, turn, dies)
            row = shelf.held["o1"]
            assert shelf.words == {*shelf.places(row.facts, words.of_order(row.facts))}, (turn, dies)
            assert not row.leaving, (turn, dies)


@pytest.mark.parametrize("name", cases())
def test_no_word_is_missing_whoever_dies(name: str) -> None:
    case = cases()[name]
    for dies in range(1, alone(case, case.late) + 1):
        shelf = shelf_of(case)
        worker = started(shelf, case.late, dies)
        worker.finish()
        case.late(cast(Rows, shelf))
        facts = shelf.held["o1"].facts
        assert shelf.words == {*shelf.places(facts, words.of_order(facts))}, dies

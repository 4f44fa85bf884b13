"""Writes a big shop, audits it, compares its lists with a small one's, and writes its part of docs/benchmarks.md.

Exit code 1 when the audit finds something or a list takes more of the big shop.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import TypeVar

import tests.conftest  # noqa: F401 -- the environment of every test: no account but a made-up one
from tests.bench.page import BIG_SHOP, table, with_section
from tests.big_shop.comparing import CPU_RATIO, bound_of, findings, too_much, unnamed
from tests.big_shop.lists import DEPTH, LIMIT, Case, Costs, asked, cases, costs
from tests.big_shop.playing import played
from tests.big_shop.shop import BigShop, Size, write
from tests.contract.template import ROOT
from tests.support.world.shelves import Shelves
from tests.support.world.world import World, entered, installed

PAGE = ROOT / "docs" / "benchmarks.md"
FILE = ROOT / ".cache" / "big-shop" / "tables.sqlite"
# So many pieces are played that the copies are made of; each list is asked so often, by turns.
PIECES, SAMPLES = 8, 9
SMALL = Size(100, 100, 100)
BUSY = 5000
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Line:
    """A list in both shops; the least processor time of a first page, in milliseconds."""

    case: Case
    small: Costs
    large: Costs
    milliseconds: tuple[float, float]

    @property
    def is_alike(self) -> bool:
        """Whether its pages can be compared: as full, and not of what looks on."""
        return self.small.first.items == self.large.first.items and bound_of(self.case.name) is None


@dataclass
class Spent:
    """Seconds: of the clock and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="make big-shop", description="a shop of any size, and what its lists cost")
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--products", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    size = Size(chosen.orders, chosen.products, min(BUSY, chosen.orders))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.unlink(missing_ok=True)
    with installed(), closing(Shelves(":memory:")) as little, closing(Shelves(str(FILE))) as much:
        patterns = played(chosen.seed, PIECES)
        small = write(little, patterns, chosen.seed, SMALL)
        with _timed() as writing:
            large = write(much, patterns, chosen.seed, size, _told)
        with _timed() as auditing:
            wrong = [*map(str, findings(small)), *map(str, findings(large))]
        lines = _lines(small, large)
    names = {line.case.name: line for line in lines}
    wrong += sorted(unnamed(line.case for line in lines))
    wrong += too_much({n: line.small for n, line in names.items()}, {n: line.large for n, line in names.items()})
    ratio = _ratio(lines)
    if ratio > CPU_RATIO:
        wrong.append(f"the lists take {ratio:.2f} times the processor time")
    section = "\n".join(_section(large, chosen.seed, writing, auditing, lines))
    FILE.unlink()
    PAGE.write_text(with_section(PAGE.read_text(encoding="utf-8"), BIG_SHOP, section), encoding="utf-8")
    print(f"{len(lines)} lists, {ratio:.2f} times the processor time; written: {PAGE.relative_to(ROOT)}")
    print("\n".join(wrong) or "No difference, no list that takes more.")
    return bool(wrong)


def _told(shop: BigShop) -> None:
    if not len(shop.ends) % 10:
        print(f"{shop.orders} orders, {shop.products} products", flush=True)


@contextmanager
def _timed() -> Iterator[Spent]:
    spent, wall, cpu = Spent(), time.monotonic(), time.process_time()
    yield spent
    spent.wall, spent.cpu = time.monotonic() - wall, time.process_time() - cpu


def _lines(small: BigShop, large: BigShop) -> list[Line]:
    worlds = small.world(), large.world()
    lines = []
    for pair in zip(cases(small), cases(large), strict=True):
        found = [_in(world, partial(costs, world, case)) for world, case in zip(worlds, pair, strict=True)]
        # By turns, so that what else the machine does falls on both; the least comes nearest to the work.
        seconds: tuple[list[float], list[float]] = ([], [])
        for _ in range(SAMPLES):
            for world, case, of in zip(worlds, pair, seconds, strict=True):
                of.append(_in(world, partial(asked, world, case))[1].seconds)
        lines.append(Line(pair[0], found[0], found[1], (min(seconds[0]) * 1000, min(seconds[1]) * 1000)))
    return lines


def _in(world: World, ask: Callable[[], Answer]) -> Answer:
    entered(world)
    return ask()


def _ratio(lines: list[Line]) -> float:
    """Processor time of the big shop's pages by that of the small one's."""
    alike = [line.milliseconds for line in lines if line.is_alike]
    return sum(large for _, large in alike) / sum(small for small, _ in alike)


def _section(shop: BigShop, seed: int, writing: Spent, auditing: Spent, lines: list[Line]) -> Iterator[str]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    items = sum(shop.ends[-1].values())
    yield f"{BIG_SHOP}\n"
    yield from wrap(
        f"`make big-shop`: {shop.orders:,} orders and {shop.products:,} products (seed {seed}), {items:,} items in "
        f"{FILE.stat().st_size / 1e9:.1f} GB, were written in {_minutes(writing)} and audited in {_minutes(auditing)}, "
        f"with {peak} MB of memory at most. The pieces it is made of were played through the services' own handlers "
        f"(`tests/big_shop`). Every list of the staff is asked for {LIMIT} entries, in this shop and in one of "
        f"{SMALL.orders} orders and {SMALL.products} products, where `→` stands between the two; `deep` is page "
        f"{DEPTH}, or the last that is as full. CPU is that of our code, without the tables' own, the least of "
        f"{SAMPLES} runs by turns. The lists whose pages are alike take {_ratio(lines):.2f} times the CPU of the small "
        f"shop's, all together (up to {CPU_RATIO} is let pass). `At most` are the calls and read units at which a page "
        "ends that looks on where what it comes to does not suit, or that counts.",
        width=120,
    )
    yield ""
    yield from table(
        "list | entries | calls | read units | deep: calls | read units | at most | CPU ms | ratio",
        (_row(line) for line in lines),
    )
    yield ""


def _minutes(spent: Spent) -> str:
    return f"{spent.wall / 60:.1f} min ({spent.cpu:.0f} s of CPU)"


def _row(line: Line) -> list[object]:
    few, many, bound = line.small, line.large, bound_of(line.case.name)
    small, large = line.milliseconds
    return [
        line.case.name.replace("|", "/"),
        _both(few.first.items, many.first.items),
        _both(few.first.calls, many.first.calls),
        _both(few.first.reads, many.first.reads),
        _both(few.deep.calls, many.deep.calls),
        _both(few.deep.reads, many.deep.reads),
        f"{bound.calls}, {bound.reads:g}" if bound else "",
        f"{small:.1f} → {large:.1f}",
        f"{large / small:.2f}" if line.is_alike else "",
    ]


def _both(small: float, large: float) -> str:
    return f"{small:g}" if small == large else f"{small:g} → {large:g}"


if __name__ == "__main__":
    sys.exit(main())

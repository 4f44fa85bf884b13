"""Exports: whole however often a worker dies, and in as little memory as a small shop takes."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.domain import product as rules
from products.domain.exporting import KEPT, STALE, ExportJob, ExportStatus
from products.domain.product import Card, Content, Product, Variant
from products.usecases.exporter import SIZES, Exporter, ExportSizes
from products.usecases.exports import Exports
from products.usecases.ports import Cards, Superseded
from souk import clock
from souk.errors import NotFound
from souk.money import Money
from tests.unit.products import csvs
from tests.unit.products.fakes import MemoryExports, MemoryFiles, MemoryStock, MemoryWorkers
from tests.unit.products.test_imports import Shop, counts


@dataclass
class Office:
    """A shop of which staff make exports."""

    shop: Shop = field(default_factory=Shop)
    jobs: MemoryExports = field(default_factory=MemoryExports)
    workers: MemoryWorkers = field(default_factory=MemoryWorkers)
    sizes: ExportSizes = SIZES

    def __post_init__(self) -> None:
        shop = self.shop
        self.exports = Exports(self.jobs, shop.files, self.workers)
        self.exporter = Exporter(self.jobs, shop.catalogue, shop.stock, shop.files, self.workers, self.sizes)

    def run(self, *, drafts: bool = True) -> str:
        """Exports all; the content of the file."""
        job = self.exports.start(drafts, "staff-1")
        self.exporter.run(job.id, lambda: True)
        return self.content(job.id)

    def content(self, export_id: str) -> str:
        return self.shop.files.contents[self.jobs.by_id[export_id].key].decode()


def handles(content: str) -> list[str]:
    return [row["Handle"] for row in csv.DictReader(io.StringIO(content, newline=""))]


def cups(number: int) -> list[dict[str, str]]:
    return [csvs.simple(f"cup-{n}", Status=("active", "draft", "unlisted")[n % 3]) for n in range(number)]


@pytest.fixture
def sizes() -> ExportSizes:
    return SIZES


@pytest.fixture
def office(sizes: ExportSizes) -> Office:
    return Office(sizes=sizes)


# Two products fill a page, and three pages a part.
SMALL = ExportSizes(page=2, part_bytes=900, report_every=4)
small_parts = pytest.mark.parametrize("sizes", [SMALL])


def test_an_empty_shop_exports_the_names_of_the_columns(office: Office) -> None:
    assert office.run().startswith("Handle,Title,")
    [job] = office.jobs.by_id.values()
    assert (job.status, job.done, job.total) == (ExportStatus.SUCCEEDED, 0, 0)


def test_what_shoppers_do_not_see_is_left_out_when_asked(office: Office) -> None:
    office.shop.run(*cups(6))
    assert handles(office.run()) == [f"cup-{n}" for n in range(6)]
    assert handles(office.run(drafts=False)) == ["cup-0", "cup-2", "cup-3", "cup-5"]
    assert [(job.done, job.total) for job in office.jobs.by_id.values()] == [(6, 6), (4, 4)]


def test_an_export_comes_back_unchanged(office: Office) -> None:
    office.shop.load(csvs.case("duplicate-sku.csv"))
    office.shop.load(csvs.case("formula.csv"))
    office.shop.load(csvs.case("untracked-deny-zero.csv"))
    office.shop.load(csvs.case("gift-card.csv"))
    office.shop.load(csvs.case("sku-slash.csv"))
    assert counts(office.shop.load(office.run().encode())) == (0, 0, 5, 0)


@small_parts
def test_progress_is_seen_while_it_runs(office: Office) -> None:
    office.shop.run(*cups(20))
    job = office.exports.start(True, "staff-1")
    seen: list[tuple[int, int | None]] = []
    original = office.jobs.checkpoint

    def checkpoint(job: ExportJob) -> None:
        original(job)
        seen.append((job.done, job.total))

    office.jobs.checkpoint = checkpoint  # type: ignore[method-assign]
    office.exporter.run(job.id, lambda: True)
    assert {total for _, total in seen[1:]} == {20}
    assert len({done for done, _ in seen}) > 4
    assert seen == sorted(seen, key=lambda entry: entry[0])


@small_parts
def test_a_worker_whose_time_is_up_hands_over_after_a_part(office: Office) -> None:
    office.shop.run(*cups(20))
    job = office.exports.start(True, "staff-1")
    runs = 0
    while office.jobs.by_id[job.id].status is ExportStatus.RUNNING:
        assert office.workers.started.count(job.id) == runs + 1
        office.exporter.run(job.id, lambda: False)
        runs += 1
    assert runs > 2
    assert handles(office.content(job.id)) == [f"cup-{n}" for n in range(20)]


class Crash(Exception):
    """The worker's process ends here."""


@given(st.integers(0, 25), st.sampled_from(["before", "after"]))
def test_a_crash_at_any_step_loses_nothing_and_repeats_nothing(step: int, when: str) -> None:
    office = Office(sizes=SMALL)
    office.shop.run(*cups(15))
    job = office.exports.start(True, "staff-1")
    left = iter(range(step, -1, -1))
    files = office.shop.files

    def guarded(call: Callable[..., object]) -> Callable[..., object]:
        def called(*args: object) -> object:
            ends = next(left, 1) == 0
            if ends and when == "before":
                raise Crash
            answer = call(*args)
            if ends:
                raise Crash
            return answer

        return called

    originals = office.jobs.checkpoint, files.begin, files.send, files.complete
    calls = [guarded(call) for call in originals]
    office.jobs.checkpoint, files.begin, files.send, files.complete = calls  # type: ignore[method-assign, assignment]
    try:
        office.exporter.run(job.id, lambda: True)
    except Crash:
        office.jobs.checkpoint, files.begin, files.send, files.complete = originals  # type: ignore[method-assign]
        office.exporter.run(job.id, lambda: True)
    assert office.jobs.by_id[job.id].status is ExportStatus.SUCCEEDED
    assert handles(office.content(job.id)) == [f"cup-{n}" for n in range(15)]


@small_parts
def test_a_worker_that_was_only_slow_stops_when_another_has_taken_over(office: Office) -> None:
    office.shop.run(*cups(15))
    job = office.exports.start(True, "staff-1")
    original, calls = office.shop.catalogue.staff_cards, iter(range(100))

    def staff_cards(*args: object) -> Cards:
        if next(calls) == 5:
            office.exporter.run(job.id, lambda: True)
        return original(*args)  # type: ignore[arg-type]

    office.shop.catalogue.staff_cards = staff_cards  # type: ignore[method-assign, assignment]
    office.exporter.run(job.id, lambda: True)
    assert handles(office.content(job.id)) == [f"cup-{n}" for n in range(15)]


@small_parts
def test_parts_that_were_lost_are_sent_again(office: Office) -> None:
    office.shop.run(*cups(15))
    job = office.exports.start(True, "staff-1")
    office.exporter.run(job.id, lambda: False)
    office.shop.files.uploads.clear()
    office.exporter.run(job.id, lambda: True)
    assert office.workers.started[-1] == job.id
    office.exporter.run(job.id, lambda: True)
    assert handles(office.content(job.id)) == [f"cup-{n}" for n in range(15)]


def test_an_export_that_lost_its_worker_gets_another_when_somebody_asks(
    office: Office,
) -> None:
    job = office.exports.start(True, "staff-1")
    assert office.exports.report(job.id).status is ExportStatus.RUNNING
    assert office.workers.started == [job.id]
    later = clock.now() + STALE + timedelta(seconds=1)
    with clock.freeze(later):
        office.exports.report(job.id)
        office.exports.report(job.id)
    assert office.workers.started == [job.id] * 2


def test_the_file_is_offered_once_it_is_there_and_for_a_day(office: Office) -> None:
    job = office.exports.start(True, "staff-1")
    assert office.exports.link(job) is None
    office.exporter.run(job.id, lambda: True)
    done = office.exports.report(job.id)
    assert office.exports.link(done) == f"memory:exports/{job.id}.csv"
    with clock.freeze(clock.now() + KEPT):
        assert office.exports.link(office.exports.report(job.id)) is None
    with pytest.raises(NotFound):
        office.exports.report("nope")


def test_only_the_worker_that_wrote_last_writes_next(office: Office) -> None:
    job = office.exports.start(True, "staff-1")
    office.exporter.run(job.id, lambda: True)
    with pytest.raises(Superseded):
        office.jobs.checkpoint(job.finished(clock.now()))


@dataclass
class Endless:
    """A catalogue of any size that makes each product when it is asked for it."""

    size: int
    content: Content = field(
        default=Content(
            title="Cup " * 20, description_html="x" * 200, variants=(Variant(sku="S", price=Money(1, "EUR")),)
        )
    )

    def staff_cards(self, _status: object, limit: int, cursor: str | None) -> Cards:
        start = int(cursor or 0)
        cards = [self._card(number) for number in range(start, min(start + limit, self.size))]
        return Cards(cards, str(start + limit) if start + limit < self.size else None)

    def products(self, wanted: Collection[str]) -> dict[str, Product]:
        return {handle: rules.new(handle, handle, self.content, clock.now()) for handle in wanted}

    def count_products(self, *, drafts: bool) -> int:
        return self.size

    def _card(self, number: int) -> Card:
        product = rules.new(str(number), f"cup-{number}", self.content, clock.now())
        return replace(rules.card(product, {}), handle=product.handle)


@dataclass
class Sink(MemoryFiles):
    """Takes parts and keeps only their sizes."""

    sizes: list[int] = field(default_factory=list)

    def send(self, key: str, upload_id: str, number: int, part: bytes) -> str:
        self.sizes.append(len(part))
        return "tag"

    def complete(self, key: str, upload_id: str, tags: Sequence[str]) -> None:
        assert len(tags) == len(self.sizes)


def test_a_large_shop_takes_no_more_memory_than_a_small_one() -> None:
    def exported(size: int) -> tuple[int, list[int]]:
        files, jobs = Sink(), MemoryExports()
        job = Exports(jobs, files, MemoryWorkers()).start(True, "staff-1")
        exporter = Exporter(
            jobs,
            Endless(size),  # type: ignore[arg-type]
            MemoryStock(),
            files,
            MemoryWorkers(),
            ExportSizes(part_bytes=64 * 1024),
        )
        tracemalloc.start()
        exporter.run(job.id, lambda: True)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (jobs.by_id[job.id].status, jobs.by_id[job.id].done) == (ExportStatus.SUCCEEDED, size)
        return peak, files.sizes

    exported(10)
    small, _ = exported(500)
    large, sizes = exported(10_000)
    assert len(sizes) > 40
    assert max(sizes) < 128 * 1024
    assert large < 1.5 * small

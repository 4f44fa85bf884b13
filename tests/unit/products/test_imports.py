"""Imports: whole products or none, every fault reported, and going on from any point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.adapters.sorting import DiskSorting
from products.adapters.trial import DiskTrial
from products.domain.importing import ImportJob, ImportStatus, Mode, Position, TrialRow
from products.usecases.editing import Editor
from products.usecases.importer import ROWS_AT_ONCE, Importer
from products.usecases.imports import Imports
from products.usecases.inventory import Inventory
from products.usecases.office.trial import Trials
from products.usecases.ports import Checkpoint
from souk.errors import Conflict, IllegalTransition, NotFound
from tests.unit.products import csvs
from tests.unit.products.fakes import MemoryCatalogue, MemoryFiles, MemoryImports, MemoryStock, MemoryWorkers


@dataclass
class Shop:
    stock: MemoryStock = field(default_factory=MemoryStock)
    jobs: MemoryImports = field(default_factory=MemoryImports)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    workers: MemoryWorkers = field(default_factory=MemoryWorkers)

    def __post_init__(self) -> None:
        self.catalogue = MemoryCatalogue(self.stock, self.jobs)
        self.imports = Imports(self.jobs, self.files, self.workers)
        self.editor = Editor(self.catalogue, self.stock, Inventory(self.stock))
        self.importer = self.importer_at()

    def importer_at(self, rows_at_once: int = ROWS_AT_ONCE) -> Importer:
        trials = Trials(self.jobs, self.catalogue, self.stock, "EUR", lambda html: html, lambda: DiskTrial("EUR"))
        return Importer(
            self.jobs,
            self.files,
            self.workers,
            self.editor,
            "EUR",
            lambda html: html,
            DiskSorting,
            trials,
            rows_at_once,
        )

    def check(
        self, *rows: dict[str, str], mode: Mode = Mode.UPDATE, has_time: Callable[[], bool] = lambda: True
    ) -> str:
        """A dry run of these rows, with as many workers as it takes."""
        job, _ = self.imports.create("products.csv", mode, 0, "staff-1")
        self.files.contents[job.key] = csvs.text(*rows).encode()
        self.imports.check(job.id, "staff-1")
        while self.jobs.by_id[job.id].status is ImportStatus.CHECKING:
            self.importer.run(job.id, has_time)
        return job.id

    def tried(self, import_id: str) -> list[TrialRow]:
        return self.imports.tried(import_id, None, 1000, None)[0]

    def upload(self, *rows: dict[str, str], mode: Mode = Mode.UPDATE) -> str:
        job, _ = self.imports.create("products.csv", mode, 0, "staff-1")
        self.files.contents[job.key] = csvs.text(*rows).encode()
        self.imports.start(job.id, "staff-1")
        return job.id

    def run(self, *rows: dict[str, str], mode: Mode = Mode.UPDATE) -> ImportJob:
        import_id = self.upload(*rows, mode=mode)
        self.importer.run(import_id, lambda: True)
        return self.jobs.by_id[import_id]

    def load(self, content: bytes, mode: Mode = Mode.UPDATE, encoding: str = "") -> ImportJob:
        """Imports a file as it is."""
        job, _ = self.imports.create("products.csv", mode, 0, "staff-1", encoding)
        self.files.contents[job.key] = content
        self.imports.start(job.id, "staff-1")
        self.importer.run(job.id, lambda: True)
        return self.jobs.by_id[job.id]

    def faults(self) -> list[tuple[int, str, str]]:
        return [(error.line, error.handle, error.field) for error in self.imports_errors()]

    def imports_errors(self) -> list:  # type: ignore[type-arg]
        return [self.jobs.faults[number] for number in sorted(self.jobs.faults)]


def skus(shop: Shop, handle: str) -> list[str]:
    return shop.catalogue.by_handle[handle].skus


def counts(job: ImportJob) -> tuple[int, int, int, int]:
    return job.created, job.updated, job.unchanged, job.failed


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_good_products_come_in_and_bad_ones_are_reported(shop: Shop) -> None:
    job = shop.run(
        csvs.simple("cup"),
        csvs.simple("pot", **{"Variant Price": "cheap"}),
        csvs.row(Handle="pot", **{"Image Src": "ftp://x"}),
        csvs.simple("jar"),
    )
    assert (job.status, counts(job), job.rows_done) == (ImportStatus.SUCCEEDED, (2, 0, 0, 1), 4)
    assert shop.faults() == [(3, "pot", "Variant Price"), (4, "pot", "Image Src")]
    assert sorted(shop.catalogue.by_handle) == ["cup", "jar"]
    assert [event.type for event in shop.catalogue.events] == ["product.created", "product.created"]
    assert shop.stock.by_sku["CUP"].on_hand == 10


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    rows = [csvs.simple("cup"), csvs.simple("jar")]
    shop.run(*rows)
    writes, events = shop.catalogue.writes, len(shop.catalogue.events)
    job = shop.run(*rows)
    assert counts(job) == (0, 0, 2, 0)
    assert (shop.catalogue.writes, len(shop.catalogue.events)) == (writes, events)


def test_a_changed_product_is_updated_and_keeps_its_id(shop: Shop) -> None:
    shop.run(csvs.simple("cup"))
    before = shop.catalogue.by_handle["cup"]
    job = shop.run(csvs.simple("cup", Title="Big Cup"))
    after = shop.catalogue.by_handle["cup"]
    assert counts(job) == (0, 1, 0, 0)
    assert (after.id, after.version, after.content.title) == (before.id, 2, "Big Cup")
    assert shop.catalogue.events[-1].type == "product.updated"


def test_quantities_count_for_new_skus_and_otherwise_only_when_asked(shop: Shop) -> None:
    shop.run(csvs.simple("cup"))
    shop.run(csvs.simple("cup", **{"Variant Inventory Qty": "3"}))
    assert shop.stock.by_sku["CUP"].on_hand == 10
    job = shop.run(csvs.simple("cup", **{"Variant Inventory Qty": "3"}), mode=Mode.SET_STOCK)
    assert shop.stock.by_sku["CUP"].on_hand == 3
    assert counts(job) == (0, 1, 0, 0)
    assert [row.on_hand for row in shop.stock.rows] == [10, -7]
    assert shop.stock.rows[-1].reference == f"import:{job.id}"


def test_setting_stock_leaves_held_units_held(shop: Shop) -> None:
    shop.run(csvs.simple("cup"))
    Inventory(shop.stock).reserve("o1", [("CUP", 4)], 900)
    shop.run(csvs.simple("cup", **{"Variant Inventory Qty": "20"}), mode=Mode.SET_STOCK)
    level = shop.stock.by_sku["CUP"]
    assert (level.on_hand, level.reserved, level.available) == (20, 4, 16)


def test_a_new_variant_of_a_known_product_brings_its_stock(shop: Shop) -> None:
    first = csvs.simple("cup", **{"Option1 Name": "Size", "Option1 Value": "S"})
    shop.run(first)
    large = csvs.row(
        Handle="cup",
        **{"Option1 Value": "L", "Variant SKU": "CUP-L", "Variant Price": "7", "Variant Inventory Qty": "4"},
    )
    shop.run(first, large)
    assert shop.stock.by_sku["CUP-L"].on_hand == 4


def test_a_changed_backorder_policy_reaches_the_stock(shop: Shop) -> None:
    shop.run(csvs.simple("cup"))
    shop.run(csvs.simple("cup", **{"Variant Inventory Policy": "continue"}))
    assert shop.stock.by_sku["CUP"].backorder


def test_a_product_taken_off_sale_is_announced_as_archived(shop: Shop) -> None:
    shop.run(csvs.simple("cup"))
    shop.run(csvs.simple("cup", Status="archived"))
    shop.run(csvs.simple("cup", Status="draft"))
    shop.run(csvs.simple("cup"))
    assert [event.type for event in shop.catalogue.events] == [
        "product.created",
        "product.archived",
        "product.updated",
    ]


def test_a_draft_is_not_announced_until_it_is_published(shop: Shop) -> None:
    shop.run(csvs.simple("cup", Status="draft"))
    assert shop.catalogue.events == []
    shop.run(csvs.simple("cup"))
    assert [event.type for event in shop.catalogue.events] == ["product.created"]


def test_a_file_that_is_no_product_csv_fails_with_the_reason(shop: Shop) -> None:
    job, _ = shop.imports.create("x.csv", Mode.UPDATE, 0, "staff-1")
    shop.files.contents[job.key] = b"name;price\ncup;5\n"
    shop.imports.start(job.id, "staff-1")
    shop.importer.run(job.id, lambda: True)
    after = shop.jobs.by_id[job.id]
    assert after.status is ImportStatus.FAILED
    assert "Handle" in after.failure
    assert [error[0] for error in shop.faults()] == [1]
    shop.files.contents[job.key] = csvs.text(csvs.simple("cup")).encode()
    shop.imports.start(job.id, "staff-1")
    shop.importer.run(job.id, lambda: True)
    assert shop.jobs.by_id[job.id].status is ImportStatus.SUCCEEDED


def test_a_worker_whose_time_is_up_hands_over(shop: Shop) -> None:
    rows = [csvs.simple(f"cup-{number}") for number in range(7)]
    import_id = shop.upload(*rows)
    shop.workers.started.clear()
    runs = 0
    while shop.jobs.by_id[import_id].status is ImportStatus.RUNNING:
        left = iter([True, False])
        shop.importer.run(import_id, lambda left=left: next(left))  # type: ignore[misc]
        runs += 1
        assert runs < 10
    job = shop.jobs.by_id[import_id]
    assert (runs, counts(job), job.rows_done) == (4, (7, 0, 0, 0), 7)
    assert shop.workers.started == [import_id] * 3


def test_how_much_there_is_to_do_is_known_before_the_first_product(shop: Shop) -> None:
    import_id = shop.upload(
        csvs.simple("cup"), csvs.simple("jar"), csvs.row(Handle="cup", **{"Image Src": "media/x.svg"})
    )
    seen: list[tuple[int | None, int | None, int]] = []

    def look() -> None:
        job = shop.jobs.by_id[import_id]
        seen.append((job.rows_total, job.products, job.rows_done))

    shop.catalogue.before_save = look
    assert shop.jobs.by_id[import_id].rows_total is None
    shop.importer.run(import_id, lambda: True)
    assert seen == [(3, 2, 0)]


def test_a_stopped_import_stops_before_its_next_product_and_goes_on_from_there(shop: Shop) -> None:
    import_id = shop.upload(*(csvs.simple(f"cup-{number}") for number in range(4)))

    def stop() -> None:
        shop.imports.stop(import_id, "staff-1")

    def wait() -> None:
        shop.catalogue.before_save = stop

    shop.catalogue.before_save = wait
    shop.importer.run(import_id, lambda: True)
    job = shop.jobs.by_id[import_id]
    assert (job.status, counts(job), job.position.line, job.rows_total) == (ImportStatus.STOPPED, (1, 0, 0, 0), 3, 4)
    assert sorted(shop.catalogue.by_handle) == ["cup-0"]
    assert shop.imports.stop(import_id, "staff-1") == job
    shop.importer.run(import_id, lambda: True)
    assert sorted(shop.catalogue.by_handle) == ["cup-0"]
    shop.imports.start(import_id, "staff-1")
    shop.importer.run(import_id, lambda: True)
    job = shop.jobs.by_id[import_id]
    assert (job.status, counts(job), job.rows_done) == (ImportStatus.SUCCEEDED, (4, 0, 0, 0), 4)


def test_only_what_runs_can_be_stopped(shop: Shop) -> None:
    job, _ = shop.imports.create("x.csv", Mode.UPDATE, 0, "staff-1")
    with pytest.raises(IllegalTransition):
        shop.imports.stop(job.id, "staff-1")
    done = shop.run(csvs.simple("cup"))
    with pytest.raises(IllegalTransition):
        shop.imports.stop(done.id, "staff-1")
    with pytest.raises(NotFound):
        shop.imports.stop("nope", "staff-1")


def test_an_import_of_a_file_that_takes_too_long_to_read_says_so(shop: Shop) -> None:
    importer = shop.importer_at(rows_at_once=2)
    import_id = shop.upload(*(csvs.simple(f"cup-{number}") for number in range(4)))
    importer.run(import_id, lambda: False)
    job = shop.jobs.by_id[import_id]
    assert (job.status, "split it" in job.failure) == (ImportStatus.FAILED, True)
    assert shop.catalogue.by_handle == {}


def test_an_import_that_began_before_its_file_was_sorted_begins_again_and_repeats_nothing(shop: Shop) -> None:
    shop.run(csvs.simple("cup"))
    import_id = shop.upload(csvs.simple("cup"), csvs.simple("jar"))
    old = replace(shop.jobs.by_id[import_id], position=Position(400, 3), rows_done=1, created=1)
    shop.jobs.by_id[import_id] = old
    shop.importer.run(import_id, lambda: True)
    job = shop.jobs.by_id[import_id]
    assert (job.status, counts(job), job.rows_done) == (ImportStatus.SUCCEEDED, (1, 0, 1, 0), 2)


def test_a_file_replaced_under_way_stops_the_import(shop: Shop) -> None:
    import_id = shop.upload(csvs.simple("cup"), csvs.simple("jar"))
    shop.importer.run(import_id, lambda: False)
    shop.files.contents[shop.jobs.by_id[import_id].key] = csvs.text(csvs.simple("pot")).encode()
    shop.importer.run(import_id, lambda: True)
    job = shop.jobs.by_id[import_id]
    assert (job.status, job.created) == (ImportStatus.FAILED, 1)
    assert "replaced" in job.failure
    assert sorted(shop.catalogue.by_handle) == ["cup"]


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"\xff\xd8\xff\xe0",
        b"<html></html>",
        b"\x00" * 99,
        b"a,b\n1,2\n",
        b" ",
    ],
)
def test_a_file_that_is_none_of_products_is_not_kept(shop: Shop, content: bytes) -> None:
    job = shop.load(content)
    assert job.status is ImportStatus.FAILED
    assert job.failure
    assert job.key not in shop.files.contents


def test_a_file_with_faults_is_kept_for_the_import_to_go_on(shop: Shop) -> None:
    job = shop.run(csvs.simple("cup", **{"Variant Price": "much"}), csvs.simple("pot"))
    assert counts(job) == (1, 0, 0, 1)
    assert job.key in shop.files.contents


def test_an_import_starts_only_with_its_file_and_only_once(shop: Shop) -> None:
    job, upload = shop.imports.create("x.csv", Mode.UPDATE, 0, "staff-1")
    assert upload.url.endswith(f"imports/{job.id}.csv")
    with pytest.raises(Conflict, match="send the file"):
        shop.imports.start(job.id, "staff-1")
    shop.files.contents[job.key] = csvs.text(csvs.simple("cup")).encode()
    shop.imports.start(job.id, "staff-1")
    with pytest.raises(IllegalTransition):
        shop.imports.start(job.id, "staff-1")
    shop.importer.run(job.id, lambda: True)
    with pytest.raises(IllegalTransition):
        shop.imports.start(job.id, "staff-1")
    with pytest.raises(NotFound):
        shop.imports.report("nope")


def test_a_worker_that_was_only_slow_stops_when_another_has_taken_over(shop: Shop) -> None:
    import_id = shop.upload(csvs.simple("cup"), csvs.simple("jar"), csvs.simple("pot"))
    shop.catalogue.before_save = lambda: shop.importer.run(import_id, lambda: True)
    shop.importer.run(import_id, lambda: True)
    job = shop.jobs.by_id[import_id]
    assert (job.status, counts(job), job.rows_done) == (ImportStatus.SUCCEEDED, (3, 0, 0, 0), 3)
    assert [product.version for product in shop.catalogue.by_handle.values()] == [1, 1, 1]


class Crash(Exception):
    """The worker's process ends here."""


@dataclass
class Fuse:
    """Lets a number of calls through, then ends the process."""

    left: int

    def __call__(self, checkpoint: Callable[[Checkpoint], None]) -> Callable[[Checkpoint], None]:
        def guarded(value: Checkpoint) -> None:
            if self.left == 0:
                raise Crash
            self.left -= 1
            checkpoint(value)

        return guarded


@given(st.lists(st.sampled_from(["good", "bad", "same"]), min_size=1, max_size=8), st.integers(0, 8))
def test_a_crash_at_any_write_loses_nothing_and_repeats_nothing(kinds: list[str], writes: int) -> None:
    def rows(before: bool) -> list[dict[str, str]]:
        return [
            csvs.simple(f"cup-{number}", **({"Variant Price": "free"} if kind == "bad" and not before else {}))
            for number, kind in enumerate(kinds)
            if kind == "same" or not before
        ]

    crashed, whole = Shop(), Shop()
    for shop in (crashed, whole):
        shop.run(*rows(before=True))
    expected = whole.run(*rows(before=False))
    import_id = crashed.upload(*rows(before=False))
    original = crashed.jobs.checkpoint
    crashed.jobs.checkpoint = Fuse(writes)(original)  # type: ignore[method-assign, assignment]
    try:
        crashed.importer.run(import_id, lambda: True)
    except Crash:
        crashed.jobs.checkpoint = original  # type: ignore[method-assign]
        crashed.importer.run(import_id, lambda: True)
    job = crashed.jobs.by_id[import_id]
    assert (job.status, counts(job), job.rows_done) == (expected.status, counts(expected), expected.rows_done)
    assert crashed.faults() == whole.faults()
    assert len(crashed.catalogue.events) == len(whole.catalogue.events)
    assert [row.on_hand for row in crashed.stock.rows] == [row.on_hand for row in whole.stock.rows]


def outcomes(rows: list[TrialRow]) -> dict[str, str]:
    return {row.handle: row.outcome.value for row in rows}


def test_a_dry_run_tells_what_each_product_would_come_to_and_writes_nothing(shop: Shop) -> None:
    shop.run(csvs.simple("cup"), csvs.simple("jar"))
    before = dict(shop.catalogue.by_handle), dict(shop.stock.by_sku), len(shop.stock.rows), len(shop.catalogue.events)
    import_id = shop.check(
        csvs.simple("cup", Title="Big Cup", **{"Variant Price": "7.00", "Variant Inventory Qty": "3"}),
        csvs.simple("jar"),
        csvs.simple("pot", **{"Variant Price": "cheap"}),
        csvs.simple("new"),
        mode=Mode.SET_STOCK,
    )
    job = shop.jobs.by_id[import_id]
    assert (job.status, job.dry_run, counts(job), job.rows_done) == (ImportStatus.CHECKED, True, (1, 1, 1, 1), 4)
    after = dict(shop.catalogue.by_handle), dict(shop.stock.by_sku), len(shop.stock.rows), len(shop.catalogue.events)
    assert after == before
    rows = {row.handle: row for row in shop.tried(import_id)}
    told = [(each.field, each.sku, each.before, each.after) for each in rows["cup"].differences]
    assert told == [
        ("Title", "", "Cup", "Big Cup"),
        ("Variant Price", "CUP", "5.00", "7.00"),
        ("Variant Inventory Qty", "CUP", "10", "3"),
    ]
    assert [(error.line, error.field) for error in rows["pot"].errors] == [(4, "Variant Price")]
    assert outcomes(list(rows.values())) == {"cup": "updated", "jar": "unchanged", "pot": "failed", "new": "created"}
    assert shop.imports.report(import_id).corrections == f"memory:reports/import-{import_id}.csv"


def test_what_was_checked_is_imported_and_no_other_file(shop: Shop) -> None:
    import_id = shop.check(csvs.simple("cup"), csvs.simple("pot", **{"Variant Price": "cheap"}))
    key = shop.jobs.by_id[import_id].key
    checked = shop.files.contents[key]
    shop.files.contents[key] = csvs.text(csvs.simple("jar")).encode()
    with pytest.raises(Conflict, match="not the one that was checked"):
        shop.imports.start(import_id, "staff-1")
    shop.files.contents[key] = checked
    shop.imports.start(import_id, "staff-1")
    shop.files.contents[key] = csvs.text(csvs.simple("jar")).encode()  # between start and worker
    shop.importer.run(import_id, lambda: True)
    assert shop.jobs.by_id[import_id].status is ImportStatus.FAILED
    with pytest.raises(Conflict, match="not the one that was checked"):
        shop.imports.start(import_id, "staff-1")
    shop.files.contents[key] = checked
    shop.imports.start(import_id, "staff-1")
    shop.importer.run(import_id, lambda: True)
    job = shop.jobs.by_id[import_id]
    assert (job.status, job.dry_run, counts(job)) == (ImportStatus.SUCCEEDED, False, (1, 0, 0, 1))
    assert sorted(shop.catalogue.by_handle) == ["cup"]
    with pytest.raises(IllegalTransition):
        shop.imports.check(import_id, "staff-1")


def test_a_file_that_was_replaced_is_imported_once_it_was_checked_again(shop: Shop) -> None:
    import_id = shop.check(csvs.simple("cup"))
    shop.files.contents[shop.jobs.by_id[import_id].key] = csvs.text(csvs.simple("jar")).encode()
    shop.imports.check(import_id, "staff-1")
    shop.importer.run(import_id, lambda: True)
    assert outcomes(shop.tried(import_id)) == {"jar": "created"}
    shop.imports.start(import_id, "staff-1")
    shop.importer.run(import_id, lambda: True)
    assert sorted(shop.catalogue.by_handle) == ["jar"]


def test_a_dry_run_is_stopped_and_goes_on(shop: Shop) -> None:
    job, _ = shop.imports.create("products.csv", Mode.UPDATE, 0, "staff-1")
    shop.files.contents[job.key] = csvs.text(*(csvs.simple(f"cup-{number}") for number in range(4))).encode()
    shop.imports.check(job.id, "staff-1")
    shop.importer.run(job.id, lambda: False)
    assert shop.imports.stop(job.id, "staff-1").status is ImportStatus.STOPPED
    shop.importer.run(job.id, lambda: True)
    assert (shop.jobs.by_id[job.id].status, len(shop.tried(job.id))) == (ImportStatus.STOPPED, 1)
    shop.imports.check(job.id, "staff-1")
    with pytest.raises(IllegalTransition):
        shop.imports.start(job.id, "staff-1")
    shop.importer.run(job.id, lambda: True)
    assert (counts(shop.jobs.by_id[job.id]), len(shop.tried(job.id))) == ((4, 0, 0, 0), 4)
    assert shop.catalogue.by_handle == {}


_SKUS = st.sampled_from(["A", "B", "C", "D"])
_LISTED = st.lists(
    st.tuples(st.sampled_from(["p", "q", "r", "s", "t"]), _SKUS, st.sampled_from(["active", "archived", "draft"])),
    max_size=5,
    unique_by=lambda one: one[0],
)


@given(_LISTED, _LISTED, st.sampled_from(Mode), st.booleans())
def test_an_import_comes_to_what_its_dry_run_told(
    there: list[tuple[str, str, str]], file: list[tuple[str, str, str]], mode: Mode, hurried: bool
) -> None:
    """Also where SKUs go from one product of the file to another, and whoever takes over in the middle."""

    def rows(listed: list[tuple[str, str, str]]) -> list[dict[str, str]]:
        return [csvs.simple(handle, Status=status, **{"Variant SKU": sku}) for handle, sku, status in listed]

    shop = Shop()
    shop.run(*rows(there))
    import_id = shop.check(*rows(file), mode=mode, has_time=lambda: not hurried)
    tried = {row.handle: row for row in shop.tried(import_id)}
    told = shop.imports.report(import_id)
    shop.imports.start(import_id, "staff-1")
    shop.importer.run(import_id, lambda: True)
    done = shop.imports.report(import_id)
    assert counts(told.job) == counts(done.job)
    assert told.warnings == done.warnings
    for handle, row in tried.items():
        if row.status is not None:
            assert list(row.skus) == skus(shop, handle)


@given(st.lists(st.sampled_from(["good", "bad", "same"]), min_size=1, max_size=40), st.integers(0, 12))
def test_a_dry_run_that_dies_at_any_write_tells_the_same(kinds: list[str], writes: int) -> None:
    rows = [
        csvs.simple(f"cup-{number}", **({"Variant Price": "free"} if kind == "bad" else {}))
        for number, kind in enumerate(kinds)
    ]
    crashed, whole = Shop(), Shop()
    for shop in (crashed, whole):
        shop.run(*(row for row, kind in zip(rows, kinds, strict=True) if kind == "same"))
    expected = whole.check(*rows)
    job, _ = crashed.imports.create("products.csv", Mode.UPDATE, 0, "staff-1")
    crashed.files.contents[job.key] = csvs.text(*rows).encode()
    crashed.imports.check(job.id, "staff-1")
    original = crashed.jobs.checkpoint
    crashed.jobs.checkpoint = Fuse(writes)(original)  # type: ignore[method-assign, assignment]
    try:
        crashed.importer.run(job.id, lambda: True)
    except Crash:
        crashed.jobs.checkpoint = original  # type: ignore[method-assign]
        crashed.importer.run(job.id, lambda: True)
    assert counts(crashed.jobs.by_id[job.id]) == counts(whole.jobs.by_id[expected])
    assert outcomes(crashed.tried(job.id)) == outcomes(whole.tried(expected))
    assert crashed.faults() == whole.faults()

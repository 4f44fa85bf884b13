"""Workers start a few at a time, and a call takes whichever is free first. Counts, no clock."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from souk_local.ministack.pool import Pool

LIMIT_SECONDS = 60.0


@dataclass(eq=False)
class Worker:
    in_use: bool = False
    last_used: float = 0.0
    running: bool = False


@dataclass
class Function:
    """One function's workers; a start waits until the test lets it go on."""

    pool: Pool
    workers: list[Worker] = field(default_factory=list)
    may_start: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    starting: int = 0
    most_starting: int = 0
    served: int = 0
    counting: threading.Lock = field(default_factory=threading.Lock)

    def call(self, work: Callable[[], None] = lambda: None) -> str:
        """One invocation: a worker, its start if it needs one, the work, and back."""
        worker, reason = self.pool.acquire(lambda: self.workers, Worker, LIMIT_SECONDS)
        if worker is None:
            return reason
        try:
            if not worker.running:
                self._start(worker)
            work()
            with self.counting:
                self.served += 1
            return reason
        finally:
            self.pool.release(worker)

    def _start(self, worker: Worker) -> None:
        with self.counting:
            self.starting += 1
            self.most_starting = max(self.most_starting, self.starting)
        assert self.may_start.acquire(timeout=LIMIT_SECONDS)
        with self.counting:
            self.starting -= 1
        worker.running = True
        self.pool.started(worker)


def function(starts_at_once: int = 2) -> Function:
    return Function(Pool(threading.Lock(), lambda worker: worker.running, starts_at_once))


@contextmanager
def calls(one: Function, count: int) -> Iterator[list[str]]:
    """So many calls at once; the list is theirs when the block is left."""
    answered: list[str] = []
    with ThreadPoolExecutor(count) as threads:
        waiting = [threads.submit(one.call) for _ in range(count)]
        yield answered
        answered += [call.result(LIMIT_SECONDS) for call in waiting]


def test_eight_calls_at_once_on_cold_functions_start_two_workers_at_a_time_and_are_all_served() -> None:
    one = function()
    with calls(one, 8):
        one.may_start.release(8)
    assert one.most_starting <= 2
    assert one.served == 8
    assert len(one.workers) <= 8


def test_who_waits_takes_the_worker_that_is_free_first_instead_of_starting_one() -> None:
    one = function(starts_at_once=1)
    with calls(one, 8) as answered:
        one.may_start.release(1)
    assert answered.count("spawn") == 1
    assert answered.count("reused") == 7
    assert len(one.workers) == 1


def test_calls_whose_callers_gave_up_leave_no_starts_behind() -> None:
    """The stampede: eight come again before anything has started, three times over."""
    one = function()
    with calls(one, 8), calls(one, 8), calls(one, 8):
        assert len(one.workers) <= 2
        one.may_start.release(24)
    assert one.served == 24
    assert one.most_starting <= 2


def test_a_call_made_by_a_function_is_served_while_its_caller_holds_a_worker() -> None:
    one = function(starts_at_once=1)
    one.may_start.release(2)

    def calls_itself() -> None:
        one.call()

    assert one.call(calls_itself) == "spawn"
    assert one.served == 2


def test_a_start_that_fails_makes_room_for_the_next() -> None:
    one = function(starts_at_once=1)

    class BrokenError(Exception):
        pass

    def breaks() -> None:
        raise BrokenError

    worker, _ = one.pool.acquire(lambda: one.workers, Worker, 0)
    one.pool.release(worker)
    one.may_start.release(1)
    with pytest.raises(BrokenError):
        one.call(breaks)
    assert one.call() == "reused"


def test_a_worker_that_died_is_passed_over_for_one_that_runs() -> None:
    one = function()
    one.workers += [Worker(), Worker(running=True)]
    assert one.call() == "reused"


def test_without_room_the_call_is_told_when_its_patience_is_over() -> None:
    one = function(starts_at_once=1)
    held, reason = one.pool.acquire(lambda: one.workers, Worker, 0)
    assert (held is not None, reason) == (True, "spawn")
    assert one.pool.acquire(lambda: one.workers, Worker, 0) == (None, "func_cap")

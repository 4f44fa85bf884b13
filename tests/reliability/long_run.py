"""Plays many histories in several processes, each with a seed of its own.

python -m tests.reliability.long_run --histories 10000 --seed 1

A history that goes wrong is printed as it was played: making it smaller takes minutes, and one piece can be played
again with --shrink.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
import traceback
from dataclasses import dataclass

import tests.conftest  # noqa: F401 -- the environment of every test: no account but a made-up one
from tests.reliability.seeds import SEED
from tests.support.world.world import installed

# Hypothesis keeps what it has tried in memory, so a process is given a bounded piece of work.
PIECE = 500


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one piece; `failure` is empty when all went well. In `set_aside` of the histories a consumer set
    something aside.
    """

    seed: int
    played: int
    set_aside: int
    failure: str


def piece(work: tuple[int, int, bool]) -> Result:
    """Plays `histories` from `seed` in a process of its own."""
    from tests.reliability.histories import Histories
    from tests.reliability.test_histories import play

    seed, histories, shrink = work
    played, set_aside = Histories.played, Histories.set_aside

    def result(failure: str) -> Result:
        return Result(seed, Histories.played - played, Histories.set_aside - set_aside, failure)

    try:
        with installed():
            play(histories, seed, shrink=shrink)
    except Exception:
        return result(traceback.format_exc())
    return result("")


def run(histories: int, seed: int, processes: int, *, shrink: bool) -> list[Result]:
    """All pieces; stops at nothing, so that one failure does not hide another."""
    works = [(seed + n, min(PIECE, histories - n * PIECE), shrink) for n in range(-(-histories // PIECE))]
    started, results = time.monotonic(), []
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, maxtasksperchild=1) as pool:
        for result in pool.imap_unordered(piece, works):
            results.append(result)
            played = sum(done.played for done in results)
            failed = sum(bool(done.failure) for done in results)
            aside = sum(done.set_aside for done in results)
            told = f"{played} histories, {aside} with events set aside, {failed} failures"
            print(f"{told}, {time.monotonic() - started:.0f} s", flush=True)
            if result.failure:
                print(f"seed {result.seed}:\n{result.failure}", flush=True)
    return results


def main() -> bool:
    parser = argparse.ArgumentParser(description="Play many histories of the shop.")
    parser.add_argument("--histories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--shrink", action="store_true")
    chosen = parser.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    results = run(chosen.histories, chosen.seed, chosen.processes, shrink=chosen.shrink)
    return any(result.failure for result in results)


if __name__ == "__main__":
    sys.exit(main())

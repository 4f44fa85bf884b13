"""`make audit`: everything in the tables of the local cloud, compared. Exit code 1 when there is a difference.

What is on its way between services looks like a difference until it has arrived, so a shop with differences is read
again for a while (`--wait` seconds, 60 unless said otherwise) before they are told.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from souk_local import losses, own
from souk_local.aws import Clients
from souk_local.problems import LocalCloudError
from souk_local.waiting import wait_until
from souk_tools.audit import tables
from souk_tools.audit.checks import audit
from souk_tools.audit.files import MOST_PER_UNIT
from souk_tools.audit.report import differences, summary
from souk_tools.audit.rows import Finding, Row, Shop

AGAIN_SECONDS = 3.0
Rows = Mapping[str, list[Row]]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="make audit", description="compare everything in the local cloud's tables")
    parser.add_argument("--wait", type=float, default=60, help="seconds for what is on its way to arrive")
    chosen = parser.parse_args(arguments)
    try:
        settings = own.running("aws")
        clients = Clients(settings)
        named = tables.names(settings, clients)
        per_unit = tables.downloads_per_unit(settings, clients)
        code = told(*settled(lambda: tables.read(clients.tables, named), chosen.wait, per_unit=per_unit))
    except LocalCloudError as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 2
    if lost := losses.told(settings):
        print(f"\nWhat the tables cannot know:\n{lost}")
    return code


def settled(
    read: Callable[[], Rows],
    wait_seconds: float,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    per_unit: int = MOST_PER_UNIT,
) -> tuple[Rows, list[Finding]]:
    """The rows and what is wrong with them, read again until nothing is or the time is over."""
    rows: Rows = {}
    found: list[Finding] = []

    def clean() -> bool:
        nonlocal rows
        rows = read()
        found[:] = audit(rows, now(), settled=True, per_unit=per_unit)
        return not found

    wait_until(clean, wait_seconds, every_seconds=min(AGAIN_SECONDS, wait_seconds / 4))
    return rows, found


def told(rows: Rows, found: list[Finding]) -> int:
    """Prints the report; answers the exit code."""
    print(f"{sum(len(held) for held in rows.values())} rows of {', '.join(rows)}\n\n{summary(Shop.of(rows))}\n")
    if found:
        print(f"{len(found)} differences:\n{differences(found)}")
        return 1
    print("No difference: the ledger is the stock, every unit has its order, every order its stock and its money.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures everything and writes docs/benchmarks.md."""

from __future__ import annotations

import os
import sys

from souk.telemetry import logger
from tests.bench import cold, pricing, routes, searching
from tests.bench.measure import fixed_work, measured, milliseconds
from tests.bench.page import BIG_SHOP, page, section_of, with_section
from tests.contract.template import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"


def main(before: str) -> int:
    os.environ |= {"LOG_LEVEL": "CRITICAL", "POWERTOOLS_METRICS_DISABLED": "true", "AWS_REGION": "eu-central-1"}
    os.environ |= {"AWS_DEFAULT_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}
    logger.setLevel("CRITICAL")
    fixed = measured(lambda: milliseconds(fixed_work), 25).milliseconds
    print("requests", flush=True)
    measured_routes = routes.measure()
    print("search", flush=True)
    search = searching.measure()
    print("pricing", flush=True)
    promotions = pricing.measure()
    print("cold starts", flush=True)
    starts = cold.measure(before)
    written = page(starts, before, measured_routes, search, promotions, fixed)
    PAGE.write_text(with_section(written, BIG_SHOP, section_of(PAGE.read_text(encoding="utf-8"), BIG_SHOP)), "utf-8")
    print(f"written: {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))

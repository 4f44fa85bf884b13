"""Figures of a race, for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from souk_tools.flash_sale.plan import percentile


def latencies(seconds: Mapping[str, Sequence[float]]) -> list[str]:
    """Of all answers together, and of each kind."""
    every = {"answered": [took for values in seconds.values() for took in values], **seconds}
    return [
        f"  {kind:<10}{len(values):>6}   p50 {1000 * percentile(values, 50):.0f} ms, "
        f"p99 {1000 * percentile(values, 99):.0f} ms"
        for kind, values in every.items()
    ]

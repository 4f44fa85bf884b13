"""How many repetitions a process may afford, so that retries cannot feed what they suffer from.

The rule is gRPC's (proposal A6, "retry throttling"): a bucket of tokens; each failure takes one, each success gives a
tenth back, and only a bucket that is more than half full pays for a repetition. A passing fault is repeated as before;
under a lasting one a process soon sends each call once, so an overloaded callee gets no more than what is asked of it.
"""

from __future__ import annotations

TOKENS = 10.0
PER_SUCCESS = 0.1


class RetryBudget:
    """One for each callee, in each process. A Lambda process answers one request at a time, so it needs no lock."""

    def __init__(self, tokens: float = TOKENS) -> None:
        self._most = self._tokens = tokens

    def succeeded(self) -> None:
        self._tokens = min(self._most, self._tokens + PER_SUCCESS)

    def failed(self) -> bool:
        """Counts a failure; whether it may be repeated."""
        self._tokens = max(0.0, self._tokens - 1)
        return self._tokens > self._most / 2

"""Webhooks of senders who know no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from souk.limits import rules
from souk.limits.limits import Limits, from_address
from souk.webhooks import BadSignature


@contextmanager
def unless_forged(limits: Limits, address: str) -> Iterator[None]:
    """Counts the webhooks that are not signed right, after they were looked at: a partner's are never kept out, whoever
    shares its network. Raises RateLimited instead of BadSignature when there are too many.
    """
    try:
        yield
    except BadSignature:
        limits.take(*from_address(rules.FORGED_WEBHOOKS, address))
        raise

"""Clients of AWS with all operations; those of `souk.cloud.aws` have what functions call (`make operations`)."""

from __future__ import annotations

from functools import cache
from typing import Any

from souk.cloud.botocore_data import SmallLoader
from souk.cloud.botocore_session import SharedSession

# Descriptions are read once, however often clients are forgotten.
_LOADER = SmallLoader()


@cache
def whole(service: str) -> Any:
    """To set up what a test needs: tables, buckets, parameters."""
    session = SharedSession()
    session.register_component("data_loader", _LOADER)
    return session.create_client(service)


def reset() -> None:
    """Forgets every client, as `aws.reset` does."""
    whole.cache_clear()

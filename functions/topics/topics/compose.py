"""Puts the custom resource together."""

from __future__ import annotations

from topics.cluster import Cluster, connect


def cluster() -> Cluster:
    """A connection for one try; its user closes it."""
    return connect()

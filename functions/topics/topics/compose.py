"""Puts the custom resource together. Tests swap the ways to Kafka and to CloudFormation here."""

from __future__ import annotations

import time

from topics.adapters.answer import send
from topics.adapters.cluster import Cluster, connect

__all__ = ["cluster", "pause", "send"]


def cluster() -> Cluster:
    """A connection for one try; its user closes it."""
    return connect()


def pause(seconds: float) -> None:
    time.sleep(seconds)

"""Putting a batch together from several partitions."""

from collections.abc import Sequence
from dataclasses import dataclass

from souk_local.bridge.lane import Lane
from souk_local.bridge.records import Record

MAX_EVENT_BYTES = 5_500_000
"""Lambda takes 6 MB in one synchronous invocation; the rest is room for the envelope."""


@dataclass(frozen=True)
class Share:
    """What one partition gives to a batch."""

    lane: Lane
    records: list[Record]

    @property
    def name(self) -> str:
        return self.records[0].lane


def choose(lanes: Sequence[Lane], batch_size: int, now: float) -> list[Share]:
    """The next batch: records of all partitions that are ready, or of one that must go alone.

    The partition whose last turn is longest ago decides, so that none starves.
    """
    ready = sorted((lane for lane in lanes if lane.ready(now)), key=lambda lane: lane.last_turn)
    if ready and ready[0].alone:
        return _shares(ready[:1], batch_size)
    return _shares([lane for lane in ready if not lane.alone], batch_size)


def collected(shares: Sequence[Share], batch_size: int) -> bool:
    """Whether waiting longer could not make the batch fuller, or it is a retry that need not wait."""
    if any(share.lane.alone for share in shares):
        return True
    records = sum(len(share.records) for share in shares)
    size = sum(record.size for share in shares for record in share.records)
    return records >= batch_size or size > MAX_EVENT_BYTES // 2


def _shares(lanes: Sequence[Lane], batch_size: int) -> list[Share]:
    shares: list[Share] = []
    left, room = batch_size, MAX_EVENT_BYTES
    for lane in lanes:
        records: list[Record] = []
        for record in lane.head(left):
            if (records or shares) and record.size > room:
                break
            records.append(record)
            room -= record.size
        if records:
            shares.append(Share(lane, records))
            left -= len(records)
        if left <= 0 or room <= 0:
            break
    return shares

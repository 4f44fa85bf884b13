"""Putting a batch together from several partitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from souk_local.bridge.lane import Lane
from souk_local.bridge.records import Record

MAX_EVENT_BYTES = 5_500_000
"""Lambda takes 6 MB in one synchronous invocation; the rest is room for the envelope."""


@dataclass
class Share:
    """What one partition gives to a batch."""

    lane: Lane
    records: list[Record]


@dataclass
class Batch:
    """What one invocation gets. It comes again as it is until the function succeeds or the topic forgets its records.

    `not_before` is on the monotonic clock, in seconds.
    """

    shares: list[Share]
    attempts: int = 0
    not_before: float = 0.0

    @property
    def records(self) -> list[Record]:
        return [record for share in self.shares for record in share.records]

    def hold(self) -> None:
        """No other batch takes records of these partitions."""
        for share in self.shares:
            share.lane.busy = True

    def succeed(self, now: float) -> None:
        for share in self.shares:
            share.lane.succeed(share.records)
            share.lane.last_turn = now

    def expire(self, first: Mapping[str, int]) -> int:
        """Leaves out what the topics do not keep any more; how many records that were."""
        lost = 0
        for share in self.shares:
            if share.records and (start := first.get(share.records[0].lane)):
                lost += share.lane.expire(start)
                share.records = [record for record in share.records if record.offset >= start]
        return lost


def choose(lanes: Sequence[Lane], batch_size: int) -> Batch:
    """The next batch, of all partitions that are ready.

    The partition whose last turn is longest ago comes first, so that none starves.
    """
    shares: list[Share] = []
    left, room = batch_size, MAX_EVENT_BYTES
    for lane in sorted((lane for lane in lanes if lane.ready), key=lambda lane: lane.last_turn):
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
    return Batch(shares)


def collected(batch: Batch, batch_size: int) -> bool:
    """Whether waiting longer could not make the batch fuller."""
    size = sum(record.size for record in batch.records)
    return len(batch.records) >= batch_size or size > MAX_EVENT_BYTES // 2

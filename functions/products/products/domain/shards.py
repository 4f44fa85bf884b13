"""Hot SKUs: the units of one SKU spread over several counters, so that buyers do not wait for each other.

An item takes one transaction at a time. What is wanted by many at once therefore gets shards beside its base:

    available = base + shard 1 + … + shard n

    opened      when writers meet: at first 4 shards, doubled as long as they still meet, 16 at most
    filled      from the base, which keeps half of what it can spare, whenever a shard is nearly empty
    collected   back into the base when no counter alone can serve a buyer, or when the rush is over

While there are shards, the base alone holds more than the threshold, and no shard is below zero. So the SKU has plenty,
whatever happens on a shard: no change there crosses a band, and none needs to know of the others. The last units, where
bands are crossed and the answer must be exact, are always sold by the base alone.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from products.domain.stock import Shard, StockLevel

FIRST = 4
MOST = 16
# Fewer units are not worth a shard of their own.
LEAST = 8
# So many refusals of one write mean that writers queue; a single one is a chance meeting.
CONTENDED = 2
QUIET = timedelta(minutes=10)
BASE = 0


@dataclass(frozen=True, slots=True)
class Deal:
    """Units moved between the counters of a SKU. `given` from the base, by number of the shard, new or there;
    `collected` are the highest shards, which end and whose units go to the base.
    """

    level: StockLevel
    given: Mapping[int, int]
    collected: tuple[Shard, ...] = ()

    @property
    def shards_after(self) -> int:
        return max(len(self.level.shards) - len(self.collected), *self.given, 0)


def place(level: StockLevel, difference: int) -> int | None:
    """The counter for a change of available units: the base or the number of a shard, any that can take it.

    None when no counter has as many units; they are to be collected first.
    """
    if not level.shards:
        return BASE
    able = [shard.number for shard in level.shards if shard.available + min(difference, 0) >= 0]
    if able:
        return random.choice(able)  # noqa: S311
    return BASE if spare(level) + difference >= 0 else None


def spare(level: StockLevel) -> int:
    """What the base has beyond what keeps the SKU out of the band of low stock."""
    return level.available - sum(shard.available for shard in level.shards) - level.threshold - 1


def spread(level: StockLevel) -> Deal | None:
    """More shards, or more units for the poor ones, because writers meet. None when there is nothing to spread."""
    now = len(level.shards)
    wanted = min(MOST, 2 * now or FIRST, spare(level) // (2 * LEAST))
    number = max(now, wanted if wanted > 1 else 0)
    share = _share(level, number)
    if share < 1:
        return None
    given = {shard.number: share for shard in level.shards if 2 * shard.available < share}
    given.update((new, share) for new in range(now + 1, number + 1))
    return Deal(level, given) if given else None


def filled(level: StockLevel, number: int, taken: int) -> Deal | None:
    """New units for a shard that is nearly empty once `taken` have gone. None when it, or the base, needs none."""
    share = _share(level, len(level.shards))
    left = next((shard.available - taken for shard in level.shards if shard.number == number), share)
    return Deal(level, {number: share}) if share >= LEAST and 4 * left < share else None


def collected(level: StockLevel) -> Deal:
    """Back into the base: all shards or only the last ones, by chance. A shard is collected as it was read, and the
    more are, the likelier one of them has changed meanwhile.
    """
    number = len(level.shards)
    return Deal(level, {}, level.shards[-max(1, number >> random.randrange(3)) :])  # noqa: S311


def is_quiet(level: StockLevel, now: datetime) -> bool:
    """Whether the rush for a SKU with shards is over."""
    return bool(level.shards) and (level.heated_at is None or now - level.heated_at > QUIET)


def _share(level: StockLevel, number: int) -> int:
    """What a shard is given: half of what the base can spare is dealt out; all of it when that would be crumbs."""
    left = spare(level)
    if not number or left <= 0:
        return 0
    return left // (2 * number) if left >= 2 * LEAST * number else left // number

"""The counters of a SKU: its base, and the shards it has while it is hot (see `products.shards`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from products import shards, stock
from products.ports import LevelChange
from products.shards import BASE, Deal
from products.stock import Shard, StockLevel
from products.store.records import LevelRecord, ShardRecord
from souk import clock
from souk.dynamo import Transaction

LEVEL = "LEVEL"
HOT = "HOT"
BATCH = 100
# A shard that is collected while its SKU is being read makes the sum wrong, and the SKU is read again.
READS = 4


def counter_pk(sku: str, counter: int) -> str:
    """A shard's is not the base's: one partition takes 1,000 writes a second. No SKU has a "#" in it."""
    return f"SKU#{sku}" if counter == BASE else f"SKU#{sku}#{counter}"


def label(sku: str) -> str:
    """Of the operations on a SKU's counters in a transaction."""
    return f"{LEVEL}#{sku}"


def whole(records: Iterable[LevelRecord]) -> dict[str, StockLevel]:
    """The levels of these bases with their shards."""
    found: dict[str, StockLevel] = {}
    hot = {}
    for record in records:
        found[_sku(record)] = level_of(record, ())
        if record.shards:
            hot[_sku(record)] = record
    for read in range(READS):
        if not hot:
            break
        if read:
            hot = {_sku(record): record for record in bases(hot)}
        parts = _shards(hot.values())
        for sku, record in [*hot.items()]:
            found[sku] = level_of(record, parts[sku])
            if len(parts[sku]) == int(record.shards or 0):
                del hot[sku]
    return found


def bases(skus: Iterable[str]) -> Iterable[LevelRecord]:
    keys = [(counter_pk(sku, BASE), LEVEL) for sku in dict.fromkeys(skus)]
    for start in range(0, len(keys), BATCH):
        yield from LevelRecord.batch_get(keys[start : start + BATCH], consistent_read=True)


def hot() -> list[str]:
    return [_sku(record) for record in LevelRecord.by_heat.query(HOT)]


def change(transaction: Transaction, planned: LevelChange) -> None:
    """Adds what the movements do to the counter they are made on."""
    level = planned.before
    on_hand = sum(movement.on_hand for movement in planned.movements)
    difference = planned.difference
    kind = LevelRecord if planned.counter == BASE else ShardRecord
    actions: list[Action] = [kind.version.add(1)]
    if on_hand:
        actions.append(kind.on_hand.add(on_hand))
    if difference:
        actions.append(kind.available.add(difference))
    condition = _unchanged(planned) if planned.counter == BASE else _enough(difference)
    transaction.update(kind(counter_pk(level.sku, planned.counter), LEVEL), actions, condition, label=label(level.sku))


def deal(transaction: Transaction, planned: Deal, now: datetime) -> None:
    """Adds a deal: the base gives and takes, shards begin, go on and end. Nothing is made or lost."""
    level, after = planned.level, planned.shards_after
    given = sum(planned.given.values())
    units = sum(shard.available for shard in planned.collected) - given
    on_hand = sum(shard.on_hand for shard in planned.collected) - given
    actions: list[Action] = [
        LevelRecord.version.add(1),
        LevelRecord.available.add(units),
        LevelRecord.on_hand.add(on_hand),
    ]
    if after:
        actions += [LevelRecord.shards.set(after), LevelRecord.gsi1pk.set(HOT), LevelRecord.gsi1sk.set(level.sku)]
        if given:
            actions.append(LevelRecord.heated_at.set(clock.isoformat(now)))
    else:
        actions += [
            attribute.remove()
            for attribute in (LevelRecord.shards, LevelRecord.heated_at, LevelRecord.gsi1pk, LevelRecord.gsi1sk)
        ]
    condition = LevelRecord.threshold == level.threshold
    condition &= LevelRecord.shards == len(level.shards) if level.shards else LevelRecord.shards.does_not_exist()
    if given:
        condition &= LevelRecord.available >= level.threshold + 1 + given
    if after > len(level.shards):
        actions.append(LevelRecord.ledgers.set(shards.MOST))
    base = LevelRecord(counter_pk(level.sku, BASE), LEVEL)
    transaction.update(base, actions, condition, label=label(level.sku))
    known = {shard.number for shard in level.shards}
    for number, share in planned.given.items():
        record = ShardRecord(counter_pk(level.sku, number), LEVEL, on_hand=share, available=share, version=1)
        if number in known:
            more = [ShardRecord.version.add(1), ShardRecord.available.add(share), ShardRecord.on_hand.add(share)]
            transaction.update(record, more, ShardRecord.pk.exists(), label=label(level.sku))
        else:
            transaction.put(record, ShardRecord.pk.does_not_exist(), label=label(level.sku))
    for shard in planned.collected:
        record = ShardRecord(counter_pk(level.sku, shard.number), LEVEL)
        transaction.delete(record, ShardRecord.version == shard.version, label=label(level.sku))


def contended(transaction: Transaction, skus: Iterable[str]) -> Collection[str]:
    """Those whose counters were written by others too while this was tried."""
    return [sku for sku in skus if transaction.conflicts[label(sku)] >= shards.CONTENDED]


def level_of(record: LevelRecord, parts: tuple[Shard, ...]) -> StockLevel:
    return StockLevel(
        sku=_sku(record),
        handle=record.handle,
        product_id=record.product_id,
        on_hand=int(record.on_hand) + sum(shard.on_hand for shard in parts),
        available=int(record.available) + sum(shard.available for shard in parts),
        backorder=record.backorder,
        threshold=int(record.threshold),
        version=int(record.version),
        shards=parts,
        heated_at=datetime.fromisoformat(record.heated_at) if record.heated_at else None,
    )


def _shards(records: Iterable[LevelRecord]) -> dict[str, tuple[Shard, ...]]:
    """The shards of these SKUs that are there."""
    found: dict[str, dict[int, Shard]] = {}
    keys = []
    for record in records:
        found[_sku(record)] = {}
        keys += [(counter_pk(_sku(record), number), LEVEL) for number in range(1, int(record.shards or 0) + 1)]
    for start in range(0, len(keys), BATCH):
        for part in ShardRecord.batch_get(keys[start : start + BATCH], consistent_read=True):
            _, sku, number = part.pk.split("#")
            shard = Shard(int(number), int(part.on_hand), int(part.available), int(part.version))
            found[sku][shard.number] = shard
    return {sku: tuple(parts[number] for number in sorted(parts)) for sku, parts in found.items()}


def _enough(difference: int) -> Condition:
    if difference >= 0:
        return ShardRecord.pk.exists()
    enough: Condition = ShardRecord.available >= -difference
    return enough


def _unchanged(planned: LevelChange) -> Condition:
    """Holds while the decision made on the level still holds for its base."""
    level, difference = planned.before, planned.difference
    if difference == 0 and not planned.exact:
        return LevelRecord.pk.exists()
    bounds = stock.window(level, difference)
    if bounds is None or planned.exact:
        return LevelRecord.version == level.version
    condition: Condition = LevelRecord.backorder == level.backorder
    condition &= LevelRecord.threshold == level.threshold
    floor, ceiling = bounds
    if floor is not None:
        condition &= LevelRecord.available >= floor
    if ceiling is not None:
        condition &= LevelRecord.available <= ceiling
    return condition


def _sku(record: LevelRecord) -> str:
    return str(record.pk.partition("#")[2])

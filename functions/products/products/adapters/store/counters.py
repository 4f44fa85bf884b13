"""The counters of a SKU: its base, and the shards it has while it is hot (see `products.domain.shards`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from products.adapters.store.records import LevelRecord, ShardRecord
from products.domain import shards, stock
from products.domain.shards import BASE, Deal
from products.domain.stock import Shard, StockLevel
from products.usecases.ports import LevelChange
from souk import clock
from souk.errors import Unavailable
from souk.storage.dynamo import Transaction

LEVEL = "LEVEL"
HOT = "HOT"
BATCH = 100
# Units that move between counters while these are read make the sum wrong, and the SKU is read again.
READS = 8


def counter_pk(sku: str, counter: int) -> str:
    """A shard's is not the base's: one partition takes 1,000 writes a second. A "#" of the SKU itself is escaped."""
    name = escaped(sku)
    return f"SKU#{name}" if counter == BASE else f"SKU#{name}#{counter}"


def escaped(sku: str) -> str:
    return sku.replace("%", "%25").replace("#", "%23")


def sku_of(pk: str) -> str:
    """The SKU in the key of one of its counters."""
    return pk.split("#")[1].replace("%23", "#").replace("%25", "%")


def label(sku: str) -> str:
    """Of the operations on a SKU's counters in a transaction."""
    return f"{LEVEL}#{sku}"


def whole(records: Iterable[LevelRecord], *, sure: bool = True) -> dict[str, StockLevel]:
    """The levels of these bases with their shards. `sure`: the bases were read consistently, and so shall these be.

    A base is read before its shards and knows every deal before it; a shard that is gone, or knows of a later deal,
    tells that units were moved in between. Raises Unavailable when they are moved again and again.
    """
    found: dict[str, StockLevel] = {}
    moving: list[str] = []
    for read in range(READS):
        hot = {}
        for record in bases(moving) if read else records:
            found[_sku(record)] = level_of(record, ())
            if record.shards:
                hot[_sku(record)] = record
        if not hot:
            return found
        parts = _shards(hot.values(), sure or read > 0)
        moving = []
        for sku, record in hot.items():
            found[sku] = level_of(record, tuple(_shard(part) for part in parts[sku]))
            if len(parts[sku]) != record.shards or any(part.dealt > (record.deals or 0) for part in parts[sku]):
                moving.append(sku)
        if not moving:
            return found
    raise Unavailable(f"the stock of {', '.join(moving)} is on the move, try again shortly")


def bases(skus: Iterable[str]) -> Iterator[LevelRecord]:
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
    if planned.counter == BASE and planned.after.sold_out_at != level.sold_out_at:
        since = planned.after.sold_out_at
        actions.append(
            LevelRecord.sold_out_at.set(clock.isoformat(since)) if since else LevelRecord.sold_out_at.remove()
        )
    if planned.waiting:
        actions.append(LevelRecord.waiting.add(planned.waiting))
    condition = _unchanged(planned) if planned.counter == BASE else _enough(difference)
    transaction.update(kind(counter_pk(level.sku, planned.counter), LEVEL), actions, condition, label=label(level.sku))


def deal(transaction: Transaction, planned: Deal, now: datetime) -> None:
    """Adds a deal: the base gives and takes, shards begin, go on and end. Nothing is made or lost."""
    level, after = planned.level, planned.shards_after
    given = sum(planned.given.values())
    units = sum(shard.available for shard in planned.collected) - given
    on_hand = sum(shard.on_hand for shard in planned.collected) - given
    number = level.deals + 1
    actions: list[Action] = [
        LevelRecord.version.add(1),
        LevelRecord.available.add(units),
        LevelRecord.on_hand.add(on_hand),
        LevelRecord.deals.set(number),
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
    condition &= LevelRecord.deals == level.deals if level.deals else LevelRecord.deals.does_not_exist()
    if given:
        condition &= LevelRecord.available >= level.threshold + 1 + given
    if after > len(level.shards):
        actions.append(LevelRecord.ledgers.set(shards.MOST))
    base = LevelRecord(counter_pk(level.sku, BASE), LEVEL)
    transaction.update(base, actions, condition, label=label(level.sku))
    known = {shard.number for shard in level.shards}
    for shard, share in planned.given.items():
        record = ShardRecord(
            counter_pk(level.sku, shard), LEVEL, on_hand=share, available=share, version=1, dealt=number
        )
        if shard in known:
            more: list[Action] = [
                ShardRecord.version.add(1),
                ShardRecord.available.add(share),
                ShardRecord.on_hand.add(share),
                ShardRecord.dealt.set(number),
            ]
            transaction.update(record, more, ShardRecord.pk.exists(), label=label(level.sku))
        else:
            transaction.put(record, ShardRecord.pk.does_not_exist(), label=label(level.sku))
    for ended in planned.collected:
        record = ShardRecord(counter_pk(level.sku, ended.number), LEVEL)
        transaction.delete(record, ShardRecord.version == ended.version, label=label(level.sku))


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
        deals=int(record.deals or 0),
        sold_out_at=datetime.fromisoformat(record.sold_out_at) if record.sold_out_at else None,
        limit=int(record.limit or 0),
        promised=record.promised or "",
        waiting=int(record.waiting or 0),
        most=int(record.most or 0),
    )


def _shards(records: Iterable[LevelRecord], sure: bool) -> dict[str, list[ShardRecord]]:
    """The shards of these SKUs that are there, by number."""
    found: dict[str, list[ShardRecord]] = {}
    keys = []
    for record in records:
        found[_sku(record)] = []
        keys += [(counter_pk(_sku(record), number), LEVEL) for number in range(1, int(record.shards or 0) + 1)]
    for start in range(0, len(keys), BATCH):
        for part in ShardRecord.batch_get(keys[start : start + BATCH], consistent_read=sure):
            found[sku_of(part.pk)].append(part)
    return {sku: sorted(parts, key=_number) for sku, parts in found.items()}


def _shard(record: ShardRecord) -> Shard:
    return Shard(_number(record), int(record.on_hand), int(record.available), int(record.version))


def _number(record: ShardRecord) -> int:
    return int(record.pk.split("#")[2])


def _enough(difference: int) -> Condition:
    if difference >= 0:
        return ShardRecord.pk.exists()
    enough: Condition = ShardRecord.available >= -difference
    return enough


def _unchanged(planned: LevelChange) -> Condition:
    """Holds while the decision made on the level still holds for its base."""
    level, difference = planned.before, planned.difference
    if difference == 0 and not planned.exact:
        there: Condition = LevelRecord.on_hand >= planned.taken if planned.taken else LevelRecord.pk.exists()
        return there
    bounds = stock.window(level, difference)
    if bounds is None or planned.exact:
        return LevelRecord.version == level.version
    condition: Condition = LevelRecord.backorder == level.backorder
    condition &= LevelRecord.threshold == level.threshold
    condition &= LevelRecord.limit == level.limit if level.limit else LevelRecord.limit.does_not_exist()
    floor, ceiling = bounds
    if floor is not None:
        condition &= LevelRecord.available >= floor
    if ceiling is not None:
        condition &= LevelRecord.available <= ceiling
    return condition


def _sku(record: LevelRecord) -> str:
    return sku_of(record.pk)

"""Stock: the ledger is the level, and every unit that is held or sold has its order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from souk_tools.audit import again
from souk_tools.audit.rows import Finding, Order, Row, Shop, decoded

UNPAID = {"PENDING", "AWAITING_PAYMENT"}
DEAD = {"CANCELLED", "EXPIRED"}


def balanced(shop: Shop) -> Iterator[Finding]:
    """True at every moment: the rows of a SKU add up to its level, and what it holds is held by reservations."""
    held: Counter[str] = Counter()
    for reservation in shop.reservations.values():
        if reservation["state"] == "held":
            held.update(decoded(reservation, "lines"))
        elif reservation["state"] == "committed":
            held.update(waiting(reservation))
    for sku in sorted({*shop.levels, *shop.ledger}):
        on_hand = sum(row["on_hand"] for row in shop.levels.get(sku, ()))
        reserved = on_hand - sum(row["available"] for row in shop.levels.get(sku, ()))
        rows = shop.ledger.get(sku, [])
        booked = (sum(row["on_hand"] for row in rows), sum(row["reserved"] for row in rows))
        if booked != (on_hand, reserved):
            yield Finding("stock-ledger", sku, f"level {(on_hand, reserved)}, ledger {booked} (on hand, reserved)")
        if held[sku] != reserved:
            yield Finding("stock-held", sku, f"{reserved} are reserved, reservations hold {held[sku]}")


def moved_once(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what the ledger booked for a reservation is what its state says, once."""
    moved: dict[str, dict[str, list[int]]] = defaultdict(dict)
    for sku, rows in shop.ledger.items():
        for row in rows:
            if row.get("reference") in shop.reservations:
                sums = moved[row["reference"]].setdefault(sku, [0, 0])
                sums[0] += row["on_hand"]
                sums[1] += row["reserved"]
    for reservation_id, reservation in shop.reservations.items():
        lines: dict[str, int] = decoded(reservation, "lines") or {}
        for sku in {*lines, *moved[reservation_id]}:
            expected = _effect(reservation["state"], lines.get(sku, 0), waiting(reservation).get(sku, 0))
            actual = tuple(moved[reservation_id].get(sku, [0, 0]))
            # Of what was sold some units may have come back since.
            came_back = (
                reservation["state"] == "committed" and expected[0] < actual[0] <= 0 and actual[1] == expected[1]
            )
            if actual != expected and not (
                came_back and _returned(shop, sku, reservation_id) == actual[0] - expected[0]
            ):
                told = f"{reservation['state']} {sku}: booked {actual}, expected {expected} (on hand, reserved)"
                yield Finding("stock-moved-once", reservation_id, told)


def counted_once(shop: Shop) -> Iterator[Finding]:
    """True at every moment: the difference a count found is in the ledger once if its line is booked, else not."""
    for (count_id, sku), line in shop.counted.items():
        done = line.get("booked_at") and not line.get("refused")
        difference = line["counted"] - line["expected"] if done else 0
        rows = [row["on_hand"] for row in shop.ledger.get(sku, ()) if row.get("reference") == f"count:{count_id}"]
        if rows != ([difference] if difference else []):
            yield Finding("stock-counted", count_id, f"{sku}: booked {rows}, found {difference}")


def sharded(shop: Shop) -> Iterator[Finding]:
    """True at every moment: a SKU has one base and the shards it names, and these leave the last units to the base."""
    for sku, rows in shop.levels.items():
        bases = [row for row in rows if row["pk"].count("#") == 1]
        if len(bases) == 1:
            yield from _shards(sku, bases[0], {row["pk"]: row["available"] for row in rows if row is not bases[0]})
        else:
            yield Finding("stock-shards", sku, "counters without a base")


def _shards(sku: str, base: Row, shards: dict[str, int]) -> Iterator[Finding]:
    expected = {f"{base['pk']}#{number}" for number in range(1, (base.get("shards") or 0) + 1)}
    if set(shards) != expected:
        yield Finding("stock-shards", sku, f"has {sorted(shards)}, names {sorted(expected)}")
    elif shards and (min(shards.values()) < 0 or base["available"] <= base["threshold"]):
        yield Finding("stock-shards", sku, f"base {base['available']}, shards {shards}")


def not_oversold(shop: Shop) -> Iterator[Finding]:
    """True at every moment: nothing is promised that is not there, unless the shop allows it or goods went missing."""
    for sku, rows in shop.levels.items():
        available = sum(row["available"] for row in rows)
        missing = sum(row["on_hand"] for row in shop.ledger.get(sku, ()) if row["kind"] == "adjustment")
        # A policy that was changed leaves what was promised under the former one; staff see it as negative stock.
        promised = sum(row.get("waiting") or 0 for row in rows)
        if available < min(0, missing) - promised and not any(row.get("backorder") for row in rows):
            yield Finding("stock-oversold", sku, f"{-available} more are promised than there are")


def waited_for(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what orders wait for is counted by its level, listed, and no more than may be ordered."""
    counted: Counter[str] = Counter()
    listed: dict[tuple[str, str], int] = {}
    for order_id, reservation in shop.reservations.items():
        if reservation["state"] in ("held", "committed"):
            counted.update(waiting(reservation))
        if reservation["state"] == "committed":
            listed |= {(order_id, sku): units for sku, units in waiting(reservation).items()}
    for sku, rows in shop.levels.items():
        known, most = (sum(row.get(name) or 0 for row in rows) for name in ("waiting", "most"))
        if known != counted[sku]:
            yield Finding("stock-waiting", sku, f"{known} are waited for, reservations name {counted[sku]}")
        if known > most:
            yield Finding("stock-beyond", sku, f"{known} were ordered beyond the stock, {most} may be")
    for order_id, sku in listed.keys() ^ shop.waits.keys():
        yield Finding("stock-listed", order_id, f"{sku} is waited for, or listed so, and not both")


def not_owed(shop: Shop) -> Iterator[Finding]:
    """True at every moment: what is sold was there, unless the shop may owe it; a paid order without units is short."""
    promised = {sku for reservation in shop.reservations.values() for sku in decoded(reservation, "owed") or ()}
    for sku, rows in shop.levels.items():
        on_hand = sum(row["on_hand"] for row in rows)
        if on_hand < 0 and sku not in promised and not any(row.get("backorder") for row in rows):
            yield Finding("stock-owed", sku, f"{-on_hand} units are sold that are not there")


def belongs(shop: Shop, now: datetime) -> Iterator[Finding]:
    """True once everything has arrived: no order without its stock, no stock without its order."""
    for order in shop.whole_orders():
        reservation = shop.reservations.get(order.id)
        state = reservation["state"] if reservation else "none"
        if state not in _lawful(order):
            yield Finding("order-without-stock", order.id, f"the order is {order.state}, its reservation {state}")
            continue
        lines = Counter(decoded(reservation or {}, "lines"))
        lines.subtract(again.sold(shop, order.id))
        if order.state not in DEAD and not _is_of(order, lines):
            yield Finding("order-without-stock", order.id, "its reservation has other lines")
    for reservation_id in shop.reservations.keys() - shop.orders.keys() - again.held(shop):
        reservation = shop.reservations[reservation_id]
        lapsed = datetime.fromisoformat(reservation["until"]) <= now
        if reservation["state"] == "committed" or (reservation["state"] == "held" and lapsed):
            yield Finding("stock-without-order", reservation_id, f"{reservation['state']}, and there is no order")


def _is_of(order: Order, lines: Counter[str]) -> bool:
    """All that was ordered, or that less what was cancelled: sold units come back one by one, held ones go."""
    ordered = Counter(order.quantities)
    return (
        not lines - ordered and not (ordered - order.cancelled) - lines and (bool(order.cancelled) or lines == ordered)
    )


def _lawful(order: Order) -> set[str]:
    """The states that its reservation may be in."""
    if order.state in UNPAID:
        return {"held"}
    if order.state in DEAD:
        return {"closed", "released"}
    # Short, and told so: staff are looking for the units, or cancel it.
    return {"committed", "short"} if order.told_short else {"committed"}


def promised(shop: Shop) -> Iterator[Finding]:
    """True once everything has arrived: an order waits for what its reservation does, and so does a parcel."""
    for order in shop.whole_orders():
        reservation = shop.reservations.get(order.id)
        if reservation is None or reservation["state"] != "committed" or order.state in DEAD:
            continue
        waits = waiting(reservation)
        if order.waiting != waits:
            yield Finding("order-waiting", order.id, f"waits for {order.waiting}, its reservation for {waits}")
        for parcel in shop.tracking.get(order.id, ()):
            awaits = set(parcel.get("awaits", ())) & {line[0] for line in parcel.get("lines", ())}
            if awaits - waits.keys() and not parcel.get("cancelled_at"):
                yield Finding("parcel-waiting", order.id, f"a parcel waits for {sorted(awaits)}")


def waiting(reservation: Row) -> dict[str, int]:
    """Units by SKU that were ordered beyond the stock and have not come in."""
    return {sku: units for sku, (units, _) in (decoded(reservation, "waits") or {}).items() if units}


def settled(shop: Shop) -> Iterator[Finding]:
    """True once timers have rung: no paid order is short of units that are there, or waits for them."""
    for (order_id, sku), wait in shop.waits.items():
        rows = shop.levels.get(sku, [])
        free = sum(row["available"] + (row.get("waiting") or 0) for row in rows)
        if wait["units"] <= free:
            yield Finding("stock-still-waiting", order_id, f"waits for {wait['units']} of {sku}, {free} are there")
    for reservation_id, reservation in shop.reservations.items():
        lines: dict[str, int] = decoded(reservation, "lines")
        if reservation["state"] == "short" and all(_can_take(shop, sku, units) for sku, units in lines.items()):
            yield Finding("stock-still-short", reservation_id, f"is short of {lines}, which is there")


def _can_take(shop: Shop, sku: str, units: int) -> bool:
    rows = shop.levels.get(sku, [])
    return any(row.get("backorder") for row in rows) or sum(row["available"] for row in rows) >= units


def _returned(shop: Shop, sku: str, reservation_id: str) -> int:
    rows = shop.ledger[sku]
    return sum(row["on_hand"] for row in rows if row["kind"] == "return" and row.get("reference") == reservation_id)


def _effect(state: str, quantity: int, waits: int = 0) -> tuple[int, int]:
    if state == "held":
        return 0, quantity
    return (waits - quantity, waits) if state == "committed" else (0, 0)

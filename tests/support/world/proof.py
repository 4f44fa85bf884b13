"""What must be true of a world: the audit over its tables, and its partners' memory against ours."""

from __future__ import annotations

from collections import Counter

from payments.domain.snapshot import ProviderStatus
from souk_tools.audit import Finding, Row, audit, opened
from tests.support.world.functions import SERVICES
from tests.support.world.world import World, table_of


def rows(world: World) -> dict[str, list[Row]]:
    """Every row of every service's table."""
    return {
        service: [row for item in world.tables.rows(table_of(service)) for row in opened(item)] for service in SERVICES
    }


def findings(world: World, *, settled: bool = True) -> list[Finding]:
    """What is wrong; nothing, if all is well."""
    held = rows(world)
    found = audit(held, world.now, settled=settled)
    found += [Finding("server-error", "500", error) for error in world.errors]
    found += [Finding("overstepped", "role", lacking) for lacking in sorted(world.overstepped)]
    found += _handed_over(world, held["shipping"])
    if settled:
        found += _provider(world, held["payments"])
        found += _carrier(world, held["shipping"])
        found += _letters(world, held["orders"])
        found += _documents(world, held["documents"], held["notifications"])
        found += _addresses(world, held["orders"], held["shipping"])
    return found


def _provider(world: World, payments: list[Row]) -> list[Finding]:
    """What the provider took and gave back is what we booked, and no order was charged twice there."""
    found = []
    known = {row["reference"]: row for row in payments if row["sk"] == "PAYMENT"}
    charges: Counter[str] = Counter()
    for reference, intent in world.provider.intents.items():
        moved: Counter[str] = Counter()
        for _, kind, amount in (movement for movement in world.provider.movements if movement[0] == reference):
            moved[kind] += amount
        captured, refunded, disputed = moved["capture"], moved["refund"], moved["withdraw"] - moved["reinstate"]
        charges[intent.order_id] += captured > 0
        totals = known.get(reference, {"totals": {"captured": 0, "refunded": 0}})["totals"]
        # Store credit is given without the provider.
        given = sum(
            refund["amount"]
            for refund in known.get(reference, {}).get("refunds", ())
            if refund.get("as_credit") and refund["status"] == "succeeded"
        )
        booked = (totals["captured"], totals["refunded"] - given, totals.get("disputed", 0))
        if booked != (captured, refunded, disputed):
            there = (captured, refunded, disputed)
            found.append(Finding("provider-differs", reference, f"provider {there}, booked {booked}"))
        if intent.status is ProviderStatus.OPEN and known.get(reference, {}).get("phase") == "voided":
            found.append(Finding("provider-left-open", reference, "voided here, open there"))
    # Our provider answers at once, so at rest nothing is left to send; a bank transfer waits for staff.
    ours = [row for row in known.values() if row["provider"] == world.provider.id]
    unsent = [(row["pk"], r["refund_id"]) for row in ours for r in row.get("refunds", ()) if r["status"] == "requested"]
    found += [Finding("refund-unsent", payment, refund_id) for payment, refund_id in unsent]
    told = Counter(dispute for dispute, _ in world.provider.answers)
    found += [Finding("answered-twice", dispute, f"{n} answers") for dispute, n in told.items() if n > 1]
    found += [Finding("charged-twice", order_id, f"{n} charges") for order_id, n in charges.items() if n > 1]
    return found


def _carrier(world: World, shipping: list[Row]) -> list[Finding]:
    """The carrier does not set out with what was cancelled before it was handed over."""
    found = []
    for row in shipping:
        if row.get("kind") == "shipment" and row["state"] == "cancelled":
            reference = row["booking"][0]
            if reference and reference not in world.carrier.cancelled:
                found.append(Finding("carrier-not-told", row["pk"], f"cancelled here, {reference} is booked there"))
    return found


def _addresses(world: World, orders: list[Row], shipping: list[Row]) -> list[Finding]:
    """What the carrier fetches goes where its parcel is said to go, and that is where the order is said to go."""
    streets = {row["pk"]: row["address"].get("line1", "") for row in orders if row["sk"] == "ORDER#DETAILS"}
    corrected = {row["pk"]: row["corrected"][1] for row in orders if row.get("corrected")}
    streets |= {order: address["line1"] for order, address in corrected.items() if address}
    found = []
    for row in shipping:
        if row.get("kind") != "shipment" or row["state"] == "cancelled" or not row["address"].get("line1"):
            continue
        street, reference = row["address"]["line1"], row.get("booking", [""])[0]
        there = {world.carrier.streets.get(reference, street), streets.get(row["pk"]) or street}
        if there != {street}:
            found.append(Finding("sent-elsewhere", row["pk"], f"to {street}, but booked or ordered to {there}"))
    return found


def _handed_over(world: World, shipping: list[Row]) -> list[Finding]:
    """Staff hand over no parcel whose booking the carrier has given back, and none that was called off."""
    found = []
    for row in shipping:
        if not any(scan[0].endswith(":dispatched") for scan in row.get("scans", ())):
            continue
        reference = row["booking"][0]
        if row["state"] == "cancelled" or (reference and reference in world.carrier.cancelled):
            found.append(Finding("handed-over-in-vain", row["pk"], f"handed over, and {reference} was called off"))
    return found


def _acknowledged(order: Row) -> int:
    kept = order.get("withdrawals", ())
    return len(kept) + len(order.get("unread", ())) + sum(bool(said[2]) and len(said) > 9 for said in kept)


def _letters(world: World, orders: list[Row]) -> list[Finding]:
    """No letter comes twice, but for a process that died between the post and its mark."""
    subjects = Counter(
        (mail["Destination"]["ToAddresses"][0], mail["Content"]["Simple"]["Subject"]["Data"]) for mail in world.mails
    )
    # An order may have several refunds, transfers of as much as is not due, and cancellations of a part.
    often = ("refund", "back to you", "part of your order")
    # And each of its parcels arrives.
    parcels = Counter(row["pk"] for row in rows(world)["shipping"] if row.get("kind") == "shipment")
    most = max(parcels.values(), default=1)
    again = sum(
        max(0, n - (most if "your parcel" in subject.lower() else 1))
        for (_, subject), n in subjects.items()
        if not any(word in subject.lower() for word in often)
    )
    # Every statement is acknowledged, one in words once more when it is read, and an order may have several.
    again -= sum(max(0, _acknowledged(row) - 1) for row in orders if row["sk"] == "ORDER")
    if again > world.crashes:
        return [Finding("letter-twice", str(subjects.most_common(1)), f"{again} more than there should be")]
    return []


def _documents(world: World, documents: list[Row], contacts: list[Row]) -> list[Finding]:
    """Every document has come with its letter, to whoever is not forgotten."""
    known = {row["pk"] for row in contacts if row["sk"] == "CONTACT" and row["email"]}
    issued = [number for row in documents if row["pk"] in known for number in (row.get("numbers") or "").split()]
    enclosed = {
        each["FileName"]: each["RawContent"]
        for mail in world.mails
        for each in mail["Content"]["Simple"].get("Attachments", ())
    }
    wrong = [number for number in issued if enclosed.get(f"{number}.pdf") != f"%PDF-1.7 {number}".encode()]
    return [Finding("document-not-sent", number, "no letter has brought it") for number in wrong]

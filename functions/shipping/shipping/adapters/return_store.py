"""Returns in DynamoDB, beside the parcels of their order.

pk ORDER#<order id>   sk RETURN#<nnn>   a return and its events
                      sk REFUNDED       units that were paid back without a return

gsi1 RETURNS#expiring  send by # return id, while it is approved and not sent
gsi2 RETURNS#<state>   asked for # return id
"""

from __future__ import annotations

from datetime import datetime

from shipping.adapters.codec import id_of, pk_of, shipment_of, shipment_record
from shipping.adapters.records import Part, Queues, RefundedRecord, ReturnRecord, ShipmentRecord
from shipping.adapters.return_codec import (
    EXPIRING,
    UNUSED,
    refunded_of,
    refunded_record,
    return_of,
    return_record,
    returns_key,
)
from shipping.domain.returns import RefundedUnits, Return, ReturnState, Sold
from shipping.domain.shipment import Shipment
from souk import clock
from souk.storage import cursor
from souk.storage.dynamo import Record, Transaction, put_if
from souk.storage.versioned import Stale


class DynamoReturns:
    """`ports.ReturnStore` on the service's table."""

    def sold(self, order_id: str) -> Sold:
        # From REFUNDED to SHIPMENT#: no events that are told again.
        keys = Part.sk.between("REFUNDED", "SHIPMENT#~")
        parts = list(Part.query(pk_of(order_id), keys, consistent_read=True))
        refunded = [refunded_of(part) for part in parts if isinstance(part, RefundedRecord)]
        return Sold(
            parcels=tuple(shipment_of(part) for part in parts if isinstance(part, ShipmentRecord)),
            returns=tuple(return_of(part) for part in parts if isinstance(part, ReturnRecord)),
            refunded=refunded[0] if refunded else RefundedUnits(),
        )

    def create(self, return_: Return) -> bool:
        try:
            put_if(return_record(return_), Record.pk.does_not_exist())
        except Stale:
            return False
        return True

    def save(self, return_: Return, previous_version: int) -> None:
        put_if(return_record(return_), ReturnRecord.version == previous_version)

    def end(self, parcel: Shipment, previous_version: int, claim: Return | None, again: Shipment | None = None) -> None:
        begun: list[Record] = [return_record(claim)] if claim else []
        begun += [shipment_record(again)] if again else []
        if not begun:
            put_if(shipment_record(parcel), ShipmentRecord.version == previous_version)
            return
        together = Transaction()
        together.put(shipment_record(parcel), ShipmentRecord.version == previous_version)
        for record in begun:
            together.put(record, Record.pk.does_not_exist())
        together.commit()

    def send_again(self, claim: Return, previous_version: int, again: Shipment) -> None:
        together = Transaction()
        together.put(return_record(claim), ReturnRecord.version == previous_version)
        together.put(shipment_record(again), Record.pk.does_not_exist())
        together.commit()

    def note_refunds(self, order_id: str, refunded: RefundedUnits) -> None:
        free = Record.pk.does_not_exist() if not refunded.version else RefundedRecord.version == refunded.version
        put_if(refunded_record(order_id, refunded), free)

    def listed(self, state: ReturnState, limit: int, after: str | None) -> tuple[list[Return], str | None]:
        page = Part.work.query(returns_key(state), limit=limit, last_evaluated_key=cursor.decode(after))
        returns = [return_of(part) for part in page if isinstance(part, ReturnRecord)]
        return returns, cursor.encode(page.last_evaluated_key)

    def expiring(self, now: datetime, limit: int) -> list[str]:
        until = Queues.gsi1sk < f"{clock.isoformat(now)}~"
        return [id_of(part) for part in Part.queues.query(EXPIRING, until, limit=limit)]

    def unused_labels(self, limit: int) -> list[str]:
        return [id_of(part) for part in Part.queues.query(UNUSED, limit=limit)]

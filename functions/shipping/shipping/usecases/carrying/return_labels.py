"""Labels for what comes back: bought when a shopper asks for one, and given back when nothing came under it."""

from __future__ import annotations

from collections.abc import Mapping

from shipping.domain.return_labels import ReturnLabel
from shipping.domain.returns import Return, Sold, order_of_return
from shipping.domain.shipment import Shipment
from shipping.usecases.ports import Carrier, CarrierRefused, ReturnStore
from shipping.usecases.returning.returns import Asker, Returns
from souk.errors import Unavailable
from souk.telemetry import logger


class ReturnLabels:
    def __init__(self, store: ReturnStore, returns: Returns, carriers: Mapping[str, Carrier]) -> None:
        self._store = store
        self._returns = returns
        self._carriers = carriers

    def give(self, return_id: str, who: Asker) -> Return:
        """The return with its label. Asked again, it is the same one.

        Raises NotFound, OrderKeyExpired, IllegalTransition unless it is approved and its carrier gives labels,
        CarrierRefused, Unavailable.
        """
        asked = self._returns.changed_by(who, return_id, Return.label_asked)
        if asked.label is None or asked.label.reference:
            return asked
        name = asked.label.carrier
        carrier = self._carriers.get(name)
        if carrier is None:
            raise Unavailable(f"no carrier {name!r} is set up")
        sold = self._store.sold(order_of_return(return_id))
        booking = carrier.return_label(_came_in(sold, name).consignment, return_id)
        label = ReturnLabel(name, booking.carrier_reference, booking.label_url, booking.tracking_code)
        return self._returns.changed(return_id, lambda it: it.labelled(label))[1]

    def give_back_unused(self, limit: int = 50) -> int:
        """Tells carriers of labels that are not used any more; of how many. One that is away is told in an hour."""
        done = 0
        for return_id in self._store.unused_labels(limit):
            label = self._returns.one(return_id).label
            carrier = self._carriers.get(label.carrier) if label else None
            if label is None or carrier is None:
                continue
            try:
                carrier.cancel_return_label(label.reference, return_id)
            except Unavailable as error:
                logger.warning("label not given back", extra={"return_id": return_id, "reason": error.message})
                continue
            except CarrierRefused as error:
                # It was used, as most are, or the carrier takes none back.
                logger.info("label kept by the carrier", extra={"return_id": return_id, "reason": error.message})
            self._returns.changed(return_id, Return.label_given_back)
            done += 1
        return done


def _came_in(sold: Sold, carrier: str) -> Shipment:
    """The parcel that went by this carrier; what comes back goes the same way."""
    return next(parcel for parcel in sold.parcels if parcel.carrier == carrier)

"""Taking units out of an order's parcel before it leaves; see `shipping.domain.taking_out`.

The wish is kept before the carrier is asked: should the process die, the booking job goes on with it, and nobody books
or hands over the parcel meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shipping.domain.several import units_out
from shipping.domain.shipment import Shipment
from shipping.domain.takeout import Takeout
from shipping.domain.taking_out import let_go
from shipping.usecases import changes
from shipping.usecases.bookings import Bookings
from shipping.usecases.ports import CarrierRefused, Shipments
from souk import clock
from souk.errors import Unavailable
from souk.events import Event
from souk.events.orders import OrderLinesWish
from souk.telemetry import count


class Takeouts:
    """`cancel` tells the carrier of a parcel that is off."""

    def __init__(self, shipments: Shipments, bookings: Bookings, cancel: Callable[[Shipment], object]) -> None:
        self._shipments = shipments
        self._bookings = bookings
        self._cancel = cancel

    def take_out(self, order: OrderLinesWish) -> None:
        """Answers the wish, once and for all; told twice, it answers the same again, and goes on where it stopped.

        Raises Unavailable while the order has no parcel: the news that it is paid is still on its way.
        """
        parcels = self._shipments.of_order(order.order_id)
        if not parcels:
            if self._shipments.told_of_bar(order.order_id):
                return  # it is cancelled as a whole
            raise Unavailable("the order has no parcel yet")
        units = tuple((line.sku, line.quantity) for line in order.lines)
        sent = {sku for parcel in parcels for sku in parcel.consignment.units}
        wish = Takeout(
            order.number_of_wish, tuple((sku, count) for sku, count in units if sku in sent), order.weight_grams
        )
        before, after = changes.change_all(
            self._shipments,
            order.order_id,
            lambda known: [] if _is_known(known, wish) else units_out(known, wish, clock.now()),
        )
        if before == after:
            told = (text for parcel in after for text in parcel.published)
            self._shipments.tell_again(order.order_id, [text for text in told if _answers(text, wish.number)])
        else:
            count("TakeoutsAsked")
        for parcel in after:
            if any(known.number == wish.number for known in parcel.takeouts):
                with changes.for_order(parcel):
                    if parcel.unwanted and parcel.cancelled_at:
                        self._cancel(parcel)
                    else:
                        self.go_on(parcel)

    def go_on(self, shipment: Shipment) -> bool:
        """Has its carrier let go of it where units are to be taken out, and has it booked where it is not. False when
        the carrier did not answer; the job asks it again.
        """
        if shipment.takeout:
            try:
                reference = self._bookings.call_off(shipment)
            except Unavailable as error:
                self._bookings.takeout_put_off(shipment.id, error)
                return False
            except CarrierRefused as error:
                why = error.message
                _, shipment = changes.change(self._shipments, shipment.id, lambda it: it.takeouts_refused(why))
            else:
                _, shipment = changes.change(
                    self._shipments, shipment.id, lambda it: let_go(it, reference, clock.now())
                )
        return self._bookings.book(shipment)


def _answers(text: str, number: int) -> bool:
    event = Event.model_validate_json(text)
    return event.type.startswith("takeout.") and event.data["number_of_wish"] == number


def _is_known(parcels: Sequence[Shipment], wish: Takeout) -> bool:
    return any(known.number == wish.number for parcel in parcels for known in parcel.takeouts)

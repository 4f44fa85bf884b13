"""Taking units out of an order's parcel before it leaves; see `shipping.domain.taking_out`.

The wish is kept before the carrier is asked: should the process die, the booking job goes on with it, and nobody books
or hands over the parcel meanwhile.
"""

from __future__ import annotations

from shipping.domain.shipment import Shipment
from shipping.domain.takeout import Takeout
from shipping.domain.taking_out import let_go, wished
from shipping.usecases import changes
from shipping.usecases.bookings import Bookings
from shipping.usecases.ports import CarrierRefused, Shipments
from souk import clock
from souk.errors import Unavailable
from souk.events import Event
from souk.events.orders import OrderLinesWish
from souk.telemetry import count


class Takeouts:
    def __init__(self, shipments: Shipments, bookings: Bookings) -> None:
        self._shipments = shipments
        self._bookings = bookings

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
        wanted = {line.sku for line in order.lines}
        # An order has one parcel today. Of several, one that is still here and has the goods would be asked.
        parcel = next(
            (it for it in parcels if not it.cancelled_at and wanted & it.consignment.units.keys()), parcels[0]
        )
        physical = tuple((sku, number) for sku, number in units if any(sku in it.consignment.units for it in parcels))
        wish = Takeout(order.number_of_wish, physical, order.weight_grams)
        before, after = changes.change(self._shipments, parcel.id, lambda it: wished(it, wish, clock.now()))
        if before == after:
            answers = [text for text in after.published if _answers(text, wish.number)]
            self._shipments.tell_again(order.order_id, answers)
        else:
            count("TakeoutsAsked")
        with changes.for_order(after):
            self.go_on(after)

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

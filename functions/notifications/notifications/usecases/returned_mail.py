"""What becomes of an address whose mail came back, and of one that staff want to be written to again."""

from __future__ import annotations

from notifications.domain.returned import MailFeedback, Trouble, Unreachable
from notifications.usecases.ports import Claims, Contacts, DeadAddresses, Named
from notifications.usecases.readers import Readership
from souk.errors import NotFound
from souk.staff.changes import note
from souk.telemetry import count, logger


class ReturnedMail:
    def __init__(self, dead: DeadAddresses, claims: Claims, contacts: Contacts, readership: Readership) -> None:
        self._readership = readership
        self._dead = dead
        self._claims = claims
        self._contacts = contacts

    def came_back(self, returned: MailFeedback) -> None:
        """Writes no more to this address. Told twice, it is the same."""
        self._dead.put(returned.address, Unreachable(returned.why, returned.at))
        if returned.event_id:
            self._claims.came_back(Named(returned.event_id, returned.kind, returned.order_id), returned.why)
        if returned.why is Trouble.BOUNCED:
            count("LettersBounced")
        else:
            # Also once staff have the address written to again.
            self._readership.complained(returned.reader, returned.address)
            count("LettersComplained")
        logger.warning("mail came back", extra={"why": returned.why, "kind": returned.kind})

    def of_order(self, order_id: str) -> Unreachable | None:
        """Whether the letters of an order reach anybody. Raises NotFound when nobody is known to be written to."""
        return self._dead.find(self._address(order_id))

    def lift(self, order_id: str) -> None:
        """Writes to the order's address again. Raises NotFound."""
        self._dead.lift(self._address(order_id))
        note(f"letters:{order_id}", {"unreachable": True}, {"unreachable": False})

    def _address(self, order_id: str) -> str:
        contact = self._contacts.of_order(order_id)
        if contact is None or not contact.email:
            raise NotFound("nobody is known to write to about this order")
        return contact.email

"""A VAT number that a shopper says is checked before it is believed: its digits here, and in the union's register
whether there is such a business. When that does not answer, the number is kept, and tax is charged.
"""

from __future__ import annotations

from orders.usecases.ports import BusinessSeals, NumberKnown, VatRegister
from souk import clock
from souk.errors import InvalidInput
from souk.limits import rules
from souk.limits.limits import Limits, from_address
from souk.taxes import numbers
from souk.taxes.business import BusinessNumber
from souk.taxes.numbers import VatNumber
from souk.telemetry import count


class VatNumbers:
    def __init__(self, register: VatRegister, seals: BusinessSeals, limits: Limits) -> None:
        self._register = register
        self._seals = seals
        self._limits = limits

    def look_up(self, text: str, address: str) -> tuple[BusinessNumber, str]:
        """What is known of the number, and the seal by which a checkout takes it. `address` is the visitor's.

        Raises InvalidInput for what is no VAT number or is not registered, RateLimited.
        """
        read = numbers.read(text)
        self._limits.take(*from_address(rules.VAT_NUMBERS, address))
        found = self._asked(read)
        return found, self._seals.sealed(found)

    def known(self, text: str, before: BusinessNumber | None) -> BusinessNumber | None:
        """What is known of a number that staff enter, where it was asked `before`, and what was said then; None for no
        number. What was confirmed today is not asked again, what was not is.

        Raises InvalidInput as `look_up`.
        """
        if not text:
            return None
        read = numbers.read(text)
        if before and before.number == str(read) and before.confirmed and before.asked_on == _today():
            return before
        return self._asked(read)

    def _asked(self, read: VatNumber) -> BusinessNumber:
        answer = self._register.ask(read)
        if answer.known is NumberKnown.NO:
            count("VatNumbersUnknown")
            message = "The register of the European Union (VIES) does not know this VAT number as valid."
            raise InvalidInput(
                message, errors=[{"field": "vat_number", "code": "vat_number_unknown", "message": message}]
            )
        confirmed = answer.known is NumberKnown.YES
        count("VatNumbersConfirmed" if confirmed else "VatNumbersUnconfirmed")
        return BusinessNumber(str(read), read.place, confirmed, answer.consultation, _today() if confirmed else "")


def _today() -> str:
    return clock.now().date().isoformat()

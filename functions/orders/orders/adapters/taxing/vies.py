"""The union's register of VAT numbers, by its REST API: https://ec.europa.eu/taxation_customs/vies/#/technical-information

POST {origin}/taxation_customs/vies/rest-api/check-vat-number
    countryCode, vatNumber, requesterMemberStateCode, requesterNumber
    → valid, requestIdentifier (its consultation number, where the requester is named)
    → or actionSucceed false with errorWrappers, for instance MS_UNAVAILABLE: a country's own register does not answer

A person waits meanwhile, and countries' registers are often away: it is asked once, for a few seconds at most, and left
alone for a minute after three calls in a row that nobody answered.
"""

from __future__ import annotations

from collections.abc import Callable

import urllib3
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from urllib3.exceptions import HTTPError

from orders.usecases.ports import NumberAnswer, NumberKnown
from souk import clock
from souk.errors import InvalidInput
from souk.taxes import numbers
from souk.taxes.numbers import VatNumber
from souk.telemetry import count, logger

PATH = "/taxation_customs/vies/rest-api/check-vat-number"
_MAX_ANSWER = 16 * 1024
_TIMEOUT = urllib3.Timeout(connect=1.0, read=4.0)
_FAILURES, _LEFT_ALONE_SECONDS = 3, 60
_UNKNOWN = NumberAnswer(NumberKnown.NOBODY_ANSWERED)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    valid: bool
    consultation: str = Field(default="", alias="requestIdentifier", max_length=60)


class Vies:
    """`own` is the shop's VAT number, empty where it has none: without it there is no consultation number."""

    def __init__(self, origin: str, own: Callable[[], str]) -> None:
        self._address = origin + PATH
        self._own = own
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
        self._failures = 0
        self._alone_until = 0

    def ask(self, number: VatNumber) -> NumberAnswer:
        if clock.epoch() < self._alone_until:
            count("ViesLeftAlone")
            return _UNKNOWN
        try:
            answer = self._post({"countryCode": number.prefix, "vatNumber": number.rest, **self._requester()})
        except (HTTPError, ValidationError):
            # The number may be a person's: it is in no log.
            logger.exception("the register of VAT numbers cannot be asked", extra={"place": number.place})
            self._failed()
            return _UNKNOWN
        self._failures = 0
        return NumberAnswer(NumberKnown.YES, answer.consultation) if answer.valid else NumberAnswer(NumberKnown.NO)

    def _failed(self) -> None:
        self._failures += 1
        if self._failures >= _FAILURES:
            self._failures, self._alone_until = 0, clock.epoch() + _LEFT_ALONE_SECONDS
            count("ViesCircuitsOpened")

    def _requester(self) -> dict[str, str]:
        try:
            own = numbers.read(self._own())
        except InvalidInput:
            return {}
        return {"requesterMemberStateCode": own.prefix, "requesterNumber": own.rest}

    def _post(self, body: dict[str, str]) -> _Answer:
        """Raises HTTPError, ValidationError for what is no answer about a number."""
        sent = self._pool.request("POST", self._address, json=body, redirect=False, preload_content=False)
        try:
            return _Answer.model_validate_json(sent.read(_MAX_ANSWER))
        finally:
            sent.release_conn()


class Unasked:
    """Where no register is set up: no number is confirmed."""

    def ask(self, number: VatNumber) -> NumberAnswer:
        logger.info("no register of VAT numbers is set up", extra={"place": number.place})
        return _UNKNOWN

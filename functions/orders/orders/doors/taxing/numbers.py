"""HTTP: what is known of a VAT number, before a business orders under it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from orders.compose import services
from orders.doors.router import owners
from souk.http import Request, Schema, View


class VatNumberBody(Schema):
    vat_number: Annotated[str, Field(min_length=1, max_length=40)]


class VatNumberView(View):
    """`seal` goes into the quote and the checkout as `vat_seal`. `confirmed`: the register of the European Union (VIES)
    knows the number. Where it did not answer the number is taken all the same, and tax is charged as of a consumer.
    """

    number: str
    confirmed: bool
    seal: str


@owners.route(
    "POST", "/checkout/vat-number", body=VatNumberBody, response=VatNumberView, summary="Look up a VAT number"
)
def look_up_number(_owner: str, request: Request[VatNumberBody, None]) -> VatNumberView:
    """Checks a VAT number of the European Union: its digits, and whether it is registered."""
    found, seal = services().vat_numbers.look_up(request.body.vat_number, request.source_ip)
    return VatNumberView(number=found.number, confirmed=found.confirmed, seal=seal)

"""What shoppers ask about gift cards and their store credit."""

from __future__ import annotations

from payments.compose import services
from payments.doors.gift_cards.schemas import CurrencyQuery, LookUpRequest
from payments.doors.gift_cards.views import GiftCardBalanceView
from payments.doors.router import api
from souk.errors import InvalidInput, NotFound
from souk.http import Auth, Request
from souk.limits import rules
from souk.limits.limits import from_address


@api.post("/gift-cards/balance", body=LookUpRequest, response=GiftCardBalanceView)
def balance_of_code(request: Request[LookUpRequest, None]) -> GiftCardBalanceView:
    """What is left on the gift card with this code

    Wrong codes are counted by network, and refused for a while once there were too many.
    """
    charges = from_address(rules.GIFT_CARDS_FROM, request.source_ip)
    with services().limits.guessing(charges, NotFound, InvalidInput):
        return GiftCardBalanceView.of(services().gift_cards.found_by(request.body.code))


@api.get("/me/store-credit", auth=Auth.USER, query=CurrencyQuery, response=GiftCardBalanceView)
def own_store_credit(request: Request[None, CurrencyQuery]) -> GiftCardBalanceView:
    """The store credit of who is signed in"""
    currency = request.query.currency
    own = services().gift_cards.of_person(request.signed_in.id, currency)
    return GiftCardBalanceView.of(own) if own else GiftCardBalanceView.none(currency)

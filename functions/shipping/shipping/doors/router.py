"""The API of the shipping service, and how its two families of routes find an order's parcels."""

from __future__ import annotations

from shipping.compose import services
from shipping.domain.shipment import Shipment
from shipping.doors.schemas import OfOrder
from souk.http import Api, Request
from souk.http.families import Families
from souk.http.order_key import order_key
from souk.http.sessions import keys, sessions


def _with_key(request: Request[None, OfOrder]) -> list[Shipment]:
    return services().shipping.for_guest(request.query.order_id, order_key(request))


def _with_account(request: Request[None, OfOrder]) -> list[Shipment]:
    return services().shipping.for_user(request.query.order_id, request.signed_in.id)


api = Api("shipping", sessions=sessions, keys=keys)
parcels = Families(api, guest=_with_key, member=_with_account, names=("guest_{}", "my_{}"))

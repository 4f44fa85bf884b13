"""HTTP: what a signed-in person sees and changes of their own."""

from __future__ import annotations

from typing import Any

from souk import clock
from souk.http import Auth, ListQuery, Request
from souk.ids import new_id
from users.compose import services
from users.domain.activity import Activity, ActivityKind
from users.domain.identity import EmailNotConfirmed
from users.doors.router import api
from users.doors.schemas import AddressRequest, ChangeProfile, Glance
from users.doors.views import ActivityPage, ActivityView, AddressesView, AddressView, ProfileView


@api.get("/me", auth=Auth.USER, response=ProfileView, errors=(EmailNotConfirmed,))
def get_me(request: Request[None, None]) -> ProfileView:
    """The signed-in person"""
    user = request.signed_in
    return ProfileView.of(services().members.profile(user.id), user.groups)


@api.patch("/me", auth=Auth.USER, body=ChangeProfile, response=ProfileView, errors=(EmailNotConfirmed,))
def change_me(request: Request[ChangeProfile, None]) -> ProfileView:
    """Changes name or language"""
    user, body = request.signed_in, request.body
    changed = services().members.change_profile(user.id, name=body.name, locale=body.locale)
    return ProfileView.of(changed, user.groups)


@api.get("/me/addresses", auth=Auth.USER, response=AddressesView)
def list_addresses(request: Request[None, None]) -> AddressesView:
    """The address book, oldest first"""
    book = services().members.addresses(request.signed_in.id)
    return AddressesView(items=[AddressView.of(book, address) for address in book.addresses])


@api.post("/me/addresses", auth=Auth.USER, body=AddressRequest, response=AddressView, status=201)
def add_address(request: Request[AddressRequest, None]) -> AddressView:
    """Adds an address; the first becomes the default

    409 when there are 20.
    """
    address = request.body.address(new_id())
    book = services().members.add_address(request.signed_in.id, address, default=request.body.is_default)
    return AddressView.of(book, address)


@api.put("/me/addresses/{address_id}", auth=Auth.USER, body=AddressRequest, response=AddressView)
def change_address(request: Request[AddressRequest, None], address_id: str) -> AddressView:
    """Replaces an address; the default stays one until another is made it"""
    address = request.body.address(address_id)
    book = services().members.change_address(request.signed_in.id, address, default=request.body.is_default)
    return AddressView.of(book, address)


@api.delete("/me/addresses/{address_id}", auth=Auth.USER, status=204)
def remove_address(request: Request[None, None], address_id: str) -> None:
    """Removes an address; the oldest one left takes over as default"""
    services().members.remove_address(request.signed_in.id, address_id)


@api.get("/me/activity", auth=Auth.USER, query=ListQuery, response=ActivityPage)
def list_activity(request: Request[None, ListQuery]) -> ActivityPage:
    """What the person did in the shop, newest first; looks and searches of the last 90 days"""
    query = request.query
    activities, cursor = services().members.activity(request.signed_in.id, query.limit, query.cursor)
    return ActivityPage(items=[ActivityView.of(activity) for activity in activities], next_cursor=cursor)


@api.post("/me/activity", auth=Auth.USER, body=Glance, status=202)
def record_activity(request: Request[Glance, None]) -> None:
    """Notes that a product was looked at or a text searched for

    The same within 30 minutes is noted once. Nothing is noted of who has not agreed to it (`/me/consents/activity`).
    """
    services().members.glance(_activity(request))


@api.delete("/me/activity", auth=Auth.USER)
def erase_activity(request: Request[None, None]) -> None:
    """Forgets what the person did in the shop: looks, searches and the lines about orders. The orders stay"""
    services().members.erase_activity(request.signed_in.id)


def _activity(request: Request[Glance, Any]) -> Activity:
    glance = request.body
    return Activity(
        id=new_id(),
        kind=ActivityKind(glance.kind),
        at=clock.now(),
        user_id=request.signed_in.id,
        product_id=glance.product_id or "",
        handle=glance.handle,
        title=glance.title,
        image=glance.image,
        query=glance.query or "",
    )

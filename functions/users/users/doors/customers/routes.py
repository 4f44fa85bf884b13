"""HTTP: a customer as the staff see them, and what the staff do in their place or against them."""

from __future__ import annotations

import hashlib

from souk.errors import PreconditionFailed, PreconditionRequired
from souk.http import ListQuery, Page, Reply, Request
from souk.staff.permissions import Permission
from users.compose import services
from users.domain.closing import ErasureBegun
from users.domain.profile import OfTheStaff
from users.doors.consents.views import ConsentView
from users.doors.customers.views import (
    CustomerActivityPage,
    CustomerCard,
    CustomerConsentsView,
    CustomerView,
)
from users.doors.exports.views import DataExportView
from users.doors.router import api
from users.doors.schemas import BlockRequest, CustomersQuery
from users.doors.views import ActivityView

_REFUSALS = (OfTheStaff, PreconditionFailed, PreconditionRequired)
_IF_MATCH = {"If-Match": "The ETag of the customer, as it was looked at"}
# Numbers of DynamoDB have 38 digits; no profile is changed this often.
_LONGEST_VERSION = 18


@api.get("/admin/customers", needs=Permission.CUSTOMERS_READ, query=CustomersQuery, response=Page[CustomerCard])
def find_customer(request: Request[None, CustomersQuery]) -> Page[CustomerCard]:
    """The customer with this e-mail address, if there is one"""
    profile = services().customers.with_email(request.query.email)
    return Page[CustomerCard](items=[CustomerCard.of(profile)] if profile else [])


@api.get("/admin/customers/{user_id}", needs=Permission.CUSTOMERS_READ, response=CustomerView)
def show_customer(_request: Request[None, None], user_id: str) -> Reply:
    """Profile, addresses and standing of a customer. Its ETag goes with a change"""
    return _shown(user_id)


@api.get(
    "/admin/customers/{user_id}/activity",
    needs=Permission.CUSTOMERS_READ,
    query=ListQuery,
    response=CustomerActivityPage,
)
def list_customer_activity(request: Request[None, ListQuery], user_id: str) -> CustomerActivityPage:
    """What a customer did in the shop, newest first; nothing of whoever does not agree to it"""
    query = request.query
    found = services().customers_record.activity(user_id, query.limit, query.cursor)
    items = [ActivityView.of(activity) for activity in found.activities]
    return CustomerActivityPage(agreed=found.agreed, items=items, next_cursor=found.cursor)


@api.get("/admin/customers/{user_id}/consents", needs=Permission.CUSTOMERS_READ, response=CustomerConsentsView)
def list_customer_consents(_request: Request[None, None], user_id: str) -> CustomerConsentsView:
    """What a customer has agreed to and withdrawn, and in which words. Nobody changes it for them"""
    consents = services().customers_record.consents(user_id)
    return CustomerConsentsView(items=[ConsentView.of(consent) for consent in consents])


@api.post(
    "/admin/customers/{user_id}/block",
    needs=Permission.CUSTOMERS_WRITE,
    body=BlockRequest,
    response=CustomerView,
    errors=_REFUSALS,
    headers=_IF_MATCH,
)
def block_customer(request: Request[BlockRequest, None], user_id: str) -> Reply:
    """Shuts a customer out: their sessions end, and they neither sign in nor order as this account

    409 `of_the_staff` for who has a role.
    """
    services().standing.block(user_id, _version(request.if_match), request.body.reason)
    return _shown(user_id)


@api.post(
    "/admin/customers/{user_id}/unblock",
    needs=Permission.CUSTOMERS_WRITE,
    body=BlockRequest,
    response=CustomerView,
    errors=_REFUSALS,
    headers=_IF_MATCH,
)
def unblock_customer(request: Request[BlockRequest, None], user_id: str) -> Reply:
    """Lets a customer in again; they sign in anew"""
    services().standing.unblock(user_id, _version(request.if_match), request.body.reason)
    return _shown(user_id)


@api.post(
    "/admin/customers/{user_id}/export",
    needs=Permission.CUSTOMERS_EXPORT,
    response=DataExportView,
    status=202,
    errors=(ErasureBegun,),
)
def export_customer(_request: Request[None, None], user_id: str) -> DataExportView:
    """Begins the copy of a customer's data that they may ask for themselves

    The letter and the link are theirs alone. Asking again while one is under way changes nothing; three a day.
    """
    return DataExportView.of(services().exporting.ask(user_id))


@api.get("/admin/customers/{user_id}/export", needs=Permission.CUSTOMERS_EXPORT, response=DataExportView)
def show_customer_export(_request: Request[None, None], user_id: str) -> DataExportView:
    """How far the copy of a customer's data has come; never with its link"""
    return DataExportView.of(services().exporting.of(user_id))


@api.post(
    "/admin/customers/{user_id}/erase",
    needs=Permission.CUSTOMERS_ERASE,
    response=CustomerView,
    status=202,
    errors=(OfTheStaff,),
)
def erase_customer(_request: Request[None, None], user_id: str) -> Reply:
    """Closes the account for a customer who asked for it elsewhere, as if they did it themselves

    A letter tells them, and for 14 days they may sign in and take it back. Asking again does not extend that. 409
    `of_the_staff` for who has a role.
    """
    services().standing.erase(user_id)
    return _shown(user_id)


def _shown(user_id: str) -> Reply:
    """The tag begins with the profile's version, which is what a change is compared by: somebody's signing in meanwhile
    is no reason to refuse it. The rest is of all that is shown."""
    view = CustomerView.shown(services().customers.shown(user_id))
    digest = hashlib.sha256(view.model_dump_json().encode()).hexdigest()[:16]
    return Reply(view, etag=f"{view.version}-{digest}")


def _version(if_match: str | None) -> int:
    if not if_match:
        raise PreconditionRequired("send If-Match with the ETag of the customer you change")
    text = if_match.strip().removeprefix("W/").strip('"').partition("-")[0]
    if not text.isdecimal() or len(text) > _LONGEST_VERSION:
        raise PreconditionFailed("If-Match is not the ETag of a customer; look at it again")
    return int(text)

"""HTTP: the staff's accounts, for admins."""

from __future__ import annotations

from souk.http import Request
from souk.staff.permissions import Permission
from users.compose import services
from users.domain.identity import InvitationUsed
from users.doors.router import api
from users.doors.signing_in.schemas import ChangeRole, Invitation
from users.doors.signing_in.views import ColleaguesView, ColleagueView, StaffMemberView, StaffView
from users.usecases.staff_accounts import LastAdmin


@api.get("/admin/staff", needs=Permission.STAFF_MANAGE, response=StaffView)
def list_staff(_request: Request[None, None]) -> StaffView:
    """Everybody who has a role"""
    return StaffView(items=[StaffMemberView.of(member) for member in services().staff_accounts.listed()])


@api.get("/admin/staff/names", needs=Permission.REPORTS_READ, response=ColleaguesView)
def list_staff_names(_request: Request[None, None]) -> ColleaguesView:
    """What everybody who has a role is called, for whoever is of the staff

    Others name who did something by the id alone, so a name is in no other service and is gone with the account.
    """
    return ColleaguesView(items=[ColleagueView.of(member) for member in services().staff_accounts.listed()])


@api.post(
    "/admin/staff",
    needs=Permission.STAFF_MANAGE,
    body=Invitation,
    response=StaffMemberView,
    status=201,
    errors=(LastAdmin,),
)
def invite_staff(request: Request[Invitation, None]) -> StaffMemberView:
    """Invites somebody by e-mail, with a password for the first sign-in; an account that is there gets the role"""
    body = request.body
    return StaffMemberView.of(services().staff_accounts.invite(body.email, body.role, request.signed_in.id))


@api.post(
    "/admin/staff/{user_id}/invitation",
    needs=Permission.STAFF_MANAGE,
    response=StaffMemberView,
    status=202,
    errors=(InvitationUsed,),
)
def invite_staff_again(request: Request[None, None], user_id: str) -> StaffMemberView:
    """Sends the invitation once more, good for seven days from now

    409 `invitation_used` for who has signed in.
    """
    return StaffMemberView.of(services().staff_accounts.invite_again(user_id, request.signed_in.id))


@api.patch(
    "/admin/staff/{user_id}",
    needs=Permission.STAFF_MANAGE,
    body=ChangeRole,
    response=StaffMemberView,
    errors=(LastAdmin,),
)
def change_staff_role(request: Request[ChangeRole, None], user_id: str) -> StaffMemberView:
    """Gives another role in the place of all others, and ends the person's sessions

    409 `last_admin` when nobody would be left to manage the staff.
    """
    return StaffMemberView.of(services().staff_accounts.change_role(user_id, request.body.role, request.signed_in.id))


@api.delete("/admin/staff/{user_id}", needs=Permission.STAFF_MANAGE, status=204, errors=(LastAdmin,))
def remove_staff(request: Request[None, None], user_id: str) -> None:
    """Takes all roles away and ends the person's sessions; 409 `last_admin`"""
    services().staff_accounts.remove(user_id, request.signed_in.id)


@api.delete("/admin/users/{user_id}/second-factor", needs=Permission.STAFF_MANAGE, status=204)
def reset_second_factor(request: Request[None, None], user_id: str) -> None:
    """Takes the authenticator app off an account whose owner lost it, and ends their sessions

    Only when they have shown who they are: from then on the password is enough.
    """
    services().staff_accounts.reset_second_factor(user_id, request.signed_in.id)

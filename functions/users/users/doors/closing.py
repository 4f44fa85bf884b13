"""HTTP: closing one's account, and taking that back."""

from __future__ import annotations

from souk.http import Auth, Request
from users.compose import services
from users.domain.closing import ErasureBegun
from users.domain.passwords import WrongPassword
from users.doors.router import api
from users.doors.schemas import CloseAccount
from users.doors.views import ProfileView


@api.delete("/me", auth=Auth.USER, body=CloseAccount, response=ProfileView, status=202, errors=(WrongPassword,))
def close_account(request: Request[CloseAccount, None]) -> ProfileView:
    """Closes the account: 14 days later everything the shop holds of the person is removed

    Ends all sessions. Until `closes_at` the person may sign in and take it back. Orders that are under way are brought
    to their end first; of those that were paid, what tax law needs is kept until its time is over, without the account.
    400 `wrong_password`.
    """
    user = request.signed_in
    profile = services().closings.close(user.id, user.session_id, request.body.password)
    return ProfileView.of(profile, user.groups)


@api.post("/me/restore", auth=Auth.USER, response=ProfileView, errors=(ErasureBegun,))
def restore_account(request: Request[None, None]) -> ProfileView:
    """Takes the closing of the account back

    409 `erasure_begun` once its time is over.
    """
    user = request.signed_in
    return ProfileView.of(services().closings.take_back(user.id, user.session_id), user.groups)

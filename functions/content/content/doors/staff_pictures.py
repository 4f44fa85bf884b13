"""How staff send pictures."""

from __future__ import annotations

from content.compose import services
from content.doors.router import api
from content.doors.schemas import PictureBody
from content.doors.views import PictureCreated, PictureView
from souk.errors import Conflict
from souk.http import Request
from souk.staff.permissions import Permission


@api.post(
    "/admin/content/pictures",
    needs=Permission.CONTENT_WRITE,
    body=PictureBody,
    response=PictureCreated,
    status=201,
)
def create_picture(request: Request[PictureBody, None]) -> PictureCreated:
    """Says where to send a picture: PNG, JPEG or WebP, of at most 2 MB."""
    return PictureCreated.of(*services().pictures.begin(request.body.media_type))


@api.post(
    "/admin/content/pictures/{picture_id}/accept",
    needs=Permission.CONTENT_WRITE,
    response=PictureView,
    errors=(Conflict,),
)
def accept_picture(_request: Request[None, None], picture_id: str) -> PictureView:
    """Looks at what was sent, and puts it on the site."""
    return PictureView(src=services().pictures.accept(picture_id))

"""Pictures that the merchant sends: of the shop's logo and of banners."""

from __future__ import annotations

import hashlib

from content.usecases.ports import PictureFiles, PictureForm
from souk.errors import Conflict, InvalidInput
from souk.ids import new_id
from souk.shop.pictures import SUFFIXES, type_of
from souk.staff.changes import note

MAX_BYTES = 2 * 1024 * 1024


class SentPictures:
    def __init__(self, files: PictureFiles) -> None:
        self._files = files

    def begin(self, media_type: str) -> tuple[str, PictureForm]:
        """The id of a new picture, and the form to send it by."""
        picture_id = new_id()
        return picture_id, self._files.form(picture_id, media_type, MAX_BYTES)

    def accept(self, picture_id: str) -> str:
        """Looks at what was sent, and puts it on the site; its address there. The same again is the same.

        Raises Conflict when nothing was sent, InvalidInput when it is no picture.
        """
        picture = self._files.sent(picture_id, MAX_BYTES)
        if picture is None:
            raise Conflict("send the picture first, to the address that came with its id")
        media_type = type_of(picture)
        if media_type is None:
            raise InvalidInput("this is no picture in PNG, JPEG or WebP of up to 4,096 pixels a side")
        name = f"{hashlib.sha256(picture).hexdigest()[:32]}.{SUFFIXES[media_type]}"
        address = self._files.publish(name, media_type, picture)
        note(f"picture:{picture_id}", {}, {"address": address})
        return address

"""Photos of what is returned or claimed: sent by shoppers, looked at by staff, gone with the person or after a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shipping.domain.returns import Return, order_of_return
from shipping.usecases.ports import PhotoFiles, PhotoForm
from shipping.usecases.returning.returns import Asker, Returns
from souk.errors import Conflict, IllegalTransition, InvalidInput
from souk.ids import new_id
from souk.limits import rules
from souk.limits.limits import Charge, Limits
from souk.shop.pictures import SUFFIXES, type_of

MOST = 5
MAX_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PhotoLink:
    id: str
    url: str


class Photos:
    def __init__(self, returns: Returns, files: PhotoFiles, limits: Limits) -> None:
        self._returns = returns
        self._files = files
        self._limits = limits

    def begin(self, return_id: str, who: Asker, media_type: str) -> tuple[str, PhotoForm]:
        """The id of a new photo, and the form to send it by.

        Raises NotFound, OrderKeyExpired, RateLimited, IllegalTransition once nobody waits for anything any more.
        """
        _open(self._returns.of_asker(return_id, who))
        self._limits.take(Charge(rules.RETURN_PHOTOS, order_of_return(return_id)))
        photo_id = new_id()
        return photo_id, self._files.form(return_id, photo_id, media_type, MAX_BYTES)

    def show(self, return_id: str, who: Asker, photo_ids: Sequence[str]) -> Return:
        """Looks at what was sent; the return has these photos then, and no others. The same again changes nothing.

        Raises as `begin` does, Conflict for one that was not sent, InvalidInput for one that is no picture.
        """
        seen = self._returns.of_asker(return_id, who)
        kept = {photo.partition(".")[0]: photo for photo in seen.photos}
        if any(photo_id not in kept for photo_id in photo_ids):
            _open(seen)
        names = [kept.get(photo_id) or self._kept(return_id, photo_id) for photo_id in dict.fromkeys(photo_ids)]
        return self._returns.show(return_id, who, names)

    def links(self, return_id: str) -> list[PhotoLink]:
        """For staff. Raises NotFound."""
        photos = self._returns.one(return_id).photos
        return [PhotoLink(photo.partition(".")[0], self._files.link(return_id, photo)) for photo in photos]

    def forget(self, order_id: str) -> None:
        """Also those that were sent and never shown, wherever there is a return."""
        if self._returns.any_of(order_id):
            self._files.remove(order_id)

    def _kept(self, return_id: str, photo_id: str) -> str:
        photo = self._files.sent(return_id, photo_id, MAX_BYTES)
        if photo is None:
            raise Conflict("send the photo first, to the address that came with its id", photo_id=photo_id)
        media_type = type_of(photo)
        if media_type is None:
            raise InvalidInput(
                "this is no picture in PNG, JPEG or WebP of up to 4,096 pixels a side", photo_id=photo_id
            )
        name = f"{photo_id}.{SUFFIXES[media_type]}"
        self._files.keep(return_id, name, media_type, photo)
        return name


def _open(return_: Return) -> None:
    if not return_.is_open:
        raise IllegalTransition(f"a return that is {return_.state} needs no photos", state=return_.state)

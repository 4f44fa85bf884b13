"""Files that are sold: what the buyer of a variant that needs no parcel downloads.

They belong to the SKU, as its stock does, and not to the product's content: whoever paid for a file keeps it, whatever
becomes of the product. A file that is replaced stays the same file, and its buyers get the new one; one that is taken
from sale stays for those who had paid by then.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from souk.errors import Conflict, InvalidInput, NotFound

MAX_BYTES = 2 * 1024**3  # a form of S3 takes 5 GB at most
MAX_FILES = 20  # for sale at once
MAX_KEPT = 100  # with those that were taken from sale
MAX_NAME = 200
# Nothing refers to what was not attached within this time, or was replaced so long ago.
LEFT_ALONE = timedelta(days=1)
_TYPE = re.compile(r"[a-z0-9]+/[a-z0-9][a-z0-9.+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitalFile:
    """`object_id` names the bytes, which are others once it is replaced; `size` in bytes."""

    id: str
    object_id: str
    name: str
    media_type: str
    size: int
    added_at: datetime
    removed_at: datetime | None = None

    @property
    def key(self) -> str:
        return key_of(self.object_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """What came by a form."""

    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOfSku:
    """`loose` are objects that no file refers to, and since when: begun and not attached yet, or replaced."""

    sku: str
    version: int = 0
    files: tuple[DigitalFile, ...] = ()
    loose: tuple[tuple[str, datetime], ...] = ()

    @property
    def for_sale(self) -> tuple[DigitalFile, ...]:
        return tuple(file for file in self.files if file.removed_at is None)

    def begun(self, object_id: str, now: datetime) -> FilesOfSku:
        """With an object that is going to be sent. Raises Conflict when there are too many files."""
        if len(self.for_sale) >= MAX_FILES or len(self.files) >= MAX_KEPT:
            raise Conflict(f"a variant has at most {MAX_FILES} files, and {MAX_KEPT} with those taken from sale")
        return replace(self, loose=(*self.loose, (object_id, now)))

    def stale(self, now: datetime) -> tuple[str, ...]:
        """The loose objects that nobody waits for any more."""
        return tuple(object_id for object_id, since in self.loose if since + LEFT_ALONE <= now)

    def without(self, objects: tuple[str, ...]) -> FilesOfSku:
        return replace(self, loose=tuple(each for each in self.loose if each[0] not in objects))

    def attached(self, object_id: str, name: str, sent: SentFile, now: datetime, instead_of: str = "") -> FilesOfSku:
        """With the object as a new file, or as what the file `instead_of` is from now on. The same again is the same.

        Raises NotFound for an object that was not begun here, and for a file that is not for sale.
        """
        if any(file.object_id == object_id for file in self.files):
            return self
        if all(known != object_id for known, _ in self.loose):
            raise NotFound("there is no such file")
        after = self.without((object_id,))
        fresh = DigitalFile(
            id=object_id,
            object_id=object_id,
            name=name,
            media_type=sent.media_type,
            size=sent.size,
            added_at=now,
        )
        if not instead_of:
            return replace(after, files=(*after.files, fresh))
        before = next((file for file in self.for_sale if file.id == instead_of), None)
        if before is None:
            raise NotFound("there is no such file")
        newest = replace(fresh, id=before.id, added_at=before.added_at)
        return replace(
            after,
            files=tuple(newest if file.id == before.id else file for file in after.files),
            loose=(*after.loose, (before.object_id, now)),
        )

    def removed(self, file_id: str, now: datetime) -> FilesOfSku:
        """With the file taken from sale; the same when it was before. Raises NotFound."""
        known = next((file for file in self.files if file.id == file_id), None)
        if known is None:
            raise NotFound("there is no such file")
        if known.removed_at:
            return self
        gone = replace(known, removed_at=now)
        return replace(self, files=tuple(gone if file.id == file_id else file for file in self.files))


def key_of(object_id: str) -> str:
    """Where its bytes are in the bucket."""
    return f"files/{object_id}"


def checked_name(name: str) -> str:
    """What buyers' devices call it. Raises InvalidInput for what is no name of a file."""
    text = " ".join(name.split())
    if not text or len(text) > MAX_NAME or not text.isprintable() or set('/\\"') & set(text) or not text.strip("."):
        raise InvalidInput(f"a file's name has up to {MAX_NAME} letters and none of / \\ \"")
    return text


def checked_type(media_type: str) -> str:
    """Raises InvalidInput for what is no media type."""
    if not _TYPE.fullmatch(media_type):
        raise InvalidInput("a media type is named as application/pdf is")
    return media_type
